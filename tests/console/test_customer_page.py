"""The customer page: everything about one person, each part for who may see it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, Story
from workflow.engine.actors import Actor
from workflow.engine.runner import run_due
from workflow.models import Address, Attention
from workflow.services.messages import write_message
from workflow.services.notes import add_note
from workflow.services.requests import cancel

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page_of(desk: Desk, member: Any, role: str = "support") -> str:
    reply = desk(role).get(f"/console/customers/{member.pk}/")
    assert reply.status_code == 200
    return str(reply.content.decode())


def test_it_shows_orders_money_messages_notes_and_addresses(
    desk: Desk, story: Story, sandbox: Sandbox, mina: Any
) -> None:
    paid, open_, asked = story.items_paid(sandbox), story.items_due(), story.requested()
    write_message(order_id=asked.pk, actor=Actor.customer(mina), body="Is it blue?")
    add_note(order=paid, actor=story.desk, body="Fragile.")
    add_note(customer=mina, actor=story.desk, body="Calls on Mondays.")
    Address.objects.create(customer=mina, **ADDRESS)
    amount = story.open_charge(open_).amount_cents

    page = page_of(desk, mina)

    for order in (paid, open_, asked):
        assert f'data-order="{order.ref}"' in page
    assert f"data-paid>${paid.total_received_cents() / 100:,.2f}<" in page
    assert f"data-asked>${amount / 100:,.2f}<" in page
    for words in (
        "Is it blue?",
        "Fragile.",
        "Calls on Mondays.",
        "•••, Los Angeles, CA 90004",
        "about each step",
    ):
        assert words in page
    assert f"/console/orders/{asked.ref}/?tab=messages#messages" in page


def test_a_refund_that_waits_stands_there(desk: Desk, story: Story, sandbox: Sandbox, mina: Any) -> None:
    order = story.items_paid(sandbox)
    cancel(order_id=order.pk, actor=story.desk)
    run_due()
    matter = Attention.objects.get(order=order)
    assert matter.get_concern_display() in page_of(desk, mina)


def test_somebody_without_anything_has_a_page_that_says_so(desk: Desk, james: Any, catalog: None) -> None:
    page = page_of(desk, james)
    for words in (
        "No order yet.",
        "Nothing has been written yet.",
        "No note yet.",
        "The address book is empty.",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("buyer", 403),
        ("warehouse", 403),
        ("editor", 403),
        ("moderator", 200),
        ("support", 200),
        ("finance", 200),
        ("owner", 200),
    ],
)
def test_who_may_see_members_may_open_it(role: str, status: int, desk: Desk, story: Story, mina: Any) -> None:
    story.requested()
    reply = desk(role).get(f"/console/customers/{mina.pk}/")
    assert reply.status_code == status
    assert desk(role).get("/console/customers/99999999/").status_code == (404 if status == 200 else 403)


def test_the_moderator_sees_the_person_and_no_order(desk: Desk, story: Story, mina: Any) -> None:
    order = story.requested()
    write_message(order_id=order.pk, actor=Actor.customer(mina), body="Private words.")
    page = page_of(desk, mina, "moderator")
    assert order.ref not in page
    assert "Private words." not in page
    assert "data-money" not in page
    assert "Enter an order" not in page
    assert "Mina Park" in page


def test_it_is_linked_from_where_people_are_met(desk: Desk, story: Story, mina: Any) -> None:
    order = story.requested()
    link = f"/console/customers/{mina.pk}/"
    assert link in desk("support").get(f"/console/orders/{order.ref}/").content.decode()
    assert link in desk("support").get("/console/community/member/").content.decode()
    assert link in desk("support").get("/console/search/?s=mina").content.decode()
    assert link not in desk("buyer").get(f"/console/orders/{order.ref}/").content.decode()


def test_it_costs_the_same_for_one_order_and_for_ten(desk: Desk, story: Story, mina: Any) -> None:
    browser = desk("owner")
    counts = []
    for more in (1, 9):
        for _number in range(more):
            order = story.requested()
            write_message(order_id=order.pk, actor=Actor.customer(mina), body="Hello.")
            add_note(order=order, actor=story.desk, body="@owner hm")
        page_of(desk, mina, "owner")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/console/customers/{mina.pk}/")
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 40
