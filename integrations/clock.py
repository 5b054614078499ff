"""The business clock: the one place that says what time it is for the business.

Deadlines, dated rows and the timeline read `now()`. Signatures, sessions and leases at
providers use real time. `travel()` moves the business clock of the current context, so
that demo orders are made by real transitions at past dates and tests need not wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_offset: ContextVar[timedelta] = ContextVar("business_clock_offset", default=timedelta())


def now() -> datetime:
    """The business time, timezone-aware, in UTC."""
    return datetime.now(UTC) + _offset.get()


def today() -> date:
    """The business date in Seoul, where the warehouse works and dated rows begin."""
    return now().astimezone(SEOUL).date()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Let the business clock show `to` and run on from there inside the block."""
    if to.tzinfo is None:
        raise ValueError("travel() needs a timezone-aware time")
    token = _offset.set(to - datetime.now(UTC))
    try:
        yield
    finally:
        _offset.reset(token)
