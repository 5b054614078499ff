"""What happened on a day, in numbers: orders by step, how long quotes took, money in and out.

Days are days in Korea. Every figure of a day is exact and adds up: counts and US cents by addition, lengths
of time as a histogram of whole minutes, so that a percentile over ninety days is as exact as over one.
Each is one or two queries over one day's rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Subquery, Sum

from integrations import clock
from integrations.couriers.status import TrackingStatus
from workflow.engine.models import TransitionLog
from workflow.models import Attention, Order, Parcel, Payment
from workflow.models.attention import REFUND_MADE
from workflow.selectors.ageing import still_for
from workflow.states import Concern, Verdict

# The five steps that tell how the business goes, in their order.
STEPS = ("request_quote", "confirm_item_prices", "items_paid", "ship", "deliver")
# Matters that are settled by giving money back.
_GIVEN_BACK = (Concern.REFUND_DUE, Concern.PAID_TWICE)
# From how many days without a scan to how many (None: no end).
STUCK_BANDS: tuple[tuple[int, int | None], ...] = ((2, 4), (4, 7), (7, 14), (14, None))

# Whole minutes -> how many took that long.
type Minutes = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Money in US cents. `quotes`: from the request to the confirmed prices, on the day of the latter."""

    steps: Mapping[str, int] = field(default_factory=dict)
    quotes: Minutes = field(default_factory=dict)
    in_cents: int = 0
    # Refund matters that a person settled, and refunds that the provider told of. The same refund may
    # be in both, so they are never added.
    settled_cents: int = 0
    outside_cents: int = 0

    @property
    def has_orders(self) -> bool:
        return any(self.steps.values())

    @property
    def has_money(self) -> bool:
        return bool(self.in_cents or self.settled_cents or self.outside_cents)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Korea and of the day after it."""
    start = datetime.combine(day, time(), tzinfo=clock.SEOUL)
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.SEOUL)


def days_until(last: date, count: int) -> list[date]:
    """`count` days, oldest first, ending with `last`."""
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]


def figures_of(day: date) -> DayFigures:
    """Everything about one day. Five queries."""
    start, end = bounds(day)
    return DayFigures(
        steps=_steps(start, end),
        quotes=_quotes(start, end),
        in_cents=_received(start, end),
        settled_cents=_settled(start, end),
        outside_cents=_outside(start, end),
    )


def together(days: Iterable[DayFigures]) -> DayFigures:
    """Several days as one."""
    steps: Counter[str] = Counter()
    quotes: Counter[int] = Counter()
    sums = [0, 0, 0]
    for day in days:
        steps.update(day.steps)
        quotes.update(day.quotes)
        sums = [
            one + more
            for one, more in zip(sums, (day.in_cents, day.settled_cents, day.outside_cents), strict=True)
        ]
    return DayFigures(dict(steps), dict(quotes), *sums)


def percentile(lengths: Minutes, percent: int) -> int | None:
    """The shortest length that at least `percent` of all did not exceed (nearest rank), in minutes.

    None where there is nothing to measure.
    """
    total = sum(lengths.values())
    if not total:
        return None
    left = -(-total * percent // 100)
    for minutes in sorted(lengths):
        left -= lengths[minutes]
        if left <= 0:
            return minutes
    raise AssertionError("a percentage above 100")


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes, never negative."""
    return max(0, int((end - start).total_seconds()) // 60)


def _steps(start: datetime, end: datetime) -> dict[str, int]:
    counted = (
        TransitionLog.objects.filter(flow=Order.flow_name, at__gte=start, at__lt=end, name__in=STEPS)
        .order_by()
        .values_list("name")
        .annotate(n=Count("pk"))
    )
    return dict(counted)


def _quotes(start: datetime, end: datetime) -> dict[int, int]:
    asked = TransitionLog.objects.filter(
        flow=Order.flow_name, subject_id=OuterRef("subject_id"), name="request_quote"
    )
    priced = (
        TransitionLog.objects.filter(
            flow=Order.flow_name, at__gte=start, at__lt=end, name="confirm_item_prices"
        )
        .order_by()
        .annotate(asked=Subquery(asked.order_by("seq").values("at")[:1]))
        .values_list("asked", "at")
    )
    return dict(Counter(minutes_between(asked, at) for asked, at in priced if asked is not None))


def _received(start: datetime, end: datetime) -> int:
    came = Payment.objects.filter(verdict=Verdict.APPLIED, received_at__gte=start, received_at__lt=end)
    return came.aggregate(sum=Sum("amount_cents"))["sum"] or 0


def _settled(start: datetime, end: datetime) -> int:
    given = Attention.objects.filter(concern__in=_GIVEN_BACK, settled_at__gte=start, settled_at__lt=end)
    return given.aggregate(sum=Sum("amount_cents"))["sum"] or 0


def _outside(start: datetime, end: datetime) -> int:
    told = Attention.objects.filter(
        concern=Concern.EXTERNAL_REFUND, about__startswith=REFUND_MADE,
        raised_at__gte=start, raised_at__lt=end,
    )  # fmt: skip
    return told.aggregate(sum=Sum("amount_cents"))["sum"] or 0


@dataclass(frozen=True, slots=True)
class Stuck:
    """Parcels under way without a scan for `since` up to `until` days; `told`: put before a person."""

    since: int
    until: int | None
    silent: int
    told: int

    @property
    def total(self) -> int:
        return self.silent + self.told


def stuck_parcels() -> list[Stuck]:
    """Parcels that nobody has scanned lately, by whole days of silence, now. Two queries."""
    now = clock.now()
    moving = [status.value for status in TrackingStatus if not status.is_terminal]
    bands = {
        f"band_{place}": Count("pk", filter=still_for(since, until, field="quiet_since", now=now))
        for place, (since, until) in enumerate(STUCK_BANDS)
    }
    quiet = Parcel.objects.filter(
        status__in=moving, quiet_since__lte=now - timedelta(days=STUCK_BANDS[0][0])
    ).order_by()
    silent = quiet.filter(stalled_at=None).aggregate(**bands)
    told = quiet.filter(stalled_at__isnull=False).aggregate(**bands)
    return [
        Stuck(since, until, silent[f"band_{place}"], told[f"band_{place}"])
        for place, (since, until) in enumerate(STUCK_BANDS)
    ]
