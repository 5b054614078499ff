"""When a step is due.

A customer's hours run by the calendar, day and night. Staff hours run only while the Seoul
desk is open: Monday to Friday, 9:00 to 18:00, Korean public holidays excepted. So 9 working
hours are one working day, and what arrives on Friday evening is counted from Monday 9:00.
A deadline that ends at closing time stands at 18:00 of that day, not at 9:00 of the next.
"""

from datetime import UTC, date, datetime, time, timedelta

from catalog import selectors
from catalog.errors import DeadlineError
from catalog.models import Counting, Deadline
from integrations.clock import SEOUL

OPENS = time(9)
CLOSES = time(18)


def hours_for(step: str, at: datetime) -> int:
    """The hours (calendar or working, see the row) a step may take. Raises DeadlineError (no_deadline)."""
    return _deadline(step, at).hours


def due_at(*, step: str, start: datetime) -> datetime:
    """The moment (UTC) by which a step that began at `start` must be done.

    The row in force at `start` decides, so a later change of a deadline moves nothing that has begun.
    Raises DeadlineError (no_deadline), ValueError for a start without a time zone.
    """
    deadline = _deadline(step, start)
    span = timedelta(hours=deadline.hours)
    if deadline.counting == Counting.CALENDAR:
        return (start + span).astimezone(UTC)
    holidays = selectors.holidays_from(country="KR", first=selectors.seoul_day(start))
    return add_working_time(start, span, holidays)


def add_working_time(start: datetime, span: timedelta, holidays: frozenset[date]) -> datetime:
    """`start` plus `span` of desk time in Seoul, as UTC. Needs no database."""
    local = start.astimezone(SEOUL)
    day, left = local.date(), span
    while True:
        if day.weekday() < 5 and day not in holidays:
            begin = max(local, datetime.combine(day, OPENS, SEOUL))
            end = datetime.combine(day, CLOSES, SEOUL)
            if begin < end:
                if left <= end - begin:
                    return (begin + left).astimezone(UTC)
                left -= end - begin
        day += timedelta(days=1)


def _deadline(step: str, at: datetime) -> Deadline:
    row = selectors.deadline_at(step=step, at=at)
    if row is None:
        raise DeadlineError(
            "no_deadline", f"No deadline is set for the step {step!r} on {selectors.seoul_day(at)}."
        )
    return row
