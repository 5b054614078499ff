"""Looking at one's orders: in a list, whole, and in parts."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.test import APIClient

from integrations import clock
from tests.api.conftest import client_of, problem
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, BOOK, HAT, SOJU, Story
from workflow.engine.actors import Actor
from workflow.engine.runner import run_due
from workflow.models import Order
from workflow.pages.story import chapters
from workflow.selectors.lanes import timeline
from workflow.services import approvals, items, quotes, requests, screening
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]


def look(api: APIClient, order: Order, part: str = "") -> Any:
    reply = api.get(f"/api/v1/orders/{order.ref}/{part}")
    assert reply.status_code == 200, reply.content
    return reply.json()


def all_keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node) | {key for inner in node.values() for key in all_keys(inner)}
    return {key for inner in node for key in all_keys(inner)} if isinstance(node, list) else set()


def test_an_order_on_its_way_is_told_whole(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    story.poll()
    sandbox.post(f"parcels/{order.parcels.get().tracking_number}/next")
    story.poll()
    body = look(api, order)

    assert (body["ref"], body["state"], body["seq"]) == (order.ref, "shipped", order.seq)
    assert body["turn"]["whose"] == "courier"
    assert [step["status"] for step in body["lanes"]["user"]] == ["done"] * 4 + ["current"]
    assert [step["status"] for step in body["lanes"]["staff"]] == ["done"] * 4
    assert all(step["at"] for step in body["lanes"]["staff"])
    assert body["can"] == []

    items_quote, delivery_quote = body["quotes"]
    assert (items_quote["kind"], delivery_quote["kind"]) == ("items", "delivery")
    lines = items_quote["lines"]
    assert [(line["position"], line["quantity"], line["unit_price_krw"]) for line in lines] == [
        (1, 2, 30_000), (2, 1, 30_000),
    ]  # fmt: skip
    fees = items_quote["service_fee_cents"] + items_quote["card_fee_cents"] + items_quote["agency_fee_cents"]
    assert items_quote["total_cents"] == items_quote["items_cents"] + fees
    assert delivery_quote["freight_cents"] > 0
    assert delivery_quote["chargeable_g"] >= 1200
    assert items_quote["freight_cents"] is None

    assert [(charge["kind"], charge["status"], charge["pay_url"]) for charge in body["charges"]] == [
        ("items", "paid", None), ("delivery", "paid", None),
    ]  # fmt: skip
    (parcel,) = body["parcels"]
    assert parcel["courier"] == "ems"
    assert parcel["tracking_number"] == order.parcels.get().tracking_number
    assert parcel["tracking_number"] in parcel["tracking_url"]
    assert [content["position"] for content in parcel["contents"]] == [1, 2]
    assert parcel["scans"]
    assert parcel["scans"] == look(api, order, "parcels/")[0]["scans"]


def test_what_is_due_comes_with_its_pay_link(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    (charge,) = look(api, order)["charges"]
    row = api.get("/api/v1/orders/").json()["results"][0]

    assert charge["pay_url"].endswith(f"/pay/{story.open_charge(order).token}/")
    assert (charge["status"], charge["currency"]) == ("open", "usd")
    assert sum(line["amount_cents"] for line in charge["lines"]) == charge["amount_cents"]
    assert row["to_pay"] == charge


def test_every_version_of_the_quote_is_kept(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    quotes.revise_prices(
        order_id=order.pk, actor=story.desk, prices=story.prices(order, 40_000), note="Sold out."
    )
    run_due()
    versions = look(api, order, "quotes/")
    assert [(quote["version"], quote["lines"][0]["unit_price_krw"]) for quote in versions] == [
        (1, 30_000), (2, 40_000),
    ]  # fmt: skip
    (current,) = look(api, order)["quotes"]
    assert (current["version"], current["note"]) == (2, "Sold out.")


def test_no_row_numbers_no_names_of_staff_no_notes_among_staff(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.requested(SOJU, BOOK)
    first, second = order.items.all()
    asked = approvals.ask_override(
        item_id=first.pk, actor=story.desk, reason="The supervisor says it is fine."
    )
    approvals.decide(approval_id=asked.pk, actor=story.second, agree=True)
    screening.approve_quote(
        order_id=order.pk,
        actor=story.desk,
        decisions={second.pk: Decision("reject", "We do not send books.")},
    )
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    run_due()
    parts = [look(api, order, part) for part in ("", "timeline/", "quotes/", "parcels/")]
    text = repr(parts)

    assert "Juno" not in text
    assert "Soyeon" not in text
    assert "supervisor" not in text
    assert "We do not send books." in text
    assert not {"id", "pk", "customer", "hits", "key", "rule", "standing", "warnings", "actor"} & all_keys(
        parts
    )


def test_the_timeline_tells_what_the_customer_was_told(api: APIClient, story: Story) -> None:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which shade?")
    api.post(f"/api/v1/orders/{order.ref}/answer/", {"answer": "21N1"})
    requests.cancel(order_id=order.pk, actor=story.desk, reason="Asked for by phone.")
    entries = look(api, order, "timeline/")

    assert [(entry["seq"], entry["deed"], entry["by"], entry["by_label"]) for entry in entries] == [
        (1, "request_quote", "customer", "You"),
        (2, "ask_customer", "staff", "Bidangil staff"),
        (3, "answer", "customer", "You"),
        (4, "cancel", "staff", "Bidangil staff"),
    ]
    assert [entry["told"] for entry in entries] == [
        {},
        {"question": "Which shade?"},
        {"question": "Which shade?", "answer": "21N1"},
        {"reason": "Asked for by phone.", "refund_cents": 0},
    ]


def test_the_timeline_tells_of_single_items_what_the_page_tells(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    first, second = order.items.all()
    items.buy(item_id=first.pk, actor=story.desk, shop_order_number="M-1")
    items.out_of_stock(item_id=second.pk, actor=story.desk, reason="Sold out in all sizes.")
    items.receive(item_id=first.pk, actor=story.desk, note="A dent in the box.")
    entries = look(api, order, "timeline/")
    of_items = [entry for entry in entries if entry["item"]]

    assert [
        (entry["deed"], entry["label"], entry["item"]["position"], entry["by_label"]) for entry in of_items
    ] == [
        ("buy", "Bought", 1, "Bidangil staff"),
        ("out_of_stock", "Out of stock", 2, "Bidangil staff"),
        ("receive", "Arrived", 1, "Bidangil staff"),
    ]
    assert of_items[0]["item"]["title"] == str(first)
    assert {(entry["seq"], entry["state"]) for entry in of_items} == {(None, None)}
    assert [entry["told"] for entry in of_items] == [
        {},
        {"reason": "Sold out in all sizes.", "refund_cents": of_items[1]["told"]["refund_cents"]},
        {},
    ]
    # Of the order's own, none is lost and none moved.
    assert [entry["seq"] for entry in entries if not entry["item"]] == list(
        range(1, story.again(order).seq + 1)
    )
    log = timeline(order)
    with translation.override("en"):
        page = chapters(order, log, [first, second])
    assert sorted((str(entry.words), entry.at) for entry in page) == sorted(
        (entry["label"], datetime.fromisoformat(entry["at"])) for entry in entries
    )


def test_whose_turn_and_for_how_long(api: APIClient, story: Story) -> None:
    with clock.travel(clock.now() - timedelta(days=30)):
        order = story.requested()
    turn = look(api, order)["turn"]
    assert turn["whose"] == "staff"
    assert turn["is_overdue"] is True
    assert 30 * 86_400 <= turn["age_seconds"] < 30 * 86_400 + 60


def test_the_list_is_filtered_by_closed_words(api: APIClient, story: Story) -> None:
    asked, approved = story.requested(), story.approved()
    waiting = story.requested()
    requests.ask_customer(order_id=waiting.pk, actor=story.desk, question="Which shade?")

    def refs(query: str) -> list[str]:
        reply = api.get(f"/api/v1/orders/?{query}")
        assert reply.status_code == 200
        return [row["ref"] for row in reply.json()["results"]]

    assert refs("") == [waiting.ref, approved.ref, asked.ref]
    assert refs("state=approved") == [approved.ref]
    assert refs("turn=customer") == [waiting.ref]
    assert refs("turn=staff") == [approved.ref, asked.ref]
    assert refs("turn=staff&state=requested") == [asked.ref]
    assert refs("turn=customer&state=requested") == []
    body = problem(api.get("/api/v1/orders/?state=lost"), 422, "invalid")
    assert body["errors"][0]["field"] == "state"
    problem(api.get("/api/v1/orders/?turn=everybody"), 422, "invalid")


def many(mina: Any, count: int, *, days_ago: int = 1) -> list[str]:
    """Orders of one minute each, newest last."""
    refs, start = [], clock.now() - timedelta(days=days_ago)
    for number in range(count):
        with clock.travel(start + timedelta(minutes=number)):
            order = requests.request_quote(
                customer=mina, items=[HAT] * (1 + number % 3), address=ADDRESS, actor=Actor.customer(mina)
            )
        refs.append(order.ref)
    return refs


def test_pages_by_cursor_miss_nothing_and_tell_no_row_numbers(api: APIClient, mina: Any) -> None:
    refs = many(mina, 7)
    seen: list[str] = []
    address: str | None = "/api/v1/orders/?limit=3"
    while address:
        page = api.get(address).json()
        if len(seen) == 3:
            # A new order at the top moves nobody's page.
            many(mina, 1, days_ago=0)
        seen += [row["ref"] for row in page["results"]]
        address = page["next"]
        if address:
            cursor = b64decode(parse_qs(urlsplit(address).query)["cursor"][0]).decode()
            assert parse_qs(cursor)["p"][0].startswith("20")
    assert seen == refs[::-1]
    problem(api.get("/api/v1/orders/?cursor=nonsense"), 404, "not_found")


@pytest.mark.parametrize("address", ["/api/v1/orders/", "/api/v1/me/notifications/"])
@pytest.mark.parametrize("limit", ["abc", "0", "101", "-1", "1.5", "", "٣", "9" * 5000])
def test_a_page_of_another_length_is_refused(address: str, limit: str, api: APIClient) -> None:
    body = problem(api.get(address, {"limit": limit}), 400, "bad_limit")
    assert body["detail"] == "“limit” is a whole number from 1 to 100."
    assert [api.get(address, {"limit": good}).status_code for good in ("1", "100")] == [200, 200]


def test_thirty_orders_cost_no_more_queries_than_one(api: APIClient, mina: Any) -> None:
    many(mina, 1)
    with CaptureQueriesContext(connection) as one:
        assert len(api.get("/api/v1/orders/?limit=50").json()["results"]) == 1
    many(mina, 29)
    with CaptureQueriesContext(connection) as thirty:
        assert len(api.get("/api/v1/orders/?limit=50").json()["results"]) == 30
    assert len(thirty) == len(one) == 5, [query["sql"][:120] for query in thirty]


def test_a_large_order_costs_no_more_queries_than_a_small_one(api: APIClient, story: Story) -> None:
    counts = []
    for wanted in ([HAT], [HAT] * 30):
        order = story.approved(*wanted)
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
        with CaptureQueriesContext(connection) as asked:
            look(api, order)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_an_unchanged_order_is_not_sent_again(api: APIClient, story: Story, mina: Any) -> None:
    order = story.requested()
    address = f"/api/v1/orders/{order.ref}/"
    first = api.get(address)
    tag = first.headers["ETag"]
    with CaptureQueriesContext(connection) as asked:
        again = api.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert len(asked) <= 7

    # Another language is another page; a moved order is another page.
    assert client_of(mina, **{"accept-language": "ko"}).get(address).headers["ETag"] != tag
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which shade?")
    moved = api.get(address, headers={"if-none-match": tag})
    assert moved.status_code == 200
    assert moved.json()["question"] == "Which shade?"


def test_what_moves_beside_the_order_changes_the_tag(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    address = f"/api/v1/orders/{order.ref}/"
    tags = [api.get(address).headers["ETag"]]
    run_due()  # the session opens: draft -> open, without a step of the order
    tags.append(api.get(address).headers["ETag"])
    assert len(set(tags)) == 2

    travelling = story.shipped(sandbox)
    address = f"/api/v1/orders/{travelling.ref}/"
    story.poll()
    tags = [api.get(address).headers["ETag"]]
    sandbox.post(f"parcels/{travelling.parcels.get().tracking_number}/next")
    story.poll()
    tags.append(api.get(address).headers["ETag"])
    assert len(set(tags)) == 2
