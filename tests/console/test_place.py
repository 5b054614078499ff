"""A person's place in a list: read from an address, kept through a deed, and the way on to the next order."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from console import listing, place, queues
from console.admin.order import OrderAdmin
from integrations import clock
from tests.console.conftest import Desk
from tests.console.test_lists import listed
from tests.workflow.story import Story
from workflow.models import Order
from workflow.services import requests

pytestmark = [pytest.mark.django_db, pytest.mark.database]

QUEUE = "/console/queues/to-screen/"
ALL = "/console/workflow/order/"


@pytest.fixture
def three(story: Story) -> list[Order]:
    """Three requests in the order of their deadlines; the second has none (it stands first)."""
    orders = [story.requested() for _number in range(3)]
    for order, due in zip(orders, (1, None, 2), strict=True):
        at = clock.now() + timedelta(days=due) if due else None
        Order.objects.filter(pk=order.pk).update(due_at=at)
    return [story.again(order) for order in (orders[1], orders[0], orders[2])]


def in_list(text: str) -> place.Place:
    found = place.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "", "/", "https://evil.example/console/queues/to-screen/", "//evil.example/console/queues/to-screen/",
        "/console/queues/none/", "/console/queues/attention/", "/console/orders/BD-1/", "javascript:alert(1)",
        "/console/queues/to-screen/#x", "/console/queues/to-screen/?q=" + "x" * 1_700, "http://[",
    ],
)  # fmt: skip
def test_what_is_no_list_of_ours_is_no_place(text: str) -> None:
    assert place.parse(text) is None


def test_a_place_keeps_filters_and_page_and_leaves_out_nonsense() -> None:
    here = in_list(f"{QUEUE}?due=overdue&p=3&state=requested&zzz=1&who=999")

    assert here.url == f"{QUEUE}?due=overdue&p=3"
    assert len(here.asked.ignored) == 3
    assert place.back_link(here) == ("Back to “To screen”", here.url)


def test_the_columns_sort_as_the_screen_does() -> None:
    columns = [getattr(OrderAdmin, name) for name in OrderAdmin.list_display]
    assert tuple(getattr(column, "admin_order_field", None) for column in columns) == listing.COLUMNS


@pytest.mark.parametrize("query", ["", "o=0", "o=-0", "o=4", "o=-4", "o=3.-4"])
@pytest.mark.parametrize("path", [QUEUE, ALL])
def test_neighbours_are_those_of_the_list(
    path: str, query: str, desk: Desk, story: Story, three: list[Order], juno: Any
) -> None:
    shown = listed(desk, f"{path.removeprefix('/console/')}?{query}")
    here = in_list(f"{path}?{query}")

    for number, ref in enumerate(shown):
        near = place.neighbours(Order.objects.get(ref=ref), here, juno)
        assert near.previous_ref == (shown[number - 1] if number else "")
        assert near.next_ref == (shown[number + 1] if number + 1 < len(shown) else "")
        assert (near.position, near.of) == (number + 1, 3)


def test_a_deed_moves_the_order_but_not_the_place(story: Story, three: list[Order], juno: Any) -> None:
    first, second, third = three
    url = place.order_url(second, in_list(QUEUE))
    query = QueryDict(url.partition("?")[2])
    requests.cancel(order_id=second.pk, actor=story.desk)

    here = place.parse(query["from"], at=query["at"])
    assert here is not None
    near = place.neighbours(story.again(second), here, juno)

    assert (near.previous_ref, near.next_ref) == (first.ref, third.ref)
    assert place.order_url(story.again(second), here) == url


@pytest.mark.parametrize("at", ["x", "1~2~3", "2026-01-01~1", "zzz~1", "~", "~-1", "~²"])
def test_a_spoiled_place_falls_back_to_where_the_order_is(at: str, three: list[Order], juno: Any) -> None:
    here = place.parse(QUEUE, at=at)
    assert here is not None

    assert place.neighbours(three[1], here, juno)[:2] == (three[0].ref, three[2].ref)


def test_neighbours_cost_two_queries_along_the_index(
    three: list[Order], juno: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        place.neighbours(three[1], in_list(QUEUE), juno)


def test_every_queue_of_orders_has_a_place() -> None:
    for queue in queues.QUEUES:
        found = place.parse(f"/console/queues/{queue.slug}/")
        assert (found is not None) == (queue.holds == "order")


def test_a_page_that_is_no_longer_there_is_the_last_one(desk: Desk, three: list[Order]) -> None:
    assert len(listed(desk, "queues/to-screen/?p=7&due=ahead")) == 2


def test_the_order_page_knows_the_way_back(desk: Desk, three: list[Order]) -> None:
    here = in_list(f"{QUEUE}?put_off=shown")

    page = desk("owner").get(place.order_url(three[1], here))

    assert page.status_code == 200
