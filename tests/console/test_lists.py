"""The order list and its queues: what stands in them, how it is found, and what a page costs."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from console.queues import QUEUES
from integrations import clock
from tests.console.conftest import Desk
from tests.console.many import MOST
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, Story
from workflow.models import Order
from workflow.models.order import ENDED
from workflow.states import OrderState

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refs(page: str) -> list[str]:
    return re.findall(r'<tr data-order="([A-Z0-9-]+)"', page)


def listed(desk: Desk, path: str, role: str = "owner") -> list[str]:
    answer = desk(role).get(f"/console/{path}")
    assert answer.status_code == 200
    return refs(answer.content.decode())


def test_every_open_state_stands_in_exactly_one_queue() -> None:
    # What is paid stands in one of two queues, by whether something is still to be bought.
    queued = [state for queue in QUEUES for state in queue.states if queue.to_buy is not False]
    assert sorted(queued) == sorted(set(OrderState.values) - {*ENDED, OrderState.NEW})


def test_an_order_moves_from_queue_to_queue(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    screen, price, pay = story.requested(), story.approved(), story.items_due()
    weigh = story.in_warehouse(sandbox)

    assert listed(desk, "queues/to-screen/") == [screen.ref]
    assert listed(desk, "queues/to-price/") == [price.ref]
    assert listed(desk, "queues/awaiting-payment/") == [pay.ref]
    assert listed(desk, "queues/to-weigh/") == [weigh.ref]
    assert listed(desk, "queues/to-buy/") == listed(desk, "queues/arriving/") == []
    assert set(listed(desk, "workflow/order/")) == {screen.ref, price.ref, pay.ref, weigh.ref}


def test_the_oldest_deadline_stands_first(desk: Desk, story: Story) -> None:
    now = clock.now()
    orders = [story.requested() for _number in range(3)]
    for order, days in zip(orders, (2, -1, 1), strict=True):
        Order.objects.filter(pk=order.pk).update(due_at=now + timedelta(days=days))

    assert listed(desk, "queues/to-screen/") == [orders[1].ref, orders[2].ref, orders[0].ref]
    assert listed(desk, "") == [orders[1].ref, orders[2].ref, orders[0].ref]


def test_the_next_step_is_offered_to_who_may_do_it(desk: Desk, story: Story) -> None:
    order = story.approved()

    for_buyer = desk("buyer").get("/console/queues/to-price/").content.decode()
    for_warehouse = desk("warehouse").get("/console/queues/to-price/").content.decode()

    assert f"/console/deeds/order/{order.pk}/confirm_item_prices/?next=%2Fconsole%2Fqueues" in for_buyer
    assert refs(for_warehouse) == [order.ref]
    assert "confirm_item_prices" not in for_warehouse


def test_between_payment_and_parcel_the_row_says_what_to_buy(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)

    page = desk("buyer").get("/console/queues/to-buy/").content.decode()

    assert "Buy 2 items" in page
    # The link knows the way back to this list.
    way_back = r"\?from=%2Fconsole%2Fqueues%2Fto-buy%2F&amp;at="
    assert re.search(rf'href="/console/orders/{order.ref}/{way_back}[^"]+#items"', page)


@pytest.mark.parametrize(
    "term",
    [
        "{ref}",
        "{lower}",
        "{bare}",
        "{bare_start}",
        "mina@customer.example",
        "MINA@cust",
        "{number}",
        "{number_start}",
    ],
)
def test_an_order_is_found_by_what_one_has_at_hand(
    term: str, desk: Desk, story: Story, sandbox: Sandbox, james: Any
) -> None:
    order = story.shipped(sandbox)
    number = order.parcels.get().tracking_number
    other = Story(customer=james, staff=story.staff).requested()
    words = term.format(
        ref=order.ref,
        lower=order.ref.lower(),
        bare=order.ref[3:],
        bare_start=order.ref[3:9],
        number=number,
        number_start=number[:7],
    )

    found = listed(desk, f"workflow/order/?q={words}")

    assert found == [order.ref]
    assert other.ref not in found


def test_nothing_found_says_so_in_plain_words(desk: Desk, story: Story) -> None:
    story.requested()

    page = desk("owner").get("/console/workflow/order/?q=nobody@nowhere.example").content.decode()

    assert refs(page) == []
    assert "Nothing matches" in page


def test_an_empty_queue_says_what_is_done(desk: Desk) -> None:
    page = desk("owner").get("/console/queues/to-ship/").content.decode()

    assert "No paid parcel waits to be shipped." in page


def test_filters_by_state_turn_and_deadline(desk: Desk, story: Story) -> None:
    requested, due = story.requested(), story.items_due()
    Order.objects.filter(pk=due.pk).update(due_at=clock.now() - timedelta(hours=1))

    assert listed(desk, "workflow/order/?state=requested") == [requested.ref]
    assert listed(desk, "workflow/order/?turn=customer") == [due.ref]
    assert listed(desk, "workflow/order/?due=overdue") == [due.ref]
    assert listed(desk, "workflow/order/?due=ahead") == [requested.ref]
    assert set(listed(desk, "workflow/order/?state=nonsense")) == {requested.ref, due.ref}


def test_badges_count_what_waits_and_follow_a_deed(desk: Desk, story: Story) -> None:
    story.requested()
    order = story.requested()
    owner = desk("owner")

    def count() -> str:
        page = owner.get("/console/").content.decode()
        found = re.search(r'data-card="to-screen".*?bd-card-count">(\d+)<', page, re.DOTALL)
        assert found is not None
        return found[1]

    assert count() == "2"
    owner.post(f"/console/deeds/order/{order.pk}/cancel/", {"seq": order.seq, "reason": ""})
    assert count() == "1"


@pytest.mark.usefixtures("yesterday_is_over")
@pytest.mark.parametrize(
    "path", ["", "workflow/order/", "queues/to-screen/", "queues/to-buy/", "queues/attention/"]
)
def test_a_page_costs_the_same_for_2_and_for_30_orders(path: str, desk: Desk, story: Story) -> None:
    owner = desk("owner")
    story.requested(HAT, BOOK), story.requested(BOOK)
    few = _queries(owner, path)
    for number in range(28):
        story.requested(*[HAT] * (number % 4 + 1))

    many = _queries(owner, path)

    assert len(many) == len(few)
    # The home page counts and draws more than a list does.
    assert len(many) <= (20 if path else MOST["index"]), "\n".join(many)


def _queries(browser: Any, path: str) -> list[str]:
    browser.get(f"/console/{path}")
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(f"/console/{path}").status_code == 200
    return [query["sql"][:160] for query in caught.captured_queries]


def test_a_queue_of_effects_is_closed_to_who_may_not_see_them(desk: Desk) -> None:
    assert desk("buyer").get("/console/queues/failed-effects/").status_code == 403
    assert desk("finance").get("/console/queues/failed-effects/").status_code == 200
    assert desk("owner").get("/console/queues/no-such-queue/").status_code == 404
