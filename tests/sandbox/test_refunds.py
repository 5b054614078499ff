"""Money going back, and cardholders who quarrel."""

from typing import Any

import pytest
import stripe

from tests.running import Sandbox, wait_for
from tests.sandbox.conftest import order
from tests.sandbox.receiver import Receiver


@pytest.fixture
def intent(client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """The payment intent of a session paid by card, 42.50 USD."""
    session = client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    return str(sandbox.pay(session.id)["payment_intent"])


def refund(client: stripe.StripeClient, intent: str, amount: int | None = None, **more: Any) -> stripe.Refund:
    params = {"payment_intent": intent, **({"amount": amount} if amount else {}), **more}
    return client.v1.refunds.create(params)  # type: ignore[arg-type]


def test_in_two_parts(client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver, intent: str) -> None:
    first = refund(client, intent, 1000, metadata={"refund": "1"})
    assert (first.status, first.amount, first.currency) == ("succeeded", 1000, "usd")
    charge = client.v1.charges.retrieve(str(first.charge))
    assert (charge.amount_refunded, charge.refunded) == (1000, False)

    rest = refund(client, intent)

    assert rest.amount == 3250
    assert client.v1.charges.retrieve(charge.id).refunded
    counts = sandbox.counts()
    assert (counts["refunds_succeeded"], counts["amount_refunded"]) == (2, 4250)
    assert {row.id for row in client.v1.refunds.list({"payment_intent": intent}).data} == {first.id, rest.id}
    wait_for("both", lambda: len(receiver.of("charge.refunded", charge.id)) == 2)
    arrived = receiver.of("charge.refunded", charge.id)
    assert [event.event["data"]["object"]["amount_refunded"] for event in arrived] == [1000, 4250]
    assert [event.event["data"]["previous_attributes"] for event in arrived] == [
        {"amount_refunded": 0},
        {"amount_refunded": 1000, "refunded": False},
    ]


def test_never_more_than_was_paid(client: stripe.StripeClient, sandbox: Sandbox, intent: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        refund(client, intent, 4251)
    refund(client, intent)
    with pytest.raises(stripe.InvalidRequestError) as again:
        refund(client, intent)

    assert too_much.value.param == "amount"
    assert again.value.code == "charge_already_refunded"
    assert sandbox.counts()["amount_refunded"] == 4250


def test_one_that_waits_and_then_fails(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver, intent: str
) -> None:
    sandbox.fault("POST /v1/refunds", "pending", times=1)
    waiting = refund(client, intent)
    assert waiting.status == "pending"
    assert sandbox.counts()["refunds_succeeded"] == 0

    sandbox.post(f"refunds/{waiting.id}/succeed")
    assert client.v1.refunds.retrieve(waiting.id).status == "succeeded"
    sandbox.post(f"refunds/{waiting.id}/fail")

    failed = client.v1.refunds.retrieve(waiting.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert client.v1.charges.retrieve(str(failed.charge)).amount_refunded == 0
    assert sandbox.counts()["amount_refunded"] == 0
    wait_for("the news", lambda: receiver.of("refund.failed", waiting.id))
    states = [event.event["data"]["object"]["status"] for event in receiver.of("refund.updated", waiting.id)]
    assert states == ["succeeded", "failed"]


def test_one_begun_in_the_dashboard(client: stripe.StripeClient, sandbox: Sandbox, intent: str) -> None:
    session = sandbox.get("sessions")[0]

    outside = sandbox.post("refunds", session=session["id"], amount=500)

    assert client.v1.refunds.retrieve(outside["id"]).payment_intent == intent
    assert sandbox.counts()["amount_refunded"] == 500


def test_a_dispute_is_lost_or_won(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver, intent: str
) -> None:
    session = sandbox.get("sessions")[0]
    dispute = sandbox.post("disputes", session=session["id"], reason="product_not_received")
    assert client.v1.disputes.retrieve(dispute["id"]).status == "needs_response"
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refund(client, intent)
    assert refusal.value.code == "charge_disputed"
    assert sandbox.counts()["amount_refunded"] == 0

    sandbox.post(f"disputes/{dispute['id']}/win")

    closed = wait_for("closed", lambda: receiver.of("charge.dispute.closed", dispute["id"]))[0].verified()
    assert closed.data.object["status"] == "won"
    assert client.v1.charges.retrieve(dispute["charge"]).disputed
