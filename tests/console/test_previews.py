"""The total while staff type: the one pricing service, nothing written."""

import pytest

from tests.console.conftest import Desk
from tests.console.looking import BOX, deed_url, everything
from tests.console.test_dialogs import prices
from tests.running import Sandbox
from tests.workflow.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_preview_is_what_is_frozen_afterwards(desk: Desk, story: Story) -> None:
    order = story.approved()
    url, before = deed_url(order, "confirm_item_prices"), everything(order)

    shown = desk("buyer").post(f"{url}preview/", prices(order)).content.decode()
    assert everything(order) == before
    desk("buyer").post(url, prices(order))

    total = order.quotes.get().total_cents
    assert f'data-total-cents="{total}"' in shown
    assert "₩63,000" in shown  # two hats at 30,000 and their shipping
    assert f" · ${total / 100:,.2f}</span>" in shown  # on the button


def test_a_half_filled_form_asks_for_the_rest(desk: Desk, story: Story) -> None:
    order = story.approved()
    item = order.items.first()
    assert item is not None

    answer = desk("buyer").post(
        f"{deed_url(order, 'confirm_item_prices')}preview/", {**prices(order), f"price_{item.pk}": ""}
    )

    assert answer.status_code == 200
    assert "The total appears when every field is filled in." in answer.content.decode()


def test_the_delivery_preview_names_what_the_box_costs(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.in_warehouse(sandbox)
    url, before = deed_url(order, "confirm_delivery_fee"), everything(order)

    shown = desk("warehouse").post(f"{url}preview/", BOX).content.decode()
    assert everything(order) == before
    desk("warehouse").post(url, {**BOX, "seq": order.seq})

    quote = order.quotes.get(kind="delivery")
    assert f'data-total-cents="{quote.total_cents}"' in shown


def test_a_box_no_service_takes_says_so(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.in_warehouse(sandbox)

    answer = desk("warehouse").post(
        f"{deed_url(order, 'confirm_delivery_fee')}preview/", {**BOX, "weight_g": 90_000}
    )

    assert answer.status_code == 200
    assert "bd-text-danger" in answer.content.decode()
    assert "data-total-cents" not in answer.content.decode()


def test_only_who_may_price_may_preview_and_only_by_post(desk: Desk, story: Story) -> None:
    order = story.approved()
    url = f"{deed_url(order, 'confirm_item_prices')}preview/"

    assert desk("warehouse").post(url, prices(order)).status_code == 403
    assert desk("buyer").get(url).status_code == 405
    assert desk("buyer").post(f"{deed_url(order, 'cancel')}preview/", {}).status_code == 404
