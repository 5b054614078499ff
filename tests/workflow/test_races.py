"""Many at once: one wins, the others read a sentence. With real connections and real commits."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import stripe
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from community.invitations import invite
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import runner
from workflow.engine.errors import Refused, WrongState
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.runner import run_due
from workflow.models import AuditEntry, Charge, Note, Payment, PaymentAttempt, Quote, WebhookEvent
from workflow.services import checkout, inbox, quotes, requests
from workflow.services.notes import add_note

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def at_once(count: int, deed: Callable[[int], Any]) -> list[Any]:
    """Run `deed` in `count` threads that start together; their values or exceptions."""
    start, results = threading.Barrier(count), [None] * count

    def one(number: int) -> None:
        start.wait()
        try:
            results[number] = deed(number)
        except Exception as error:  # noqa: BLE001 (each is judged by the test)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("with_page", [True, False], ids=["from one page", "from anywhere"])
def test_twenty_presses_of_one_button(story: Story, with_page: bool) -> None:
    order = story.approved()
    prices = story.prices(order)
    seq = order.seq if with_page else None
    results = at_once(
        20,
        lambda _: quotes.confirm_item_prices(
            order_id=order.pk, actor=story.desk, prices=prices, expect_seq=seq
        ),
    )
    won = [result for result in results if isinstance(result, TransitionLog)]
    refused = [result for result in results if isinstance(result, Refused)]
    assert (len(won), len(refused)) == (1, 19)
    assert {refusal.code for refusal in refused} == ({"stale"} if with_page else {"wrong_state"})
    assert all(len(str(refusal)) > 20 for refusal in refused)
    assert Quote.objects.count() == Charge.objects.count() == 1
    log = TransitionLog.objects.get(flow="order", subject_id=order.pk, name="confirm_item_prices")
    assert Counter(log.effects.values_list("name", flat=True)) == {
        "checkout.open": 1, "notice.mail": 1, "notice.sms": 1, "deadline.items": 1,
    }  # fmt: skip


def test_conflicting_buttons(story: Story) -> None:
    """Ten colleagues ask the customer, ten reject: one deed, and a log without gaps."""
    from workflow.services import screening

    order = story.requested()
    results = at_once(
        20,
        lambda number: (
            requests.ask_customer(order_id=order.pk, actor=story.desk, question="Size?", expect_seq=order.seq)
            if number % 2
            else screening.reject_quote(
                order_id=order.pk, actor=story.desk, reason="No.", expect_seq=order.seq
            )
        ),
    )
    assert sum(isinstance(result, TransitionLog) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 19
    seqs = TransitionLog.objects.filter(flow="order", subject_id=order.pk).values_list("seq", flat=True)
    assert list(seqs) == [1, 2]


def test_eight_copies_of_one_webhook(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = PaymentAttempt.objects.get(charge__order=order)
    sandbox.pay(attempt.session_id or "")
    about = {"id": attempt.session_id, "object": "checkout.session", "metadata": {}}
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": int(time.time()),
         "livemode": False, "data": {"object": about}}
    )  # fmt: skip
    signature = stripe.WebhookSignature.generate_signature_header(body, "whsec_sandbox")
    replies = at_once(
        8,
        lambda _: Client().post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        ),
    )
    assert [reply.status_code for reply in replies] == [200] * 8
    assert sorted(reply.json()["copy"] for reply in replies) == [False] + [True] * 7
    effects = Effect.objects.filter(name="webhook.refetch")
    assert WebhookEvent.objects.count() == effects.count() == 1
    # And eight workers woken for that one effect.
    effect_id = effects.get().pk
    at_once(8, lambda _: runner.run(effect_id))
    assert effects.get().attempts == 1
    assert Payment.objects.count() == 1
    assert story.again(order).state == "items_paid"


def test_webhook_return_and_sweep_together_count_the_money_once(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = PaymentAttempt.objects.get(charge__order=order)
    sandbox.pay(attempt.session_id or "")
    results = at_once(8, lambda _: checkout.refresh(attempt_id=attempt.pk))
    assert results == [None] * 8
    assert Payment.objects.count() == 1
    assert TransitionLog.objects.filter(name="items_paid").count() == 1


def test_many_clicks_on_the_pay_link_open_one_session(story: Story, sandbox: Sandbox) -> None:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    charge_id = Charge.objects.get().pk
    results = at_once(10, lambda _: checkout.ensure_session(charge_id=charge_id))
    sessions = {result.session_id for result in results if isinstance(result, PaymentAttempt)}
    # Whoever met the provider while it worked under our key is told to try again; nobody gets another page.
    assert len(sessions) == 1
    assert sandbox.counts()["sessions_created"] == 1
    assert PaymentAttempt.objects.count() == 1


def test_the_return_page_pressed_often_looks_once(story: Story, sandbox: Sandbox) -> None:
    story.items_due()
    attempt = PaymentAttempt.objects.get()
    results = at_once(8, lambda _: inbox.look_again(attempt_id=attempt.pk))
    assert sum(result is not None for result in results) == 1
    assert Effect.objects.filter(name="checkout.refresh").count() == 1
    run_due()
    assert inbox.look_again(attempt_id=attempt.pk) is not None


def test_one_note_and_one_invitation_of_many_presses(story: Story) -> None:
    order, key = story.requested(), uuid4()
    sora = get_user_model().objects.create_user("sora@customer.example", name="Sora Han")

    notes = at_once(4, lambda _: add_note(order=order, actor=story.desk, body="Gift wrap.", key=key))
    sent = at_once(6, lambda _: invite(member=sora, actor=story.desk))

    assert len({note.pk for note in notes}) == Note.objects.count() == 1
    assert AuditEntry.objects.filter(verb="noted").count() == 1
    assert Counter(type(one) for one in sent) == {type(None): 1, WrongState: 5}
    assert Effect.objects.filter(name="account.mail").count() == 1
