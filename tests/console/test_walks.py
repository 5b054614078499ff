"""A page of the order list is the plain query's page, however the list is narrowed, sorted and divided."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from community.models import Member
from console import listing, queues
from console.walks import in_this_order, page_ids
from integrations import clock
from tests.bench.list.orders import generate
from workflow.models import Order

pytestmark = [pytest.mark.database, pytest.mark.django_db]

_ORDERS = 260


@pytest.fixture
def owner() -> Member:
    """A shop in which deadlines, persons and moments are missing here and there, and stand twice."""
    owner = generate(_ORDERS)
    chance, now = random.Random(7), clock.now()
    for order in Order.objects.all():
        due = chance.choice([None, now - timedelta(days=1), now + timedelta(days=chance.randrange(9))])
        # Nobody owes a step of what has ended: the door takes its deadline off.
        order.due_at = due if order.state in queues.OPEN else None
        order.moved_at = now - timedelta(days=chance.choice([0, 0, 2, 5, 9, 30]))
        snoozed = chance.choice([None, None, None, now + timedelta(days=1), now - timedelta(days=1)])
        order.snoozed_until = snoozed if order.state in queues.OPEN else None
        order.save(update_fields=["due_at", "moved_at", "snoozed_until"])
    return owner


def _addresses(queue: queues.Queue | None) -> list[QueryDict]:
    """Each filter by itself, pairs by chance, each in another order."""
    chance = random.Random(queue.slug if queue else "")
    choices = [(one.parameter, code) for one in listing.offered(queue) for code, _label in one.choices(queue)]
    picked = [[], *([choice] for choice in choices)]
    picked += [chance.sample(choices, 2) for _ in range(30)] if len(choices) > 1 else []
    found = []
    for pairs in picked:
        query = QueryDict(mutable=True)
        query.update(dict([*pairs, ("o", chance.choice(["", "0", "-0", "3", "-3", "4", "-4"]))]))
        found.append(query)
    return found


def _plain(asked: listing.Asked, user: Any) -> list[int]:
    """Every filter as it stands, and nothing done for speed."""
    rows = Order.objects.order_by(*listing.ordering(asked))
    if asked.queue is not None:
        in_queue = queues.belonging if asked.good.get("put_off") else queues.condition
        rows = rows.filter(in_queue(asked.queue, user))
    for narrowing in listing.offered(asked.queue):
        if narrowing.parameter in asked.good:
            rows = rows.filter(narrowing.rows(str(asked.good[narrowing.parameter]), user))
    return list(rows.values_list("pk", flat=True))


def _page(asked: listing.Asked, user: Any, start: int, stop: int) -> list[int]:
    return page_ids(listing.walks(asked, user), listing.ordering(asked), start=start, stop=stop)


def test_every_page_has_the_rows_of_the_plain_query_in_its_order(owner: Member) -> None:
    lists = [None, *(queue for queue in queues.QUEUES if queue.holds == "order")]
    compared = rows = 0
    for queue in lists:
        for query in _addresses(queue):
            asked = listing.read(query, queue)
            plain = _plain(asked, owner)
            assert list(listing.chosen(asked, owner).values_list("pk", flat=True)) == plain
            for start in (0, 10, 50):
                page = _page(asked, owner, start, start + 10)
                assert page == plain[start : start + 10], (queue and queue.slug, query.urlencode(), start)
            compared, rows = compared + 1, rows + len(plain)

    assert compared > 400
    assert rows > 2_000


def test_what_the_badge_says_stands_in_the_queue(owner: Member) -> None:
    now = clock.now()

    said = queues.tallies(owner)

    for queue in (queue for queue in queues.QUEUES if queue.holds == "order"):
        standing = list(Order.objects.filter(queues.condition(queue, owner)))
        late = sum(order.due_at is not None and order.due_at < now for order in standing)
        told = queues.Tally(len(standing), late if queue.across is not queues.Across.PUT_OFF else 0)
        assert said[queue.slug] == told, queue.slug


@pytest.mark.parametrize("query", ["", "turn=staff", "o=-4&who=nobody", "q=customer"])
def test_a_page_asks_as_often_for_many_as_for_few(owner: Member, query: str) -> None:
    asked = listing.read(QueryDict(query), None)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            in_this_order(Order.objects.all(), _page(asked, owner, 0, 5))
        return len(caught)

    many = queries()
    Order.objects.filter(pk__gt=Order.objects.order_by("pk")[200].pk).update(state="new")
    assert queries() <= many <= 15


def test_who_turns_a_list_turns_the_whole_of_it(owner: Member) -> None:
    down = list(listing.chosen(listing.read(QueryDict("o=4"), None), owner))
    up = list(listing.chosen(listing.read(QueryDict("o=-4"), None), owner))

    assert down == up[::-1]
    assert len(down) == _ORDERS


def test_a_list_is_sorted_by_one_column() -> None:
    assert listing.read(QueryDict("o=4.-3"), None).good["o"] == "4"
