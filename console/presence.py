"""Who else has a page open, and who edits it. Kept by the pages' own signs of life.

The signs come every 20 seconds from each open page; most of them write nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from console import masking
from console.models import Presence
from integrations import clock
from integrations.live.channels import STAFF
from integrations.live.publishing import publish

# A page that says nothing for longer has been left.
_STALE_AFTER = timedelta(seconds=60)
# A sign of life that tells nothing new is written at most this often.
_REST = timedelta(seconds=15)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Other:
    """A colleague at the same place. `initials` are for the round mark beside the name."""

    name: str
    initials: str
    edits: bool


def place_of(ref: str) -> str:
    """An order's page."""
    return f"order:{ref}"


def editor_of(entry_id: int | str) -> str:
    """The editor of a catalog entry."""
    return f"entry:{entry_id}"


def note(*, place: str, member: Any, edits: bool) -> bool:
    """A sign of life from `member` at a place; returns whether others see something new by it.

    Writes one row at most once in 15 seconds, and once more when an edit begins. That an edit has ended is
    seen with the next sign. Colleagues are told only of a change: somebody came, began or ended an edit.
    """
    now = clock.now()
    old = Presence.objects.filter(place=place, member=member).first()
    if old is None:
        return _arrive(place, member, edits)
    rested, begins = old.seen_at <= now - _REST, edits and not old.edits
    if not rested and not begins:
        return False
    is_news = old.edits != edits or old.seen_at < now - _STALE_AFTER
    with transaction.atomic():
        # Compare and set: of two tabs of one person, one writes.
        changed = Presence.objects.filter(pk=old.pk, seen_at=old.seen_at, edits=old.edits).update(
            edits=edits, seen_at=now
        )
        if changed and is_news:
            _tell(place)
    return bool(changed and is_news)


def leave(*, place: str, member: Any) -> bool:
    """The person has closed the page; returns whether they had been seen there."""
    with transaction.atomic():
        gone, _by_model = Presence.objects.filter(place=place, member=member).delete()
        if gone:
            _tell(place)
    return bool(gone)


def others(*, place: str, member: Any) -> list[Other]:
    """Who else is there, who edits first. One query; oneself is never counted."""
    rows = (
        Presence.objects.filter(place=place, seen_at__gte=clock.now() - _STALE_AFTER)
        .exclude(member=member)
        .select_related("member")
        .order_by("-edits", "since", "id")
    )
    names = [(masking.person(row.member), row.edits) for row in rows]
    return [Other(name, _initials(name), edits) for name, edits in names]


def editing() -> list[tuple[str, Any, datetime]]:
    """Every order that somebody edits now: its reference, who, since when. One query."""
    rows = Presence.objects.filter(
        edits=True, place__startswith=place_of(""), seen_at__gte=clock.now() - _STALE_AFTER
    )
    return [
        (row.place.removeprefix(place_of("")), row.member, row.since) for row in rows.select_related("member")
    ]


def prune() -> int:
    """Forget the signs of more than a day ago; returns how many."""
    gone, _by_model = Presence.objects.filter(seen_at__lt=clock.now() - _KEPT).delete()
    return gone


def _arrive(place: str, member: Any, edits: bool) -> bool:
    try:
        with transaction.atomic():
            Presence.objects.create(place=place, member=member, edits=edits)
            _tell(place)
    except IntegrityError:
        # Another tab of the same person came first.
        return False
    return True


def _tell(place: str) -> None:
    kind, _colon, name = place.partition(":")
    publish(STAFF, "presence", {kind: name})


def _initials(name: str) -> str:
    """Two letters of a Latin name; of a Korean one the given name, by which colleagues call each other."""
    words = name.split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return name[-2:] if not name.isascii() else name[:2].upper()
