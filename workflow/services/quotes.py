"""Item prices: set once, frozen, one charge; a revision is a new version and asks the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.errors import PricingError
from catalog.pricing import ItemLine, ItemsPrice, price_items
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput
from workflow.engine.models import TransitionLog
from workflow.models import Order
from workflow.services.charges import draft_charge, freeze_quote
from workflow.states import ChargeKind, ItemState

MAX_PRICE_KRW = 100_000_000


@dataclass(frozen=True, slots=True)
class SetPrice:
    """What staff found in the shop. KRW, whole won; `shipping_krw` is the seller's delivery in Korea."""

    unit_krw: int
    shipping_krw: int = 0


def preview(*, order: Order, prices: Mapping[int, SetPrice]) -> ItemsPrice:
    """The quote as it would be frozen now. Raises BadInput for a missing or absurd price."""
    lines = []
    for item in order.items.filter(state=ItemState.APPROVED):
        price = prices.get(item.pk)
        field = f"price_{item.pk}"
        if price is None:
            raise BadInput(
                _("Set a price for “%(item)s”.") % {"item": item}, field=field, code="price_missing"
            )
        if not 0 < price.unit_krw <= MAX_PRICE_KRW or not 0 <= price.shipping_krw <= MAX_PRICE_KRW:
            raise BadInput(_("The price of “%(item)s” cannot be right.") % {"item": item}, field=field)
        lines.append(
            ItemLine(
                key=str(item.pk),
                label=str(item),
                quantity=item.quantity,
                unit_price_krw=price.unit_krw,
                domestic_shipping_krw=price.shipping_krw,
            )
        )
    try:
        return price_items(lines=lines, at=clock.now())
    except PricingError as error:
        raise BadInput(error.message, code=error.code) from error


def confirm_item_prices(
    *,
    order_id: int,
    actor: Actor,
    prices: Mapping[int, SetPrice],
    note: str = "",
    expect_seq: int | None = None,
) -> TransitionLog:
    """Freeze the quote with today's rate and fees, draft its charge and announce it."""

    def act(order: Order) -> dict[str, Any]:
        return _freeze(order, actor, prices, note)

    return door.fire(Order, order_id, "confirm_item_prices", actor=actor, expect_seq=expect_seq, act=act)


def revise_prices(
    *,
    order_id: int,
    actor: Actor,
    prices: Mapping[int, SetPrice],
    note: str = "",
    expect_seq: int | None = None,
) -> TransitionLog:
    """Freeze a new version. The old charge can no longer be paid; its session is closed by the
    effect that opens the new one, and if it was paid meanwhile, the payment wins."""

    def act(order: Order) -> dict[str, Any]:
        before = order.current_quote(ChargeKind.ITEMS)
        if not note.strip():
            raise BadInput(_("Tell the customer why the price changes."), field="note", code="reason_missing")
        if not _differs(order, prices):
            raise BadInput(_("No price has changed."), code="nothing_changed")
        return {**_freeze(order, actor, prices, note), "before_cents": before.total_cents, "reason": note}

    return door.fire(Order, order_id, "revise_prices", actor=actor, expect_seq=expect_seq, act=act)


def extend_deadline(
    *, order_id: int, actor: Actor, valid_until: datetime, expect_seq: int | None = None
) -> TransitionLog:
    """Give the customer more time at the same price. Logged, like every change of a promise."""
    if valid_until <= clock.now():
        raise BadInput(_("The new deadline must lie ahead."), field="valid_until")

    def act(order: Order) -> dict[str, Any]:
        quote = order.current_quote(ChargeKind.ITEMS)
        charge = quote.charges.latest("id")
        return {"charge": charge.pk, "total_cents": charge.amount_cents}

    return door.fire(
        Order, order_id, "extend_deadline", actor=actor, expect_seq=expect_seq, act=act,
        valid_until=valid_until.isoformat(),
    )  # fmt: skip


def _differs(order: Order, prices: Mapping[int, SetPrice]) -> bool:
    now = {
        item.pk: SetPrice(item.unit_price_krw or 0, item.domestic_shipping_krw)
        for item in order.items.filter(state=ItemState.APPROVED)
    }
    return any(prices.get(pk, price) != price for pk, price in now.items())


def _freeze(order: Order, actor: Actor, prices: Mapping[int, SetPrice], note: str) -> dict[str, Any]:
    price = preview(order=order, prices=prices)
    valid_until = deadlines.due_at(step="pay_items", start=clock.now())
    for item in order.items.filter(state=ItemState.APPROVED):
        item.unit_price_krw = prices[item.pk].unit_krw
        item.domestic_shipping_krw = prices[item.pk].shipping_krw
        item.save(update_fields=["unit_price_krw", "domestic_shipping_krw"])
    quote = freeze_quote(
        order, kind=ChargeKind.ITEMS, total_cents=price.total_cents, content=price.as_json(),
        valid_until=valid_until, actor=actor, note=note,
    )  # fmt: skip
    charge = draft_charge(order, quote, _lines(order, price))
    return {
        "quote": quote.pk,
        "charge": charge.pk,
        "total_cents": price.total_cents,
        "valid_until": valid_until.isoformat(),
    }


def _lines(order: Order, price: ItemsPrice) -> list[dict[str, Any]]:
    """What the pay page lists, in the customer's language. Sums to the total."""
    with translation.override(order.customer.language):
        lines = [
            {
                # The amount is the whole line's, rounded once, so the provider counts it as one piece.
                "name": line.label if line.quantity == 1 else f"{line.label} ({line.quantity})",
                "amount_cents": line.amount_cents,
                "quantity": 1,
            }
            for line in price.lines
        ]
        fees = (
            (_("Service fee"), price.service_fee_cents),
            (_("Card fee"), price.card_fee_cents),
            (_("Agency fee"), price.agency_fee_cents),
        )
        lines += [{"name": name, "amount_cents": cents, "quantity": 1} for name, cents in fees if cents]
    return lines
