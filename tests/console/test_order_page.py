"""The order page: where it stands, what is next, and everything that is known."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.console.conftest import Desk
from tests.console.many import MOST
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.models import Message, Order, OrderItem
from workflow.services import desk as arranging
from workflow.services import items as item_services
from workflow.services import quotes
from workflow.services import requests as asking
from workflow.services.requests import WantedItem

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def page_of(desk: Desk, order: Order, role: str = "owner") -> str:
    answer = desk(role).get(f"/console/orders/{order.ref}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("role", "primary"),
    [("buyer", "confirm_item_prices"), ("warehouse", None), ("owner", "confirm_item_prices")],
)
def test_the_primary_button_is_the_next_deed_of_who_may_do_it(
    role: str, primary: str | None, desk: Desk, story: Story
) -> None:
    page = page_of(desk, story.approved(), role)

    assert 'data-order-state="approved"' in page
    assert (f'data-deed="{primary}" data-primary' in page) == (primary is not None)
    assert page.count("data-primary") == (primary is not None)


def test_a_reference_may_be_typed_in_small_letters_and_an_unknown_one_is_not_found(
    desk: Desk, story: Story
) -> None:
    order = story.requested()

    assert desk("owner").get(f"/console/orders/{order.ref.lower()}/").status_code == 200
    assert desk("owner").get("/console/orders/BD-NOTTHERE/").status_code == 404
    assert desk("moderator").get(f"/console/orders/{order.ref}/").status_code == 403


def test_both_lanes_stand_with_their_times(desk: Desk, story: Story) -> None:
    page = page_of(desk, story.items_due())

    assert page.count('data-status="done"') == 3  # requested; approved, priced
    assert 'data-step="items_paid" data-status="current"' in page
    assert 'data-turn="customer"' in page


def test_an_open_payment_shows_what_is_missing_and_its_link(desk: Desk, story: Story, settings: Any) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    amount = f"${charge.amount_cents / 100:,.2f}"

    page = page_of(desk, order)

    assert f"Waiting for: Pay for the items · {amount}" in page
    assert f'data-copy="{settings.SITE_URL}/pay/{charge.token}/"' in page
    assert f"data-missing>{amount}<" in page


def test_the_warehouse_does_not_see_payments(desk: Desk, story: Story) -> None:
    order = story.items_due()
    token = story.open_charge(order).token

    page = page_of(desk, order, "warehouse")

    assert token not in page
    assert 'id="payments"' not in page


def test_items_are_bought_and_arrive_by_their_own_buttons(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    first = order.items.first()
    assert first is not None

    page = page_of(desk, order, "buyer")
    assert page.count('data-deed="buy"') == 2
    assert page.count('data-shortcut="buy"') == 1
    assert 'data-deed="receive"' not in page

    item_services.buy(item_id=first.pk, actor=story.desk, shop_order_number="M-2026-77")
    page = page_of(desk, order, "warehouse")
    assert page.count('data-deed="receive"') == 1
    assert "M-2026-77" in page
    assert 'data-blocked-deed="items_ready"' in page
    assert "2 items have not arrived yet." in page


def test_what_an_order_waits_for_is_said_in_the_same_words_everywhere(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    first, second = order.items.order_by("position")

    def said(role: str) -> dict[str, Any]:
        page, browser = page_of(desk, order, role), desk(role)
        row = browser.get("/console/workflow/order/").content.decode()
        floor = browser.get(f"/console/warehouse/{order.ref}/").content.decode()
        return {
            "lanes": re.findall(r"data-turn-words>([^<]*)<", page),
            "head": re.findall(r"hourglass_top</span>([^<]*)<", page),
            "row": re.findall(rf'aria-label="[^"]*: {order.ref}">([^<]*)</a>', row),
            "home": re.findall(
                rf'aria-label="[^"]*: {order.ref}">([^<]*)</a>', browser.get("/console/").content.decode()
            ),
            "floor": re.findall(r"hourglass_top</span>([^<]*)<", floor),
        }

    none: list[str] = []
    to_buy, to_come, last = ["Buy 2 items"], ["1 item still to arrive"], ["2 items still to arrive"]
    assert said("support") == {
        "lanes": to_buy, "head": to_buy, "row": none, "home": none, "floor": none,
    }  # fmt: skip
    assert said("owner")["row"] == said("owner")["home"] == said("owner")["lanes"] == to_buy
    assert said("warehouse")["row"] == said("warehouse")["home"] == none

    item_services.buy(item_id=first.pk, actor=story.desk, shop_order_number="M-1")
    # The rest is still to be bought; who only receives may begin with what is on its way.
    assert said("warehouse")["lanes"] == ["Buy 1 item"]
    assert said("warehouse")["row"] == said("warehouse")["home"] == to_come

    item_services.buy(item_id=second.pk, actor=story.desk, shop_order_number="M-2")
    assert said("support")["head"] == said("support")["lanes"] == last
    assert said("warehouse")["row"] == said("warehouse")["home"] == said("owner")["row"] == last

    for item in (first, second):
        item_services.receive(item_id=item.pk, actor=story.desk)
    assert said("support")["lanes"] == ["Everything has arrived"]


def test_ids_for_machines_stay_behind_the_words(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    payment = order.charges.get(kind="items").payments.get()

    page = page_of(desk, order)

    assert f'title="{payment.provider_ref}">…{payment.provider_ref[-8:]}</code>' in page
    assert f">{payment.provider_ref}<" not in page
    assert ">cs_test_" not in page
    assert "<dd>ems</dd>" not in page
    assert "<dd>EMS</dd>" in page
    # What is arranged at the desk stands first, where no panel can push it out of sight.
    side = page[page.index('<aside class="bd-order-side"') :]
    assert re.findall(r'data-fold="(\w+)"', side)[:2] == ["desk", "money"]


def test_an_open_question_stands_across_the_page(desk: Desk, story: Story) -> None:
    order = story.requested()
    asking.ask_customer(order_id=order.pk, actor=story.desk, question="Black or navy?")

    page = page_of(desk, order)

    assert 'data-banner="contact_support"' in page
    assert "Black or navy?" in page


def test_a_failed_effect_stands_across_the_page_for_all_and_leads_on_who_may(
    desk: Desk, story: Story
) -> None:
    order = story.requested()
    effect = Effect.objects.filter(subject_id=order.pk, name="notice.mail").first()
    assert effect is not None
    Effect.objects.filter(pk=effect.pk).update(
        status=Effect.Status.DEAD, error="Traceback\nMail server said no"
    )

    assert "Mail server said no" in page_of(desk, order, "buyer")
    assert f"/console/engine/effect/{effect.pk}/change/" not in page_of(desk, order, "buyer")
    assert f"/console/engine/effect/{effect.pk}/change/" in page_of(desk, order, "finance")


def test_the_timeline_says_who_did_what_in_words(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)

    page = page_of(desk, order)
    timeline = page[page.index('id="timeline"') : page.index("bd-timeline-none")]

    assert timeline.count('data-live-part="deed-') == 17  # nine deeds of the order, four of each item
    assert timeline.count('data-live-part="notice-') == order.notifications.count()
    for words in (
        "Shipped",
        "Delivery paid → ",
        "Stripe",
        "Juno",
        "Prices confirmed",
        order.parcels.get().tracking_number,
    ):
        assert words.replace(" → ", "") in timeline
    for raw in ("total_cents", "valid_until", "charge", "{", "items_due"):
        assert raw not in timeline


def test_html_in_a_note_a_name_or_a_link_stays_text(desk: Desk, story: Story) -> None:
    evil = "<script>alert(1)</script>"
    order = asking.request_quote(
        customer=story.customer,
        items=[WantedItem(url="https://shop.example/?q=<script>", title=evil, options=evil, note=evil)],
        address={
            "recipient": evil,
            "phone": "+1",
            "line1": evil,
            "city": "LA",
            "state": "CA",
            "postal_code": "90004",
        },
        actor=Actor.customer(story.customer),
        note=evil,
    )

    page = page_of(desk, order)

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_a_page_costs_the_same_for_1_and_for_20_items(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    small, large = story.shipped(sandbox, BOOK), story.shipped(sandbox, *[HAT] * 20)
    owner = desk("owner")

    few, many = _queries(owner, small), _queries(owner, large)

    assert len(many) == len(few)
    assert len(many) <= MOST["order"], "\n".join(many)


def _queries(browser: Any, order: Order) -> list[str]:
    browser.get(f"/console/orders/{order.ref}/")
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(f"/console/orders/{order.ref}/").status_code == 200
    return [query["sql"][:140] for query in caught.captured_queries]


@pytest.mark.parametrize("begin", ["requested", "approved"])
def test_while_it_is_edited_the_page_costs_the_same_for_3_and_for_30_items(
    begin: str, desk: Desk, story: Story
) -> None:
    small, large = getattr(story, begin)(*[BOOK] * 3), getattr(story, begin)(*[HAT] * 30)
    for order in (small, large):
        OrderItem.objects.filter(order=order).update(unit_price_krw=10_000)
    owner = desk("owner")

    few, many = _queries(owner, small), _queries(owner, large)

    assert len(many) == len(few) <= MOST["order"]


# --- tabs -----------------------------------------------------------------------------------------------


def opened(page: str) -> list[str]:
    """The tabs that say they are open, checked against the panels that show."""
    tabs = re.findall(r'id="tab-(\w+)"[^>]*aria-selected="true"', page)
    panels = re.findall(r'id="panel-(\w+)" aria-labelledby="tab-\w+">', page)
    assert tabs == panels
    return tabs


def test_a_tab_is_a_link_that_works_without_scripts(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("owner")
    page = page_of(desk, order)

    assert opened(page) == ["items"]
    for slug in ("items", "payments", "parcels", "messages", "timeline"):
        assert f'href="?tab={slug}"' in page
        one = browser.get(f"/console/orders/{order.ref}/?tab={slug}").content.decode()
        assert opened(one) == [slug]
    assert opened(browser.get(f"/console/orders/{order.ref}/?tab=nonsense").content.decode()) == ["items"]


def test_the_open_tab_fits_the_state(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    assert opened(page_of(desk, story.items_due())) == ["payments"]
    assert opened(page_of(desk, story.items_paid(sandbox))) == ["items"]
    assert opened(page_of(desk, story.shipped(sandbox))) == ["parcels"]


def test_without_the_right_to_see_money_there_is_no_such_tab(desk: Desk, story: Story) -> None:
    order = story.items_due()

    page = desk("warehouse").get(f"/console/orders/{order.ref}/?tab=payments").content.decode()

    assert opened(page) == ["items"]
    assert 'id="tab-payments"' not in page
    assert "data-money" not in page


def test_a_customers_unread_message_puts_a_dot_on_its_tab(desk: Desk, story: Story) -> None:
    order = story.requested()
    assert "data-unread" not in page_of(desk, order)

    Message.objects.create(order=order, side="customer", author_label="Mina Park", body="Is it in stock?")

    page = page_of(desk, order)
    assert page.count("data-unread") == 1
    assert "The customer wrote" in page[page.index('id="timeline"') :]


# --- the head, the way, the panels -------------------------------------------------------------------------


def test_the_primary_button_names_the_amount_once_every_price_is_noted(desk: Desk, story: Story) -> None:
    order = story.approved()
    first, second = order.items.all()
    item_services.set_draft_price(item_id=first.pk, actor=story.desk, unit_price_krw=30_000)
    half = page_of(desk, order)
    item_services.set_draft_price(item_id=second.pk, actor=story.desk, unit_price_krw=12_000)

    whole = page_of(desk, order)

    price = quotes.preview(
        order=order, prices={first.pk: quotes.SetPrice(30_000), second.pk: quotes.SetPrice(12_000)}
    )
    amount = f"${price.total_cents / 100:,.2f}"
    assert 'data-key="primary">Confirm item prices</a>' in half
    assert "The total appears when every item has its price." in half
    assert f'data-key="primary">Confirm item prices · {amount}</a>' in whole
    assert f'data-total-cents="{price.total_cents}"' in whole[whole.index("data-draft-quote") :]


def test_from_a_list_one_goes_on_and_back(desk: Desk, story: Story) -> None:
    orders = [story.requested() for _n in range(3)]
    place = "/console/queues/to-screen/"

    page = desk("owner").get(f"/console/orders/{orders[1].ref}/", {"from": place}).content.decode()

    assert f'href="{place}" data-key="back"' in page
    assert "2 of 3" in page
    assert f"/console/orders/{orders[0].ref}/?from=" in page
    assert f"/console/orders/{orders[2].ref}/?from=" in page
    assert 'data-key="previous"' in page
    assert 'data-key="next"' in page
    assert 'data-key="next"' not in page_of(desk, orders[1])


# --- the timeline ------------------------------------------------------------------------------------------


def test_what_the_desk_arranged_stands_in_the_timeline_and_can_be_asked_for_alone(
    desk: Desk, story: Story, juno: Any
) -> None:
    order = story.requested()
    arranging.assign(order_id=order.pk, actor=story.desk, to=juno)

    page = desk("owner").get(f"/console/orders/{order.ref}/?tab=timeline&show=desk").content.decode()
    timeline = page[page.index('id="timeline"') :]

    assert 'data-timeline data-show="desk"' in page
    assert re.search(r'data-kinds="desk">.*?Assigned.*?Juno', timeline, re.DOTALL)
    assert 'data-kinds="deeds">' in timeline
