"""Between payment and parcel: buying, arriving, what goes wrong, and what comes back of the money."""

from datetime import timedelta

import pytest

from integrations import clock
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, Story
from workflow.engine import door
from workflow.engine.errors import GuardFailed, NotPermitted
from workflow.engine.models import Effect
from workflow.models import Attention, Order
from workflow.services import items
from workflow.services.items import paid_share_cents

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_nothing_is_bought_before_it_is_paid_for(story: Story) -> None:
    order = story.items_due()
    item = order.items.first()
    with pytest.raises(GuardFailed, match="not paid for"):
        items.buy(item_id=item.pk, actor=story.desk, shop_order_number="M-1")
    item.refresh_from_db()
    assert (item.state, item.shop_order_number) == ("approved", "")


def test_with_the_last_item_bought_the_clock_waits_for_the_shops(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    to_buy = order.due_at
    first, second = order.items.all()
    items.buy(item_id=first.pk, actor=story.desk, shop_order_number="M-1")
    assert story.again(order).due_at == to_buy
    items.buy(item_id=second.pk, actor=story.desk, shop_order_number="K-1")
    assert story.again(order).due_at > to_buy + timedelta(days=3)


def test_the_customer_hears_once_that_everything_is_bought(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    first, second = order.items.all()
    items.buy(item_id=first.pk, actor=story.desk, shop_order_number="M-1")
    notices = Effect.objects.filter(target="customer:items_bought")
    assert not notices.exists()
    items.out_of_stock(item_id=second.pk, actor=story.desk, reason="The last one is sold.")
    assert notices.count() == 1
    items.receive(item_id=first.pk, actor=story.desk)
    assert notices.count() == 1


def test_the_shares_of_all_items_are_the_whole_payment(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    shares = [paid_share_cents(item) for item in order.items.all()]
    assert sum(shares) == order.received_cents("items")


def test_a_sold_out_item_goes_on_the_refund_list_and_the_rest_goes_on(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox, HAT, BOOK)
    hat, book = order.items.all()
    share = paid_share_cents(hat)
    items.out_of_stock(item_id=hat.pk, actor=story.desk, reason="The last one is sold.")
    matter = Attention.objects.get()
    assert (matter.concern, matter.amount_cents) == ("refund_due", share)
    with pytest.raises(GuardFailed, match="1 item has not arrived yet"):
        door.fire(Order, order.pk, "items_ready", actor=story.desk)
    items.buy(item_id=book.pk, actor=story.desk, shop_order_number="K-1")
    items.receive(item_id=book.pk, actor=story.desk)
    door.fire(Order, order.pk, "items_ready", actor=story.desk)
    assert story.again(order).state == "in_warehouse"


def test_an_order_of_nothing_but_sold_out_items_is_not_sent(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox, HAT)
    items.out_of_stock(item_id=order.items.get().pk, actor=story.desk, reason="Gone.")
    with pytest.raises(GuardFailed, match="No item is left to send"):
        door.fire(Order, order.pk, "items_ready", actor=story.desk)


def test_a_damaged_item_holds_the_order_until_it_is_put_right(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox, HAT)
    item = order.items.get()
    items.buy(item_id=item.pk, actor=story.desk, shop_order_number="M-1")
    items.report_mismatch(item_id=item.pk, actor=story.desk, reason="Another colour.")
    with pytest.raises(GuardFailed):
        door.fire(Order, order.pk, "items_ready", actor=story.desk)
    items.receive(item_id=item.pk, actor=story.desk, note="Exchanged by the shop.")
    door.fire(Order, order.pk, "items_ready", actor=story.desk)
    assert story.again(order).state == "in_warehouse"


def test_the_customer_does_not_buy_or_receive(story: Story, sandbox: Sandbox) -> None:
    from workflow.engine.actors import Actor

    order = story.items_paid(sandbox)
    with pytest.raises(NotPermitted):
        items.buy(item_id=order.items.first().pk, actor=Actor.customer(story.customer), shop_order_number="X")


def test_working_time_does_not_run_at_night(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    due = order.due_at.astimezone(clock.SEOUL)
    assert 9 <= due.hour <= 18
    assert due.weekday() < 5
