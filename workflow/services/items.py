"""What happens to single items: put right and priced one by one, then between payment and parcel."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.money import allocate, format_usd
from catalog.screening import screener_at
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.guards import nothing_left_to_buy
from workflow.models import Order, OrderItem
from workflow.services.attention import raise_attention
from workflow.states import ChargeKind, Concern, ItemState

# What the screening rules read of an item.
_SCREENED = frozenset({"title", "url", "options", "note"})


def correct(
    *,
    item_id: int,
    actor: Actor,
    title: str,
    url: str,
    options: str,
    quantity: int,
    note: str,
    expect_seq: int | None = None,
) -> TransitionLog:
    """Put right what an item is and how many of it are wanted; the log keeps before and after.

    Another name, link, option or note is screened again at once. Raises BadInput (nothing_changed), and
    GuardFailed (forbidden) where a rule forbids what an item that is already allowed would become, or where
    two people have allowed it as it is: nobody gets round the rules by allowing one thing and then calling
    it another. Then nothing changed.
    """
    wanted = {"title": title, "url": url, "options": options, "quantity": quantity, "note": note}

    def act(item: OrderItem) -> dict[str, Any]:
        changes = _changes(item, wanted)
        if item.state == ItemState.APPROVED and item.is_overridden:
            raise GuardFailed(
                _("Two people have allowed this as it is: it can no longer be made into something else."),
                code="forbidden",
            )
        if changes.keys() & _SCREENED:
            _screen_again(item, {name: str(wanted[name]) for name in _SCREENED})
        return {"changes": changes}

    return door.fire(OrderItem, item_id, "correct", actor=actor, expect_seq=expect_seq, act=act)


def set_draft_price(
    *,
    item_id: int,
    actor: Actor,
    unit_price_krw: int,
    domestic_shipping_krw: int = 0,
    expect_seq: int | None = None,
) -> TransitionLog:
    """Note what one item costs in its shop: whole won each, and the shop's own shipping in Korea.

    Nothing is promised by it; the prices are confirmed together. Raises BadInput (nothing_changed).
    """
    wanted = {"unit_price_krw": unit_price_krw, "domestic_shipping_krw": domestic_shipping_krw}

    def act(item: OrderItem) -> dict[str, Any]:
        return {"changes": _changes(item, wanted)}

    return door.fire(OrderItem, item_id, "set_draft_price", actor=actor, expect_seq=expect_seq, act=act)


def _changes(item: OrderItem, wanted: dict[str, Any]) -> dict[str, list[Any]]:
    found = {
        name: [getattr(item, name), value] for name, value in wanted.items() if getattr(item, name) != value
    }
    if not found:
        raise BadInput(_("Nothing has changed."), code="nothing_changed")
    return found


def _screen_again(item: OrderItem, words: dict[str, str]) -> None:
    now = clock.now()
    hits = [hit.as_json() for hit in screener_at(now).screen(**words)]
    news = next((hit for hit in hits if hit["verdict"] == "forbid"), None)
    if item.state == ItemState.APPROVED and news is not None:
        raise GuardFailed(
            _("A screening rule forbids what this would become (it found “%(words)s”). Leave it as it is.")
            % {"words": news["matched"]},
            code="forbidden",
        )
    item.hits, item.screened_at = hits, now
    # The model was asked about other words.
    item.suggestion = {}


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


def leave_out(*, item_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """Take an item out before prices are confirmed: the rest goes on."""
    return door.fire(OrderItem, item_id, "leave_out", actor=actor, expect_seq=expect_seq, reason=reason)


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
