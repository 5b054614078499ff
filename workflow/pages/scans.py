"""A parcel's scans in words: what its courier says, where, and by the clock on the wall there."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import date_format

from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.models import TrackingEvent
from workflow.pages.speech import language_now
from workflow.pages.words import courier_says


@dataclass(frozen=True, slots=True)
class ScanView:
    """`told_by` is the courier's name where more than one told of the parcel."""

    key: int
    status: str
    day: str
    date: str
    time: str
    words: Any
    detail: str
    place: str
    told_by: str

    @property
    def when(self) -> str:
        between = " " if language_now() == "ko" else ", "
        return between.join(part for part in (self.day, self.time) if part)


def newest_first(events: Iterable[TrackingEvent]) -> list[ScanView]:
    """In the order in which the couriers told them, since times without a zone do not sort."""
    told = sorted(events, key=lambda event: -event.pk)
    several = len({event.courier for event in told if event.courier}) > 1
    return [_scan(event, several) for event in told]


def by_day(scans: Iterable[ScanView]) -> list[tuple[str, list[ScanView]]]:
    """Neighbours of one day together; a day that could not be read is an empty one."""
    return [(day, list(group)) for day, group in groupby(scans, key=lambda scan: scan.day)]


def _scan(event: TrackingEvent, several: bool) -> ScanView:
    day, date, time = _local(event)
    return ScanView(
        key=event.pk,
        status=event.status,
        day=day,
        date=date,
        time=time,
        words=courier_says(TrackingStatus(event.status)),
        detail=event.description,
        place=event.place,
        told_by=courier_of(event.courier).name if several and event.courier else "",
    )


def _local(event: TrackingEvent) -> tuple[str, str, str]:
    """The day, the same short, and the time on the clock where the scan was made; what cannot be read
    stands as it came."""
    wall = event.wall_clock
    if wall is None:
        return "", "", event.occurred_text
    day, date, time = ("n월 j일 (D)", "n/j", "H:i") if language_now() == "ko" else ("D, M j", "M j", "g:i A")
    return date_format(wall, day), date_format(wall, date), date_format(wall, time)
