"""What happens to single items between payment and parcel."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.money import allocate, format_usd
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.guards import nothing_left_to_buy
from workflow.models import Order, OrderItem
from workflow.services.attention import raise_attention
from workflow.states import ChargeKind, Concern


def buy(
    *, item_id: int, actor: Actor, shop_order_number: str, expect_seq: int | None = None
) -> TransitionLog:
    """The item is bought; the shop's order number is how the warehouse will know it.

    With the last one bought, the order's own deed follows: the customer hears of it, and the next
    step is due when things should have arrived, no longer when they should have been bought.
    """

    def deed() -> TransitionLog:
        log = door.fire(
            OrderItem, item_id, "buy", actor=actor, expect_seq=expect_seq, shop_order_number=shop_order_number
        )
        _say_when_all_is_bought(item_id, actor)
        return log

    return in_transaction(deed)


def receive(*, item_id: int, actor: Actor, note: str = "", expect_seq: int | None = None) -> TransitionLog:
    return door.fire(OrderItem, item_id, "receive", actor=actor, expect_seq=expect_seq, note=note)


def report_mismatch(
    *, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None
) -> TransitionLog:
    """What arrived is wrong or damaged: somebody must talk to the shop."""

    def act(item: OrderItem) -> dict[str, Any]:
        raise_attention(
            order=item.order,
            concern=Concern.MISMATCH,
            about=f"{item.order.ref}:mismatch:{item.position}:{item.seq}",
            detail=f"{item}: {reason}",
        )
        return {"reason": reason}

    return door.fire(OrderItem, item_id, "report_mismatch", actor=actor, expect_seq=expect_seq, act=act)


def out_of_stock(*, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """The item cannot be had. Its line and its share of the fees go on the refund list."""
    return _drop("out_of_stock", item_id=item_id, actor=actor, reason=reason, expect_seq=expect_seq)


def give_up(*, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """The shop does not put a wrong or damaged item right. As with one that cannot be had."""
    return _drop("give_up", item_id=item_id, actor=actor, reason=reason, expect_seq=expect_seq)


def _drop(name: str, *, item_id: int, actor: Actor, reason: str, expect_seq: int | None) -> TransitionLog:
    def act(item: OrderItem) -> dict[str, Any]:
        cents = paid_share_cents(item)
        raise_attention(
            order=item.order,
            concern=Concern.REFUND_DUE,
            about=f"{item.order.ref}:item:{item.position}",
            amount_cents=cents,
            detail=f"{item}: {reason}",
        )
        with translation.override(item.order.customer.language):
            detail = _("We will return %(amount)s for it. The rest of your order goes on.") % {
                "amount": format_usd(cents)
            }
        return {"refund_cents": cents, "detail": detail, "reason": reason}

    def deed() -> TransitionLog:
        log = door.fire(OrderItem, item_id, name, actor=actor, expect_seq=expect_seq, act=act)
        _say_when_all_is_bought(item_id, actor)
        return log

    return in_transaction(deed)


def _say_when_all_is_bought(item_id: int, actor: Actor) -> None:
    """Once for an order: later a sold-out item changes nothing of it."""
    order = OrderItem.objects.select_related("order").get(pk=item_id).order
    if nothing_left_to_buy.why_not(order) is not None:
        return
    if not TransitionLog.objects.filter(
        flow=order.flow_name, subject_id=order.pk, name="all_bought"
    ).exists():
        door.fire(Order, order.pk, "all_bought", actor=actor)


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
