"""What a customer pays, line by line, as it was promised: the frozen quotes and their charges."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from catalog.money import format_krw, format_usd
from catalog.prices import DeliveryPrice, FrozenFee, FrozenRate, ItemsPrice
from workflow.models import Charge, Order, Quote
from workflow.pages.story import told_time
from workflow.states import ChargeKind, ChargeStatus


@dataclass(frozen=True, slots=True)
class BillLine:
    label: str
    amount: str
    detail: str = ""
    is_fee: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """One quote as a table, with its fine print."""

    title: str
    lines: list[BillLine]
    total: str
    fine_print: list[str] = field(default_factory=list)
    note: str = ""
    version: int = 1


def bills(order: Order) -> list[Bill]:
    """The current quote for the items and the one for the delivery, as far as there are any."""
    quotes: list[Quote] = [quote for kind in _MADE if (quote := order.current_quote(kind)) is not None]
    return [_MADE[ChargeKind(quote.kind)](order, quote) for quote in quotes]


def _items_bill(order: Order, quote: Quote) -> Bill:
    price = ItemsPrice.from_json(quote.content)
    lines = [
        BillLine(
            label=f"{line.label} × {line.quantity}",
            amount=format_usd(line.amount_cents),
            detail=_won_detail(line.quantity, line.unit_price_krw, line.domestic_shipping_krw, line.line_krw),
        )
        for line in price.lines
    ]
    fees = ((_("Service fee"), price.service), (_("Card fee"), price.card), (_("Agency fee"), price.agency))
    lines += [
        BillLine(label=name, amount=format_usd(fee.cents), detail=_fee_detail(fee), is_fee=True)
        for name, fee in fees
        if fee.cents
    ]
    return Bill(
        title=_("Items"),
        lines=lines,
        total=format_usd(price.total_cents),
        fine_print=[_rate_print(order, price.fx), *_holds_until(order, quote)],
        note=quote.note,
        version=quote.version,
    )


def _delivery_bill(order: Order, quote: Quote) -> Bill:
    price = DeliveryPrice.from_json(quote.content)
    weights = _("Scale %(actual)s kg, by volume %(volume)s kg; charged: %(charged)s kg") % {
        "actual": _kg(price.actual_g),
        "volume": _kg(price.volumetric_g),
        "charged": _kg(price.chargeable_g),
    }
    lines = [
        BillLine(
            label=_("International delivery by %(service)s") % {"service": price.service_name},
            amount=format_usd(price.freight_cents),
            detail=f"{weights} · {format_krw(price.freight_krw)}",
        )
    ]
    if price.duty_cents:
        detail = _("%(percent)s %% of %(value)s, paid by us at customs") % {
            "percent": f"{price.duty_percent.normalize():f}",
            "value": format_usd(price.declared_cents),
        }
        lines.append(
            BillLine(_("U.S. import duty, prepaid"), format_usd(price.duty_cents), detail, is_fee=True)
        )
    if price.duty_fee_cents:
        lines.append(BillLine(_("Duty handling fee"), format_usd(price.duty_fee_cents), is_fee=True))
    fine_print = [_rate_print(order, price.fx), *_holds_until(order, quote)]
    if price.recipient_pays_duty:
        fine_print.insert(
            0, _("The courier will ask you for the import duty on arrival. It is not part of this bill.")
        )
    return Bill(
        title=_("Delivery"),
        lines=lines,
        total=format_usd(price.total_cents),
        fine_print=fine_print,
        note=quote.note,
        version=quote.version,
    )


_MADE = {ChargeKind.ITEMS: _items_bill, ChargeKind.DELIVERY: _delivery_bill}


def _won_detail(quantity: int, unit_krw: int, shipping_krw: int, line_krw: int) -> str:
    parts = [f"{format_krw(unit_krw)} × {quantity}" if quantity > 1 else format_krw(unit_krw)]
    if shipping_krw:
        parts.append(_("shipping in Korea %(price)s") % {"price": format_krw(shipping_krw)})
    text = " + ".join(parts)
    return f"{text} = {format_krw(line_krw)}" if len(parts) > 1 or quantity > 1 else text


def _fee_detail(fee: FrozenFee) -> str:
    parts = []
    if fee.percent:
        parts.append(_("%(percent)s %% of the items") % {"percent": f"{fee.percent.normalize():f}"})
    if fee.fixed_cents:
        parts.append(format_usd(fee.fixed_cents))
    return " + ".join(parts)


def _rate_print(order: Order, rate: FrozenRate) -> str:
    return _("Exchange rate: $1 = ₩%(rate)s (%(source)s, %(time)s).") % {
        "rate": f"{rate.rate:,.2f}",
        "source": rate.source,
        "time": told_time(order, rate.observed_at),
    }


def _holds_until(order: Order, quote: Quote) -> list[str]:
    charge = quote.charges.order_by("-id").first()
    if charge is None or not charge.is_payable:
        return []
    # A deadline that was extended is the order's; the quote keeps the first promise.
    until = order.due_at or quote.valid_until
    return [_("This price holds until %(time)s.") % {"time": told_time(order, until)}]


def _kg(grams: int) -> str:
    return f"{grams / 1000:.2f}"


@dataclass(frozen=True, slots=True)
class Due:
    """A charge as the order page lists it."""

    title: Any
    amount: str
    status: Any
    is_payable: bool
    token: str
    when: str


def charges(order: Order) -> list[Due]:
    """Every charge but those that a newer one has replaced."""
    shown = order.charges.filter(replaced_by=None).exclude(status=ChargeStatus.CANCELLED, paid_at=None)
    paid_and_replaced = order.charges.exclude(replaced_by=None).filter(status=ChargeStatus.PAID)
    return [
        Due(
            title=charge.get_kind_display(),
            amount=format_usd(charge.amount_cents),
            status=_("To pay") if charge.is_payable else charge.get_status_display(),
            is_payable=charge.is_payable,
            token=charge.token,
            when=told_time(order, charge.paid_at) if charge.paid_at else "",
        )
        for charge in sorted([*shown, *paid_and_replaced], key=lambda charge: charge.pk)
    ]


def payable(order: Order) -> Charge | None:
    """What the customer can pay now."""
    return (
        order.charges.filter(status__in=(ChargeStatus.DRAFT, ChargeStatus.OPEN), replaced_by=None)
        .order_by("-id")
        .first()
    )
