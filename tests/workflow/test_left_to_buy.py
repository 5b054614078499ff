"""Each order knows how many of its items are left to buy, whichever deed moved them."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, SOJU_GLASS, Story
from workflow.engine.errors import GuardFailed
from workflow.models import Order
from workflow.services import items, screening
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _left(story: Story, order: Order) -> int:
    return story.again(order).left_to_buy


def test_it_follows_the_items_from_screening_to_the_shop(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(HAT, BOOK, SOJU_GLASS)
    assert _left(story, order) == 0
    hat, book, glass = order.items.all()
    decisions = {hat.pk: Decision("approve"), book.pk: Decision("approve")}
    decisions[glass.pk] = Decision("reject", reason="It may break.")
    screening.approve_quote(order_id=order.pk, actor=story.desk, decisions=decisions)
    assert _left(story, order) == 2

    order = story.items_paid(sandbox, HAT, BOOK)
    hat, book = order.items.all()
    assert _left(story, order) == 2
    items.buy(item_id=hat.pk, actor=story.desk, shop_order_number="M-1")
    assert _left(story, order) == 1
    items.out_of_stock(item_id=book.pk, actor=story.desk, reason="The last one is sold.")
    assert _left(story, order) == 0
    items.receive(item_id=hat.pk, actor=story.desk)
    assert _left(story, order) == 0


def test_a_refused_purchase_leaves_it_as_it_was(story: Story) -> None:
    order = story.items_due(HAT, BOOK)
    with pytest.raises(GuardFailed, match="not paid for"):
        items.buy(item_id=order.items.all()[0].pk, actor=story.desk, shop_order_number="M-1")
    assert _left(story, order) == 2


def test_orders_of_before_are_counted_once(story: Story) -> None:
    due, asked = story.items_due(HAT, BOOK), story.requested(HAT)
    Order.objects.update(left_to_buy=0)
    import_module("workflow.migrations.0009_left_to_buy").count_what_is_left(apps, None)
    assert (_left(story, due), _left(story, asked)) == (2, 0)
