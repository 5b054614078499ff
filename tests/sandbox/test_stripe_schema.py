"""Stripe's published schema accepts every object and every event the sandbox emits."""

from typing import Any

import pytest
import requests
import stripe

from tests.running import Sandbox, wait_for
from tests.sandbox.conftest import order
from tests.sandbox.vendor_schema import violations

AUTH = {"Authorization": "Bearer sk_test_sandbox"}


class Tour:
    """Walks through the API over plain HTTP and keeps what each call answered."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.seen: list[dict[str, Any]] = []

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return self._keep(requests.get(f"{self.sandbox.url}/v1/{path}", params, headers=AUTH, timeout=10))

    def post(self, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._keep(
            requests.post(f"{self.sandbox.url}/v1/{path}", flat(data or {}), headers=AUTH, timeout=10)
        )

    def delete(self, path: str) -> dict[str, Any]:
        return self._keep(requests.delete(f"{self.sandbox.url}/v1/{path}", headers=AUTH, timeout=10))

    def _keep(self, reply: requests.Response) -> dict[str, Any]:
        body = dict(reply.json())
        self.seen.append(body)
        return body

    def session(self, **changes: Any) -> dict[str, Any]:
        return self.post("checkout/sessions", order(**changes))


def flat(data: Any, prefix: str = "") -> dict[str, str]:
    """Nested parameters in Stripe's bracket form."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    result: dict[str, str] = {}
    for key, value in pairs:
        name = f"{prefix}[{key}]" if prefix else str(key)
        if isinstance(value, dict | list):
            result |= flat(value, name)
        else:
            result[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return result


def test_every_object_and_event_fits(sandbox: Sandbox) -> None:
    tour = Tour(sandbox)
    _shop_around(tour)
    _pay_in_every_way(tour)
    _give_back(tour)
    _quarrel(tour)
    _refusals(tour)
    _lists(tour)

    events = [event for page in tour.seen if page.get("url") == "/v1/events" for event in page["data"]]
    types = {event["type"] for event in events}
    assert types == {
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.failed",
        "charge.pending",
        "charge.refund.updated",
        "charge.refunded",
        "charge.succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "payment_intent.succeeded",
        "refund.created",
        "refund.failed",
        "refund.updated",
    }
    assert len(tour.seen) > 50
    found = sorted({text for body in tour.seen for text in violations(body)})
    assert found == [], "\n" + "\n".join(found)


def _shop_around(tour: Tour) -> None:
    product = tour.post(
        "products", {"name": "양말", "description": "wool", "images": ["https://example.com/a.png"]}
    )
    price = tour.post("prices", {"product": product["id"], "unit_amount": 1500, "currency": "usd"})
    tour.get(f"products/{product['id']}")
    tour.get(f"prices/{price['id']}")
    line = {"price": price["id"], "quantity": 2, "adjustable_quantity": {"enabled": False}}
    session = tour.session(
        line_items=[line],
        client_reference_id="B-1",
        customer_email="mina@example.com",
        metadata={"charge": "7"},
        locale="ko",
        payment_intent_data={"metadata": {"order": "B-1"}, "description": "Order B-1"},
    )
    tour.get(f"checkout/sessions/{session['id']}", **{"expand[]": "line_items"})
    tour.get(f"checkout/sessions/{session['id']}/line_items")
    tour.post(f"checkout/sessions/{session['id']}", {"metadata": {"note": "later"}})
    tour.post(f"checkout/sessions/{session['id']}/expire")
    endpoint = tour.post(
        "webhook_endpoints", {"url": "http://127.0.0.1:9/x", "enabled_events": ["charge.failed"]}
    )
    tour.get(f"webhook_endpoints/{endpoint['id']}")
    tour.delete(f"webhook_endpoints/{endpoint['id']}")


def _pay_in_every_way(tour: Tour) -> None:
    sandbox = tour.sandbox
    session = tour.session()
    sandbox.post(f"sessions/{session['id']}/decline")
    sandbox.post(f"sessions/{session['id']}/decline", reason="insufficient_funds")
    sandbox.post(f"sessions/{session['id']}/pay")
    expand = {"expand[0]": "payment_intent.latest_charge", "expand[1]": "payment_intent.payment_method"}
    paid = tour.get(f"checkout/sessions/{session['id']}", **expand)
    assert paid["payment_intent"]["latest_charge"]["status"] == "succeeded"
    for verdict in ("settle_async", "fail_async"):
        bank = tour.session()
        sandbox.post(f"sessions/{bank['id']}/pay_async")
        tour.get(f"checkout/sessions/{bank['id']}", **{"expand[]": "payment_intent.latest_charge"})
        sandbox.post(f"sessions/{bank['id']}/{verdict}")
        tour.get(f"checkout/sessions/{bank['id']}", **{"expand[]": "payment_intent.latest_charge"})
    debit = tour.session(payment_method_types=["sepa_debit"])
    tour.get(f"payment_pages/{debit['id']}")
    method = tour.post(
        "payment_methods", {"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"}}
    )
    confirmed = tour.post(f"payment_pages/{debit['id']}/confirm", {"payment_method": method["id"]})
    assert confirmed["payment_status"] == "unpaid"
    wait_for("the debit", lambda: tour.get(f"checkout/sessions/{debit['id']}")["payment_status"] == "paid")
    tour.get(f"payment_intents/{confirmed['payment_intent']}", **{"expand[]": "latest_charge"})
    card = tour.post("payment_methods", {"type": "card", "card": {"token": "tok_visa"}})
    tour.get(f"payment_methods/{card['id']}")
    intent = tour.post("payment_intents", {"amount": 500, "currency": "usd", "metadata": {"a": "b"}})
    tour.post(f"payment_intents/{intent['id']}/confirm", {"payment_method": card["id"]})
    other = tour.post("payment_intents", {"amount": 500, "currency": "usd"})
    tour.post(f"payment_intents/{other['id']}/cancel")


def _give_back(tour: Tour) -> None:
    for card, amount in (("pm_card_visa", 300), ("pm_card_pendingRefund", 500), ("pm_card_refundFail", 500)):
        intent = tour.post(
            "payment_intents", {"amount": 500, "currency": "usd", "payment_method": card, "confirm": True}
        )
        refund = tour.post(
            "refunds", {"payment_intent": intent["id"], "amount": amount, "reason": "requested_by_customer"}
        )
        tour.post(f"refunds/{refund['id']}", {"metadata": {"order": "B-1"}})
        tour.sandbox.post(f"refunds/{refund['id']}/succeed")
        tour.get(f"refunds/{refund['id']}", **{"expand[]": "charge"})
        tour.get(f"charges/{refund['charge']}", **{"expand[]": "refunds"})
    bank = tour.session()
    tour.sandbox.post(f"sessions/{bank['id']}/pay_async")
    tour.sandbox.post(f"sessions/{bank['id']}/settle_async")
    paid = tour.get(f"checkout/sessions/{bank['id']}")
    refund = tour.post("refunds", {"payment_intent": paid["payment_intent"]})
    assert refund["status"] == "pending"
    tour.sandbox.post(f"refunds/{refund['id']}/fail")


def _quarrel(tour: Tour) -> None:
    cards = (
        "pm_card_createDispute",
        "pm_card_createDisputeInquiry",
        "pm_card_createDisputeProductNotReceived",
    )
    for card, evidence in zip(cards, ("winning_evidence", "here is why", ""), strict=True):
        intent = tour.post(
            "payment_intents", {"amount": 900, "currency": "usd", "payment_method": card, "confirm": True}
        )
        dispute = tour.get("disputes", payment_intent=intent["id"])["data"][0]
        tour.get(f"disputes/{dispute['id']}")
        if evidence:
            tour.post(f"disputes/{dispute['id']}", {"evidence": {"uncategorized_text": evidence}})
        if evidence != "winning_evidence":
            tour.post(f"disputes/{dispute['id']}/close")
        tour.get(f"disputes/{dispute['id']}")


def _refusals(tour: Tour) -> None:
    assert tour.get("charges/ch_none")["error"]["code"] == "resource_missing"
    assert tour.get("nowhere")["error"]["type"] == "invalid_request_error"
    assert tour.post("checkout/sessions", {"mode": "payment"})["error"]["code"] == "parameter_missing"
    card = {"amount": 500, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True}
    assert tour.post("payment_intents", card)["error"]["decline_code"] == "generic_decline"


def _lists(tour: Tour) -> None:
    for path in (
        "checkout/sessions",
        "payment_intents",
        "charges",
        "refunds",
        "disputes",
        "products",
        "prices",
    ):
        assert tour.get(path, limit=100)["data"]
    tour.get("webhook_endpoints")
    last = ""
    while True:
        page = tour.get("events", limit=100, **({"starting_after": last} if last else {}))
        if not page["has_more"]:
            break
        last = page["data"][-1]["id"]
    tour.get(f"events/{page['data'][-1]['id']}")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.pop("expires_at"),
        lambda body: body.update(status="half open"),
        lambda body: body.update(amount_total="12"),
        lambda body: body.update(surprise=1),
        lambda body: body.update(automatic_tax=None),
    ],
)
def test_the_judge_can_say_no(client: stripe.StripeClient, sandbox: Sandbox, spoil: Any) -> None:
    client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    body = sandbox.get("sessions")[0]
    assert violations(body) == []

    spoil(body)

    assert len(violations(body)) == 1
