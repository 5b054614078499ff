"""Checkout Sessions: made by the shop, ended by payment, by the shop or by time."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import methods, payments, shapes
from integrations.sandbox.stripe.call import Call, listing, page
from integrations.sandbox.stripe.errors import StripeError, invalid, missing, required
from integrations.sandbox.stripe.events import emit
from integrations.sandbox.stripe.forms import choice, integer, metadata, names, only
from integrations.sandbox.stripe.lines import read_lines

SHORTEST, LONGEST = 30 * 60, 24 * 3600
KNOWN = names(
    "mode line_items success_url cancel_url expires_at metadata payment_intent_data client_reference_id"
    " customer customer_email customer_creation locale payment_method_types submit_type currency ui_mode"
    " payment_method_options phone_number_collection billing_address_collection allow_promotion_codes"
    " automatic_tax custom_text shipping_address_collection invoice_creation after_expiration"
    " consent_collection adaptive_pricing origin_context custom_fields"
)
INTENT_KNOWN = names(
    "metadata description setup_future_usage shipping receipt_email capture_method statement_descriptor"
    " statement_descriptor_suffix transfer_group on_behalf_of"
)
SUBMIT_TYPES = names("auto book donate pay subscribe")
LOCALES = names(
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt"
    " pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create(call: Call) -> Json:
    """POST /v1/checkout/sessions (hosted page, one-time payment)."""
    given = call.params
    only(given, KNOWN)
    if given.get("mode") != "payment":
        raise (
            required("mode")
            if not given.get("mode")
            else invalid("This stand-in knows mode=payment", param="mode")
        )
    if given.get("ui_mode", "hosted_page") not in ("hosted", "hosted_page"):
        raise invalid("This stand-in knows the hosted page", param="ui_mode")
    for name in ("success_url", "cancel_url"):
        _check_url(given.get(name), name, needed=name == "success_url")
    intent_data = given.get("payment_intent_data") or {}
    if not isinstance(intent_data, dict):
        raise invalid("Invalid hash", param="payment_intent_data")
    only(intent_data, INTENT_KNOWN)
    email = given.get("customer_email") or None
    if email and not EMAIL.fullmatch(email):
        raise invalid(f"Invalid email address: {email}", param="customer_email", code="email_invalid")
    reference = given.get("client_reference_id") or None
    if reference and len(reference) > 200:
        raise invalid("client_reference_id can have up to 200 characters", param="client_reference_id")
    lines = read_lines(call)
    total, currency = sum(line["amount_total"] for line in lines), lines[0]["currency"]
    payments.check_amount(
        total,
        currency,
        what="The Checkout Session's total amount due",
        param="line_items[0][price_data][unit_amount]",
    )
    now = int(time.time())
    body = shapes.session(
        amount_subtotal=total,
        amount_total=total,
        cancel_url=given.get("cancel_url") or None,
        client_reference_id=reference,
        created=now,
        currency=currency,
        customer_email=email,
        expires_at=_expiry(given.get("expires_at"), now),
        locale=choice(given.get("locale"), "locale", LOCALES),
        metadata=metadata(given.get("metadata")),
        payment_method_types=given.get("payment_method_types") or ["card"],
        submit_type=choice(given.get("submit_type"), "submit_type", SUBMIT_TYPES),
        success_url=given["success_url"],
    )
    body["url"] = f"{call.base_url}/pay/c/{body['id']}"
    hidden = {
        "line_items": lines,
        "payment_intent_data": {
            "description": intent_data.get("description") or None,
            "metadata": metadata(intent_data.get("metadata"), "payment_intent_data[metadata]"),
            "receipt_email": intent_data.get("receipt_email") or None,
            "setup_future_usage": choice(
                intent_data.get("setup_future_usage"),
                "payment_intent_data[setup_future_usage]",
                payments.FUTURE_USAGE,
            ),
            "shipping": payments.shipping(intent_data.get("shipping")),
        },
    }
    return call.store.insert("session", body, hidden)


def find(call: Call, id: str) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    return fresh(call.store, id)


def fresh(store: Store, id: str) -> Json:
    """A session as of now: one whose time is up is expired on the way."""
    body = store.find(id, "session")
    if body is None:
        raise missing("checkout.session", id, "session")
    if body["status"] == "open" and body["expires_at"] <= time.time():
        with store.transaction():
            end(store, body)
    return body


def index(call: Call) -> Json:
    """GET /v1/checkout/sessions by created, status, payment_intent, customer_details[email]."""
    expire_due(call.store)
    details = call.params.get("customer_details")
    if isinstance(details, dict) and details.get("email"):
        call.params["customer_email"] = details["email"]
    filters = {
        "payment_intent": "payment_intent",
        "status": "status",
        "customer_email": "customer_details.email",
    }
    return page(call, "session", path="/v1/checkout/sessions", filters=filters)


def line_items(call: Call, id: str) -> Json:
    """GET /v1/checkout/sessions/{id}/line_items."""
    find(call, id)
    rows = call.store.private(id)["line_items"]
    return listing(rows, f"/v1/checkout/sessions/{id}/line_items")


def update(call: Call, id: str) -> Json:
    """POST /v1/checkout/sessions/{id}: metadata only."""
    body = find(call, id)
    only(call.params, frozenset(("metadata",)))
    body["metadata"] = metadata(call.params.get("metadata"), base=body["metadata"])
    return call.store.update(body)


def expire(call: Call, id: str) -> Json:
    """POST /v1/checkout/sessions/{id}/expire: refused when the customer was quicker."""
    body = find(call, id)
    if body["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {body['status']}."
        )
    return end(call.store, body)


def end(store: Store, body: Json) -> Json:
    """Close an open session without payment."""
    body |= {"status": "expired", "url": None}
    store.update(body)
    emit(store, "checkout.session.expired", body)
    return body


def expire_due(store: Store) -> int:
    """Expire every open session whose time is up; says how many."""
    due = store.select(
        "session", "status = 'open' AND json_extract(body, '$.expires_at') <= ?", (time.time(),)
    )
    with store.transaction():
        for body in due:
            end(store, body)
    return len(due)


# What the customer does on the hosted page -------------------------------------------
def pay(store: Store, id: str, method: Json, *, decline: str = "", billing: Json | None = None) -> Json:
    """Pay an open session. Declined: it stays open with one more failed charge. A bank debit
    completes it unpaid. A session that is no longer open is returned untouched."""
    body = fresh(store, id)
    if body["status"] != "open":
        return body
    hidden = store.private(id)
    intent = store.find(body["payment_intent"], "payment_intent") if body["payment_intent"] else None
    if intent is None:
        intent = payments.open_intent(
            store,
            amount=body["amount_total"],
            currency=body["currency"],
            payment_method_types=body["payment_method_types"],
            **hidden["payment_intent_data"],
        )
        body["payment_intent"] = intent["id"]
    payments.attempt(store, intent, method, decline=decline)
    if intent["last_payment_error"]:
        return store.update(body)
    person = method["billing_details"] | (billing or {})
    body |= {
        "customer_details": {
            "address": person["address"],
            "business_name": None,
            "email": person["email"] or body["customer_email"],
            "individual_name": None,
            "name": person["name"],
            "phone": person["phone"],
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
        "status": "complete",
        "url": None,
    }
    store.update(body)
    emit(store, "checkout.session.completed", body, topic=intent["id"])
    return body


def settle(store: Store, id: str, *, succeeds: bool) -> Json:
    """The bank decides a delayed payment; nothing happens unless one is under way."""
    body = fresh(store, id)
    intent = store.find(body["payment_intent"] or "", "payment_intent")
    if intent is None or intent["status"] != "processing":
        return body
    payments.settle(store, intent, succeeds=succeeds)
    if succeeds:
        body["payment_status"] = "paid"
        store.update(body)
    emit(store, f"checkout.session.async_payment_{'succeeded' if succeeds else 'failed'}", body)
    return body


# Two calls of Stripe's own page, which its command line tool uses ---------------------
def payment_page(call: Call, id: str) -> Json:
    """GET /v1/payment_pages/{session}: not public; the official CLI reads it before it confirms."""
    return find(call, id)


def confirm_page(call: Call, id: str) -> Json:
    """POST /v1/payment_pages/{session}/confirm with payment_method and expected_amount."""
    store, body = call.store, find(call, id)
    if body["status"] != "open":
        raise invalid("This Checkout Session is no longer open.", code="checkout_session_not_open")
    name = call.params.get("payment_method")
    if not name:
        raise required("payment_method")
    expected = integer(call.params.get("expected_amount", body["amount_total"]), "expected_amount")
    if expected != body["amount_total"]:
        raise invalid("The amount has changed.", param="expected_amount", code="checkout_amount_mismatch")
    method = methods.resolve(store, name)
    body = pay(store, id, method, decline="generic_decline" if "decline" in call.hints else "")
    if body["status"] == "open":
        intent = store.find(body["payment_intent"], "payment_intent")
        raise payments.declined(intent or {})
    if body["payment_status"] == "unpaid" and method["type"] == "sepa_debit":
        store.run("INSERT INTO timers (at, deed, ref) VALUES (?, 'settle_session', ?)", time.time() + 1, id)
    return body


def _expiry(given: Any, now: int) -> int:
    if given in (None, ""):
        return now + LONGEST
    at = integer(given, "expires_at")
    if at < now + SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if at > now + LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return at


def _check_url(value: Any, param: str, *, needed: bool) -> None:
    if not value:
        if needed:
            raise required(param)
        return
    parts = urlsplit(str(value))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise StripeError(400, "Not a valid URL", code="url_invalid", param=param)
