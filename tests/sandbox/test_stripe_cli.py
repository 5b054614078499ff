"""The vendor's own tool makes events happen here, and the named event arrives with a good signature."""

from pathlib import Path

import pytest

from tests.running import Sandbox, wait_for
from tests.sandbox.receiver import Receiver
from tests.sandbox.stripe_cli import trigger

pytestmark = [pytest.mark.cli, pytest.mark.system]


@pytest.mark.parametrize(
    ("name", "about"),
    [
        (
            "checkout.session.completed",
            {"object": "checkout.session", "status": "complete", "payment_status": "paid"},
        ),
        ("checkout.session.expired", {"object": "checkout.session", "status": "expired", "url": None}),
        (
            "checkout.session.async_payment_succeeded",
            {"object": "checkout.session", "payment_status": "paid"},
        ),
        ("checkout.session.async_payment_failed", {"object": "checkout.session", "payment_status": "unpaid"}),
        ("charge.refunded", {"object": "charge", "refunded": True, "amount_refunded": 100}),
        ("charge.dispute.created", {"object": "dispute", "amount": 100}),
    ],
)
def test_the_named_event_arrives(
    sandbox: Sandbox, receiver: Receiver, tmp_path: Path, name: str, about: dict[str, object]
) -> None:
    trigger(name, api_base=sandbox.url, home=tmp_path)

    arrivals = wait_for(name, lambda: receiver.of(name), within=10)

    assert len(arrivals) == 1
    event = arrivals[0].verified()
    assert event.type == name
    subject = arrivals[0].event["data"]["object"]
    assert {key: subject[key] for key in about} == about
