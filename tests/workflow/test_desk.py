"""Whose work an order is, and until when nobody looks: arranged by the desk, never moving the order."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from integrations import clock
from tests.console.looking import everything
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted, WrongState
from workflow.models import AuditEntry, Order
from workflow.services import desk, requests

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def sora(db: Any) -> Any:
    """She works here and sees orders, and may arrange nothing."""
    sora = get_user_model().objects.create_user("sora@bidangil.example", name="Sora", is_staff=True)
    sora.user_permissions.add(Permission.objects.get(codename="view_order"))
    return sora


def told(order: Order) -> list[tuple[str, Any]]:
    return list(AuditEntry.objects.filter(order=order).order_by("id").values_list("verb", "data"))


def test_an_order_is_given_to_somebody_and_back(story: Story, sora: Any) -> None:
    order = story.requested()

    desk.assign(order_id=order.pk, actor=story.desk, to=sora)
    desk.assign(order_id=order.pk, actor=story.desk, to=sora)
    assert story.again(order).assignee == sora
    desk.assign(order_id=order.pk, actor=story.desk, to=None)

    assert story.again(order).assignee is None
    assert story.again(order).seq == order.seq
    assert told(order) == [("assigned", {"to": sora.pk, "name": "Sora"}), ("unassigned", {})]


def test_work_goes_only_to_who_works_on_orders(story: Story, mina: Any, sora: Any) -> None:
    order = story.requested()
    before = everything(order)

    with pytest.raises(BadInput) as refusal:
        desk.assign(order_id=order.pk, actor=story.desk, to=mina)
    assert refusal.value.field == "to"
    with pytest.raises(NotPermitted):
        desk.assign(order_id=order.pk, actor=Actor.staff(sora), to=sora)
    with pytest.raises(NotPermitted):
        desk.assign(order_id=order.pk, actor=Actor.customer(mina), to=None)

    assert everything(order) == before
    assert told(order) == []


def test_what_is_put_off_comes_back_when_something_happens(story: Story) -> None:
    order = story.requested()
    until = clock.now() + timedelta(days=2)

    desk.put_off(order_id=order.pk, actor=story.desk, until=until, why="The shop opens on Monday")
    assert story.again(order).snoozed_until == until
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which colour?")

    assert story.again(order).snoozed_until is None
    assert told(order) == [("put_off", {"until": until.isoformat(), "why": "The shop opens on Monday"})]


def test_it_is_taken_up_again_by_hand(story: Story) -> None:
    order = story.requested()
    desk.put_off(order_id=order.pk, actor=story.desk, until=clock.now() + timedelta(hours=2))

    desk.take_up(order_id=order.pk, actor=story.desk)
    desk.take_up(order_id=order.pk, actor=story.desk)

    assert story.again(order).snoozed_until is None
    assert [verb for verb, _data in told(order)] == ["put_off", "taken_up"]


def test_neither_the_past_nor_an_ended_order_is_put_off(story: Story, sora: Any) -> None:
    order, ended = story.requested(), story.requested()
    requests.cancel(order_id=ended.pk, actor=story.desk)
    before = everything(order), everything(ended)

    with pytest.raises(BadInput):
        desk.put_off(order_id=order.pk, actor=story.desk, until=clock.now() - timedelta(seconds=1))
    with pytest.raises(WrongState):
        desk.put_off(order_id=ended.pk, actor=story.desk, until=clock.now() + timedelta(days=1))
    for deed in (desk.put_off, desk.take_up):
        more = {"until": clock.now() + timedelta(days=1)} if deed is desk.put_off else {}
        with pytest.raises(NotPermitted):
            deed(order_id=order.pk, actor=Actor.staff(sora), **more)

    assert (everything(order), everything(ended)) == before
    assert told(order) == []
