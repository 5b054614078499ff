"""Answer, cancel, another address: through the door, and refused without a trace."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import client_of, fields, problem, traces
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, Story
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Address, Attention, Charge, Order, OrderAddress
from workflow.services import items, requests

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]


@pytest.fixture
def asked(story: Story) -> Order:
    """An order with a question for its customer."""
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which shade?")
    return story.again(order)


def test_an_answer_gives_the_turn_back_to_staff(api: APIClient, asked: Order, mina: Any) -> None:
    assert api.get(f"/api/v1/orders/{asked.ref}/").json()["question"] == "Which shade?"
    reply = api.post(f"/api/v1/orders/{asked.ref}/answer/", {"answer": "21N1", "seq": 2})

    assert reply.status_code == 200, reply.content
    body = reply.json()
    assert (body["state"], body["question"], body["seq"], body["turn"]["whose"]) == (
        "requested",
        "",
        3,
        "staff",
    )
    log = TransitionLog.objects.get(flow="order", subject_id=asked.pk, name="answer")
    assert (log.actor_kind, log.actor_id, log.data["answer"]) == ("customer", mina.pk, "21N1")
    assert Effect.objects.filter(log=log, target="staff:staff_customer_answered").count() == 1


def test_a_deed_on_an_old_view_is_refused(api: APIClient, asked: Order) -> None:
    before = traces()
    for deed, given in (("answer", {"answer": "21N1"}), ("cancel", {}), ("address", {"address": ADDRESS})):
        problem(api.post(f"/api/v1/orders/{asked.ref}/{deed}/", {**given, "seq": 1}), 409, "stale")
    asked.refresh_from_db()
    assert (asked.state, asked.question, traces()) == ("needs_info", "Which shade?", before)


def test_an_answer_nobody_asked_for(api: APIClient, story: Story) -> None:
    order = story.requested()
    before = traces()
    problem(api.post(f"/api/v1/orders/{order.ref}/answer/", {"answer": "21N1"}), 409, "wrong_state")
    assert (story.again(order).seq, traces()) == (1, before)


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({}, "answer", "required"),
        ({"answer": " "}, "answer", "blank"),
        ({"answer": "x" * 2001}, "answer", "max_length"),
        ({"answer": "21N1", "seq": "two"}, "seq", "invalid"),
    ],
)
def test_an_answer_has_words(api: APIClient, asked: Order, given: Any, path: str, code: str) -> None:
    before = traces()
    body = problem(api.post(f"/api/v1/orders/{asked.ref}/answer/", given), 422, "invalid")
    assert (fields(body), traces()) == ([(path, code)], before)


def test_cancelling_before_anything_is_bought(api: APIClient, story: Story) -> None:
    order = story.approved()
    reply = api.post(f"/api/v1/orders/{order.ref}/cancel/", {"reason": "Found it <here>.", "seq": order.seq})
    assert reply.status_code == 200
    body = reply.json()
    assert (body["state"], body["turn"]["whose"], body["can"]) == ("cancelled", "nobody", [])
    told = api.get(f"/api/v1/orders/{order.ref}/timeline/").json()[-1]["told"]
    assert told == {"reason": "Found it <here>.", "refund_cents": 0}
    problem(api.post(f"/api/v1/orders/{order.ref}/cancel/", {}), 409, "wrong_state")


def test_cancelling_what_is_paid_puts_the_money_on_the_refund_list(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    paid = Charge.objects.get(order=order).amount_cents
    reply = api.post(f"/api/v1/orders/{order.ref}/cancel/", {})
    assert reply.json()["state"] == "cancelled"
    assert Attention.objects.get(order=order, concern="refund_due").amount_cents == paid


def test_cancelling_what_is_bought_is_refused(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    items.buy(item_id=order.items.get(position=1).pk, actor=story.desk, shop_order_number="M-1")
    before = traces()
    problem(api.post(f"/api/v1/orders/{order.ref}/cancel/", {}), 409, "nothing_bought")
    assert (story.again(order).state, traces()) == ("items_paid", before)
    assert api.get(f"/api/v1/orders/{order.ref}/").json()["can"] == ["change_address"]


def test_another_address(api: APIClient, story: Story, mina: Any) -> None:
    order = story.requested()
    address = f"/api/v1/orders/{order.ref}/address/"
    reply = api.post(
        address, {"address": {**ADDRESS, "city": "Fullerton", "phone": "(213) 555-0199"}, "seq": 1}
    )
    assert reply.status_code == 200, reply.content
    assert reply.json()["address"]["city"] == "Fullerton"
    assert reply.json()["address"]["phone"] == "+12135550199"

    home = Address.objects.create(customer=mina, **{**ADDRESS, "city": "Irvine"})
    assert api.post(address, {"address_id": home.pk}).json()["address"]["city"] == "Irvine"
    assert OrderAddress.objects.get(order=order).city == "Irvine"


@pytest.mark.parametrize("part", ["city", "postal_code"])
def test_a_missing_part_of_another_address(api: APIClient, story: Story, part: str) -> None:
    order = story.requested()
    before = traces()
    parts = {name: value for name, value in ADDRESS.items() if name != part}
    body = problem(api.post(f"/api/v1/orders/{order.ref}/address/", {"address": parts}), 422, "invalid")
    assert fields(body) == [(f"address.{part}", "required")]
    assert traces() == before


def test_too_late_for_another_address(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.delivery_due(sandbox)
    before = traces()
    given = {"address": {**ADDRESS, "city": "Fullerton"}}
    problem(api.post(f"/api/v1/orders/{order.ref}/address/", given), 409, "wrong_state")
    assert (OrderAddress.objects.get(order=order).city, traces()) == ("Los Angeles", before)


def test_staff_are_customers_here(story: Story, juno: Any) -> None:
    """Rights of the console open nothing in the API: Juno sees and moves only her own orders."""
    order = story.requested()
    before = traces()
    desk = client_of(juno)
    assert desk.get("/api/v1/orders/").json()["results"] == []
    problem(desk.get(f"/api/v1/orders/{order.ref}/"), 404, "not_found")
    problem(desk.post(f"/api/v1/orders/{order.ref}/cancel/", {}), 404, "not_found")
    assert (story.again(order).state, traces()) == ("requested", before)
