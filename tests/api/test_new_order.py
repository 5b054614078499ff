"""Asking for a quote: what is taken, what is refused, and that a refusal leaves nothing."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import client_of, fields, problem, traces, wanted
from tests.workflow.story import ADDRESS
from workflow.engine.models import Effect
from workflow.models import Address, Order

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]


def test_a_request_becomes_an_order(api: APIClient, mina: Any) -> None:
    reply = api.post("/api/v1/orders/", wanted(note="Please wrap it.", if_out_of_stock="ask"))

    assert reply.status_code == 201, reply.content
    body = reply.json()
    order = Order.objects.get(ref=body["ref"])
    assert (order.customer_id, order.state, order.channel, order.seq) == (mina.pk, "requested", "api", 1)
    assert (order.note, order.if_out_of_stock) == ("Please wrap it.", "ask")
    assert [(item.position, item.title, item.quantity) for item in order.items.all()] == [
        (1, "Bucket hat", 2),
        (2, "Picture book", 1),
    ]
    assert order.address.city == "Los Angeles"
    assert body["state"] == "requested"
    assert body["turn"]["whose"] == "staff"
    assert body["turn"]["deed"] == "approve_quote"
    assert [step["status"] for step in body["lanes"]["user"]] == ["done", *["waiting"] * 4]
    assert [step["status"] for step in body["lanes"]["staff"]] == ["current", *["waiting"] * 3]
    assert body["can"] == ["cancel", "change_address"]
    assert Effect.objects.filter(name="notice.mail").count() == 2


def test_html_in_a_note_comes_back_as_the_text_it_is(api: APIClient) -> None:
    text = '<script>alert("1")</script> & <b>bold</b> \'; DROP TABLE orders; -- 한글 🎁'
    items = [{"url": "https://www.musinsa.com/products/1", "note": text, "title": "<i>hat</i>"}]
    reply = api.post("/api/v1/orders/", wanted(note=text, items=items))

    body = api.get(f"/api/v1/orders/{reply.json()['ref']}/").json()
    assert body["note"] == text
    assert body["items"][0]["note"] == text
    assert body["items"][0]["title"] == "<i>hat</i>"
    assert Order.objects.get().note == text


def test_500_items_are_too_many(api: APIClient) -> None:
    before = traces()
    items = [{"url": f"https://www.musinsa.com/products/{number}"} for number in range(500)]
    body = problem(api.post("/api/v1/orders/", wanted(items=items)), 422, "too_many_items")

    assert fields(body) == [("items", "too_many_items")]
    assert "500" in body["detail"]
    assert (Order.objects.count(), traces()) == (0, before)


def test_100_items_are_not_too_many(api: APIClient) -> None:
    items = [{"url": f"https://www.musinsa.com/products/{number}"} for number in range(100)]
    reply = api.post("/api/v1/orders/", wanted(items=items))
    assert reply.status_code == 201
    assert [item["position"] for item in reply.json()["items"]] == list(range(1, 101))


@pytest.mark.parametrize("part", ["recipient", "phone", "line1", "city", "state", "postal_code"])
def test_a_missing_address_part_is_named_by_its_path(api: APIClient, part: str) -> None:
    before = traces()
    address = {name: value for name, value in ADDRESS.items() if name != part}
    body = problem(api.post("/api/v1/orders/", wanted(address=address)), 422, "invalid")
    assert fields(body) == [(f"address.{part}", "required")]

    blank = problem(api.post("/api/v1/orders/", wanted(address={**ADDRESS, part: "  "})), 422, "invalid")
    assert [field for field, _code in fields(blank)] == [f"address.{part}"]
    assert (Order.objects.count(), traces()) == (0, before)


BAD_ITEMS = [
    ({}, "items.1.url", "required"),
    ({"url": "javascript:alert(1)"}, "items.1.url", "bad_link"),
    ({"url": "www.musinsa.com/1"}, "items.1.url", "bad_link"),
    ({"url": "https://a.kr/" + "x" * 1000}, "items.1.url", "max_length"),
    ({"url": "https://a.kr/1", "quantity": 0}, "items.1.quantity", "min_value"),
    ({"url": "https://a.kr/1", "quantity": 100}, "items.1.quantity", "max_value"),
    ({"url": "https://a.kr/1", "quantity": "many"}, "items.1.quantity", "invalid"),
    ({"url": "https://a.kr/1", "note": "x" * 501}, "items.1.note", "max_length"),
    ({"url": "https://a.kr/1", "note": "a\x00b"}, "items.1.note", "null_characters_not_allowed"),
    ({"url": "https://a.kr/1", "title": {"a": 1}}, "items.1.title", "invalid"),
    ("https://a.kr/1", "items.1", "invalid"),
]


@pytest.mark.parametrize(("item", "path", "code"), BAD_ITEMS)
def test_a_bad_item_is_named_by_its_path(api: APIClient, item: Any, path: str, code: str) -> None:
    before = traces()
    items = [{"url": "https://www.musinsa.com/products/1"}, item]
    body = problem(api.post("/api/v1/orders/", wanted(items=items)), 422, "invalid")
    assert fields(body) == [(path, code)]
    assert (Order.objects.count(), traces()) == (0, before)


BAD_BODIES = [
    ({"items": []}, "items", "empty"),
    ({"items": "a hat"}, "items", "not_a_list"),
    ({"items": None}, "items", "null"),
    ({"if_out_of_stock": "shrug"}, "if_out_of_stock", "invalid_choice"),
    ({"note": "x" * 2001}, "note", "max_length"),
    ({"address": None}, "address", "null"),
    ({"address": {**ADDRESS, "state": "ZZ"}}, "address.state", "invalid_choice"),
    ({"address": {**ADDRESS, "postal_code": "9000"}}, "address.postal_code", "invalid"),
    ({"address": {**ADDRESS, "phone": "12"}}, "address.phone", "bad_phone"),
    ({"address_id": 1}, "address_id", "both"),
]


@pytest.mark.parametrize(("given", "path", "code"), BAD_BODIES)
def test_a_bad_body_is_refused(api: APIClient, given: Any, path: str, code: str) -> None:
    before = traces()
    body = problem(api.post("/api/v1/orders/", wanted(**given)), 422, "invalid")
    assert fields(body) == [(path, code)]
    assert (Order.objects.count(), traces()) == (0, before)


def test_lone_surrogates_are_refused_before_the_database_chokes_on_them(api: APIClient) -> None:
    raw = '{"items": [{"url": "https://a.kr/1", "note": "\\ud800"}], "address": {}}'
    reply = api.post("/api/v1/orders/", raw, content_type="application/json")
    body = problem(reply, 422, "invalid")
    assert ("items.0.note", "surrogate_characters_not_allowed") in fields(body)
    assert Order.objects.count() == 0


def test_an_entry_of_the_book_is_an_address(api: APIClient, mina: Any) -> None:
    home = Address.objects.create(customer=mina, **{**ADDRESS, "city": "Fullerton"})
    request = wanted(address_id=home.pk)
    del request["address"]
    reply = api.post("/api/v1/orders/", request)
    assert reply.status_code == 201
    assert reply.json()["address"]["city"] == "Fullerton"

    # The order keeps what it was asked with.
    api.patch(f"/api/v1/me/addresses/{home.pk}/", {"city": "Irvine"})
    assert api.get(f"/api/v1/orders/{reply.json()['ref']}/").json()["address"]["city"] == "Fullerton"


def test_somebody_elses_entry_is_none(api: APIClient, james: Any) -> None:
    his = Address.objects.create(customer=james, **ADDRESS)
    before = traces()
    request = wanted(address_id=his.pk)
    del request["address"]
    body = problem(api.post("/api/v1/orders/", request), 422, "unknown_address")
    assert fields(body) == [("address_id", "unknown_address")]
    assert (Order.objects.count(), traces()) == (0, before)


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_an_entry_that_cannot_be(api: APIClient, number: int) -> None:
    request = wanted(address_id=number)
    del request["address"]
    problem(api.post("/api/v1/orders/", request), 422, "unknown_address")
    assert Order.objects.count() == 0


def test_no_address_at_all(api: APIClient) -> None:
    request = wanted()
    del request["address"]
    body = problem(api.post("/api/v1/orders/", request), 422, "invalid")
    assert fields(body) == [("address", "required")]


def test_refusals_speak_korean_to_those_who_read_it(mina: Any) -> None:
    asks_for_korean = client_of(mina, **{"accept-language": "ko-KR,ko;q=0.9"})
    body = problem(asks_for_korean.post("/api/v1/orders/", wanted(items=[{}])), 422, "invalid")
    assert body["errors"][0]["message"] == "필수 항목입니다."

    # Mina's own language is Korean: it serves where the request asks for none of ours.
    asks_for_nothing = client_of(mina, **{"accept-language": "fr"})
    body = problem(asks_for_nothing.post("/api/v1/orders/", wanted(items=[{}])), 422, "invalid")
    assert body["errors"][0]["message"] == "필수 항목입니다."

    asks_for_english = client_of(mina, **{"accept-language": "en-US"})
    body = problem(asks_for_english.post("/api/v1/orders/", wanted(items=[{}])), 422, "invalid")
    assert body["errors"][0]["message"] == "This field is required."
