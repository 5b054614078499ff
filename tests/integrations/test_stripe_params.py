"""What we ask of a Checkout Session."""

import json
from datetime import UTC, datetime

import pytest

from integrations.stripe import checkout_params

GIVEN = {
    "lines": [("Sheet mask, 10 pcs", 1_250, 2), ("Service fee", 100, 1)],
    "currency": "USD",
    "expires_at": datetime(2026, 11, 24, 4, 0, 0, 900_000, tzinfo=UTC),
    "metadata": {"order": "BD-1", "charge": "7", "effect": "e"},
    "client_reference_id": "BD-1",
    "success_url": "http://127.0.0.1:8000/pay/done/?s={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:8000/pay/x/",
}


def test_everything_stands_where_stripe_looks_for_it():
    assert checkout_params(**GIVEN, customer_email="mina@example.com", language="ko") == {
        "mode": "payment",
        "line_items": [
            {
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 1_250,
                    "product_data": {"name": "Sheet mask, 10 pcs"},
                },
                "quantity": 2,
            },
            {
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 100,
                    "product_data": {"name": "Service fee"},
                },
                "quantity": 1,
            },
        ],
        "expires_at": 1_795_492_800,
        "metadata": {"order": "BD-1", "charge": "7", "effect": "e"},
        "payment_intent_data": {"metadata": {"order": "BD-1", "charge": "7", "effect": "e"}},
        "client_reference_id": "BD-1",
        "success_url": "http://127.0.0.1:8000/pay/done/?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/pay/x/",
        "locale": "ko",
        "customer_email": "mina@example.com",
    }


def test_nothing_is_none_and_all_is_json():
    params = checkout_params(**GIVEN)
    assert "null" not in json.dumps(params)
    assert json.loads(json.dumps(params)) == params
    assert "customer_email" not in params
    assert params["locale"] == "en"


def test_a_language_we_do_not_speak_is_left_to_stripe():
    assert checkout_params(**GIVEN, language="fr")["locale"] == "auto"


@pytest.mark.parametrize(
    "lines", [[], [("", 100, 1)], [("  ", 100, 1)], [("Mask", 0, 1)], [("Mask", -5, 1)], [("Mask", 100, 0)]]
)
def test_lines_that_cannot_be_paid(lines):
    with pytest.raises(ValueError, match="line"):
        checkout_params(**{**GIVEN, "lines": lines})


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        checkout_params(**{**GIVEN, "expires_at": datetime(2026, 11, 24)})  # noqa: DTZ001


def test_a_very_long_name_is_cut():
    params = checkout_params(**{**GIVEN, "lines": [("x" * 400, 100, 1)]})
    assert params["line_items"][0]["price_data"]["product_data"]["name"] == "x" * 250
