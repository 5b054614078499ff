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
    """`told_by` names the couriers that told of it, where more than one told of the parcel."""

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


def newest_first(events: Iterable[TrackingEvent], *, first: str = "") -> list[ScanView]:
    """In the order in which the couriers told them, since times without a zone do not sort.

    What two couriers told of one happening is one line, at the place where it was told first and in the
    words of the courier `first`, which is the one that carries the parcel on.
    """
    told = sorted(events, key=lambda event: event.pk)
    several = len({event.courier for event in told if event.courier}) > 1
    return [_scan(happening, first, several) for happening in reversed(_happenings(told))]


def by_day(scans: Iterable[ScanView]) -> list[tuple[str, list[ScanView]]]:
    """Neighbours of one day together; a day that could not be read is an empty one."""
    return [(day, list(group)) for day, group in groupby(scans, key=lambda scan: scan.day)]


def _happenings(told: list[TrackingEvent]) -> list[list[TrackingEvent]]:
    """The scans, those together that are the same status in the same minute, each from another courier."""
    happenings: list[list[TrackingEvent]] = []
    open_ones: dict[Any, list[list[TrackingEvent]]] = {}
    for event in told:
        wall = event.wall_clock
        same: list[list[TrackingEvent]] = []
        # What we could not read or sort is not known to be the same.
        if wall is not None and event.status != TrackingStatus.UNKNOWN:
            same = open_ones.setdefault((event.status, wall.replace(second=0, microsecond=0)), [])
        by_others = (one for one in same if all(other.courier != event.courier for other in one))
        happening = next(by_others, None)
        if happening is None:
            happening = []
            same.append(happening)
            happenings.append(happening)
        happening.append(event)
    return happenings


def _scan(happening: list[TrackingEvent], first: str, several: bool) -> ScanView:
    by_voice = sorted(happening, key=lambda event: event.courier != first)
    event = by_voice[0]
    day, date, time = _local(event)
    names = [courier_of(told.courier).name for told in by_voice if told.courier]
    return ScanView(
        key=happening[0].pk,
        status=event.status,
        day=day,
        date=date,
        time=time,
        words=courier_says(TrackingStatus(event.status)),
        detail=event.description,
        place=event.place,
        told_by=", ".join(names) if several else "",
    )


def _local(event: TrackingEvent) -> tuple[str, str, str]:
    """The day, the same short, and the time on the clock where the scan was made; what cannot be read
    stands as it came."""
    wall = event.wall_clock
    if wall is None:
        return "", "", event.occurred_text
    day, date, time = ("n월 j일 (D)", "n/j", "H:i") if language_now() == "ko" else ("D, M j", "M j", "g:i A")
    return date_format(wall, day), date_format(wall, date), date_format(wall, time)
