"""A sandbox of its own for these tests, whose webhooks reach a small receiver."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.running import Sandbox, running_sandbox
from tests.sandbox.receiver import Receiver


@pytest.fixture(scope="session")
def door() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def heard_sandbox(door: Receiver) -> Iterator[Sandbox]:
    with running_sandbox(webhook_url=door.url) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(heard_sandbox: Sandbox, door: Receiver) -> Sandbox:
    """The sandbox, emptied. The product's settings are left alone: nothing here is the product's."""
    heard_sandbox.post("reset")
    door.clear()
    return heard_sandbox


@pytest.fixture
def receiver(sandbox: Sandbox, door: Receiver) -> Receiver:
    return door


@pytest.fixture
def client(sandbox: Sandbox) -> stripe.StripeClient:
    return stripe_client(sandbox.url)


def stripe_client(url: str, *, retries: int = 0, key: str = "sk_test_sandbox") -> stripe.StripeClient:
    """Stripe's own library, pointed at the sandbox."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=(5, 20)),
    )


def order(amount_cents: int = 4250, **changes: Any) -> dict[str, Any]:
    """Parameters of a plain session over one line."""
    line = {
        "price_data": {
            "currency": "usd",
            "unit_amount": amount_cents,
            "product_data": {"name": "조립 PC 부품"},
        },
        "quantity": 1,
    }
    return {
        "mode": "payment",
        "line_items": [line],
        "success_url": "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/back",
    } | changes
