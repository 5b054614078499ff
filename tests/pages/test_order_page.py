"""The order page in every state and both languages, and what a customer can do on it."""

import re
from typing import Any

import pytest

from tests.pages.reading import field, seen
from tests.pages.stages import STAGES, needs_info, partly_rejected
from tests.running import Sandbox
from tests.workflow.story import BOOK, Story
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Charge, Order, PaymentAttempt
from workflow.services.requests import WantedItem
from workflow.states import ItemState, OrderState

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADLINES = {
    "requested": ("상품을 확인하고 있습니다", "We are checking your items"),
    "needs_info": ("확인할 것이 있어요", "We have a question for you"),
    "approved": ("견적을 준비하고 있습니다", "We are working out your price"),
    "rejected": ("구매해 드릴 수 없는 상품입니다", "We cannot buy this for you"),
    "items_due": ("견적이 나왔습니다", "Your price is ready"),
    "items_paid": ("상품을 구매하고 있습니다", "We are buying your items"),
    "in_warehouse": ("모든 상품이 창고에 입고되었습니다", "Everything has arrived at our warehouse"),
    "delivery_due": ("포장과 계량을 마쳤습니다", "Your parcel is packed and weighed"),
    "delivery_paid": ("곧 출고됩니다", "Your parcel is about to leave"),
    "shipped": ("소포가 배송 중입니다", "Your parcel is on its way"),
    "delivered": ("소포가 도착했습니다", "Your parcel has arrived"),
    "cancelled": ("취소된 주문입니다", "This order was cancelled"),
    "expired": ("견적의 결제 기한이 지났습니다", "The price was not paid in time"),
}
OUR_ENGLISH = (
    "Your turn", "Our turn", "My orders", "Ask for a quote", "Items", "What it costs", "Total", "Service fee",
    "Card fee", "Payments", "To pay", "Paid", "Parcels", "Delivery address", "What has happened", "until",
    "Cancel this order", "Change the address", "Skip to the content", "Log out", "Questions?", "optional",
    "Exchange rate", "of the items", "Accepted", "Bought", "Packed", "Quote requested", "Card payment",
    "Pacific Time", "observed market rate", "EMS (Korea Post)",
)  # fmt: skip


def test_every_state_has_its_stage_and_headline() -> None:
    states = {str(state) for state in OrderState} - {"new"}
    assert set(STAGES) == set(HEADLINES) == states


@pytest.mark.parametrize("state", STAGES)
def test_the_page_speaks_korean_and_english(
    state: str, story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = STAGES[state](story, sandbox)
    assert order.state == state
    client = browser(mina)

    korean = client.get(f"/orders/{order.ref}/")
    assert korean.status_code == 200
    words = seen(korean)
    assert HEADLINES[state][0] in words
    for english in OUR_ENGLISH:
        assert english not in words, f"{english!r} on the Korean page of {state}"
    _no_inner_names(words, order)

    client.post("/language/", {"language": "en", "next": "/"})
    english = client.get(f"/orders/{order.ref}/")
    words = seen(english)
    assert HEADLINES[state][1] in words
    # Their own name, the switch and the seeded rate's source are Korean for a reason; the rest is not.
    for ours in ("한국어", "비단길", "예시 환율"):
        words = words.replace(ours, "")
    assert not re.search("[가-힣]", words)
    _no_inner_names(words, order)


def _no_inner_names(words: str, order: Order) -> None:
    for name in [*OrderState.values, *ItemState.values, "buy_rest", "top_up"]:
        if "_" in name:
            assert name not in words
    assert "None" not in words
    assert "%(" not in words
    assert not re.search(r"[{}]{2}", words)
    for charge in order.charges.all():
        assert charge.ref not in words


def test_looking_changes_nothing(story: Story, sandbox: Sandbox, browser: Any, mina: Any) -> None:
    order = partly_rejected(story, sandbox)
    charge = story.open_charge(order)
    client = browser(mina)

    def everything() -> tuple[Any, ...]:
        return (
            list(Order.objects.values_list("state", "seq", "moved_at")),
            list(Charge.objects.values_list("status", "amount_cents")),
            TransitionLog.objects.count(), Effect.objects.count(), PaymentAttempt.objects.count(),
        )  # fmt: skip

    before = everything()
    for page in (
        "/", "/quote/", "/orders/", f"/orders/{order.ref}/", f"/orders/{order.ref}/cancel/",
        f"/orders/{order.ref}/address/", "/me/", f"/pay/{charge.token}/", f"/pay/{charge.token}/status/",
        f"/track/{order.share_token}/",
    ):  # fmt: skip
        assert client.get(page).status_code == 200, page
        assert client.head(page).status_code == 200, page
    assert client.get(f"/orders/{order.ref}/answer/").status_code == 405
    assert everything() == before


def test_somebody_elses_order_is_not_found(story: Story, browser: Any, james: Any, juno: Any) -> None:
    order = story.requested()
    for stranger in (james, juno):
        client = browser(stranger)
        for page in ("", "cancel/", "address/"):
            assert client.get(f"/orders/{order.ref}/{page}").status_code == 404
        for deed in ("answer/", "cancel/", "address/"):
            assert client.post(f"/orders/{order.ref}/{deed}", {"answer": "x"}).status_code == 404
        assert order.ref not in client.get("/orders/").content.decode()
    assert browser().get(f"/orders/{order.ref}/").status_code == 302
    assert story.again(order).seq == order.seq


def test_markup_in_what_people_wrote_is_only_text(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    evil = "<script>alert(1)</script>"
    wanted = WantedItem(url='https://shop.example/"><b>', title=evil, options=evil, note=evil)
    order = story.requested(wanted)
    Order.objects.filter(pk=order.pk).update(note=evil)
    page = browser(mina).get(f"/orders/{order.ref}/").content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
    assert '"><b>' not in page


def test_a_link_that_is_no_web_address_is_not_a_link(story: Story, browser: Any, mina: Any) -> None:
    order = story.requested()
    order.items.update(url="javascript:alert(1)")
    assert "javascript:" not in browser(mina).get(f"/orders/{order.ref}/").content.decode()


def test_a_rejected_item_says_why_and_the_bill_has_each_line(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = partly_rejected(james_story, sandbox)
    words = seen(browser(james).get(f"/orders/{order.ref}/"))
    assert "Not possible" in words
    assert "This book is a counterfeit." in words
    # 63,000 won at 1,400: 45.00; 4 % twice.
    for text in ("Bucket hat × 2", "₩30,000 × 2 + shipping in Korea ₩3,000 = ₩63,000", "$45.00",
                 "Service fee", "4 % of the items", "$1.80", "Card fee", "$48.60",
                 "Exchange rate: $1 = ₩1,400.00", "This price holds until", "Pay $48.60"):  # fmt: skip
        assert text in words


def test_staffs_reason_against_a_rule_stays_with_staff(story: Story, browser: Any, mina: Any) -> None:
    order = story.requested(BOOK)
    order.items.update(state="approved", decision_reason="We know this customer.")
    assert "We know this customer." not in seen(browser(mina).get(f"/orders/{order.ref}/"))


def test_answering_the_question(story: Story, sandbox: Sandbox, browser: Any, mina: Any) -> None:
    order = needs_info(story, sandbox)
    client = browser(mina)
    page = client.get(f"/orders/{order.ref}/")
    assert "Black <b>or</b> navy?" in seen(page)
    reply = client.post(
        f"/orders/{order.ref}/answer/",
        {"seq": field(page, "seq"), "answer": "네이비로 해 주세요"},
        follow=True,
    )
    assert reply.redirect_chain == [(f"/orders/{order.ref}/", 302)]
    assert "답변 고맙습니다" in seen(reply)
    log = TransitionLog.objects.get(flow="order", subject_id=order.pk, name="answer")
    assert (log.actor, log.data["answer"]) == (mina, "네이비로 해 주세요")
    assert story.again(order).state == "requested"


def test_an_empty_answer_is_refused_at_the_field(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = needs_info(story, sandbox)
    reply = browser(mina).post(f"/orders/{order.ref}/answer/", {"seq": order.seq, "answer": "  "})
    assert reply.status_code == 422
    assert "필수 항목입니다." in seen(reply)
    assert story.again(order).seq == order.seq


def test_an_answer_that_comes_too_late_is_shown_not_lost(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = needs_info(story, sandbox)
    client = browser(mina)
    for expected in (302, 409):
        reply = client.post(f"/orders/{order.ref}/answer/", {"seq": order.seq, "answer": "navy, please"})
        assert reply.status_code == expected
    words = seen(reply)
    assert "페이지를 여신 뒤에 내용이 변경되었습니다" in words
    assert "navy, please" in words
    assert TransitionLog.objects.filter(subject_id=order.pk, name="answer").count() == 1


def test_cancelling_asks_first(story: Story, sandbox: Sandbox, browser: Any, mina: Any) -> None:
    order = story.items_paid(sandbox)
    client = browser(mina)
    page = client.get(f"/orders/{order.ref}/cancel/")
    assert "$74.05를 결제하셨습니다. 전액을" in seen(page)
    assert story.again(order).state == "items_paid"
    reply = client.post(
        f"/orders/{order.ref}/cancel/",
        {"seq": field(page, "seq"), "reason": "마음이 바뀌었어요"},
        follow=True,
    )
    words = seen(reply)
    assert "주문을 취소했습니다." in words
    assert "결제하신 카드로 $74.05를 환불해 드립니다." in words
    assert story.again(order).state == "cancelled"


def test_what_is_bought_cannot_be_cancelled(story: Story, sandbox: Sandbox, browser: Any, mina: Any) -> None:
    order = story.in_warehouse(sandbox)
    client = browser(mina)
    assert f"/orders/{order.ref}/cancel/" not in client.get(f"/orders/{order.ref}/").content.decode()
    for send in (client.get, client.post):
        reply = send(f"/orders/{order.ref}/cancel/", follow=True)
        assert reply.redirect_chain == [(f"/orders/{order.ref}/", 302)]
        assert "지금은 “주문 취소” 단계를 진행할 수 없습니다" in seen(reply)
        assert "전액을" not in seen(reply)
    assert story.again(order).seq == order.seq


def test_an_address_on_a_parcel_that_left_cannot_be_changed(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.shipped(sandbox)
    for send in (browser(james).get, browser(james).post):
        reply = send(f"/orders/{order.ref}/address/", follow=True)
        assert reply.redirect_chain == [(f"/orders/{order.ref}/", 302)]
        assert "is not possible now" in seen(reply)
    assert james_story.again(order).seq == order.seq


def test_an_old_page_of_a_deed_that_is_still_possible_keeps_what_was_typed(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = needs_info(story, sandbox)
    reply = browser(mina).post(
        f"/orders/{order.ref}/cancel/", {"seq": order.seq - 1, "reason": "마음이 바뀌었어요"}
    )
    assert reply.status_code == 409
    assert "페이지를 여신 뒤에 내용이 변경되었습니다" in seen(reply)
    assert "마음이 바뀌었어요" in seen(reply)
    assert story.again(order).state == "needs_info"


def test_packed_items_travel_and_arrive_with_their_order(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    def badges(order: Order) -> list[str]:
        page = browser(james).get(f"/orders/{order.ref}/").content.decode()
        return re.findall(r'<span class="badge [^"]*">([^<]*)</span>', page)

    assert badges(james_story.delivery_paid(sandbox)) == ["Packed", "Packed"]
    assert badges(james_story.shipped(sandbox)) == ["Shipped", "Shipped"]
    assert badges(james_story.delivered(sandbox)) == ["Delivered", "Delivered"]


def test_after_delivery_the_page_promises_no_form_it_does_not_have(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    words = seen(browser(james).get(f"/orders/{james_story.delivered(sandbox).ref}/"))
    assert "If something is missing or damaged" in words
    assert "please answer our e-mail." in words


def test_changing_the_address(story: Story, browser: Any, mina: Any) -> None:
    order = story.requested()
    client = browser(mina)
    address = {
        "recipient": "박미나", "phone": "213 555 0100", "line1": "500 W 2nd St", "line2": "",
        "city": "Austin", "state": "TX", "postal_code": "787",
    }  # fmt: skip
    reply = client.post(f"/orders/{order.ref}/address/", {**address, "seq": order.seq})
    assert reply.status_code == 422
    assert "우편번호는 90012처럼 다섯 자리 숫자입니다." in seen(reply)
    assert field(reply, "line1") == "500 W 2nd St"
    assert story.again(order).seq == order.seq

    reply = client.post(
        f"/orders/{order.ref}/address/", {**address, "postal_code": "78701", "seq": order.seq}
    )
    assert reply.status_code == 302
    order.address.refresh_from_db()
    assert order.address.one_line() == "박미나, 500 W 2nd St, Austin, TX 78701"
    assert order.address.phone == "+12135550100"


def test_the_list_shows_what_waits_for_the_customer(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    due = partly_rejected(story, sandbox)
    words = seen(browser(mina).get("/orders/"))
    assert "Bucket hat 외 1건" in words
    assert due.ref in words
    assert "상품 결제 대기" in words
    assert "까지 확인해 주세요" in words


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        ("customs_hold", "Customs is holding your parcel"),
        ("exception", "Your parcel is delayed or in trouble"),
        ("attempt_failed", "The courier could not deliver your parcel"),
        ("returned", "Your parcel was returned to the sender"),
    ],
)
def test_a_parcel_in_trouble_is_said_first_and_not_that_it_is_on_its_way(
    status: str, headline: str, james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.shipped(sandbox)
    order.parcels.update(status=status)
    reply = browser(james).get(f"/orders/{order.ref}/")
    words, page = seen(reply), reply.content.decode()
    assert f'<h1 data-live-part="headline">{headline}</h1>' in page
    assert '<section class="card next bad"' in page
    assert "We have seen this and are looking after it." in words
    assert "on its way" not in words.lower()
    assert "With the courier" not in words


def test_a_parcel_that_comes_back_after_its_arrival_has_not_arrived(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.delivered(sandbox)
    path = f"/orders/{order.ref}/"
    assert "Your parcel has arrived" in seen(browser(james).get(path))
    order.parcels.update(status="returned")
    words = seen(browser(james).get(path))
    assert "Your parcel was returned to the sender" in words
    assert "Your parcel has arrived" not in words
