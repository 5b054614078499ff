"""Payment methods and the test numbers that decide what happens to a payment."""

import time
from typing import Any

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import ids
from integrations.sandbox.stripe.call import Call
from integrations.sandbox.stripe.errors import StripeError, invalid, missing, required
from integrations.sandbox.stripe.forms import metadata
from integrations.sandbox.stripe.shapes import ADDRESS_KEYS

# Stripe's published test cards: number -> (token suffix, brand, behaviour). See docs.stripe.com/testing.
CARDS: dict[str, tuple[str, str, str]] = {
    "4242424242424242": ("visa", "visa", "ok"),
    "5555555555554444": ("mastercard", "mastercard", "ok"),
    "378282246310005": ("amex", "amex", "ok"),
    "4000000000000002": ("visa_chargeDeclined", "visa", "decline:generic_decline"),
    "4000000000009995": (
        "visa_chargeDeclinedInsufficientFunds",
        "visa",
        "decline:insufficient_funds",
    ),
    "4000000000009987": ("visa_chargeDeclinedLostCard", "visa", "decline:lost_card"),
    "4000000000000069": ("chargeDeclinedExpiredCard", "visa", "decline:expired_card"),
    "4000000000000259": ("createDispute", "visa", "dispute:fraudulent"),
    "4000000000002685": ("createDisputeProductNotReceived", "visa", "dispute:product_not_received"),
    "4000000000001976": ("createDisputeInquiry", "visa", "inquiry:fraudulent"),
    "4000000000007726": ("pendingRefund", "visa", "refund_pending"),
    "4000000000005126": ("refundFail", "visa", "refund_fail"),
}
TOKENS = {suffix: number for number, (suffix, _brand, _behaviour) in CARDS.items()} | {
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
}
# Bank debits are decided later. The first is Stripe's "succeeds", the others fail.
FAILING_IBANS = {"AT861904300235473202", "IT60X0542811101000000123456"}


def behaviour_of_card(number: str) -> str:
    """What a typed card number does; an unknown number is declined as incorrect."""
    known = CARDS.get(number)
    return known[2] if known else "decline:incorrect_number"


def card(store: Store, number: str, *, billing: Any = None, metadata: Json | None = None) -> Json:
    """Store a card by its test number."""
    _suffix, brand, behaviour = CARDS.get(number, ("", "unknown", "decline:incorrect_number"))
    body = _base("card", billing, metadata) | {
        "card": {
            "brand": brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "US",
            "display_brand": brand,
            "exp_month": 12,
            "exp_year": time.gmtime().tm_year + 3,
            "fingerprint": f"sandbox{number[-9:]}",
            "funding": "credit",
            "generated_from": None,
            "last4": number[-4:],
            "networks": {"available": [brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }
    }
    return store.insert("payment_method", body, {"behaviour": behaviour})


def bank_account(store: Store, *, billing: Any = None) -> Json:
    """Store a bank account that pays with delay, when told to."""
    body = _base("us_bank_account", billing, None) | {
        "us_bank_account": {
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "STRIPE TEST BANK",
            "financial_connections_account": None,
            "fingerprint": "sandboxbank000001",
            "last4": "6789",
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": "110000000",
            "status_details": {},
        }
    }
    return store.insert("payment_method", body, {"behaviour": "delayed"})


def sepa(store: Store, iban: str, *, billing: Any, metadata: Json) -> Json:
    """Store a SEPA debit; it settles by itself a second later."""
    body = _base("sepa_debit", billing, metadata) | {
        "sepa_debit": {
            "bank_code": iban[4:9],
            "branch_code": "",
            "country": iban[:2],
            "fingerprint": f"sandbox{iban[-9:]}",
            "generated_from": {"charge": None, "setup_attempt": None},
            "last4": iban[-4:],
        }
    }
    verdict = "delayed:fail" if iban in FAILING_IBANS else "delayed:ok"
    return store.insert("payment_method", body, {"behaviour": verdict})


def resolve(store: Store, id: str) -> Json:
    """A stored payment method, or a fresh one for Stripe's ready-made `pm_card_...` names."""
    found = store.find(id, "payment_method")
    if found:
        return found
    number = TOKENS.get(id.removeprefix("pm_card_")) if id.startswith("pm_card_") else None
    if number is None:
        raise missing("PaymentMethod", id, "payment_method")
    return card(store, number)


def create(call: Call) -> Json:
    """POST /v1/payment_methods."""
    given = call.params
    kind = given.get("type") or ""
    meta = metadata(given.get("metadata"))
    billing = given.get("billing_details")
    if kind == "card":
        data = given.get("card") or {}
        if not isinstance(data, dict) or not (data.get("token") or data.get("number")):
            raise required("card")
        token = str(data.get("token") or "")
        number = TOKENS.get(token.removeprefix("tok_")) if token else str(data["number"]).replace(" ", "")
        if token and number is None:
            raise missing("token", token, "card[token]")
        if number not in CARDS:
            raise StripeError(
                402,
                "Your card number is incorrect.",
                type="card_error",
                code="incorrect_number",
                param="number",
                keep=True,
            )
        return card(call.store, number, billing=billing, metadata=meta)
    if kind == "sepa_debit":
        iban = str((given.get("sepa_debit") or {}).get("iban") or "").replace(" ", "")
        if len(iban) < 15:
            raise invalid(
                "The IBAN you provided is invalid.",
                param="sepa_debit[iban]",
                code="invalid_bank_account_iban",
            )
        return sepa(call.store, iban, billing=billing, metadata=meta)
    if kind == "us_bank_account":
        return bank_account(call.store, billing=billing)
    raise required("type") if not kind else invalid(f"Invalid type: {kind} is not known here", param="type")


def retrieve(call: Call, id: str) -> Json:
    """GET /v1/payment_methods/{id}."""
    return resolve(call.store, id)


def _base(kind: str, billing: Any, metadata: Json | None) -> Json:
    given = billing if isinstance(billing, dict) else {}
    address = given.get("address") if isinstance(given.get("address"), dict) else {}
    return {
        "id": ids.new("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": {key: (address or {}).get(key) for key in ADDRESS_KEYS},
            "email": given.get("email") or None,
            "name": given.get("name") or None,
            "phone": given.get("phone") or None,
            "tax_id": None,
        },
        "created": int(time.time()),
        "customer": None,
        "livemode": False,
        "metadata": metadata or {},
        "type": kind,
    }
