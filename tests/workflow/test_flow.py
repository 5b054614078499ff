"""The flow as the business table says it, its two lanes, and its drawing."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from tests.running import ROOT
from workflow.drawing import page
from workflow.engine.actors import Kind
from workflow.engine.steps import Lane
from workflow.models import Order, OrderItem
from workflow.selectors.lanes import counted_steps, forward_arc, states_of_turn, turn_of
from workflow.states import OrderState, Turn


def test_the_drawing_is_the_flow() -> None:
    drawn = Path(ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
    assert drawn == page(), "A flow has changed: run `make flow`."


def test_the_nine_counted_steps() -> None:
    staff = [(arc.step.number, arc.name) for arc in counted_steps(Lane.STAFF)]
    assert staff == [
        (1, "approve_quote"),
        (2, "confirm_item_prices"),
        (3, "confirm_delivery_fee"),
        (4, "ship"),
    ]
    user = [(arc.step.number, arc.name) for arc in counted_steps(Lane.USER)]
    # The customer's fourth, "receive tracking", is what the staff's fourth gives them.
    assert user == [(1, "request_quote"), (2, "items_paid"), (3, "delivery_paid"), (5, "deliver")]


@pytest.mark.parametrize(
    ("turn", "states"),
    [
        (Turn.CUSTOMER, {"new", "needs_info", "items_due", "delivery_due"}),
        (Turn.STAFF, {"requested", "approved", "items_paid", "in_warehouse", "delivery_paid"}),
        (Turn.COURIER, {"shipped"}),
        (Turn.NOBODY, {"rejected", "delivered", "cancelled", "expired"}),
    ],
)
def test_whose_turn_it_is(turn: Turn, states: set[str]) -> None:
    assert set(states_of_turn(turn)) == states


def test_every_state_has_one_way_forward_or_is_an_end() -> None:
    for state in OrderState.values:
        forward = [arc.name for arc in Order.arcs() if arc.source == state and arc.step.forward]
        assert len(forward) <= 1, f"{state}: {forward}"
        assert bool(forward) is (turn_of(state) is not Turn.NOBODY)
        if forward:
            arc = forward_arc(state)
            assert arc is not None
            assert arc.target != state


def test_every_state_can_be_reached() -> None:
    for model, first in ((Order, "new"), (OrderItem, "requested")):
        reached, edge = {first}, [first]
        while edge:
            state = edge.pop()
            for arc in model.arcs():
                if arc.source == state and arc.target not in reached:
                    reached.add(arc.target)
                    edge.append(arc.target)
        assert reached == {str(value) for value, _label in model._meta.get_field("state").choices}


def test_a_deed_open_to_staff_names_the_right_it_needs() -> None:
    for model in (Order, OrderItem):
        for arc in model.arcs():
            if Kind.STAFF in arc.step.by:
                assert str(arc.permission).startswith("workflow."), arc.name
            else:
                assert arc.permission is None, arc.name


def test_money_and_scans_are_nobodys_button() -> None:
    by = {arc.name: arc.step.by for arc in Order.arcs()}
    assert by["items_paid"] == by["delivery_paid"] == {Kind.PROVIDER}
    assert by["deliver"] == {Kind.COURIER}
    assert by["expire"] == {Kind.CLOCK}


def test_the_flows_pass_their_checks() -> None:
    assert [fault for fault in run_checks() if (fault.id or "").startswith("workflow.")] == []
