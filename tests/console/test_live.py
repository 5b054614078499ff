"""What the console's pages need to listen, and the counts they ask for when something has happened."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console import queues
from console.live import badge
from integrations import clock
from integrations.live.models import LiveEvent
from tests.console.conftest import Desk, person
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Order
from workflow.services import quotes, screening
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BADGES = "/console/live/badges/"
ALL_FRAGMENTS = {
    "head", "banners", "lanes", "draft", "quotes", "payments", "parcels", "messages", "notes", "notices",
    "timeline", "money", "glance-money", "parcel-panel", "glance-parcel", "screening", "customer", "desk",
    "glance-desk", "tab-items", "tab-payments", "tab-parcels", "tab-messages", "tab-timeline",
}  # fmt: skip


def listening(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="bd-live" type="application/json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def fragments(page: str) -> list[str]:
    return re.findall(r'\bdata-live="([a-z-]+)"', page)


def waiting(reply: Any) -> dict[str, int]:
    return {slug: queue["waiting"] for slug, queue in reply.json()["queues"].items() if queue["waiting"]}


def approve(story: Story, order: Order) -> str:
    """Approve the request; returns the place of the last event that tells of it."""
    decisions = {item.pk: Decision("approve") for item in order.items.all()}
    screening.approve_quote(order_id=order.pk, actor=story.desk, decisions=decisions)
    return str(LiveEvent.objects.latest("id").pk)


# --- the pages ---------------------------------------------------------------------------------


def test_the_order_page_is_made_of_fragments_and_says_where_it_begins_to_listen(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.shipped(sandbox)
    page = desk("owner").get(f"/console/orders/{order.ref}/").content.decode()

    found = listening(page)
    assert (found["channels"], found["badges"]) == (["staff"], BADGES)
    assert found["since"].isdigit()
    assert found["words"]["orders"]["shipped"] == "Shipped"
    assert found["words"]["parcels"]["customs_hold"] == "Customs is holding the parcel."
    assert sorted(fragments(page)) == sorted(ALL_FRAGMENTS)
    assert f'data-live-root data-order="{order.ref}"' in page
    assert f'data-order-seq="{order.seq}"' in page


def test_a_role_has_the_fragments_of_what_it_may_see(desk: Desk, story: Story) -> None:
    page = desk("warehouse").get(f"/console/orders/{story.requested().ref}/").content.decode()
    assert set(fragments(page)) == ALL_FRAGMENTS - {
        "quotes", "payments", "notices", "money", "glance-money", "tab-payments",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "told_by"),
    [
        ("", {"order item desk message note approval attention effect entry"}),
        ("queues/to-screen/", {"order item desk message"}),
        ("queues/attention/", {"attention"}),
        ("queues/failed-effects/", {"effect"}),
        ("workflow/parcel/", {"parcel order"}),
        ("workflow/payment/", {"money"}),
        ("workflow/notification/", {"notice"}),
        ("editor/store/", set()),
    ],
)
def test_a_list_names_the_events_that_tell_of_its_rows(
    path: str, told_by: set[str], desk: Desk, story: Story
) -> None:
    story.requested()
    page = desk("owner").get(f"/console/{path}").content.decode()
    assert set(re.findall(r'data-live-types="([^"]*)"', page)) == told_by
    assert listening(page)["channels"] == ["staff"]


@pytest.mark.parametrize("role", ["moderator", "editor"])
def test_who_may_not_see_orders_is_given_nothing_to_listen_to(role: str, desk: Desk) -> None:
    page = desk(role).get("/console/").content.decode()
    assert "bd-live" not in page
    assert "live.js" not in page


def test_a_page_that_reads_itself_again_leaves_what_is_to_be_said_once(desk: Desk, story: Story) -> None:
    order, owner = story.requested(), desk("owner")
    # The order has moved already: the stale press is answered, the message of the next one waits.
    owner.post(f"/console/orders/{order.ref}/new-link/")
    again = owner.get(f"/console/orders/{order.ref}/", headers={"X-Live": "1"}).content.decode()
    page = owner.get(f"/console/orders/{order.ref}/").content.decode()

    said = f"{order.ref} has a new tracking link."
    assert said not in again
    assert said in page
    assert sorted(fragments(again)) == sorted(ALL_FRAGMENTS)
    assert "bd-live" not in again
    assert "nav-sidebar" in page
    assert "nav-sidebar" not in again


def test_a_dialog_knows_whose_it_is(desk: Desk, story: Story) -> None:
    order = story.approved()
    page = desk("owner").get(f"/console/deeds/order/{order.pk}/confirm_item_prices/").content.decode()
    marks = f'data-flow="order" data-subject="{order.pk}" data-subject-state="approved"'
    assert f'{marks} data-of-order="{order.ref}"' in page
    assert "data-outdated hidden" in page


# --- the counts ---------------------------------------------------------------------------------


def test_counts_are_as_new_as_the_event_they_are_asked_for(desk: Desk, story: Story) -> None:
    order, owner = story.requested(), desk("owner")
    before = waiting(owner.get(BADGES))
    place = approve(story, order)

    assert before == {"to-screen": 1}
    assert waiting(owner.get(BADGES)) == before  # up to 15 seconds old
    assert waiting(owner.get(BADGES, {"after": place})) == {"to-price": 1}


def test_fifteen_tabs_that_ask_for_one_event_cost_one_count(desk: Desk, story: Story) -> None:
    order, owner, buyer = story.requested(), desk("owner"), desk("buyer")
    owner.get(BADGES), buyer.get(BADGES)
    place = approve(story, order)

    first = _queries(owner, place)
    others = [_queries(browser, place) for browser in (owner, buyer) * 7]

    def of_counting(queries: list[str]) -> int:
        return sum("workflow_order" in query or "live_liveevent" in query for query in queries)

    # The newest event; by state; unread; second person; mine.
    assert of_counting(first) == 5
    # Once more for what is the buyer's own.
    assert [of_counting(queries) for queries in others] == [0, 1, *[0] * 12]
    assert all(len(queries) <= 6 for queries in others)


def test_an_event_that_showed_late_is_counted_anew(desk: Desk, story: Story) -> None:
    order, owner = story.requested(), desk("owner")
    place = approve(story, order)
    owner.get(BADGES, {"after": place})
    Order.objects.filter(pk=order.pk).update(state="requested")

    assert waiting(owner.get(BADGES, {"after": place})) == {"to-price": 1}
    assert waiting(owner.get(BADGES, {"after": f"{place}-1"})) == {"to-screen": 1}


def test_a_place_from_the_future_spoils_nothing(desk: Desk, story: Story) -> None:
    order, owner = story.requested(), desk("owner")
    owner.get(BADGES, {"after": "999999999999"})
    place = approve(story, order)
    assert waiting(owner.get(BADGES, {"after": place})) == {"to-price": 1}


@pytest.mark.parametrize("after", ["-1", "abc", "1.5", "1-2", "9" * 40, "٣"])
def test_what_is_no_place_is_refused(after: str, desk: Desk) -> None:
    reply = desk("owner").get(BADGES, {"after": after})
    assert (reply.status_code, list(reply.json())) == (400, ["detail"])


def test_a_person_is_told_of_their_own_queues_only(desk: Desk, story: Story) -> None:
    story.requested()
    reply = desk("warehouse").get(BADGES)
    assert list(reply.json()["queues"]) == [
        "mine", "put-off", "arriving", "to-weigh", "to-ship", "awaiting-customer", "awaiting-payment",
        "in-transit",
    ]  # fmt: skip
    assert desk("moderator").get(BADGES).json() == {"queues": {}}


def test_strangers_and_customers_are_told_nothing(desk: Desk, mina: Any) -> None:
    customer = Client()
    customer.force_login(mina)
    for browser in (Client(), customer):
        assert browser.get(BADGES).status_code == 403
    assert desk("owner").post(BADGES).status_code == 405


def test_a_badge_and_a_card_say_the_same(desk: Desk, story: Story) -> None:
    order = story.requested()
    Order.objects.filter(pk=order.pk).update(due_at=order.created_at)
    cache.clear()
    page = desk("owner").get("/console/").content.decode()
    told = desk("owner").get(BADGES).json()["queues"]["to-screen"]

    assert told == {"waiting": 1, "badge": "1", "alarming": True, "late": "1 overdue"}
    assert '<span class="bd-badge bd-badge-alarming" data-badge="to-screen">1</span>' in page
    assert '<span class="bd-card-late bd-text-danger">1 overdue</span>' in page
    assert '<span class="bd-badge" data-badge="to-price"></span>' in page


def test_a_thousand_are_not_counted_out() -> None:
    assert badge(queues.BY_SLUG["to-screen"], queues.Tally(1000)) == ("999+", False)
    assert badge(queues.BY_SLUG["attention"], queues.Tally(1)) == ("1", True)


# --- whose deed it was --------------------------------------------------------------------------


def test_the_desk_is_told_whose_deed_it_was_and_nobody_else_is(desk: Desk, story: Story) -> None:
    order, buyer = story.approved(), desk("buyer")
    me = person("buyer").pk
    item, before = order.items.first(), LiveEvent.objects.latest("id").pk

    buyer.post(
        f"/console/deeds/item/{item.pk}/set_draft_price/",
        {"seq": item.seq, "unit_price_krw": "30000", "domestic_shipping_krw": "0"},
    )

    told = {row.channel: json.loads(row.data) for row in LiveEvent.objects.filter(pk__gt=before)}
    assert told["staff"] == {
        "order": order.ref, "item": item.pk, "state": "approved", "deed": "set_draft_price", "by": me,
    }  # fmt: skip
    assert {channel for channel, data in told.items() if "by" in data} == {"staff"}
    assert len(told) == 2
    page = buyer.get(f"/console/orders/{order.ref}/").content.decode()
    assert listening(page)["me"] == me


def test_what_a_call_brings_is_theirs_who_asked_for_it_but_only_for_a_moment(story: Story) -> None:
    orders = [story.approved(), story.approved()]
    for order in orders:
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    Effect.objects.filter(subject_id=orders[1].pk).update(created=clock.now() - timedelta(minutes=2))
    before = LiveEvent.objects.latest("id").pk

    run_due()

    rows = LiveEvent.objects.filter(pk__gt=before, type="money").order_by("id")
    by = {
        data["order"]: data.get("by")
        for row in rows
        if (data := json.loads(row.data)) and row.channel == "staff"
    }
    assert by == {orders[0].ref: story.staff.pk, orders[1].ref: None}
    assert not any("by" in json.loads(row.data) for row in rows if row.channel != "staff")


def test_a_deed_outside_the_console_is_nobodys_of_the_desk(story: Story) -> None:
    story.requested()

    assert not any("by" in json.loads(row.data) for row in LiveEvent.objects.filter(type="order"))


# --- the tracking link ---------------------------------------------------------------------------


def test_a_new_link_is_made_by_who_may_and_only_on_their_word(desk: Desk, story: Story) -> None:
    order = story.requested()
    url = f"/console/orders/{order.ref}/new-link/"
    page = desk("support").get(f"/console/orders/{order.ref}/").content.decode()
    assert 'data-deed="renew_link">Make a new tracking link' in page

    assert "stops working at once" in desk("support").get(url).content.decode()
    assert story.again(order).share_token == order.share_token
    assert desk("support").post(url).status_code == 302
    fresh = story.again(order)
    assert fresh.share_token != order.share_token
    page = desk("support").get(f"/console/orders/{order.ref}/").content.decode()
    assert f"/track/{fresh.share_token}/" in page
    assert order.share_token not in page
    assert "New tracking link" in page[page.index('id="timeline"') :]


@pytest.mark.parametrize("role", ["buyer", "warehouse", "finance", "moderator"])
def test_who_may_not_make_a_new_link_cannot(role: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    url = f"/console/orders/{order.ref}/new-link/"
    assert desk(role).get(url).status_code == 403
    assert desk(role).post(url).status_code == 403
    assert story.again(order).share_token == order.share_token
    if role != "moderator":
        assert "renew_link" not in desk(role).get(f"/console/orders/{order.ref}/").content.decode()


def _queries(browser: Client, place: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(BADGES, {"after": place}).status_code == 200
    return [query["sql"] for query in caught.captured_queries]
