"""The plots of the home page: what Unfold's charts draw, where their bars lead, and the same as a table."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.money import format_usd
from console import figures
from workflow.selectors.figures import DayFigures, Stuck, percentile, stuck_parcels

# One tone that reads on white and on black, for the words around the bars.
_GREY = "#7b8794"
_TEAL, _BLUE, _AMBER, _VIOLET, _SLATE, _RED = (
    "#2a9883", "#3b82f6", "#d98a1f", "#8b5cf6", "#8394ab", "#dc5050",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a plot. `url` is where it leads, empty where this person may not go; `shown` are its
    values as the table has them."""

    label: str
    colour: str
    values: Sequence[float | None]
    shown: Sequence[str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """`kind` is bar or line. `sums` stand beside the title: (label, value)."""

    slug: str
    title: str
    hint: str
    url: str
    kind: str
    unit: str
    rows: Sequence[str]
    first_column: str
    series: Sequence[Series]
    empty: str
    is_empty: bool
    stacked: bool = True
    sums: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def data(self) -> str:
        sets = [
            {
                "label": one.label,
                "data": list(one.values),
                "backgroundColor": one.colour,
                "borderColor": one.colour,
                "borderWidth": 2 if self.kind == "line" else 0,
                "pointRadius": 2.5,
                "spanGaps": True,
                "borderRadius": 2,
                "maxBarThickness": 28,
            }
            for one in self.series
        ]
        return json.dumps({"labels": list(self.rows), "datasets": sets})

    @property
    def options(self) -> str:
        """Chart.js options; Unfold gives its own only to charts that bring none."""
        ticks = {"color": _GREY}
        return json.dumps(
            {
                "animation": False,
                "responsive": True,
                "maintainAspectRatio": False,
                "locale": get_language(),
                "interaction": {"mode": "index", "intersect": False},
                "plugins": {
                    "legend": {
                        "position": "bottom",
                        "align": "start",
                        "labels": {"color": _GREY, "boxWidth": 8, "boxHeight": 8, "usePointStyle": True},
                    }
                },
                "scales": {
                    "x": {
                        "stacked": self.stacked,
                        "grid": {"display": False},
                        "ticks": {**ticks, "maxRotation": 0, "autoSkipPadding": 14},
                    },
                    "y": {
                        "stacked": self.stacked,
                        "beginAtZero": True,
                        "border": {"display": False},
                        "grid": {"lineWidth": 0.6},
                        "ticks": {**ticks, "maxTicksLimit": 6, **({} if self.unit else {"precision": 0})},
                        "title": {"display": bool(self.unit), "text": self.unit, "color": _GREY},
                    },
                },
            }
        )

    @property
    def links(self) -> str:
        return json.dumps([one.url for one in self.series])

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """Newest first: who reads numbers begins with today."""
        lines = [(row, [one.shown[place] for one in self.series]) for place, row in enumerate(self.rows)]
        return lines[::-1] if self.slug != "stuck" else lines


def plots(user: Any, days: int) -> tuple[list[Plot], str]:
    """The plots this person may see, and what is to be said about days that are missing."""
    wanted: list[tuple[str, Callable[..., Plot]]] = [
        ("workflow.view_order", _orders),
        ("workflow.view_order", _quotes),
        ("workflow.view_payment", _money),
    ]
    allowed = [draw for right, draw in wanted if user.has_perm(right)]
    if not allowed and not user.has_perm("workflow.view_parcel"):
        return [], ""
    found = figures.period(days)
    drawn = [draw(user, found) for draw in allowed]
    if user.has_perm("workflow.view_parcel"):
        drawn.append(_stuck(user, stuck_parcels()))
    return drawn, still_counting(found.uncounted)


def still_counting(days: int) -> str:
    """What is to be said about `days` that are missing; empty where none is."""
    if not days:
        return ""
    return ngettext(
        "%(n)d day of this period is still being counted.",
        "%(n)d days of this period are still being counted.",
        days,
    ) % {"n": days}


def _orders(user: Any, period: figures.Period) -> Plot:
    listed = reverse("admin:workflow_order_changelist")
    steps = (
        ("request_quote", _("Requested"), _SLATE, _queue("to-screen")),
        ("confirm_item_prices", _("Priced"), _BLUE, _queue("awaiting-payment")),
        ("items_paid", _("Items paid"), _TEAL, _queue("to-buy")),
        ("ship", _("Shipped"), _AMBER, _queue("in-transit")),
        ("deliver", _("Delivered"), _VIOLET, f"{listed}?state=delivered"),
    )
    total = period.total
    return Plot(
        slug="orders",
        title=_("Orders by step"),
        hint=_("How many orders took each step on each day."),
        url=listed,
        kind="bar",
        unit="",
        rows=_rows(period),
        first_column=_("Day"),
        series=[
            _series(period, label, colour, _count_of(step), str, url) for step, label, colour, url in steps
        ],
        sums=[(label, str(total.steps.get(step, 0))) for step, label, _colour, _url in steps],
        empty=_("No order yet in this period."),
        is_empty=not total.has_orders,
    )


def _quotes(user: Any, period: figures.Period) -> Plot:
    whole = period.total.quotes
    half, most = _("Half within"), _("Nine of ten within")
    return Plot(
        slug="quotes",
        title=_("From request to prices"),
        hint=_("How long customers waited for their prices, by the day they got them."),
        url=_queue("to-price"),
        kind="line",
        unit=_("hours"),
        rows=_rows(period),
        first_column=_("Day"),
        series=[
            _series(period, half, _TEAL, lambda day: _hours(day, 50), _hours_shown, _queue("to-price")),
            _series(period, most, _AMBER, lambda day: _hours(day, 90), _hours_shown, _queue("to-price")),
        ],
        sums=[
            (label, _length(percentile(whole, percent)))
            for label, percent in ((half, 50), (most, 90))
        ],
        empty=_("No quote was priced in this period."),
        is_empty=not whole,
        stacked=False,
    )  # fmt: skip


def _money(user: Any, period: figures.Period) -> Plot:
    total = period.total
    matters = f"{reverse('admin:workflow_attention_changelist')}?concern__exact="
    may_see_matters = user.has_perm("workflow.view_attention")
    settled = f"{matters}refund_due&settled=yes" if may_see_matters else ""
    outside = f"{matters}external_refund" if may_see_matters else ""
    payments = reverse("admin:workflow_payment_changelist")
    kinds: tuple[tuple[str, str, Callable[[DayFigures], int], str], ...] = (
        (_("Payments"), _TEAL, lambda day: day.in_cents, payments),
        (_("Refund matters settled"), _AMBER, lambda day: day.settled_cents, settled),
        (_("Refunds told by the provider"), _RED, lambda day: day.outside_cents, outside),
    )
    return Plot(
        slug="money",
        title=_("Money in and out"),
        hint=_("One refund can stand in both, settled here and told by the provider: do not add them up."),
        url=payments,
        kind="bar",
        unit="US$",
        rows=_rows(period),
        first_column=_("Day"),
        series=[
            _series(period, label, colour, _dollars_of(cents), _dollars, url)
            for label, colour, cents, url in kinds
        ],
        sums=[(label, format_usd(cents(total))) for label, _colour, cents, _url in kinds],
        empty=_("No money moved in this period."),
        is_empty=not total.has_money,
        stacked=False,
    )


def _stuck(user: Any, bands: Sequence[Stuck]) -> Plot:
    matters = f"{_queue('attention')}?concern__exact=parcel"
    told = matters if user.has_perm("workflow.view_attention") else ""
    transit = _queue("in-transit") if user.has_perm("workflow.view_order") else ""
    silent, before = [band.silent for band in bands], [band.told for band in bands]
    return Plot(
        slug="stuck",
        title=_("Stuck parcels, now"),
        hint=_("Parcels under way by the days since their last scan."),
        url=told or transit,
        kind="bar",
        unit="",
        rows=[_band(band) for band in bands],
        first_column=_("Without a scan"),
        series=[
            Series(_("Within its limit"), _SLATE, silent, [str(n) for n in silent], transit),
            Series(_("Put before a person"), _RED, before, [str(n) for n in before], told),
        ],
        empty=_("Every parcel under way was scanned in the last two days."),
        is_empty=not any(band.total for band in bands),
    )


def _series(
    period: figures.Period,
    label: str,
    colour: str,
    value: Callable[[DayFigures], float | None],
    show: Callable[[Any], str],
    url: str,
) -> Series:
    values = [value(day) if day is not None else None for day in period.days.values()]
    shown = ["—" if one is None else show(one) for one in values]
    return Series(label, colour, values, shown, url)


def _rows(period: figures.Period) -> list[str]:
    return [_day(day) for day in period.days]


def _day(day: date) -> str:
    # Translators: a day without its year (Django's date format).
    return date_format(day, _("M j"))


def _band(band: Stuck) -> str:
    if band.until is None:
        return _("over %(since)d d") % {"since": band.since}
    return _("%(since)d to %(until)d d") % {"since": band.since, "until": band.until}


def _queue(slug: str) -> str:
    return reverse("admin:queue", args=(slug,))


def _count_of(step: str) -> Callable[[DayFigures], float]:
    return lambda day: day.steps.get(step, 0)


def _dollars_of(cents: Callable[[DayFigures], int]) -> Callable[[DayFigures], float]:
    return lambda day: cents(day) / 100


def _hours(day: DayFigures, percent: int) -> float | None:
    minutes = percentile(day.quotes, percent)
    return None if minutes is None else round(minutes / 60, 1)


def _hours_shown(hours: float) -> str:
    return f"{hours:.1f}"


def _length(minutes: int | None) -> str:
    return "—" if minutes is None else _("%(n)s h") % {"n": f"{minutes / 60:.1f}"}


def _dollars(amount: float) -> str:
    return format_usd(round(amount * 100))
