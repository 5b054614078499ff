"""How the engine is: its sign of life, what waits, what runs, what the clock did. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django_q.models import OrmQ

from integrations import clock
from workflow.engine.models import Effect, Heartbeat, Tick
from workflow.engine.supervisor import NAME

_LATELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """`silent_for` in seconds of real time; None when there never was a sign of life."""

    at: datetime | None
    silent_for: float | None
    restarts: int


@dataclass(frozen=True, slots=True)
class Work:
    """Effects: due and not begun, how long the oldest of them waits; running, and of those with a lease
    that has run out; calls that need a person; what waits for a later moment."""

    due: int
    oldest_due: datetime | None
    running: int
    lease_over: int
    dead: int
    unsure: int
    later: int


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the effects of one name in the last hour."""

    name: str
    done: int
    failed: int
    other: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One clock duty; `error` is the last line of what went wrong the last time."""

    name: str
    every: timedelta
    last: datetime | None
    next: datetime
    is_late: bool
    error: str


def pulse() -> Pulse:
    beat = Heartbeat.objects.filter(name=NAME).first()
    if beat is None:
        return Pulse(None, None, 0)
    return Pulse(beat.at, max(0.0, (datetime.now(UTC) - beat.at).total_seconds()), beat.restarts)


def work() -> Work:
    """Four counts on the index of status and due."""
    now, status = clock.now(), Effect.Status
    waiting = Effect.objects.filter(status=status.PENDING, due__lte=now).aggregate(
        n=Count("pk"), oldest=Min("due")
    )
    running = Effect.objects.filter(status=status.RUNNING).aggregate(
        n=Count("pk"), over=Count("pk", filter=Q(due__lte=now))
    )
    counted: Mapping[str, int] = dict(
        Effect.objects.filter(status__in=Effect.UNDECIDED)
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
    )
    return Work(
        due=waiting["n"],
        oldest_due=waiting["oldest"],
        running=running["n"],
        lease_over=running["over"],
        dead=counted.get(status.DEAD, 0),
        unsure=counted.get(status.UNSURE, 0),
        later=Effect.objects.filter(status=status.PENDING, due__gt=now).count(),
    )


def last_hour() -> list[Done]:
    """By name, the busiest first."""
    rows = (
        Effect.objects.filter(finished__gte=clock.now() - _LATELY)
        .order_by()
        .values_list("name", "status")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for name, status, n in rows:
        found.setdefault(name, {})[status] = n
    failed = Effect.UNDECIDED
    ended = [
        Done(
            name=name,
            done=by_status.get(Effect.Status.DONE, 0),
            failed=sum(by_status.get(status, 0) for status in failed),
            other=sum(n for status, n in by_status.items() if status not in (Effect.Status.DONE, *failed)),
        )
        for name, by_status in found.items()
    ]
    return sorted(ended, key=lambda one: (-(one.done + one.failed + one.other), one.name))


def duties() -> list[Duty]:
    """Every clock duty of the settings, in their order. Late: twice its interval and a minute have passed."""
    rows = {tick.name: tick for tick in Tick.objects.all()}
    now = clock.now()
    found = []
    for name, seconds in settings.TICKS.items():
        every, tick = timedelta(seconds=seconds), rows.get(name)
        last = tick.last_run if tick else None
        due = last + every if last else now
        found.append(
            Duty(
                name=name,
                every=every,
                last=last,
                next=due,
                is_late=last is None or now > last + 2 * every + timedelta(minutes=1),
                error=tick.error.strip().splitlines()[-1] if tick and tick.error.strip() else "",
            )
        )
    return found


def wake_ups() -> int:
    """How many wake-ups stand in the broker's queue."""
    count: int = OrmQ.objects.count()
    return count
