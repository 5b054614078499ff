"""What stands beside an order whatever tab is open."""

import pytest

from tests.console.conftest import Desk
from tests.console.test_order_page import page_of
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.services import items as item_services
from workflow.services.attention import raise_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_money_that_has_to_go_back_stands_beside_the_order(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    item = order.items.first()
    assert item is not None
    item_services.out_of_stock(item_id=item.pk, actor=story.desk, reason="Sold out")
    cents = order.concerns.get().amount_cents

    assert f"data-refunds>${cents / 100:,.2f}<" in page_of(desk, order)


def test_money_that_the_provider_gave_back_stands_beside_the_order(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    assert "data-returned" not in page_of(desk, order)
    for about, cents in (
        ("refund.created:re_1", 1_250),
        ("refund.created:re_2", 700),
        ("refund.failed:re_2", 700),
    ):
        raise_attention(order=order, concern=Concern.EXTERNAL_REFUND, about=about, amount_cents=cents)

    assert "data-returned>$12.50<" in page_of(desk, order)


def test_a_parcel_under_way_stands_beside_the_order(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    page = page_of(desk, order, "warehouse")
    panel = page[page.index("data-parcel-panel") : page.index("data-screening")]

    assert order.parcels.get().tracking_number in panel
    assert "expected by" in panel
