"""`/estimate/`: what a parcel would cost, before anybody has it. Plain GET: an estimate is an address."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog import public
from catalog.estimating import ROW_NAMES, Estimate, EstimateError, Offer, UsedRow, estimate
from catalog.models import Payer, Standing
from catalog.money import format_krw, format_usd, parse_krw, parse_usd
from catalog.pages.frame import framed, in_asked_language
from catalog.prices import DeliveryPrice, FrozenFee, FrozenRate, ItemLine, ItemsPrice
from catalog.pricing import MAX_CHARGE_CENTS, MAX_SIDE_MM
from integrations import clock

USD, KRW = "usd", "krw"
# Grams. No service of ours takes a tenth of it.
_HEAVIEST_G = 500_000
_MOST_KRW = 1_000_000_000
# The names of the estimate's arguments in the form.
_FIELDS = {
    "weight_g": "weight",
    "length_mm": "length",
    "width_mm": "width",
    "height_mm": "height",
    "value_cents": "price",
    "items": "price",
}


class EstimateForm(forms.Form):
    """A parcel, in the units of a kitchen scale and a ruler."""

    state = forms.ChoiceField(label=gettext_lazy("U.S. state"))
    weight = forms.DecimalField(
        label=gettext_lazy("Weight (kg)"),
        decimal_places=3,
        min_value=Decimal("0.001"),
        max_value=Decimal(_HEAVIEST_G) / 1000,
        help_text=gettext_lazy("Of the packed parcel. A guess is fine."),
    )
    length, width, height = (
        forms.DecimalField(
            label=label, decimal_places=1, min_value=Decimal("0.1"), max_value=Decimal(MAX_SIDE_MM) / 10
        )
        for label in (
            gettext_lazy("Length"),
            gettext_lazy("Width"),
            gettext_lazy("Height"),
        )
    )
    price = forms.CharField(
        label=gettext_lazy("Price of the items"),
        max_length=20,
        help_text=gettext_lazy("What the shops ask for everything in the parcel. The duty depends on it."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=[(KRW, gettext_lazy("Korean won")), (USD, gettext_lazy("U.S. dollars"))],
    )
    on = forms.DateField(
        label=gettext_lazy("Day of sending"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The day in Korea. Empty: today."),
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [("", _("Choose a state")), *states]
        for name in ("weight", "length", "width", "height"):
            fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        fields["price"].widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "price" in cleaned and "currency" in cleaned:
            try:
                cleaned["amount"] = _amount(cleaned["price"], cleaned["currency"])
            except forms.ValidationError as error:
                self.add_error("price", error)
        return cleaned

    def parcel(self) -> dict[str, Any]:
        """The arguments of the estimate: grams, millimetres, US cents or won."""
        given = self.cleaned_data
        sides = {f"{side}_mm": int(given[side] * 10) for side in ("length", "width", "height")}
        amount = given["amount"]
        if given["currency"] == USD:
            worth: dict[str, Any] = {"value_cents": amount}
        else:
            worth = {"items": [ItemLine("1", _("Your items"), quantity=1, unit_price_krw=amount)]}
        return {
            "state": given["state"],
            "weight_g": int(given["weight"] * 1000),
            **sides,
            **worth,
            "on": given["on"],
        }


@dataclass(frozen=True, slots=True)
class LineView:
    label: str
    amount: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the catalog behind a sum."""

    kind: str
    since: date
    until: date | None
    source: str
    source_url: str
    caution: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """A service: its bill, or why it cannot be used."""

    name: str
    total: str
    lines: list[LineView]
    weight: str
    notes: list[str]
    rows: list[RowView]
    together: str
    refusal: str


@dataclass(frozen=True, slots=True)
class EstimateView:
    on: date
    state: str
    rate: str
    items: list[LineView]
    items_total: str
    offers: list[OfferView]
    notes: list[str]
    rows: list[RowView]


@require_safe
@in_asked_language
def estimator(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    states = public.states(now)
    form = EstimateForm(request.GET if "state" in request.GET else None, states=states)
    found = _estimated(form, dict(states)) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        **framed(
            request,
            title=_("Fee estimator"),
            description=_("What a parcel from Korea to the U.S. would cost: freight, duty and our fees."),
        ),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "pages/catalog/estimate.html", context, status=status)


def _amount(text: str, currency: str) -> int:
    """US cents or won. Raises ValidationError."""
    try:
        amount = parse_usd(text) if currency == USD else parse_krw(text)
    except ValueError:
        raise forms.ValidationError(
            _("Write it like 1,234.56.") if currency == USD else _("Write it like 12,300, without decimals."),
            code="bad_price",
        ) from None
    if amount <= 0:
        raise forms.ValidationError(_("The price must be above 0."), code="bad_price")
    if amount > (MAX_CHARGE_CENTS if currency == USD else _MOST_KRW):
        raise forms.ValidationError(_("This is more than one order can carry."), code="too_much")
    return amount


def _estimated(form: EstimateForm, states: dict[str, str]) -> EstimateView | None:
    """The estimate in words; None, with a complaint in the form, where there can be none."""
    try:
        found = estimate(**form.parcel(), at=clock.now())
    except EstimateError as error:
        field = _FIELDS.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, error.message)
        return None
    return _view(found, states)


def _view(found: Estimate, states: dict[str, str]) -> EstimateView:
    return EstimateView(
        on=found.on,
        state=states.get(found.state, found.state),
        rate=_rate(found),
        items=_items(found.items) if found.items else [],
        items_total=format_usd(found.items.total_cents) if found.items else "",
        offers=[_offer(offer) for offer in found.offers],
        notes=[warning.message for warning in found.warnings],
        rows=[_row(row) for row in found.rows],
    )


def _rate(found: Estimate) -> str:
    """Won for a dollar, where any sum here was converted."""
    fx: FrozenRate | None = found.items.fx if found.items else None
    fx = fx or next((offer.price.fx for offer in found.offers if offer.price), None)
    return f"{fx.rate:,.2f}" if fx else ""


def _items(bill: ItemsPrice) -> list[LineView]:
    fees: list[tuple[Promise, FrozenFee]] = [
        (gettext_lazy("Service fee"), bill.service),
        (gettext_lazy("Card fee"), bill.card),
        (gettext_lazy("Agency fee"), bill.agency),
    ]
    return [
        *(
            LineView(line.label, format_usd(line.amount_cents), format_krw(line.line_krw))
            for line in bill.lines
        ),
        *(
            LineView(str(label), format_usd(fee.cents), f"{_percent(fee.percent)} %" if fee.percent else "")
            for label, fee in fees
            if fee.cents
        ),
    ]


def _offer(offer: Offer) -> OfferView:
    price = offer.price
    return OfferView(
        name=offer.name,
        total=format_usd(price.total_cents) if price else "",
        lines=_lines(price, offer) if price else [],
        weight=_weight(price) if price else "",
        notes=[warning.message for warning in offer.warnings],
        rows=[_row(row) for row in offer.rows],
        together=format_usd(offer.together_cents) if offer.together_cents is not None else "",
        refusal=offer.refusal.message if offer.refusal else "",
    )


def _lines(price: DeliveryPrice, offer: Offer) -> list[LineView]:
    """The sums that make the total; where the recipient pays the duty, it is none of them."""
    used = _("Row up to %(weight)s: %(price)s") % {
        "weight": _kilograms(offer.row_up_to_g or price.chargeable_g),
        "price": format_krw(price.freight_krw),
    }
    lines = [LineView(_("Freight"), format_usd(price.freight_cents), used)]
    if price.duty_payer == Payer.SENDER:
        duty = _("%(percent)s %% of %(value)s, paid for you") % {
            "percent": _percent(price.duty_percent),
            "value": format_usd(price.declared_cents),
        }
        lines.append(LineView(_("U.S. duty"), format_usd(price.duty_cents), duty))
        if price.duty_fee_cents:
            lines.append(LineView(_("Handling fee for the duty"), format_usd(price.duty_fee_cents)))
    elif price.duty_payer == Payer.NOBODY:
        lines.append(LineView(_("U.S. duty"), format_usd(0), _("Free of duty at this value.")))
    return lines


def _weight(price: DeliveryPrice) -> str:
    words = {
        "actual": _kilograms(price.actual_g),
        "volume": _kilograms(price.volumetric_g),
        "charged": _kilograms(price.chargeable_g),
    }
    if price.volumetric_g > price.actual_g:
        return (
            _("It weighs %(actual)s but takes the room of %(volume)s: that counts. Charged as %(charged)s.")
            % words
        )
    return _("It weighs %(actual)s and takes the room of %(volume)s. Charged as %(charged)s.") % words


def _row(row: UsedRow) -> RowView:
    standing = Standing(row.standing)
    return RowView(
        kind=str(ROW_NAMES[row.kind]),
        since=row.valid_from,
        until=row.valid_to,
        source=row.source,
        source_url=row.source_url,
        caution="" if standing is Standing.SOURCED else str(standing.label),
    )


def _kilograms(grams: int) -> str:
    whole, rest = divmod(grams, 1000)
    decimals = f"{rest:03d}".rstrip("0")
    return f"{whole:,}.{decimals} kg" if decimals else f"{whole:,} kg"


def _percent(percent: Decimal) -> str:
    return f"{percent.normalize():f}"
