"""The pay link: what it shows in each state, where it leads, and that it never says money came."""

from typing import Any

import pytest

from tests.pages.reading import seen
from tests.pages.stages import cancelled, expired
from tests.running import Sandbox, free_port
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Charge, Payment, PaymentAttempt
from workflow.services import quotes
from workflow.services.requests import cancel

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_stranger_with_the_link_sees_the_bill_and_no_person(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.items_due()
    charge = james_story.open_charge(order)
    reply = browser().get(f"/pay/{charge.token}/")
    words = seen(reply)
    for text in (
        order.ref,
        "Bucket hat (2)",
        "Service fee",
        "$74.05",
        "Pay $74.05",
        "This price holds until",
    ):
        assert text in words
    page = reply.content.decode()
    for personal in (
        james.name,
        james.email,
        "Mina Park",
        "123 S Vermont",
        "Los Angeles",
        "90004",
        "5550100",
    ):
        assert personal not in page
    assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_link_from_a_korean_mail_opens_in_korean(story: Story, browser: Any) -> None:
    charge = story.open_charge(story.items_due())
    assert "$74.05 결제하기" in seen(browser(**{"accept-language": "en-US"}).get(f"/pay/{charge.token}/"))
    chosen = browser()
    chosen.cookies["django_language"] = "en"
    assert "Pay $74.05" in seen(chosen.get(f"/pay/{charge.token}/"))


def test_pressing_leads_to_the_provider_each_time_to_the_same_page(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    charge = story.open_charge(story.items_due())
    replies = [browser().post(f"/pay/{charge.token}/") for _press in range(3)]
    assert [reply.status_code for reply in replies] == [303] * 3
    assert {reply.url for reply in replies} == {charge.attempts.get().url}
    assert replies[0].url.startswith(sandbox.url)
    assert sandbox.counts()["charges_succeeded"] == 0
    assert not Payment.objects.exists()


def test_no_charge_has_this_link(browser: Any, db: Any) -> None:
    assert browser().get("/pay/nobody-has-this-token/").status_code == 404
    assert browser().post("/pay/nobody-has-this-token/").status_code == 404


def test_paid(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.items_paid(sandbox)
    charge = order.charges.get()
    assert "결제가 완료되었습니다" in seen(browser().get(f"/pay/{charge.token}/"))
    reply = browser().post(f"/pay/{charge.token}/")
    assert (reply.status_code, reply.url) == (302, f"/pay/{charge.token}/")
    assert PaymentAttempt.objects.count() == 1


def test_expired(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = expired(story, sandbox)
    reply = browser().get(f"/pay/{order.charges.get().token}/")
    assert "견적의 유효 기한이 지났습니다" in seen(reply)
    assert f"/quote/?again={order.ref}" in reply.content.decode()


def test_cancelled(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    cancel(order_id=order.pk, actor=Actor.customer(story.customer))
    run_due()
    assert "결제하실 금액이 없습니다" in seen(browser().get(f"/pay/{charge.token}/"))
    assert browser().post(f"/pay/{charge.token}/").status_code == 302
    assert PaymentAttempt.objects.filter(status__in=PaymentAttempt.OPEN).count() == 0


def test_replaced_leads_to_the_newest(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.items_due()
    first = story.open_charge(order)
    for unit_krw in (31_000, 32_000):
        quotes.revise_prices(
            order_id=order.pk,
            actor=story.desk,
            prices=story.prices(order, unit_krw),
            note="The shop has raised it.",
        )
        run_due()
    newest = story.open_charge(order)
    reply = browser().get(f"/pay/{first.token}/")
    assert "새 견적이 있습니다" in seen(reply)
    assert f'href="/pay/{newest.token}/"' in reply.content.decode()
    assert '<form method="post">' not in reply.content.decode()


def test_the_provider_is_down(story: Story, sandbox: Sandbox, browser: Any, settings: Any) -> None:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    charge = Charge.objects.get()
    settings.STRIPE = {**settings.STRIPE, "api_base": f"http://127.0.0.1:{free_port()}"}
    reply = browser().post(f"/pay/{charge.token}/")
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "30"
    words = seen(reply)
    assert "지금은 결제할 수 없습니다" in words
    assert "결제된 금액은 없으며 가격도 그대로입니다" in words
    charge.refresh_from_db()
    assert charge.is_payable

    settings.STRIPE = {**settings.STRIPE, "api_base": sandbox.url}
    assert browser().post(f"/pay/{charge.token}/").status_code == 303
    assert PaymentAttempt.objects.count() == 1


def test_coming_back_settles_nothing_until_the_engine_has_looked(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    session_id = charge.attempts.get().session_id
    sandbox.pay(session_id)
    client, where = browser(), f"/pay/{charge.token}/return/?session_id={session_id}"

    first = client.get(where)
    assert "결제를 확인하고 있습니다" in seen(first)
    assert "look=1" in first.content.decode()
    client.get(where)
    assert client.get(f"/pay/{charge.token}/status/").json() == {"state": "payable"}
    assert not Payment.objects.exists()
    assert story.again(order).state == "items_due"
    assert Effect.objects.filter(name="checkout.refresh", status="pending").count() == 1

    run_due()
    assert client.get(f"/pay/{charge.token}/status/").json() == {"state": "paid"}
    assert "$74.05를 받았습니다" in seen(client.get(where))
    assert Payment.objects.get().amount_cents == 7_405
    assert story.again(order).state == "items_paid"
    client.get(where)
    assert not Effect.objects.filter(name="checkout.refresh", status="pending").exists()


def test_another_charges_session_does_not_count_here(story: Story, sandbox: Sandbox, browser: Any) -> None:
    mine, other = story.open_charge(story.items_due()), story.open_charge(story.items_due())
    session_id = other.attempts.get().session_id
    before = Effect.objects.count()
    for query in (f"?session_id={session_id}", "?session_id=cs_made_up", ""):
        reply = browser().get(f"/pay/{mine.token}/return/{query}")
        assert (reply.status_code, reply.url) == (302, f"/pay/{mine.token}/")
    assert Effect.objects.count() == before


def test_the_page_stops_reloading_after_a_while(story: Story, sandbox: Sandbox, browser: Any) -> None:
    charge = story.open_charge(story.items_due())
    session_id = charge.attempts.get().session_id
    reply = browser().get(f"/pay/{charge.token}/return/?session_id={session_id}&look=15")
    assert "http-equiv" not in reply.content.decode()
    assert "결제가 확인되는 대로 연락드릴게요" in seen(reply)


def test_money_after_the_end_is_received_and_never_asked_for_again(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    attempt = charge.attempts.get()
    sandbox.pay(attempt.session_id)
    cancel(order_id=order.pk, actor=Actor.customer(story.customer))
    story.look_again(attempt)
    assert Payment.objects.get().verdict == "late"
    for page in (f"/pay/{charge.token}/", f"/pay/{charge.token}/return/?session_id={attempt.session_id}"):
        assert "결제를 받았습니다" in seen(browser().get(page))
    assert "청구하지 않은 $74.05가 추가로 결제되었습니다" in seen(
        browser(story.customer).get(f"/orders/{order.ref}/")
    )


def test_a_cancelled_order_that_was_paid_shows_its_payment(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = cancelled(story, sandbox)
    assert "결제가 완료되었습니다" in seen(browser().get(f"/pay/{order.charges.get().token}/"))


def test_a_bank_payment_under_way_is_not_asked_for_again(
    james_story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = james_story.items_due()
    charge = james_story.open_charge(order)
    attempt = charge.attempts.get()
    sandbox.post(f"sessions/{attempt.session_id}/pay_async")
    james_story.look_again(attempt)
    for page in (f"/pay/{charge.token}/", f"/pay/{charge.token}/return/?session_id={attempt.session_id}"):
        words = seen(browser().get(page))
        assert "Your bank payment is on its way" in words
        assert "Pay $" not in words
    assert browser().get(f"/pay/{charge.token}/status/").json() == {"state": "under_way"}
