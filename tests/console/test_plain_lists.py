"""The lists that Unfold draws: who sees what of whom, what is shown first, and what a narrow screen needs."""

import re
from typing import Any

import pytest

from integrations import clock
from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Payment, PaymentAttempt, WebhookEvent

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MEMBERS, EVENTS = "/console/community/member/", "/console/workflow/webhookevent/"


def event(number: int, object_id: str, outcome: str = "processed", intent: str = "") -> WebhookEvent:
    return WebhookEvent.objects.create(
        event_id=f"evt_{number}", type="checkout.session.completed", object_id=object_id, outcome=outcome,
        payload={"data": {"object": {"payment_intent": intent or None}}}, created_at=clock.now(),
    )  # fmt: skip


def shown(page: Any) -> list[str]:
    return [row.object_id for row in page.context["cl"].result_list]


# --- members -------------------------------------------------------------------------------------------


def test_a_colleagues_address_is_shown_and_a_customers_is_not(desk: Desk, mina: Any, juno: Any) -> None:
    for role in ("support", "owner"):
        page = desk(role).get(MEMBERS).content.decode()
        assert juno.email in page
        assert mina.email not in page
        assert "m•••@customer.example" in page


def test_who_does_not_run_the_desk_reads_nothing_of_second_factors(desk: Desk, juno: Any) -> None:
    assert "Missing" in desk("owner").get(MEMBERS).content.decode()

    page = desk("support").get(MEMBERS).content.decode()

    assert "Missing" not in page
    assert "second factor" not in page.lower()
    page = desk("support").get(f"{MEMBERS}{juno.pk}/change/").content.decode()
    assert juno.email in page
    assert "second factor" not in page.lower()
    # Nor does the address tell: it is no filter of theirs.
    assert desk("support").get(MEMBERS, {"second_factor": "missing"}).status_code == 302


def test_members_are_narrowed_to_customers_or_colleagues(desk: Desk, mina: Any, juno: Any) -> None:
    def emails(query: str) -> set[str]:
        rows = desk("support").get(f"{MEMBERS}?{query}").context["cl"].result_list
        return {member.email for member in rows}

    assert emails("who=customers") == {mina.email}
    assert emails("who=colleagues") == {juno.email, "support@bidangil.example"}
    assert emails("who=nonsense") == emails("who=customers") | emails("who=colleagues")


# --- webhook events --------------------------------------------------------------------------------------


def test_events_that_asked_for_nothing_are_shown_to_who_asks(desk: Desk) -> None:
    event(1, "cs_1"), event(2, "cs_2", "ignored"), event(3, "cs_3", "waiting")
    finance = desk("finance")

    assert shown(finance.get(EVENTS)) == ["cs_3", "cs_1"]
    assert shown(finance.get(EVENTS, {"outcome": "ignored"})) == ["cs_2"]
    assert shown(finance.get(EVENTS, {"outcome": "all"})) == ["cs_3", "cs_2", "cs_1"]
    assert shown(finance.get(EVENTS, {"outcome": "nonsense"})) == ["cs_3", "cs_1"]


def test_an_event_names_its_order_by_session_or_by_payment(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    session = PaymentAttempt.objects.get(charge__order=order, session_id__isnull=False).session_id
    payment = Payment.objects.get(order=order).provider_ref
    WebhookEvent.objects.all().delete()
    whose = f'href="/console/orders/{order.ref}/"'

    for number, (object_id, intent) in enumerate([(str(session), ""), (payment, ""), ("ch_1", payment)]):
        one = event(number, object_id, intent=intent)
        assert desk("finance").get(EVENTS).content.decode().count(whose) == number + 1
        assert whose in desk("finance").get(f"{EVENTS}{one.pk}/change/").content.decode()
    event(9, "cs_of_nobody", intent="pi_of_nobody")
    WebhookEvent.objects.filter(pk=event(10, "ch_2").pk).update(payload={"data": "odd"})
    assert desk("finance").get(EVENTS).content.decode().count(whose) == 3


def test_a_long_id_is_short_in_the_list_and_whole_on_its_page(desk: Desk) -> None:
    one = event(1, "cs_test_a1b2c3d4e5f6g7h8i9j0")

    assert ">cs_tes…h8i9j0<" in desk("finance").get(EVENTS).content.decode()
    assert one.object_id in desk("finance").get(f"{EVENTS}{one.pk}/change/").content.decode()


# --- all of them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("workflow/order/", "All orders"),
        ("queues/to-price/", "To price"),
        ("workflow/webhookevent/", "Webhook events"),
        ("community/member/", "Members"),
    ],
)
def test_a_list_is_titled_by_what_it_shows(path: str, title: str, desk: Desk) -> None:
    page = desk("owner").get(f"/console/{path}").content.decode()

    found = re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)
    assert found is not None
    assert title in found[1]
    assert "Select" not in found[1]


def test_each_cell_knows_its_columns_title(desk: Desk, mina: Any) -> None:
    mina.name = "<b>Mina</b>"
    mina.save()
    page = desk("owner").get(MEMBERS).content.decode()

    row = page[page.index("m•••@customer.example") - 400 :]
    assert '<td data-label="E-mail"' in page
    assert 'data-label="Second factor" data-empty' in row
    assert "<b>Mina</b>" not in page


# --- the side menu ---------------------------------------------------------------------------------------


def lit(page: Any) -> list[str]:
    groups = page.context["sidebar_navigation"]
    return [item["link"] for group in groups for item in group["items"] if item["active"]]


def test_an_order_opened_from_a_queue_lights_that_queue(desk: Desk, story: Story) -> None:
    order = story.requested()
    url = f"/console/orders/{order.ref}/"
    owner = desk("owner")

    assert lit(owner.get(url)) == ["/console/workflow/order/"]
    assert lit(owner.get(url, {"from": "/console/queues/to-screen/"})) == ["/console/queues/to-screen/"]
    assert lit(owner.get(url, {"from": "/console/workflow/order/?state=requested"})) == [
        "/console/workflow/order/"
    ]
    assert lit(owner.get(url, {"from": "https://elsewhere.example/"})) == ["/console/workflow/order/"]
    # A queue that does not stand at one's side lights nothing there.
    assert lit(desk("warehouse").get(url, {"from": "/console/queues/to-screen/"})) == [
        "/console/workflow/order/"
    ]
