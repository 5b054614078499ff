"""What a press would cost is said before it: what a refund comes to, a weight that can hardly be right."""

from typing import Any

import pytest

from catalog.money import format_usd
from tests.console.conftest import Desk
from tests.console.looking import BOX, HTMX, deed_url, everything, log_of
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Attention, Charge, Order, Parcel
from workflow.services.attention import raise_attention
from workflow.services.requests import WantedItem
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOTHING_CHARGED = "Nothing has been charged yet: measure again, or say that it is right."


# --- refunds ------------------------------------------------------------------------------------------


def test_cancelling_a_paid_order_names_what_it_puts_on_the_list(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order, support = story.items_paid(sandbox), desk("support")

    page = support.get(deed_url(order, "cancel"), headers=HTMX).content.decode()
    support.post(deed_url(order, "cancel"), {"seq": order.seq, "reason": "Asked by phone"})

    cents = Attention.objects.get().amount_cents
    assert cents == order.total_received_cents() > 0
    assert f"This puts {format_usd(cents)} on the refund list." in page
    assert f"Cancel the order · {format_usd(cents)}<span" in page


def test_an_item_that_cannot_be_had_names_its_share(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    item, buyer = story.items_paid(sandbox).items.get(position=1), desk("buyer")

    page = buyer.get(deed_url(item, "out_of_stock"), headers=HTMX).content.decode()
    buyer.post(deed_url(item, "out_of_stock"), {"seq": item.seq, "reason": "Sold out"})

    cents = Attention.objects.get().amount_cents
    assert f"This puts {format_usd(cents)} on the refund list." in page
    assert f"Out of stock · {format_usd(cents)}<span" in page


def test_what_costs_nothing_names_no_amount(desk: Desk, story: Story) -> None:
    order = story.items_due()

    page = desk("support").get(deed_url(order, "cancel"), headers=HTMX).content.decode()

    assert "This puts" not in page
    assert "Cancel the order<span" in page


# --- weights ------------------------------------------------------------------------------------------


def weigh(browser: Any, order: Order, name: str = "confirm_delivery_fee", **given: Any) -> Any:
    return browser.post(deed_url(order, name), {"seq": order.seq, **BOX, **given}, headers=HTMX)


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        (
            {"weight_g": 1430, "length_mm": 20, "width_mm": 20, "height_mm": 20},
            [
                "A side of 20 mm is 2 cm. The sides are asked for in millimetres.",
                "1430 g is too heavy for a box of 0.008 litres.",
            ],
        ),
        ({"height_mm": 49}, ["A side of 49 mm is 4.9 cm. The sides are asked for in millimetres."]),
        ({"weight_g": 45_001}, ["45001 g is too heavy for a box of 9 litres."]),
        ({"weight_g": 44}, ["44 g is too light for a box of 9 litres. The weight is asked for in grams."]),
    ],
)
def test_a_box_that_can_hardly_be_is_asked_about_and_not_charged(
    given: dict[str, int], sentences: list[str], desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.in_warehouse(sandbox)
    before = everything(order)

    answer = weigh(desk("warehouse"), order, **given)

    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in [*sentences, NOTHING_CHARGED]:
        assert f"<li>{sentence}</li>" in page
    assert page.count('type="checkbox"') == 1
    assert "checked" not in page
    assert everything(order) == before


def test_a_thin_box_is_charged_when_it_is_said_to_be_right(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order, packer = story.in_warehouse(sandbox), desk("warehouse")
    before = everything(order)

    asked = weigh(packer, order, height_mm=20).content.decode()
    other = weigh(packer, order, height_mm=21, sure="300-200-20-1200")

    assert 'value="300-200-20-1200"' in asked
    assert "Yes, 300 × 200 × 20 mm and 1200 g are right" in asked
    assert other.status_code == 422
    assert everything(order) == before

    assert weigh(packer, order, height_mm=20, sure="300-200-20-1200").status_code == 204
    assert Parcel.objects.get().height_mm == 20
    assert log_of(order).count("confirm_delivery_fee") == 1


@pytest.mark.parametrize("given", [{}, {"height_mm": 50}, {"weight_g": 45_000}, {"weight_g": 45}])
def test_a_box_that_can_be_is_not_asked_about(
    given: dict[str, int], desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order, packer = story.in_warehouse(sandbox), desk("warehouse")
    assert (
        "checkbox" not in packer.get(deed_url(order, "confirm_delivery_fee"), headers=HTMX).content.decode()
    )

    answer = weigh(packer, order, **given)

    # Too heavy for any rate is another matter, and said by the rates.
    assert "id_sure" not in answer.content.decode()


def test_weighing_again_asks_as_well(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order, packer = story.delivery_due(sandbox), desk("warehouse")
    before = everything(order)

    answer = weigh(packer, order, "revise_delivery_fee", length_mm=30, reason="The box was changed")

    assert answer.status_code == 422
    assert "A side of 30 mm is 3 cm." in answer.content.decode()
    assert "Yes, 30 × 200 × 150 mm and 1200 g are right" in answer.content.decode()
    assert everything(order) == before

    sure = {"length_mm": 30, "reason": "The box was changed", "sure": "30-200-150-1200"}
    assert weigh(packer, order, "revise_delivery_fee", **sure).status_code == 204
    assert Charge.objects.filter(order=order, kind="delivery").count() == 2


def test_the_preview_prices_a_box_that_is_asked_about(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.in_warehouse(sandbox)

    page = desk("warehouse").post(
        f"{deed_url(order, 'confirm_delivery_fee')}preview/", {**BOX, "height_mm": 20}
    )

    assert "data-total-cents" in page.content.decode()


# --- a second person ----------------------------------------------------------------------------------


def test_much_money_is_asked_for_by_its_amount_and_waits_visibly(desk: Desk, story: Story) -> None:
    matter = raise_attention(
        order=story.requested(), concern=Concern.REFUND_DUE, about="x", amount_cents=28_948
    )
    finance, url, listed = (
        desk("finance"),
        f"/console/attention/{matter.pk}/settle/",
        "/console/queues/attention/",
    )

    asked = finance.get(url, headers=HTMX).content.decode()
    assert asked.count("Ask to refund $289.48") == 2
    assert "How it is to be settled" in asked
    assert "How it was settled" not in asked
    assert 'data-deed="settle"' in finance.get(listed).content.decode()

    finance.post(url, {"note": "Back to the card"})

    page, again = finance.get(listed).content.decode(), finance.get(url, headers=HTMX).content.decode()
    assert ">waits for a second person</a>" in page
    assert 'data-deed="settle"' not in page
    assert "Finance has asked for a second person already. It waits for the answer." in again
    assert "data-submit" not in again


# --- screening ----------------------------------------------------------------------------------------


def test_the_reason_says_who_reads_it(desk: Desk, story: Story) -> None:
    order = story.requested(
        WantedItem(url="https://www.ssg.com/item/1", title="Soju 12 bottles"),
        WantedItem(url="https://www.ssg.com/item/2", title="Cotton socks"),
    )

    page = desk("buyer").get(deed_url(order, "approve_quote"), headers=HTMX).content.decode()

    assert page.count('<span data-reader="customer">The customer reads this as it is.</span>') == 2
    assert (
        page.count('<span data-reader="second">The second person reads why it should be allowed.</span>') == 1
    )
