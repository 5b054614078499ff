"""Doing a deed by its name, for a person: what dialogs, bulk actions and the API call."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.module_loading import import_string

from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import Stale, WrongState
from workflow.engine.models import FlowModel, TransitionLog
from workflow.engine.steps import Step
from workflow.engine.transactions import in_transaction
from workflow.models import Order, OrderItem
from workflow.services.items import paid_share_cents
from workflow.services.requests import refund_on_cancel_cents

_MODELS: dict[str, type[FlowModel]] = {Order.flow_name: Order, OrderItem.flow_name: OrderItem}

# What a deed will put on the refund list, by the function that its service asks.
_REFUNDS: dict[tuple[str, str], Callable[[Any], int]] = {
    (Order.flow_name, "cancel"): refund_on_cancel_cents,
    (OrderItem.flow_name, "out_of_stock"): paid_share_cents,
    (OrderItem.flow_name, "give_up"): paid_share_cents,
}


def step_of(flow: str, name: str) -> Step:
    """The step's metadata by flow and name. Raises WrongState for an unknown one."""
    for arc in _MODELS[flow].arcs():
        if arc.name == name:
            return arc.step
    raise WrongState(code="unknown_step")


def refund_cents(subject: FlowModel, name: str) -> int:
    """US cents that this deed would put on the refund list now; 0 for a deed that puts nothing there."""
    due = _REFUNDS.get((subject.flow_name, name))
    return due(subject) if due else 0


def perform(
    *,
    flow: str,
    subject_id: int,
    name: str,
    actor: Actor,
    expect_seq: int | None,
    inputs: dict[str, Any],
    expect_items: Mapping[int, int] | None = None,
) -> TransitionLog | None:
    """Call the step's own service, or the bare door where a step needs none.

    `expect_items` are the sequence numbers of the order's items as the person saw them: a deed that prices
    or screens the items is Stale when one of them has changed since, though the order itself has not moved.
    None where the service has done only a part, because the rest waits for a second person. Raises what the
    service raises: a Refused, and then nothing has changed.
    """

    def deed() -> TransitionLog | None:
        order = Order.lock(subject_id)
        if dict(order.items.values_list("pk", "seq")) != expect_items:
            raise Stale
        return _perform(flow, subject_id, name, actor, expect_seq, inputs)

    if expect_items is not None:
        return in_transaction(deed)
    return _perform(flow, subject_id, name, actor, expect_seq, inputs)


def _perform(
    flow: str, subject_id: int, name: str, actor: Actor, expect_seq: int | None, inputs: dict[str, Any]
) -> TransitionLog | None:
    step = step_of(flow, name)
    if step.service:
        return import_string(step.service)(
            **{f"{flow}_id": subject_id}, actor=actor, expect_seq=expect_seq, **inputs
        )
    return door.fire(_MODELS[flow], subject_id, name, actor=actor, expect_seq=expect_seq, **inputs)
