"""Asking for a quote without JavaScript: nothing typed is lost, one form is one order."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from integrations import clock
from tests.pages.reading import field, seen
from tests.workflow.story import ADDRESS
from workflow.engine.models import TransitionLog
from workflow.models import Address, Order
from workflow.services.address_book import add_address

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TO = {f"to-{name}": value for name, value in ADDRESS.items()}
HAT = {
    "url": "https://www.musinsa.com/products/1",
    "title": "모자",
    "options": "블랙, M",
    "quantity": "2",
    "note": "",
}
BOOK = {
    "url": "https://product.kyobobook.co.kr/detail/S1",
    "title": "그림책",
    "options": "",
    "quantity": "1",
    "note": "",
}
BLANK = {"url": "", "title": "", "options": "", "quantity": "1", "note": ""}


def form(*rows: dict[str, str], **more: str) -> dict[str, str]:
    typed = {f"items-{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()}
    return {
        "key": str(uuid.uuid4()),
        "address": "new",
        "if_out_of_stock": "ask",
        "note": "",
        **typed,
        **TO,
        **more,
    }


@pytest.fixture(autouse=True)
def _catalog(catalog: None) -> None:
    """Deadlines of a request come from the catalog."""


def test_a_request_becomes_an_order(browser: Any, mina: Any) -> None:
    reply = browser(mina).post(
        "/quote/", form(HAT, BLANK, BOOK, note="선물이에요", save_address="1", send="1"), follow=True
    )
    order = Order.objects.get()
    assert reply.redirect_chain == [(f"/orders/{order.ref}/", 302)]
    assert "고맙습니다! 견적 요청을 받았습니다." in seen(reply)
    assert (order.state, order.channel, order.customer) == ("requested", "web", mina)
    assert (order.note, order.if_out_of_stock) == ("선물이에요", "ask")
    assert [(item.position, item.title, item.options, item.quantity) for item in order.items.all()] == [
        (1, "모자", "블랙, M", 2),
        (2, "그림책", "", 1),
    ]
    assert order.address.one_line() == "Mina Park, 123 S Vermont Ave, Apt 5, Los Angeles, CA 90004"
    log = TransitionLog.objects.get(flow="order", subject_id=order.pk)
    assert (log.name, log.actor, log.actor_kind) == ("request_quote", mina, "customer")
    kept = Address.objects.get(customer=mina)
    assert (kept.one_line(), kept.is_default) == (order.address.one_line(), True)


def test_an_address_of_the_book(browser: Any, mina: Any, james: Any) -> None:
    entry = add_address(member=mina, parts=ADDRESS, is_default=None)
    empty = dict.fromkeys(TO, "")
    assert browser(mina).post("/quote/", form(HAT, **empty | {"address": str(entry.pk)})).status_code == 302
    assert Order.objects.get().address.parts() == entry.parts()

    # James cannot send anything to an entry of Mina's book: his own fields count.
    reply = browser(james).post("/quote/", form(HAT, **empty | {"address": str(entry.pk)}))
    assert reply.status_code == 422
    assert Order.objects.count() == 1


def test_without_the_tick_the_book_stays_empty(browser: Any, mina: Any) -> None:
    browser(mina).post("/quote/", form(HAT))
    assert Order.objects.count() == 1
    assert not Address.objects.exists()


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(browser: Any, mina: Any) -> None:
    bad = {**HAT, "url": "musinsa 1", "quantity": "0", "note": "안에 <b>메모</b>"}
    reply = browser(mina).post(
        "/quote/",
        form(BOOK, bad, note="전체 메모", **{"to-phone": "12", "to-postal_code": "9000", "to-state": ""}),
    )
    assert reply.status_code == 422
    words = seen(reply)
    for sentence in (
        "빠졌거나 맞지 않는 내용이 있습니다.", "https://로 시작하는 전체 주소를 붙여 넣어 주세요.",
        "1 이상으로 입력해 주세요.", "없는 전화번호입니다. 숫자를 확인해 주세요.",
        "우편번호는 90012처럼 다섯 자리 숫자입니다.", "필수 항목입니다.", "전체 메모",
    ):  # fmt: skip
        assert sentence in words, sentence
    assert field(reply, "items-0-title") == "그림책"
    assert field(reply, "items-1-url") == "musinsa 1"
    assert field(reply, "items-1-note") == "안에 &lt;b&gt;메모&lt;/b&gt;"
    assert field(reply, "to-line1") == "123 S Vermont Ave"
    page = reply.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_items-1-url_error"' in page
    assert 'value="ask"' in page.partition("checked")[0].rpartition("<input")[2]
    assert not Order.objects.exists()


def test_an_empty_form_asks_for_one_item(browser: Any, mina: Any) -> None:
    reply = browser(mina).post("/quote/", form(BLANK, BLANK))
    assert reply.status_code == 422
    assert reply.content.decode().count('class="card row"') == 2  # one row, and the script's pattern
    assert not Order.objects.exists()


def test_rows_come_and_go_by_plain_buttons(browser: Any, mina: Any) -> None:
    client = browser(mina)
    typed = form(HAT, BOOK, note="메모")
    reply = client.post("/quote/", {**typed, "add": "1"})
    assert reply.status_code == 200
    assert field(reply, "items-1-title") == "그림책"
    assert field(reply, "items-2-url") == ""
    assert field(reply, "key") == typed["key"]
    assert "errors" not in reply.content.decode().partition("<main")[2].partition("<template")[0]
    assert "메모" in seen(reply)

    reply = client.post("/quote/", {**typed, "remove": "0"})
    assert field(reply, "items-0-title") == "그림책"
    assert 'name="items-1-title"' not in reply.content.decode().partition("<template")[0]
    assert not Order.objects.exists()


def test_pressing_twice_is_one_order(browser: Any, mina: Any) -> None:
    client, typed = browser(mina), form(HAT)
    first, second = client.post("/quote/", typed), client.post("/quote/", typed)
    assert first.url == second.url == f"/orders/{Order.objects.get().ref}/"


def test_the_same_form_with_other_items_asks_before_a_second_order(browser: Any, mina: Any) -> None:
    client, typed = browser(mina), form(HAT)
    client.post("/quote/", typed)
    order = Order.objects.get()
    reply = client.post("/quote/", {**typed, "items-0-quantity": "9"})
    assert reply.status_code == 409
    assert f"이미 요청하신 주문이 있습니다: {order.ref}" in seen(reply)
    assert field(reply, "items-0-quantity") == "9"
    assert Order.objects.count() == 1
    again = {**typed, "items-0-quantity": "9", "key": field(reply, "key")}
    assert client.post("/quote/", again).status_code == 302
    assert Order.objects.count() == 2


def test_two_members_may_hold_the_same_key(browser: Any, mina: Any, james: Any) -> None:
    typed = form(HAT)
    assert browser(mina).post("/quote/", typed).status_code == 302
    assert browser(james).post("/quote/", typed).status_code == 302
    assert {order.customer for order in Order.objects.all()} == {mina, james}


@pytest.mark.django_db(transaction=True)
def test_presses_at_the_same_moment_are_one_order(browser: Any, mina: Any) -> None:
    typed, session = form(HAT), browser(mina).cookies
    gate, places = threading.Barrier(6), []

    def press() -> None:
        try:
            client = Client()
            client.cookies = session
            gate.wait(10)
            places.append(client.post("/quote/", typed).url)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _number in range(6)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(60)
    assert places == [f"/orders/{Order.objects.get().ref}/"] * 6


def test_a_visitor_keeps_what_they_typed_through_the_log_in(browser: Any, mina: Any) -> None:
    visitor = browser(**{"accept-language": "ko"})
    reply = visitor.post("/quote/", form(HAT, BOOK, note="문 앞에 두지 마세요", send="1"))
    assert (reply.status_code, reply.url) == (302, "/account/signup/?next=/quote/")
    assert not Order.objects.exists()
    assert "요청 내용을 보관했습니다" in seen(visitor.get(reply.url))

    reply = visitor.post(
        "/account/login/?next=/quote/",
        {"login": mina.email, "password": "a-long-passphrase", "next": "/quote/"},
    )
    assert (reply.status_code, reply.url) == (302, "/quote/")
    page = visitor.get("/quote/")
    assert "입력하신 내용입니다" in seen(page)
    assert "문 앞에 두지 마세요" in seen(page)
    assert field(page, "items-1-title") == "그림책"
    assert field(page, "to-line1") == "123 S Vermont Ave"

    visitor.post("/quote/", form(HAT, BOOK, key=field(page, "key")))
    assert Order.objects.get().customer == mina
    assert "입력하신 내용입니다" not in seen(visitor.get("/quote/"))


def test_a_visitors_faults_are_said_before_they_sign_up(browser: Any) -> None:
    reply = browser().post("/quote/", form({**HAT, "url": "nothing"}))
    assert reply.status_code == 422
    assert "quote_draft" not in reply.client.session


def test_i_have_an_account_keeps_even_an_unfinished_form(browser: Any) -> None:
    visitor = browser()
    reply = visitor.post("/quote/", form({**HAT, "url": "half a li"}, login="1"))
    assert reply.url == "/account/login/?next=/quote/"
    assert field(visitor.get("/quote/"), "items-0-url") == "half a li"


def test_a_stranger_cannot_fill_the_session_store(browser: Any) -> None:
    visitor = browser()
    rows = [{**HAT, "note": "x" * 5_000} for _number in range(120)]
    reply = visitor.post("/quote/", form(*rows, login="1"))
    assert (reply.status_code, "quote_draft" in visitor.session) == (422, False)
    visitor.post("/quote/", form(*rows[:100], login="1", note="y" * 50_000))
    kept = visitor.session["quote_draft"]
    assert len(kept["rows"]) == 100
    assert max(len(text) for row in kept["rows"] for text in row.values()) == 1_000
    assert len(kept["rest"]["note"]) == 2_000


def test_more_items_than_one_request_takes(browser: Any, mina: Any) -> None:
    reply = browser(mina).post("/quote/", form(*[HAT] * 101))
    assert reply.status_code == 422
    assert "한 번에 상품 100개까지 요청하실 수 있습니다. 지금은 101개이니" in seen(reply)
    assert field(reply, "items-100-title") == "모자"
    assert browser(mina).post("/quote/", form(*[HAT] * 500)).status_code == 400
    assert not Order.objects.exists()


def test_a_visitor_with_too_many_items_hears_it_before_the_sign_up(browser: Any) -> None:
    visitor = browser(**{"accept-language": "ko"})
    for button in ({"send": "1"}, {"login": "1"}):
        reply = visitor.post("/quote/", form(*[HAT] * 101, BLANK, **button))
        assert reply.status_code == 422
        assert "지금은 101개이니" in seen(reply)
        assert field(reply, "items-100-title") == "모자"
        assert "quote_draft" not in visitor.session
    assert (
        visitor.post("/quote/", form(*[HAT] * 100, BLANK)).headers["Location"]
        == "/account/signup/?next=/quote/"
    )


def test_a_member_sends_at_most_thirty_requests_an_hour(browser: Any, mina: Any, james: Any) -> None:
    now, client = clock.now(), browser(mina)
    with clock.travel(now):
        first = form(HAT)
        client.post("/quote/", first)
        order = Order.objects.get()
    Order.objects.bulk_create(Order(customer=mina, created_at=now + timedelta(minutes=1)) for _n in range(29))
    # What the app sent has limits of its own.
    Order.objects.create(customer=mina, channel="api", created_at=now + timedelta(minutes=1))

    with clock.travel(now + timedelta(minutes=59)):
        reply = client.post("/quote/", form(BOOK, note="선물이에요"))
        assert reply.status_code == 429
        assert "한 시간 동안 보내실 수 있는 요청 30건을 모두 보내셨습니다." in seen(reply)
        assert field(reply, "items-0-title") == "그림책"
        assert "선물이에요" in seen(reply)
        assert Order.objects.count() == 31
        # The form that was sent already still leads to its order, and others are not held up.
        assert client.post("/quote/", first).url == f"/orders/{order.ref}/"
        assert browser(james).post("/quote/", form(BOOK)).status_code == 302
    again = form(BOOK, key=field(reply, "key"))
    with clock.travel(now + timedelta(minutes=61)):
        assert client.post("/quote/", again).status_code == 302


def test_asking_again_for_what_ran_out_of_time(browser: Any, mina: Any, james: Any) -> None:
    client = browser(mina)
    client.post("/quote/", form(HAT, BOOK))
    order = Order.objects.get()
    page = client.get(f"/quote/?again={order.ref}")
    assert field(page, "items-0-title") == "모자"
    assert field(page, "items-0-quantity") == "2"
    assert field(browser(james).get(f"/quote/?again={order.ref}"), "items-0-title") == ""
