"""Open orders by their state and by how long they have stood in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.models import Charge, Order
from workflow.models.order import ENDED
from workflow.states import ChargeStatus, OrderState

# name -> (from, to) in days since the last step; None: no end.
BANDS: dict[str, tuple[int, int | None]] = {
    "0-1": (0, 1),
    "1-3": (1, 3),
    "3-7": (3, 7),
    "7-14": (7, 14),
    "14-": (14, None),
}
BAND_WORDS: dict[str, Any] = {
    "0-1": _("under 1 d"),
    "1-3": _("1 to 3 d"),
    "3-7": _("3 to 7 d"),
    "7-14": _("7 to 14 d"),
    "14-": _("over 14 d"),
}
OPEN_STATES = tuple(state for state in OrderState.values if state not in {*ENDED, OrderState.NEW})
# What the customer was asked for and has not been told to forget.
_ASKED = (ChargeStatus.DRAFT, ChargeStatus.OPEN, ChargeStatus.PAID)


@dataclass(frozen=True, slots=True)
class Cell:
    """`cents`: US cents that the customers of these orders were asked for so far."""

    orders: int = 0
    cents: int = 0


def still_for(since: int, until: int | None, *, field: str, now: datetime) -> Q:
    """What has stood still for that many days, at `now`. Both ends are on the indexed moment."""
    within = Q(**{f"{field}__lte": now - timedelta(days=since)}) if since else Q()
    return within & Q(**{f"{field}__gt": now - timedelta(days=until)}) if until is not None else within


def in_band(band: str, *, field: str = "moved_at") -> Q:
    """Which orders have stood in their state for that long."""
    return still_for(*BANDS[band], field=field, now=clock.now())


def ageing() -> dict[str, list[Cell]]:
    """For each open state a cell a band, in their order. Two queries."""
    orders = _by_cell(Order.objects.filter(state__in=OPEN_STATES), "state", "moved_at", Count("pk"))
    asked = Charge.objects.filter(order__state__in=OPEN_STATES, status__in=_ASKED)
    cents = _by_cell(asked, "order__state", "order__moved_at", Sum("amount_cents"))
    return {
        state: [Cell(orders.get((state, band), 0), cents.get((state, band), 0)) for band in BANDS]
        for state in OPEN_STATES
    }


def together(cells: Sequence[Cell]) -> Cell:
    return Cell(sum(one.orders for one in cells), sum(one.cents for one in cells))


def _by_cell(rows: Any, state: str, moved_at: str, figure: Any) -> dict[tuple[str, str], int]:
    names, now = list(BANDS), clock.now()
    whens = [
        When(still_for(*BANDS[band], field=moved_at, now=now), then=Value(place))
        for place, band in enumerate(names)
    ]
    counted = (
        rows.order_by()
        .annotate(band=Case(*whens, default=Value(0), output_field=IntegerField()))
        .values_list(state, "band")
        .annotate(n=figure)
    )
    return {(found, names[band]): n for found, band, n in counted}
