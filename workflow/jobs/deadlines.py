"""What happens when a promise is not kept in time. Each row names the log step it watches."""

from workflow.engine import actors, door
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.models import Order
from workflow.services.attention import raise_attention
from workflow.services.charges import cancel_open_charges
from workflow.states import ChargeKind, ChargeStatus, Concern, OrderState


@handler("deadline.items")
def quote_ran_out(effect: Effect) -> Conclusion | None:
    """The quote was not paid in time: it expires, unless a later promise replaced this one.

    With a part of the money in, nothing ends by itself: a person asks for the rest or returns it.
    """
    if _overtaken(effect):
        return Conclusion(result={"overtaken": True})
    received_cents = Order.objects.get(pk=effect.subject_id).received_cents(ChargeKind.ITEMS)
    if received_cents:
        return _ask_a_person(effect, OrderState.ITEMS_DUE, Concern.PARTLY_PAID, received_cents)

    def act(order: Order) -> None:
        cancel_open_charges(order, status=ChargeStatus.EXPIRED)

    def record() -> None:
        door.fire(
            Order, effect.subject_id, "expire", actor=actors.CLOCK, expect_seq=effect.args["seq"], act=act
        )

    return Conclusion(record)


@handler("deadline.delivery")
def delivery_unpaid(effect: Effect) -> Conclusion | None:
    """The goods are here and the delivery is unpaid: a person writes, nothing is thrown away."""
    return _ask_a_person(effect, OrderState.DELIVERY_DUE, Concern.UNPAID_DELIVERY)


@handler("deadline.answer")
def no_answer(effect: Effect) -> Conclusion | None:
    return _ask_a_person(effect, OrderState.NEEDS_INFO, Concern.NO_ANSWER)


def _overtaken(effect: Effect) -> bool:
    return Order.objects.only("seq").get(pk=effect.subject_id).seq != effect.args["seq"]


def _ask_a_person(
    effect: Effect, state: OrderState, concern: Concern, amount_cents: int | None = None
) -> Conclusion:
    if _overtaken(effect):
        return Conclusion(result={"overtaken": True})

    def record() -> None:
        order = Order.lock(effect.subject_id)
        if order.state == state:
            raise_attention(
                order=order,
                concern=concern,
                about=f"{order.ref}:{effect.args['seq']}",
                amount_cents=amount_cents,
            )

    return Conclusion(record)
