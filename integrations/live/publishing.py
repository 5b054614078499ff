"""Putting events on record. The row is written with what it tells of, or not at all."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from integrations.live import wakeups, wire
from integrations.live.channels import STAFF
from integrations.live.doers import doer
from integrations.live.models import LiveEvent

_TYPE = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
# No transaction of ours that publishes stays open for longer.
_LONGEST_TRANSACTION = timedelta(seconds=10)
_MOST_BYTES = 4_000

type Announcement = tuple[str, str, dict[str, Any]]


def publish(channel: str, type: str, data: dict[str, Any]) -> None:
    """Tell the listeners of one channel. See `publish_many`."""
    publish_many([(channel, type, data)])


def publish_many(events: Sequence[Announcement]) -> None:
    """Write (channel, type, data) events into the caller's transaction, with one INSERT.

    They are heard after its commit, in every process, within a tenth of a second or so; with Redis at once. A
    rollback takes them back. Nothing here can fail because a transport is down. Raises ValueError for a type
    that is no plain word and for more than 4,000 bytes: events are hints, not documents.
    """
    rows = [
        LiveEvent(channel=channel, type=type, data=_checked(type, _signed(channel, data)))
        for channel, type, data in events
    ]
    if not rows:
        return
    if len(rows) == 1 or not connection.features.can_return_rows_from_bulk_insert:
        for row in rows:
            row.save(force_insert=True)
    else:
        LiveEvent.objects.bulk_create(rows)
    transaction.on_commit(partial(wakeups.announce, rows), robust=True)


def position() -> str:
    """Where a page that is being rendered now starts to listen (`?since=`).

    A little in the past, so that no event between the reading of the page's data and the opening of its
    stream is lost. A repeated event is harmless: it only says “look again”.
    """
    settled = LiveEvent.objects.filter(created__lt=timezone.now() - _LONGEST_TRANSACTION)
    newest: int | None = settled.order_by("-created", "-id").values_list("id", flat=True).first()
    return str(newest or 0)


def _signed(channel: str, data: dict[str, Any]) -> dict[str, Any]:
    """The desk is told whose deed it was, by their id, and nobody else is."""
    return data | {"by": doer()} if channel == STAFF and doer() is not None else data


def _checked(type: str, data: dict[str, Any]) -> str:
    if not _TYPE.fullmatch(type):
        raise ValueError(f"{type!r} is no event type.")
    line = wire.one_line(data)
    if len(line.encode()) > _MOST_BYTES:
        raise ValueError(f"An event of {len(line.encode())} bytes is too long.")
    return line
