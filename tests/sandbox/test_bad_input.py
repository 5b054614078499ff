"""Whatever nonsense comes in, the answer is a refusal in the provider's words and nothing has changed."""

from typing import Any

import pytest
import requests

from tests.running import Sandbox
from tests.sandbox.conftest import order
from tests.sandbox.test_stripe_schema import flat
from tests.sandbox.vendor_schema import violations

AUTH = {"Authorization": "Bearer sk_test_sandbox"}
NONSENSE: list[Any] = ["", "x", "-1", "9" * 30, "\x00é뷁", {"a": "b"}, ["a"], {"a": {"b": ["c"]}}]
CALLS: dict[str, dict[str, Any]] = {
    "checkout/sessions": order(
        expires_at="1",
        metadata={"a": "b"},
        payment_intent_data={"metadata": {"a": "b"}, "description": "d", "shipping": {"name": "n"}},
        client_reference_id="r",
        customer_email="a@b.cd",
        locale="ko",
        payment_method_types=["card"],
        submit_type="pay",
        ui_mode="hosted_page",
        expand=["line_items"],
    ),
    "payment_intents": {
        "amount": 500,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "description": "d",
        "metadata": {"a": "b"},
        "receipt_email": "a@b.cd",
        "setup_future_usage": "off_session",
        "shipping": {"name": "n", "address": {"city": "c"}},
        "payment_method_types": ["card"],
    },
    "payment_methods": {
        "type": "card",
        "card": {"token": "tok_visa"},
        "billing_details": {"name": "n", "email": "e", "phone": "p", "address": {"city": "c"}},
        "metadata": {"a": "b"},
    },
    "refunds": {
        "payment_intent": "pi_x",
        "charge": "ch_x",
        "amount": 1,
        "reason": "fraudulent",
        "metadata": {"a": "b"},
    },
    "products": {
        "name": "n",
        "description": "d",
        "images": ["https://example.com/a.png"],
        "metadata": {"a": "b"},
    },
    "prices": {
        "product": "prod_x",
        "currency": "usd",
        "unit_amount": 1,
        "metadata": {"a": "b"},
        "active": True,
    },
    "webhook_endpoints": {"url": "http://127.0.0.1:9/", "enabled_events": ["*"]},
}
QUERIES: dict[str, list[str]] = {
    "checkout/sessions": ["limit", "created", "starting_after", "status", "customer_details", "expand"],
    "events": ["limit", "type", "types", "created", "ending_before"],
    "charges": ["limit", "payment_intent"],
    "refunds": ["limit", "charge"],
    "disputes": ["charge"],
}


@pytest.mark.parametrize("path", CALLS)
def test_nonsense_in_a_body(sandbox: Sandbox, path: str) -> None:
    for name in CALLS[path]:
        for value in NONSENSE:
            body = flat({**CALLS[path], name: value})
            reply = requests.post(f"{sandbox.url}/v1/{path}", body, headers=AUTH, timeout=10)
            assert reply.status_code < 500, (name, value, reply.text)
            assert violations(reply.json()) == [], (name, value)
    for name in ("line_items", "card", "sepa_debit", "billing_details", "payment_intent_data"):
        for value in NONSENSE:
            body = flat({**CALLS[path], "type": "sepa_debit", name: [value]})
            reply = requests.post(f"{sandbox.url}/v1/{path}", body, headers=AUTH, timeout=10)
            assert reply.status_code < 500, (name, value, reply.text)


@pytest.mark.parametrize("path", QUERIES)
def test_nonsense_in_a_query(sandbox: Sandbox, path: str) -> None:
    sandbox.post("reset")
    for name in QUERIES[path]:
        for value in NONSENSE:
            reply = requests.get(f"{sandbox.url}/v1/{path}", flat({name: value}), headers=AUTH, timeout=10)
            assert reply.status_code < 500, (name, value, reply.text)


@pytest.mark.parametrize(
    "body",
    [
        "a[b][c][d][e][f][g][h][i][j]=1",
        "a=1&a[b]=2",
        "a[b]=1&a=2",
        "a[]=1&a[b]=2",
        "%ff%fe=1",
        "[=1",
        "a[=1",
        "=1",
        "&&&",
    ],
)
def test_broken_brackets(sandbox: Sandbox, body: str) -> None:
    headers = AUTH | {"Content-Type": "application/x-www-form-urlencoded"}

    reply = requests.post(f"{sandbox.url}/v1/checkout/sessions", body, headers=headers, timeout=10)

    assert reply.status_code == 400
    assert reply.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "path",
    ["checkout/sessions/x/expire", "refunds/x", "disputes/x/close", "payment_pages/x/confirm", "nothing", ""],
)
def test_unknown_places_and_objects(sandbox: Sandbox, path: str) -> None:
    reply = requests.post(f"{sandbox.url}/v1/{path}", headers=AUTH, timeout=10)

    assert reply.status_code == 404
    assert violations(reply.json()) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("parcels", b"{"),
        ("parcels", b"[]"),
        ("parcels", b'{"courier": "dhl", "number": "1"}'),
        ("parcels", b'{"courier": "ems", "number": ""}'),
        ("parcels", b'{"courier": "ems", "number": "EM123456785KR", "at": "yesterday"}'),
        ("parcels", b'{"courier": "ems", "number": "EM123456785KR", "at": "2026-11-24T10:00:00"}'),
        ("parcels/none/next", b"{}"),
        ("parcels/none/fly", b"{}"),
        ("sessions/none/pay", b"{}"),
        ("sessions/none/steal", b"{}"),
        ("refunds", b"{}"),
        ("refunds/none/succeed", b"{}"),
        ("disputes", b'{"session": "none"}'),
        ("disputes/none/win", b"{}"),
        ("events/none/resend", b"{}"),
        ("endpoints", b"{}"),
        ("ems/encoding", b'{"encoding": "latin-1"}'),
    ],
)
def test_controls_refuse_in_words(sandbox: Sandbox, path: str, body: bytes) -> None:
    before = sandbox.counts()

    reply = requests.post(f"{sandbox.url}/_sandbox/{path}", body, timeout=10)

    assert reply.status_code in (400, 404, 409)
    assert reply.json()["error"]
    assert sandbox.counts() == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"trackingInfo": 5}', b'{"trackingInfo": [{}]}', b'{"trackingInfo": []}']
)
def test_fedex_refuses_in_its_words(sandbox: Sandbox, body: bytes) -> None:
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    token = requests.post(f"{sandbox.url}/fedex/oauth/token", form, timeout=10).json()["access_token"]

    reply = requests.post(
        f"{sandbox.url}/fedex/track/v1/trackingnumbers",
        body,
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["code"]
