"""The figures of a period: days that are over are counted once and kept, the running day is counted live.

The clock keeps them (`tick`), newest day first. A page never counts more than the running day and, in its
first minutes, the day before: what is not kept yet is missing on the page, and it says so.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache

from console.models import DayFigure
from integrations import clock
from workflow.selectors import figures, staff_work
from workflow.selectors.figures import DayFigures
from workflow.selectors.staff_work import Work

PERIODS = (7, 30, 90)
USUAL = 30
_KEPT = max(PERIODS)
# A deed that began before midnight may be written a moment after it.
_SETTLED = timedelta(minutes=10)
_LIVE_S = 60
# The engine beats every second: catching up must not keep it from that.
_WORK_S = 2.0
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Period:
    """`days` oldest first; None for a day that is not counted yet."""

    days: dict[date, DayFigures | None]

    @property
    def total(self) -> DayFigures:
        return figures.together(day for day in self.days.values() if day is not None)

    @property
    def uncounted(self) -> int:
        return sum(day is None for day in self.days.values())


@dataclass(frozen=True, slots=True)
class Staff:
    """What each person did in the period, by their id."""

    first: date
    last: date
    work: dict[int, Work]
    uncounted: int


def tick(*, seconds: float = _WORK_S) -> None:
    """Count days that are over and not kept yet, newest first, for about `seconds`. A clock duty."""
    began = time.monotonic()
    for day in _missing():
        keep(day)
        if time.monotonic() - began > seconds:
            return


def keep(day: date) -> None:
    """Count one day and keep it. Twice is harmless: the day is over, the figures are the same."""
    DayFigure.objects.update_or_create(
        day=day,
        defaults={
            "figures": _packed(figures.figures_of(day)),
            "people": {str(person): _work_packed(work) for person, work in staff_work.work_of(day).items()},
        },
    )


def period(days: int) -> Period:
    """The last `days` days with today. At most a minute old."""
    found: Period = _cached(f"console.figures.{days}.{clock.today()}", lambda: _period(days))
    return found


def staff(days: int) -> Staff:
    """What everybody did in the last `days` days with today. At most a minute old."""
    found: Staff = _cached(f"console.staff.{days}.{clock.today()}", lambda: _staff(days))
    return found


def _cached(key: str, count: Any) -> Any:
    found = cache.get(key)
    if found is None:
        with _counting:
            found = cache.get(key)
            if found is None:
                found = count()
                cache.set(key, found, _LIVE_S)
    return found


def _period(days: int) -> Period:
    wanted = figures.days_until(clock.today(), days)
    kept = dict(DayFigure.objects.filter(day__gte=wanted[0]).values_list("day", "figures"))
    return Period({day: _of_day(day, kept) for day in wanted})


def _of_day(day: date, kept: Mapping[date, Any]) -> DayFigures | None:
    if day in kept:
        return _unpacked(kept[day])
    return figures.figures_of(day) if not _is_over(day) else None


def _staff(days: int) -> Staff:
    wanted = figures.days_until(clock.today(), days)
    kept = dict(DayFigure.objects.filter(day__gte=wanted[0]).values_list("day", "people"))
    found: list[dict[int, Work]] = []
    uncounted = 0
    for day in wanted:
        if day in kept:
            found.append({int(person): _work_unpacked(work) for person, work in kept[day].items()})
        elif not _is_over(day):
            found.append(staff_work.work_of(day))
        else:
            uncounted += 1
    return Staff(wanted[0], wanted[-1], staff_work.together(found), uncounted)


def _is_over(day: date) -> bool:
    return clock.now() >= figures.bounds(day)[1] + _SETTLED


def _missing() -> list[date]:
    days = [day for day in figures.days_until(clock.today(), _KEPT) if _is_over(day)]
    if not days:
        return []
    kept = set(DayFigure.objects.filter(day__gte=days[0]).values_list("day", flat=True))
    return [day for day in reversed(days) if day not in kept]


# JSON has no keys but words.
def _packed(day: DayFigures) -> dict[str, Any]:
    return {
        "steps": dict(day.steps),
        "quotes": {str(minutes): n for minutes, n in day.quotes.items()},
        "cents": [day.in_cents, day.settled_cents, day.outside_cents],
    }


def _unpacked(day: Mapping[str, Any]) -> DayFigures:
    quotes = {int(minutes): n for minutes, n in day["quotes"].items()}
    return DayFigures(day["steps"], quotes, *day["cents"])


def _work_packed(work: Work) -> dict[str, Any]:
    waits = {str(minutes): n for minutes, n in work.waits.items()}
    return {"deeds": dict(work.deeds), "orders": work.orders, "waits": waits}


def _work_unpacked(work: Mapping[str, Any]) -> Work:
    return Work(work["deeds"], work["orders"], {int(minutes): n for minutes, n in work["waits"].items()})
