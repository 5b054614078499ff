"""The door: who may pass, what is refused, and that a refusal leaves nothing behind."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from tests.workflow.story import Story
from workflow.engine import actors, door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted, Refused, Stale, WrongState
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Order, OrderItem, Quote
from workflow.services import quotes, requests, screening
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def everything() -> dict[str, Any]:
    """All that a deed may touch, as plain values."""
    return {
        "orders": list(Order.objects.order_by("pk").values()),
        "items": list(OrderItem.objects.order_by("pk").values()),
        "log": TransitionLog.objects.count(),
        "effects": list(Effect.objects.order_by("pk").values_list("pk", "status")),
        "quotes": Quote.objects.count(),
    }


def refuse(kind: type[Refused], deed: Any) -> Refused:
    before = everything()
    with pytest.raises(kind) as caught:
        deed()
    assert everything() == before
    return caught.value


def test_each_deed_leaves_one_log_row_and_exactly_its_declared_effects(story: Story) -> None:
    order = story.items_due()
    arcs = {(arc.name, arc.source): arc for arc in Order.arcs()}
    rows = list(TransitionLog.objects.filter(flow="order", subject_id=order.pk))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [(row.source, row.target) for row in rows] == [
        ("new", "requested"),
        ("requested", "approved"),
        ("approved", "items_due"),
    ]
    for row in rows:
        declared = sorted((one.name, one.target) for one in arcs[row.name, row.source].step.effects)
        assert sorted(row.effects.values_list("name", "target")) == declared
    assert (order.state, order.seq) == ("items_due", 3)


def test_a_press_on_an_old_page_is_refused(story: Story) -> None:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?", expect_seq=order.seq)
    refusal = refuse(
        Stale,
        lambda: requests.ask_customer(
            order_id=order.pk, actor=story.desk, question="Which size?", expect_seq=order.seq
        ),
    )
    assert refusal.code == "stale"


def test_a_step_that_the_state_does_not_have_is_refused_in_words(story: Story) -> None:
    order = story.requested()
    refusal = refuse(WrongState, lambda: door.fire(Order, order.pk, "items_ready", actor=story.desk))
    assert str(refusal) == "“Everything has arrived” is not possible now: this is “Quote requested”."


def test_a_guard_says_why(story: Story) -> None:
    order = story.requested()
    refusal = refuse(
        GuardFailed, lambda: screening.approve_quote(order_id=order.pk, actor=story.desk, decisions={})
    )
    assert (refusal.code, str(refusal)) == ("every_item_screened", "2 items have not been screened yet.")


def test_what_was_decided_on_the_way_to_a_refusal_is_undone(story: Story) -> None:
    """The first item is allowed, then the second fails: both are as they were."""
    order = story.requested()
    first, second = order.items.all()
    decisions = {first.pk: Decision("approve"), second.pk: Decision("reject", "  ")}
    refusal = refuse(
        BadInput, lambda: screening.approve_quote(order_id=order.pk, actor=story.desk, decisions=decisions)
    )
    assert isinstance(refusal, BadInput)
    assert refusal.field == f"reason_{second.pk}"


def test_staff_without_the_right_are_refused(story: Story) -> None:
    order = story.approved()
    packer = get_user_model().objects.create_user("taeho@bidangil.example", "x", is_staff=True)
    packer.user_permissions.add(Permission.objects.get(codename="ship_order"))
    refuse(
        NotPermitted,
        lambda: quotes.confirm_item_prices(
            order_id=order.pk, actor=Actor.staff(packer), prices=story.prices(order)
        ),
    )


def test_a_customer_cannot_walk_in_the_staffs_lane_or_on_anothers_order(story: Story, james: Any) -> None:
    order = story.approved()
    refuse(
        NotPermitted,
        lambda: quotes.confirm_item_prices(
            order_id=order.pk, actor=Actor.customer(story.customer), prices=story.prices(order)
        ),
    )
    refuse(NotPermitted, lambda: requests.cancel(order_id=order.pk, actor=Actor.customer(james)))


def test_a_staff_member_gets_no_staff_rights_as_a_customer(story: Story) -> None:
    order = story.approved()
    refuse(NotPermitted, lambda: requests.cancel(order_id=order.pk, actor=Actor.customer(story.staff)))


@pytest.mark.parametrize("actor", [actors.SYSTEM, actors.CLOCK])
def test_nobody_but_the_provider_says_that_money_came(story: Story, actor: Actor) -> None:
    order = story.items_due()
    for who in (actor, story.desk, Actor.customer(story.customer)):
        refuse(
            NotPermitted,
            lambda who=who: door.fire(Order, order.pk, "items_paid", actor=who, charge=1, amount_cents=1),
        )


def test_the_provider_is_not_believed_against_the_balance(story: Story) -> None:
    order = story.items_due()
    refuse(
        GuardFailed,
        lambda: door.fire(Order, order.pk, "items_paid", actor=actors.STRIPE, charge=1, amount_cents=1),
    )


def test_the_state_cannot_be_set_by_hand(story: Story) -> None:
    order = story.requested()
    with pytest.raises(AttributeError):
        order.state = "delivered"


def test_an_unknown_step_is_a_refusal_not_a_crash(story: Story) -> None:
    order = story.requested()
    refuse(WrongState, lambda: door.fire(Order, order.pk, "save", actor=story.desk))
