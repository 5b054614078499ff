"""A request and what its two sides say to each other about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from catalog import deadlines
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor, Kind
from workflow.engine.errors import BadInput
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.models import Order, OrderAddress, OrderItem
from workflow.services.attention import raise_attention
from workflow.services.charges import cancel_open_charges
from workflow.services.screening import apply_rules, say_what_rules_say
from workflow.states import Concern

MAX_ITEMS = 100


@dataclass(frozen=True, slots=True)
class WantedItem:
    """One line of a request, already checked for form (see forms.RequestItemForm)."""

    url: str
    title: str = ""
    options: str = ""
    quantity: int = 1
    note: str = ""


def request_quote(
    *,
    customer: Any,
    items: Sequence[WantedItem],
    address: dict[str, str],
    actor: Actor,
    note: str = "",
    channel: str = Order.Channel.WEB,
    if_out_of_stock: str = Order.StockOut.BUY_REST,
) -> Order:
    """Take a request: order, items and address snapshot, moved to `requested` through the door.

    Raises BadInput (too_many_items, no_items); then nothing is stored.
    """
    if not items:
        raise BadInput(_("Add at least one item."), field="items", code="no_items")
    if len(items) > MAX_ITEMS:
        raise BadInput(
            _("One request takes up to %(max)d items; this one has %(n)d. Please split it.")
            % {"max": MAX_ITEMS, "n": len(items)},
            field="items",
            code="too_many_items",
        )

    def deed() -> Order:
        order = Order.objects.create(
            customer=customer,
            note=note,
            channel=channel,
            if_out_of_stock=if_out_of_stock,
            created_at=clock.now(),
        )
        lines = [
            OrderItem(
                order=order,
                position=position,
                url=item.url,
                title=item.title,
                options=item.options,
                quantity=item.quantity,
                note=item.note,
            )
            for position, item in enumerate(items, start=1)
        ]
        # Before anybody can decide on it.
        say_what_rules_say(lines)
        OrderItem.objects.bulk_create(lines)
        OrderAddress.objects.create(order=order, **address)
        door.fire(Order, order.pk, "request_quote", actor=actor)
        return Order.objects.get(pk=order.pk)

    return in_transaction(deed)


def ask_customer(
    *, order_id: int, actor: Actor, question: str, expect_seq: int | None = None
) -> TransitionLog:
    """Put a question to the customer; the request waits for the answer."""
    until = deadlines.due_at(step="needs_info", start=clock.now())
    return door.fire(
        Order, order_id, "ask_customer", actor=actor, expect_seq=expect_seq,
        question=question, valid_until=until.isoformat(),
    )  # fmt: skip


def answer(*, order_id: int, actor: Actor, answer: str, expect_seq: int | None = None) -> TransitionLog:
    """The customer's answer, by themselves or taken down by staff. The rules of this moment are asked."""

    def act(order: Order) -> None:
        apply_rules(order)

    return door.fire(Order, order_id, "answer", actor=actor, expect_seq=expect_seq, act=act, answer=answer)


def change_address(
    *, order_id: int, actor: Actor, expect_seq: int | None = None, **parts: str
) -> TransitionLog:
    """Replace the order's address snapshot. Possible until the delivery is priced."""

    def act(order: Order) -> dict[str, Any]:
        address = OrderAddress.objects.select_for_update().get(order=order)
        before = address.one_line()
        for name, value in parts.items():
            setattr(address, name, value)
        address.save()
        return {"before": before, "after": address.one_line()}

    return door.fire(Order, order_id, "change_address", actor=actor, expect_seq=expect_seq, act=act)


def refund_on_cancel_cents(order: Order) -> int:
    """US cents that go on the refund list when the order is cancelled: all that was paid, less what stands
    there already, for an item that could not be had."""
    listed = order.concerns.filter(concern=Concern.REFUND_DUE).aggregate(total=Sum("amount_cents"))["total"]
    return max(0, order.total_received_cents() - (listed or 0))


def cancel(*, order_id: int, actor: Actor, reason: str = "", expect_seq: int | None = None) -> TransitionLog:
    """End an order before anything was bought. What was paid goes on the refund list, whole."""

    def act(order: Order) -> dict[str, Any]:
        cancel_open_charges(order)
        refund_cents = refund_on_cancel_cents(order)
        if refund_cents:
            raise_attention(
                order=order,
                concern=Concern.REFUND_DUE,
                about=f"{order.ref}:cancelled",
                amount_cents=refund_cents,
                detail=reason,
            )
        with translation.override(order.customer.language):
            told = reason or (
                _("You asked us to.") if actor.kind is Kind.CUSTOMER else _("We cannot go on with it.")
            )
        return {"refund_cents": refund_cents, "reason": told}

    return door.fire(Order, order_id, "cancel", actor=actor, expect_seq=expect_seq, act=act)
