"""PaymentIntents and charges: the one place where money is taken in this pretended world."""

import time
from typing import Any

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import disputes, forms, methods, money_shapes
from integrations.sandbox.stripe.call import Call, page
from integrations.sandbox.stripe.errors import StripeError, invalid, missing, required
from integrations.sandbox.stripe.events import emit
from integrations.sandbox.stripe.forms import integer, metadata, names, only, truth
from integrations.sandbox.stripe.shapes import ADDRESS_KEYS

# Stripe's least amounts per charge, in minor units (docs.stripe.com/currencies).
MINIMUM = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "krw": 100, "cad": 50, "aud": 50}
MAXIMUM = 99_999_999

DECLINES = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "lost_card": ("card_declined", "Your card was declined."),
    "expired_card": ("expired_card", "Your card has expired."),
    "incorrect_number": ("incorrect_number", "Your card number is incorrect."),
}
KNOWN = names(
    "amount currency payment_method payment_method_types confirm description metadata off_session shipping"
    " receipt_email return_url automatic_payment_methods capture_method customer setup_future_usage"
    " statement_descriptor statement_descriptor_suffix payment_method_options transfer_group"
)
FUTURE_USAGE = names("on_session off_session")
INTENT_ACTIVE = ("requires_payment_method", "requires_confirmation", "requires_action")


def check_amount(amount: int, currency: str, what: str = "Amount", param: str = "amount") -> None:
    """Refuse amounts below Stripe's minimum or above its maximum."""
    least = MINIMUM.get(currency, 50)
    if amount < least:
        text = f"₩{least} {currency}" if currency == "krw" else f"{least / 100:.2f} {currency}"
        raise invalid(f"{what} must be at least {text}", param=param, code="amount_too_small")
    if amount > MAXIMUM:
        raise invalid(f"{what} must be no more than {MAXIMUM}", param=param, code="amount_too_large")


def open_intent(store: Store, **given: Any) -> Json:
    """Store a new PaymentIntent and say so."""
    intent = store.insert("payment_intent", money_shapes.intent(**given))
    emit(store, "payment_intent.created", intent)
    return intent


def attempt(store: Store, intent: Json, method: Json, *, decline: str = "") -> Json:
    """Try to pay an intent with a method: it ends succeeded, processing (bank debit) or declined.

    `decline` names a reason and wins over what the method would do. Exactly one charge is
    stored for each attempt. The changed intent is returned; a decline is no exception here.
    """
    behaviour = store.private(method["id"]).get("behaviour", "ok")
    if behaviour.startswith("decline:"):
        decline = decline or behaviour.partition(":")[2]
    charge = money_shapes.charge(intent, method)
    intent["latest_charge"] = charge["id"]
    if decline:
        return _declined(store, intent, charge, method, decline)
    intent["payment_method"] = method["id"]
    intent["last_payment_error"] = None
    if behaviour.startswith("delayed"):
        charge["outcome"] = money_shapes.outcome("pending")
        store.insert("charge", charge)
        intent["status"] = "processing"
        store.update(intent)
        emit(store, "charge.pending", charge)
        emit(store, "payment_intent.processing", intent)
        return intent
    store.insert("charge", charge, {"behaviour": behaviour})
    _succeeded(store, intent, charge)
    if behaviour.startswith(("dispute:", "inquiry:")):
        kind, _, reason = behaviour.partition(":")
        disputes.open_dispute(store, charge, reason=reason, inquiry=kind == "inquiry")
    return intent


def settle(store: Store, intent: Json, *, succeeds: bool) -> Json:
    """Decide a bank debit that was processing; on any other intent nothing happens."""
    if intent["status"] != "processing":
        return intent
    charge = store.find(intent["latest_charge"], "charge")
    method = store.find(intent["payment_method"], "payment_method")
    if charge is None or method is None:
        raise missing("charge", str(intent["latest_charge"]))
    if succeeds:
        _succeeded(store, intent, charge)
    else:
        charge |= {"status": "failed", "failure_code": "insufficient_funds"}
        charge["failure_message"] = "The customer's account has insufficient funds to cover this payment."
        store.update(charge)
        intent |= {
            "status": "requires_payment_method",
            "payment_method": None,
            "last_payment_error": _error(
                "insufficient_funds", charge["failure_message"], charge, method, None
            ),
        }
        store.update(intent)
        emit(store, "charge.failed", charge)
        emit(store, "payment_intent.payment_failed", intent)
    return intent


def _succeeded(store: Store, intent: Json, charge: Json) -> None:
    charge |= {
        "amount_captured": charge["amount"],
        "captured": True,
        "outcome": money_shapes.outcome("authorized"),
        "paid": True,
        "status": "succeeded",
    }
    if store.find(charge["id"]):
        store.update(charge)
    intent |= {"amount_received": intent["amount"], "status": "succeeded", "processing": None}
    store.update(intent)
    emit(store, "charge.succeeded", charge)
    emit(store, "payment_intent.succeeded", intent)


def _declined(store: Store, intent: Json, charge: Json, method: Json, reason: str) -> Json:
    code, message = DECLINES.get(reason, DECLINES["generic_decline"])
    charge |= {
        "failure_code": code,
        "failure_message": message,
        "outcome": money_shapes.outcome("issuer_declined", reason),
        "status": "failed",
    }
    store.insert("charge", charge)
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": _error(
            code, message, charge, method, reason if code == "card_declined" else None
        ),
    }
    store.update(intent)
    emit(store, "charge.failed", charge)
    emit(store, "payment_intent.payment_failed", intent)
    return intent


def _error(code: str, message: str, charge: Json, method: Json, reason: str | None) -> Json:
    error: Json = {
        "charge": charge["id"],
        "code": code,
        "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
    }
    if reason:
        error["decline_code"] = reason
    return error


# The calls -------------------------------------------------------------------------
def create(call: Call) -> Json:
    """POST /v1/payment_intents, with `confirm=true` when asked."""
    given = call.params
    only(given, KNOWN)
    for name in ("amount", "currency"):
        if not given.get(name):
            raise required(name)
    amount, currency = integer(given["amount"], "amount"), forms.currency(given["currency"], "currency")
    check_amount(amount, currency)
    method = methods.resolve(call.store, given["payment_method"]) if given.get("payment_method") else None
    intent = open_intent(
        call.store,
        amount=amount,
        currency=currency,
        description=given.get("description") or None,
        metadata=metadata(given.get("metadata")),
        payment_method=method["id"] if method else None,
        payment_method_types=given.get("payment_method_types") or ["card"],
        receipt_email=given.get("receipt_email") or None,
        setup_future_usage=forms.choice(given.get("setup_future_usage"), "setup_future_usage", FUTURE_USAGE),
        shipping=shipping(given.get("shipping")),
        status="requires_confirmation" if method else "requires_payment_method",
    )
    if truth(given.get("confirm", "")):
        return _confirm(call, intent, method)
    return intent


def confirm(call: Call, id: str) -> Json:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = find(call, id)
    name = call.params.get("payment_method") or intent["payment_method"]
    return _confirm(call, intent, methods.resolve(call.store, name) if name else None)


def _confirm(call: Call, intent: Json, method: Json | None) -> Json:
    if intent["status"] not in INTENT_ACTIVE:
        raise StripeError(
            400,
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    if method is None:
        raise invalid("You cannot confirm this PaymentIntent because it's missing a payment method.")
    attempt(call.store, intent, method, decline="generic_decline" if "decline" in call.hints else "")
    if intent["last_payment_error"]:
        raise declined(intent)
    if method["type"] == "sepa_debit":
        call.store.run(
            "INSERT INTO timers (at, deed, ref) VALUES (?, 'settle_intent', ?)", time.time() + 1, intent["id"]
        )
    return intent


def declined(intent: Json) -> StripeError:
    """402 as Stripe answers a declined confirmation. What happened stays: the failed charge is a fact."""
    error = dict(intent["last_payment_error"])
    return StripeError(402, error.pop("message"), keep=True, payment_intent=intent, **error)


def cancel(call: Call, id: str) -> Json:
    """POST /v1/payment_intents/{id}/cancel."""
    intent = find(call, id)
    if intent["status"] not in INTENT_ACTIVE:
        raise invalid(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    intent |= {"status": "canceled", "canceled_at": int(time.time())}
    call.store.update(intent)
    emit(call.store, "payment_intent.canceled", intent)
    return intent


def find(call: Call, id: str) -> Json:
    """GET /v1/payment_intents/{id}."""
    intent = call.store.find(id, "payment_intent")
    if intent is None:
        raise missing("payment_intent", id, "intent")
    return intent


def find_charge(call: Call, id: str) -> Json:
    """GET /v1/charges/{id}."""
    charge = call.store.find(id, "charge")
    if charge is None:
        raise missing("charge", id)
    return charge


def index(call: Call) -> Json:
    """GET /v1/payment_intents."""
    return page(call, "payment_intent", path="/v1/payment_intents")


def index_charges(call: Call) -> Json:
    """GET /v1/charges."""
    return page(call, "charge", path="/v1/charges", filters={"payment_intent": "payment_intent"})


def shipping(given: Any) -> Json | None:
    """A shipping hash in Stripe's full shape."""
    if not isinstance(given, dict):
        return None
    address = given.get("address") or {}
    return {
        "address": {key: address.get(key) for key in ADDRESS_KEYS},
        "name": given.get("name") or "",
        "phone": given.get("phone") or None,
    }
