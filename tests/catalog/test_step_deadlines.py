"""Deadlines: customers by the calendar, staff by the Seoul desk's hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.deadlines import add_working_time, due_at, hours_for
from catalog.errors import DeadlineError
from catalog.models import Counting, Deadline, Holiday
from catalog.publishing import publish

SEOUL = ZoneInfo("Asia/Seoul")
database = pytest.mark.database

type NewDeadline = Callable[[str, int, Counting], Deadline]


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@database
@pytest.mark.django_db
def test_customer_hours_run_through_nights_weekends_and_holidays(new_deadline: NewDeadline) -> None:
    new_deadline("pay_items", 72, Counting.CALENDAR)
    Holiday.objects.create(country="KR", date=date(2026, 5, 25), name="Holiday")

    due = due_at(step="pay_items", start=seoul("2026-05-22T17:30"))

    assert due == seoul("2026-05-25T17:30")
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-10T10:00", 4, "2026-03-10T14:00"),  # a Tuesday
        ("2026-03-10T06:00", 9, "2026-03-10T18:00"),  # before opening; ends at closing the same day
        ("2026-03-10T17:00", 3, "2026-03-11T11:00"),
        ("2026-03-10T18:00", 1, "2026-03-11T10:00"),
        ("2026-03-13T17:30", 9, "2026-03-16T17:30"),  # over a weekend
        ("2026-03-14T12:00", 1, "2026-03-16T10:00"),  # on a Saturday
        ("2026-02-13T17:00", 9, "2026-02-19T17:00"),  # over Seollal, Monday to Wednesday
        ("2026-03-10T09:00", 45, "2026-03-16T18:00"),  # five working days
    ],
)
@database
@pytest.mark.django_db
def test_staff_hours_run_while_the_desk_is_open(
    start: str, hours: int, due: str, new_deadline: NewDeadline
) -> None:
    new_deadline("screen", hours, Counting.WORKING)
    for day in (16, 17, 18):
        Holiday.objects.create(country="KR", date=date(2026, 2, day), name="Seollal")
    Holiday.objects.create(country="US", date=date(2026, 3, 11), name="Does not close the Seoul desk")

    assert due_at(step="screen", start=seoul(start)) == seoul(due)


@database
@pytest.mark.django_db
def test_the_row_in_force_at_the_start_decides(new_deadline: NewDeadline) -> None:
    new_deadline("buy", 9, Counting.WORKING)
    publish(
        Deadline(step="buy", hours=18, counting=Counting.WORKING, valid_from=date(2026, 3, 11), source="Test")
    )

    assert due_at(step="buy", start=seoul("2026-03-10T23:59")) == seoul("2026-03-11T18:00")
    assert due_at(step="buy", start=seoul("2026-03-11T00:00")) == seoul("2026-03-12T18:00")
    assert hours_for("buy", seoul("2026-03-11T00:00")) == 18


@database
@pytest.mark.django_db
def test_an_unknown_step_and_a_time_without_zone_are_refused(new_deadline: NewDeadline) -> None:
    with pytest.raises(DeadlineError) as refusal:
        due_at(step="dance", start=seoul("2026-03-10T10:00"))
    assert refusal.value.code == "no_deadline"
    new_deadline("buy", 9, Counting.WORKING)
    with pytest.raises(ValueError, match="without a zone"):
        due_at(step="buy", start=datetime(2026, 3, 10))  # noqa: DTZ001 - the point of the test


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.integers(1, 200).map(lambda hours: timedelta(hours=hours))
days_off = st.frozensets(st.dates(date(2026, 1, 1), date(2028, 3, 1)), max_size=60)


@settings(derandomize=True, deadline=None)
@given(moments, spans, days_off)
def test_staff_are_never_due_while_the_desk_is_closed(
    start: datetime, span: timedelta, holidays: frozenset[date]
) -> None:
    due = add_working_time(start, span, holidays).astimezone(SEOUL)
    assert due >= start + span
    assert due.weekday() < 5
    assert due.date() not in holidays
    assert timedelta(hours=9) < timedelta(hours=due.hour, minutes=due.minute, seconds=due.second + 1)
    assert (due.hour, due.minute, due.second, due.microsecond) <= (18, 0, 0, 0)


@settings(derandomize=True, deadline=None)
@given(moments, spans, spans, days_off)
def test_two_spans_in_a_row_are_one_long_span(
    start: datetime, one: timedelta, other: timedelta, holidays: frozenset[date]
) -> None:
    whole = add_working_time(start, one + other, holidays)
    assert add_working_time(add_working_time(start, one, holidays), other, holidays) == whole
