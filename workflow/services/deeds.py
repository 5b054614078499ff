"""Doing a deed by its name, for a person: what dialogs, bulk actions and the API call."""

from typing import Any

from django.utils.module_loading import import_string

from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import WrongState
from workflow.engine.models import FlowModel, TransitionLog
from workflow.engine.steps import Step
from workflow.models import Order, OrderItem

_MODELS: dict[str, type[FlowModel]] = {Order.flow_name: Order, OrderItem.flow_name: OrderItem}


def step_of(flow: str, name: str) -> Step:
    """The step's metadata by flow and name. Raises WrongState for an unknown one."""
    for arc in _MODELS[flow].arcs():
        if arc.name == name:
            return arc.step
    raise WrongState(code="unknown_step")


def perform(
    *, flow: str, subject_id: int, name: str, actor: Actor, expect_seq: int | None, inputs: dict[str, Any]
) -> TransitionLog:
    """Call the step's own service, or the bare door where a step needs none.

    Raises what the service raises: a Refused, and then nothing has changed.
    """
    step = step_of(flow, name)
    if step.service:
        return import_string(step.service)(
            **{f"{flow}_id": subject_id}, actor=actor, expect_seq=expect_seq, **inputs
        )
    return door.fire(_MODELS[flow], subject_id, name, actor=actor, expect_seq=expect_seq, **inputs)
