"""The table of events: one INSERT each, read by primary key, pruned in bulk."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_eventstream.event import Event
from django_eventstream.storage import EventDoesNotExist, StorageBase

from integrations.live.models import LiveEvent

# A client that was away for longer reads its state anew, as on its first visit.
_KEEP = timedelta(hours=24)
_AT_ONCE = 5_000


def floor() -> int:
    """The lowest id still kept; 0 in a table that never held one. Older places cannot be resumed."""
    lowest: int | None = LiveEvent.objects.order_by("id").values_list("id", flat=True).first()
    return lowest or 0


def prune() -> int:
    """Delete events older than a day, in pieces. Returns how many.

    The newest one always stays: it tells a client that comes back whether it missed anything.
    """
    newest: int | None = LiveEvent.objects.order_by("-id").values_list("id", flat=True).first()
    deleted, old = 0, LiveEvent.objects.filter(created__lt=timezone.now() - _KEEP, id__lt=newest or 0)
    while ids := list(old.order_by("id").values_list("id", flat=True)[:_AT_ONCE]):
        # By range, not by list; a prefix, so that no hole is left that would look like a late event.
        deleted += LiveEvent.objects.filter(id__lte=ids[-1]).delete()[0]
    return deleted


class LiveStorage(StorageBase):
    """Our table behind django-eventstream's own functions (`send_event`, the GRIP view)."""

    def append_event(self, channel: str, event_type: str, data: str) -> Event:
        """`data` is JSON already. One INSERT, in whatever transaction is open."""
        row = LiveEvent.objects.create(channel=channel, type=event_type, data=data)
        return Event(channel, event_type, data, id=row.pk)

    def get_events(self, channel: str, last_id: int, limit: int = 100) -> list[Event]:
        """What came after `last_id`, oldest first. Raises EventDoesNotExist when some of it is pruned, or
        `last_id` lies in the future."""
        current = self.get_current_id(channel)
        if last_id == current:
            return []
        if last_id > current or last_id + 1 < floor():
            raise EventDoesNotExist(f"No such event {last_id}", current)
        rows = LiveEvent.objects.filter(channel=channel, id__gt=last_id).order_by("id")[:limit]
        return [Event(channel, row.type, json.loads(row.data), id=row.pk) for row in rows]

    def get_current_id(self, channel: str) -> int:
        newest: int | None = (
            LiveEvent.objects.filter(channel=channel).order_by("-id").values_list("id", flat=True).first()
        )
        return newest or 0


def previous_id(channel: str, event_id: int) -> int:
    """The id of the event before this one on its channel, 0 for the first."""
    before: Any = (
        LiveEvent.objects.filter(channel=channel, id__lt=event_id)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )
    return int(before or 0)
