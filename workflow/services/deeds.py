"""Doing a deed by its name, for a person: what dialogs, bulk actions and the API call."""

from collections.abc import Mapping
from typing import Any

from django.utils.module_loading import import_string

from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import Stale, WrongState
from workflow.engine.models import FlowModel, TransitionLog
from workflow.engine.steps import Step
from workflow.engine.transactions import in_transaction
from workflow.models import Order, OrderItem

_MODELS: dict[str, type[FlowModel]] = {Order.flow_name: Order, OrderItem.flow_name: OrderItem}


def step_of(flow: str, name: str) -> Step:
    """The step's metadata by flow and name. Raises WrongState for an unknown one."""
    for arc in _MODELS[flow].arcs():
        if arc.name == name:
            return arc.step
    raise WrongState(code="unknown_step")


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
