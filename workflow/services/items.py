"""What happens to single items between payment and parcel."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.money import allocate, format_usd
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.models import TransitionLog
from workflow.models import OrderItem
from workflow.services.attention import raise_attention
from workflow.states import ChargeKind, Concern, ItemState


def buy(
    *, item_id: int, actor: Actor, shop_order_number: str, expect_seq: int | None = None
) -> TransitionLog:
    """The item is bought; the shop's order number is how the warehouse will know it.

    With the last one bought, the order waits for the shops: the next step is due when things
    should have arrived, no longer when they should have been bought.
    """

    def act(item: OrderItem) -> dict[str, Any]:
        order = item.order
        if not order.items.filter(state=ItemState.APPROVED).exclude(pk=item.pk).exists():
            order.due_at = deadlines.due_at(step="receive", start=clock.now())
            order.save(update_fields=["due_at"])
        return {"shop_order_number": shop_order_number}

    return door.fire(OrderItem, item_id, "buy", actor=actor, expect_seq=expect_seq, act=act)


def receive(*, item_id: int, actor: Actor, note: str = "", expect_seq: int | None = None) -> TransitionLog:
    return door.fire(OrderItem, item_id, "receive", actor=actor, expect_seq=expect_seq, note=note)


def report_mismatch(
    *, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None
) -> TransitionLog:
    return door.fire(OrderItem, item_id, "report_mismatch", actor=actor, expect_seq=expect_seq, reason=reason)


def out_of_stock(*, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """The item cannot be had. Its line and its share of the fees go on the refund list."""

    def act(item: OrderItem) -> dict[str, Any]:
        cents = paid_share_cents(item)
        raise_attention(
            order=item.order,
            concern=Concern.REFUND_DUE,
            about=f"{item.order.ref}:item:{item.position}",
            amount_cents=cents,
            detail=f"{item}: {reason} ({item.order.get_if_out_of_stock_display()})",
        )
        with translation.override(item.order.customer.language):
            detail = _("We return %(amount)s for it. The rest of your order goes on.") % {
                "amount": format_usd(cents)
            }
        return {"refund_cents": cents, "detail": detail}

    return door.fire(
        OrderItem, item_id, "out_of_stock", actor=actor, expect_seq=expect_seq, act=act, reason=reason
    )


def paid_share_cents(item: OrderItem) -> int:
    """US cents the customer paid for this item: its line and its share of each fee, by largest
    remainder, so that the shares of all items sum to the whole. At the order's own rate."""
    quote = item.order.current_quote(ChargeKind.ITEMS)
    if quote is None:
        return 0
    amounts = [line["amount_cents"] for line in quote.lines]
    keys = [line["key"] for line in quote.lines]
    if str(item.pk) not in keys:
        return 0
    place = keys.index(str(item.pk))
    fees = (
        quote.content.get(name, 0) for name in ("service_fee_cents", "card_fee_cents", "agency_fee_cents")
    )
    return int(amounts[place] + sum(allocate(fee, amounts)[place] for fee in fees))
