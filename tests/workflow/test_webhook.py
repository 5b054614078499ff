"""The webhook's door: what is believed, what is refused, and that nothing is lost or done twice."""

import json
import time
from typing import Any

import pytest
import stripe
from django.test import Client

from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.jobs import reconcile
from workflow.models import Attention, Order, Payment, PaymentAttempt, WebhookEvent

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRET = "whsec_sandbox"


def event(kind: str, about: dict[str, Any], event_id: str = "evt_1") -> bytes:
    return json.dumps(
        {"id": event_id, "object": "event", "type": kind, "created": int(time.time()), "livemode": False,
         "api_version": "2026-10-28.endive", "data": {"object": about}}
    ).encode()  # fmt: skip


def deliver(body: bytes, *, secret: str = SECRET, at: int | None = None, **headers: str) -> Any:
    signature = stripe.WebhookSignature.generate_signature_header(
        body.decode(), secret, timestamp=at or int(time.time())
    )
    return Client().post(
        "/webhooks/stripe/",
        data=body,
        content_type="application/json",
        headers={"Stripe-Signature": signature, **headers},
    )


def completed(order: Order, event_id: str = "evt_1") -> bytes:
    attempt = PaymentAttempt.objects.get(charge__order=order, status="open")
    about = {
        "id": attempt.session_id,
        "object": "checkout.session",
        "metadata": {"attempt": str(attempt.key)},
    }
    return event("checkout.session.completed", about, event_id)


def nothing_happened() -> bool:
    return not WebhookEvent.objects.exists() and not Effect.objects.filter(name="webhook.refetch").exists()


def test_a_payment_reported_by_webhook_moves_the_order(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    body = completed(order)
    sandbox.pay(PaymentAttempt.objects.get().session_id or "")
    assert deliver(body).json() == {"received": True, "copy": False}
    run_due()
    assert story.again(order).state == "items_paid"
    assert WebhookEvent.objects.get().outcome == "processed"


def test_a_copy_is_answered_200_and_does_nothing(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    body = completed(order)
    sandbox.pay(PaymentAttempt.objects.get().session_id or "")
    replies = [deliver(body) for _ in range(4)]
    run_due()
    assert [reply.status_code for reply in replies] == [200] * 4
    assert [reply.json()["copy"] for reply in replies] == [False, True, True, True]
    assert WebhookEvent.objects.count() == Effect.objects.filter(name="webhook.refetch").count() == 1
    assert Payment.objects.count() == 1


def test_the_event_is_a_hint_and_the_session_the_truth(story: Story, sandbox: Sandbox) -> None:
    """A well-signed "completed" for a session that nobody has paid moves nothing."""
    order = story.items_due()
    assert deliver(completed(order)).status_code == 200
    run_due()
    assert story.again(order).state == "items_due"
    assert not Payment.objects.exists()


def test_expired_after_completed_does_not_take_the_payment_back(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    body = completed(order)
    session_id = PaymentAttempt.objects.get().session_id
    sandbox.pay(session_id or "")
    deliver(event("checkout.session.expired", {"id": session_id, "object": "checkout.session"}, "evt_late"))
    deliver(body)
    run_due()
    assert story.again(order).state == "items_paid"
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("secret", "age", "code"),
    [("whsec_of_somebody_else", 0, "no_match"), (SECRET, 301, "too_old"), (SECRET, -400, "in_future")],
)
def test_forged_stale_and_future_events_are_refused(secret: str, age: int, code: str) -> None:
    body = event("checkout.session.completed", {"id": "cs_1", "object": "checkout.session"})
    reply = deliver(body, secret=secret, at=int(time.time()) - age)
    assert (reply.status_code, reply.json()) == (400, {"error": code})
    assert nothing_happened()


def test_a_changed_body_an_unsigned_and_an_empty_one_are_refused() -> None:
    body = event("checkout.session.completed", {"id": "cs_1", "object": "checkout.session"})
    signature = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET)
    client = Client()
    for data, header in (
        (body.replace(b"cs_1", b"cs_2"), signature),
        (body, ""),
        (body, "t=,v1="),
        (b"", signature),
    ):
        reply = client.post(
            "/webhooks/stripe/",
            data=data,
            content_type="application/json",
            headers={"Stripe-Signature": header},
        )
        assert reply.status_code == 400
    assert nothing_happened()


def test_an_oversized_event_is_refused_unread() -> None:
    body = event("checkout.session.completed", {"id": "cs_1", "filler": "x" * 300_000})
    reply = deliver(body)
    assert (reply.status_code, reply.json()) == (413, {"error": "too_large"})
    assert nothing_happened()


def test_get_is_not_a_way_in() -> None:
    assert Client().get("/webhooks/stripe/").status_code == 405


def test_a_rotated_secret_is_believed_beside_the_new_one(settings: Any) -> None:
    settings.STRIPE = {**settings.STRIPE, "webhook_secrets": ["whsec_new", SECRET]}
    about = {"id": "cs_1", "object": "checkout.session"}
    assert deliver(event("checkout.session.expired", about, "evt_a")).status_code == 200
    assert deliver(event("checkout.session.expired", about, "evt_b"), secret="whsec_new").status_code == 200


def test_events_that_are_not_ours_are_kept_and_ignored(db: Any) -> None:
    deliver(event("checkout.session.completed", {"id": "cs_else", "object": "checkout.session"}, "evt_a"))
    deliver(event("customer.created", {"id": "cus_1", "object": "customer"}, "evt_b"))
    run_due()
    assert set(WebhookEvent.objects.values_list("event_id", "outcome")) == {
        ("evt_a", "ignored"),
        ("evt_b", "ignored"),
    }


@pytest.mark.parametrize("metadata", [{"attempt": "not-a-key"}, {"attempt": "5"}, {}, None])
def test_strange_metadata_of_a_strangers_session_is_ignored(metadata: Any, db: Any) -> None:
    about = {"id": "cs_else", "object": "checkout.session", "metadata": metadata}
    deliver(event("checkout.session.completed", about))
    run_due()
    assert WebhookEvent.objects.get().outcome == "ignored"


def test_a_dispute_and_a_refund_made_elsewhere_are_put_before_a_person(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    payment = Payment.objects.get()
    about = {"id": "dp_1", "object": "dispute", "payment_intent": payment.provider_ref, "amount": 500}
    deliver(event("charge.dispute.created", about, "evt_d"))
    about = {"id": "re_1", "object": "refund", "payment_intent": payment.provider_ref, "amount": 700}
    deliver(event("refund.created", about, "evt_r"))
    # The same refund, told a second time by the charge: still one matter.
    about = {"id": "ch_1", "object": "charge", "payment_intent": payment.provider_ref, "amount_refunded": 700}
    deliver(event("charge.refunded", about, "evt_c"))
    run_due()
    found = set(Attention.objects.filter(order=order).values_list("concern", "amount_cents"))
    assert found == {("dispute", 500), ("external_refund", 700)}
    assert story.again(order).state == "items_paid"


def test_a_webhook_that_never_came_is_made_up_for_by_the_sweep(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    sandbox.pay(PaymentAttempt.objects.get().session_id or "")
    reconcile.tick()
    run_due()
    assert story.again(order).state == "items_paid"
    assert WebhookEvent.objects.filter(type="checkout.session.completed").get().came_by == "sweep"


def test_a_session_named_only_by_the_webhook_is_recognised_by_its_key(story: Story, sandbox: Sandbox) -> None:
    """The reply that named the session was lost, and the customer paid before we asked again."""
    order = story.items_due()
    body = completed(order)
    attempt = PaymentAttempt.objects.get()
    sandbox.pay(attempt.session_id or "")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(session_id=None, url="", status="created")
    deliver(body)
    run_due()
    assert story.again(order).state == "items_paid"
    assert PaymentAttempt.objects.get().session_id == attempt.session_id
