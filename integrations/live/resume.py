"""What a client that comes back has missed.

The two places are the client's own and that of the hub at the moment when the client was registered there.
Ids that the hub had not seen by then arrive through the hub; everything else is read here. So nothing can
come twice, and nothing falls between.
"""

from collections.abc import Sequence

from django.db import close_old_connections
from django.db.models import Q

from integrations.live.hub import Event
from integrations.live.models import LiveEvent
from integrations.live.positions import Position
from integrations.live.rights import CHECK
from integrations.live.storage import floor

# More than this is not worth sending one by one: the client reads its state anew.
MOST_MISSED = 500


def from_table(place: Position, start: Position, channels: Sequence[str]) -> list[Event] | None:
    """What came on these channels after `place` and up to `start`, by id. One query, and a look whether the
    table reaches back so far. None when it does not, or when it is too much."""
    close_old_connections()
    if place.head + 1 < floor():
        return None
    missed = Q(id__gt=place.head, id__lte=start.head) | Q(id__in=place.gaps)
    rows = (
        LiveEvent.objects.filter(missed, channel__in=channels)
        .exclude(id__in=start.gaps)
        .exclude(type=CHECK)
        .order_by("id")
        .values_list("id", "channel", "type", "data")[: MOST_MISSED + 1]
    )
    events = [Event(*row, position=start) for row in rows]
    return events if len(events) <= MOST_MISSED else None


def encoded(missed: Sequence[Event], place: Position, start: Position) -> bytes:
    """The missed events as bytes, each with the place of a client that has had it and those before it,
    so that a connection that breaks in between resumes in between."""
    return b"".join(event.encoded(_place_after(event.id, place, start)) for event in missed)


def _place_after(event_id: int, place: Position, start: Position) -> Position:
    if event_id > place.head:
        return Position(event_id, frozenset(gap for gap in start.gaps if gap < event_id))
    # One of the client's own gaps: those behind it are still to come.
    return Position(place.head, frozenset(gap for gap in place.gaps if gap > event_id or gap in start.gaps))
