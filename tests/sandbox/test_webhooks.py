"""Webhooks: signed afresh, tried again, in order where it can be, and never lost with the process."""

import time

import pytest
import stripe

from tests.running import Sandbox, wait_for
from tests.sandbox.conftest import order
from tests.sandbox.receiver import Receiver


def paid_session(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    session = client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    sandbox.pay(session.id)
    return session.id


def test_events_of_one_payment_come_signed_and_in_order(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.hold = 0.02
    paid_session(client, sandbox)

    wait_for("all four", lambda: len(receiver.arrivals) == 4)

    assert [arrival.verified().type for arrival in receiver.arrivals] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    wait_for("the notes", lambda: sandbox.counts()["webhook_deliveries_delivered"] == 4)
    listed = [event.id for event in client.v1.events.list({"limit": 10}).data]
    assert listed == [arrival.event["id"] for arrival in receiver.arrivals][::-1]


def test_a_refused_event_comes_again_with_a_fresh_signature(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.answers.extend([500, 302])
    session = client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    client.v1.checkout.sessions.expire(session.id)

    arrivals = wait_for("three tries", lambda: _at_least(receiver, 3), within=10)

    assert len({arrival.body for arrival in arrivals}) == 1
    assert len({arrival.signature for arrival in arrivals}) == 3
    assert arrivals[1].at - arrivals[0].at >= 0.9
    assert arrivals[2].at - arrivals[1].at >= 1.9
    assert arrivals[2].verified().type == "checkout.session.expired"
    row = wait_for("the note", lambda: sandbox.get("deliveries", state="delivered"))[0]
    assert (row["tries"], row["last_status"], row["type"]) == (3, 200, "checkout.session.expired")


def _at_least(receiver: Receiver, number: int) -> list[object] | None:
    return list(receiver.arrivals) if len(receiver.arrivals) >= number else None


def test_a_duplicate_is_the_same_event_twice(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.fault("WEBHOOK checkout.session.completed", "duplicate_webhook", times=1)
    session = paid_session(client, sandbox)

    wait_for("both copies", lambda: len(receiver.of("checkout.session.completed", session)) == 2)

    first, second = (arrival.verified() for arrival in receiver.of("checkout.session.completed", session))
    assert first.id == second.id
    assert len(receiver.of("charge.succeeded")) == 1


def test_a_dropped_event_is_still_in_the_list(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.fault("WEBHOOK checkout.session.completed", "drop_webhook")
    session = paid_session(client, sandbox)

    wait_for("the others", lambda: sandbox.counts()["webhook_deliveries_pending"] == 0)

    assert receiver.of("checkout.session.completed") == []
    assert sandbox.counts()["webhook_deliveries_dropped"] == 1
    listed = client.v1.events.list({"types": ["checkout.session.completed", "charge.failed"]}).data
    assert [event.data.object["id"] for event in listed] == [session]

    sandbox.post("faults/clear")
    sandbox.post(f"events/{listed[0].id}/resend")

    wait_for("it after all", lambda: receiver.of("checkout.session.completed", session))


def test_a_second_endpoint_has_its_own_secret_and_taste(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    endpoint = client.v1.webhook_endpoints.create(
        {"url": receiver.url + "second", "enabled_events": ["charge.succeeded"]}
    )
    paid_session(client, sandbox)

    wait_for("five in all", lambda: len(receiver.arrivals) == 5)

    charges = receiver.of("charge.succeeded")
    assert len(charges) == 2
    secrets = ("whsec_sandbox", str(endpoint.secret))
    verified = [[_verifies(arrival, secret) for secret in secrets] for arrival in charges]
    assert sorted(verified) == [[False, True], [True, False]]


def _verifies(arrival: object, secret: str) -> bool:
    try:
        arrival.verified(secret)  # type: ignore[attr-defined]
    except stripe.SignatureVerificationError:
        return False
    return True


def test_one_slow_topic_does_not_hold_up_the_rest(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.fault("WEBHOOK payment_intent.created", "delay", seconds=3, times=1)
    slow = paid_session(client, sandbox)
    wait_for("the delay to begin", lambda: sandbox.get("faults")[0]["used"] == 1)
    started = time.monotonic()
    quick = paid_session(client, sandbox)

    wait_for("the quick one", lambda: receiver.of("checkout.session.completed", quick))

    assert time.monotonic() - started < 2.5
    assert receiver.of("checkout.session.completed", slow) == []


def test_a_stale_signature_would_be_refused(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    paid_session(client, sandbox)
    arrival = wait_for("one", lambda: list(receiver.arrivals))[0]

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(arrival.body + b" ", arrival.signature, "whsec_sandbox")
    with pytest.raises(stripe.SignatureVerificationError):
        arrival.verified("whsec_other")
