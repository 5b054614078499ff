"""Each deed as each role, by its address: allowed, or 403 and nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest

from console.roles import ROLES
from integrations.couriers.demo_numbers import valid_number
from tests.console.conftest import Desk
from tests.console.looking import BOX, deed_url, everything, log_of
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, Story
from workflow.models import Order, OrderItem
from workflow.services import items as item_services

pytestmark = [pytest.mark.django_db, pytest.mark.database]

type Begin = Callable[[Story, Sandbox], Any]
type Inputs = Callable[[Any], dict[str, Any]]


def _bought(story: Story, sandbox: Sandbox) -> OrderItem:
    item = story.items_paid(sandbox).items.first()
    assert item is not None
    item_services.buy(item_id=item.pk, actor=story.desk, shop_order_number="M-1")
    return OrderItem.objects.get(pk=item.pk)


def _all_here(story: Story, sandbox: Sandbox) -> Order:
    order = story.items_paid(sandbox)
    for item in order.items.all():
        item_services.buy(item_id=item.pk, actor=story.desk, shop_order_number="M-1")
        item_services.receive(item_id=item.pk, actor=story.desk)
    return story.again(order)


def _damaged(story: Story, sandbox: Sandbox) -> OrderItem:
    item = _bought(story, sandbox)
    item_services.report_mismatch(item_id=item.pk, actor=story.desk, reason="Broken")
    return OrderItem.objects.get(pk=item.pk)


def _needs_info(story: Story, sandbox: Sandbox) -> Order:
    from workflow.services.requests import ask_customer

    order = story.requested()
    ask_customer(order_id=order.pk, actor=story.desk, question="Which colour?")
    return story.again(order)


def _first_item(story: Story, sandbox: Sandbox) -> OrderItem:
    item = story.items_paid(sandbox).items.first()
    assert item is not None
    return item


def _verdicts(order: Order) -> dict[str, Any]:
    return {
        key: value
        for item in order.items.all()
        for key, value in ((f"verdict_{item.pk}", "approve"), (f"reason_{item.pk}", ""))
    }


def _prices(order: Order) -> dict[str, Any]:
    given: dict[str, Any] = {"note": ""}
    for item in order.items.all():
        given |= {f"price_{item.pk}": 30_000, f"shipping_{item.pk}": 3_000}
    return given


# deed, where it begins, what is typed, who may do it
DEEDS: list[tuple[str, Begin, Inputs, set[str]]] = [
    (
        "ask_customer",
        lambda s, b: s.requested(),
        lambda o: {"question": "Which colour?"},
        {"buyer", "support", "owner"},
    ),
    ("answer", _needs_info, lambda o: {"answer": "Black"}, {"buyer", "support", "owner"}),
    (
        "change_address",
        lambda s, b: s.requested(),
        lambda o: {**ADDRESS, "line1": "1 Main St"},
        {"support", "owner"},
    ),
    ("approve_quote", lambda s, b: s.requested(), _verdicts, {"buyer", "support", "owner"}),
    (
        "reject_quote",
        lambda s, b: s.requested(),
        lambda o: {"reason": "Not sold any more"},
        {"buyer", "support", "owner"},
    ),
    (
        "correct",
        lambda s, b: s.requested().items.get(position=1),
        lambda i: {"title": i.title, "url": i.url, "options": i.options, "quantity": 3, "note": ""},
        {"buyer", "support", "owner"},
    ),
    (
        "leave_out",
        lambda s, b: s.approved().items.get(position=1),
        lambda i: {"reason": "A new rule forbids it"},
        {"buyer", "support", "owner"},
    ),
    (
        "set_draft_price",
        lambda s, b: s.approved().items.get(position=1),
        lambda i: {"unit_price_krw": 31_000, "domestic_shipping_krw": 0},
        {"buyer", "owner"},
    ),
    ("confirm_item_prices", lambda s, b: s.approved(), _prices, {"buyer", "owner"}),
    (
        "revise_prices",
        lambda s, b: s.items_due(),
        lambda o: {
            **{name: 41_000 if name.startswith("price") else value for name, value in _prices(o).items()},
            "note": "The shop has raised it",
        },
        {"buyer", "owner"},
    ),
    (
        "revise_delivery_fee",
        lambda s, b: s.delivery_due(b),
        lambda o: {**BOX, "weight_g": 2100, "reason": "The scales were wrong"},
        {"warehouse", "owner"},
    ),
    ("extend_deadline", lambda s, b: s.items_due(), lambda o: {"days": 3}, {"buyer", "owner"}),
    (
        "cancel",
        lambda s, b: s.requested(),
        lambda o: {"reason": "Asked by phone"},
        {"buyer", "support", "owner"},
    ),
    ("items_ready", _all_here, lambda o: {}, {"warehouse", "owner"}),
    ("confirm_delivery_fee", lambda s, b: s.in_warehouse(b), lambda o: BOX, {"warehouse", "owner"}),
    (
        "ship",
        lambda s, b: s.delivery_paid(b),
        lambda o: {"courier": "ems", "tracking_number": valid_number("ems", 4711)},
        {"warehouse", "owner"},
    ),
    (
        "correct_tracking",
        lambda s, b: s.shipped(b),
        lambda o: {"courier": "ems", "tracking_number": valid_number("ems", 815)},
        {"warehouse", "owner"},
    ),
    ("buy", _first_item, lambda i: {"shop_order_number": "M-77"}, {"buyer", "owner"}),
    ("out_of_stock", _first_item, lambda i: {"reason": "Sold out"}, {"buyer", "owner"}),
    ("receive", _bought, lambda i: {"note": ""}, {"warehouse", "owner"}),
    ("give_up", _damaged, lambda i: {"reason": "The shop refuses"}, {"buyer", "owner"}),
    ("report_mismatch", _bought, lambda i: {"reason": "Wrong colour"}, {"warehouse", "owner"}),
]


@pytest.mark.parametrize(("name", "begin", "inputs", "allowed"), DEEDS, ids=[row[0] for row in DEEDS])
def test_a_deed_is_for_its_roles_alone(
    name: str, begin: Begin, inputs: Inputs, allowed: set[str], desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    subject = begin(story, sandbox)
    order = subject.order if isinstance(subject, OrderItem) else subject
    url, given = deed_url(subject, name), {**inputs(subject), "seq": subject.seq}
    before = everything(order)

    for role in sorted(ROLES.keys() - allowed):
        assert desk(role).get(url).status_code == 403, role
        assert desk(role).post(url, given).status_code == 403, role
    for role in sorted(allowed):
        assert desk(role).get(url).status_code == 200, role
    assert everything(order) == before

    doer = sorted(allowed)[0]
    answer = desk(doer).post(url, given)

    assert (answer.status_code, answer["Location"]) == (302, f"/console/orders/{order.ref}/")
    assert log_of(subject).count(name) == 1
    subject.refresh_from_db()
    assert subject.seq == given["seq"] + 1


@pytest.mark.parametrize("name", ["items_paid", "delivery_paid", "deliver", "expire", "request_quote"])
def test_what_no_person_does_has_no_dialog_even_for_the_owner(name: str, desk: Desk, story: Story) -> None:
    order = story.items_due()
    before = everything(order)

    assert desk("owner").get(deed_url(order, name)).status_code == 404
    assert desk("owner").post(deed_url(order, name), {"seq": order.seq}).status_code == 404

    assert everything(order) == before


@pytest.mark.parametrize("name", ["approve", "override", "reject", "pack"])
def test_an_item_is_not_decided_on_past_its_order(name: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    item = order.items.first()
    assert item is not None
    before = everything(order)

    assert desk("owner").post(deed_url(item, name), {"seq": item.seq}).status_code == 404

    assert everything(order) == before


def test_a_customer_is_sent_to_the_log_in_page(client: Any, mina: Any, story: Story) -> None:
    order = story.requested()
    before = everything(order)
    client.force_login(mina)

    answer = client.post(deed_url(order, "cancel"), {"seq": order.seq})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/console/login/?next=")
    assert everything(order) == before


def test_a_permission_lost_meanwhile_is_lost_in_the_open_dialog_too(desk: Desk, story: Story) -> None:
    order = story.requested()
    browser = desk("buyer")
    assert browser.get(deed_url(order, "cancel")).status_code == 200
    from django.contrib.auth.models import Group

    Group.objects.get(name="buyer").permissions.clear()
    before = everything(order)

    answer = browser.post(deed_url(order, "cancel"), {"seq": order.seq, "reason": ""})

    assert answer.status_code == 403
    assert everything(order) == before
