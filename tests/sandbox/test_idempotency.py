"""The same key twice: one deed, one answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from tests.running import Sandbox, wait_for
from tests.sandbox.conftest import order, stripe_client


def make(client: stripe.StripeClient, key: str, **changes: Any) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order(**changes), {"idempotency_key": key})  # type: ignore[arg-type]


def test_the_same_request_gets_the_stored_answer(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    first, second = make(client, "k1"), make(client, "k1")

    assert first.id == second.id
    assert "idempotent-replayed" not in first.last_response.headers
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert second.last_response.headers["original-request"] == first.last_response.headers["request-id"]
    assert sandbox.counts()["sessions_created"] == 1


def test_another_request_under_the_key_is_an_error(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    make(client, "k1")

    with pytest.raises(stripe.IdempotencyError) as refusal:
        make(client, "k1", client_reference_id="other")

    assert refusal.value.http_status == 400
    assert sandbox.counts()["sessions_created"] == 1


def test_a_key_in_use_is_a_conflict(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.fault("POST /v1/checkout/sessions", "delay", seconds=1.5, times=1)
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(make, client, "k1")
        wait_for("the first to be under way", lambda: sandbox.get("faults")[0]["used"] == 1, every=0.01)

        with pytest.raises(stripe.APIError) as refusal:  # how Stripe's library names a 409
            make(client, "k1")

        assert (refusal.value.http_status, refusal.value.json_body["error"]["code"]) == (
            409,
            "idempotency_key_in_use",
        )
        assert make(client, "k1-other").status == "open"
        assert make(stripe_client(sandbox.url, retries=5), "k1").id == slow.result().id
    assert sandbox.counts()["sessions_created"] == 2


def test_ten_at_once_make_one(sandbox: Sandbox) -> None:
    sandbox.fault("POST /v1/checkout/sessions", "delay", seconds=0.2)
    client = stripe_client(sandbox.url, retries=8)
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: make(client, "k1").id, range(10)))

    assert len(set(made)) == 1
    assert sandbox.counts()["sessions_created"] == 1


def test_a_refusal_of_bad_parameters_is_not_remembered(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        make(client, "k1", success_url="nowhere")

    assert make(client, "k1").status == "open"


def test_a_decline_is_remembered(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    intent = {"amount": 500, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True}
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refusal:
            client.v1.payment_intents.create(intent, {"idempotency_key": "k1"})  # type: ignore[arg-type]
        assert refusal.value.code == "card_declined"

    assert sandbox.counts()["charges_failed"] == 1


def test_a_lost_reply_is_found_again_by_its_key(sandbox: Sandbox) -> None:
    for kind in ("lost_reply", "lost_reply500"):
        sandbox.post("reset")
        sandbox.fault("POST /v1/checkout/sessions", kind, times=2)

        session = make(stripe_client(sandbox.url, retries=2), f"key-{kind}")

        assert session.last_response.headers["idempotent-replayed"] == "true"
        assert sandbox.counts()["sessions_created"] == 1


def test_reading_needs_no_key(sandbox: Sandbox) -> None:
    headers = {"Authorization": "Bearer sk_test_a", "Idempotency-Key": "k1"}
    for path in ("charges", "refunds"):
        assert requests.get(f"{sandbox.url}/v1/{path}", headers=headers, timeout=10).status_code == 200
