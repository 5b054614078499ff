"""The full bodies of Stripe's objects, every key that the vendor's schema asks for."""

import time
from typing import Any

from ..store import Json
from . import ids

ADDRESS_KEYS = ("city", "country", "line1", "line2", "postal_code", "state")


def product(name: str, *, description: str | None, images: list[str], metadata: Json) -> Json:
    """A product."""
    now = int(time.time())
    return {
        "id": ids.new("prod", 14),
        "object": "product",
        "active": True,
        "created": now,
        "default_price": None,
        "description": description,
        "images": images,
        "livemode": False,
        "marketing_features": [],
        "metadata": metadata,
        "name": name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": now,
        "url": None,
    }


def price(product_id: str, *, currency: str, unit_amount: int, metadata: Json, active: bool = True) -> Json:
    """A one-time price in minor units. Stripe makes an inactive one for each `price_data`."""
    return {
        "id": ids.new("price"),
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": int(time.time()),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": metadata,
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }


def item(price_body: Json, *, name: str, quantity: int) -> Json:
    """A line of a Checkout Session."""
    total = price_body["unit_amount"] * quantity
    return {
        "id": ids.new("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price_body["currency"],
        "description": name,
        "metadata": {},
        "price": price_body,
        "quantity": quantity,
    }


def session(**given: Any) -> Json:
    """An open, unpaid Checkout Session; `given` are the keys that differ from the plainest one."""
    body: Json = {
        "id": ids.new("cs_test", 58),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": 0,
        "amount_total": 0,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": None,
        "client_reference_id": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": int(time.time()),
        "currency": "usd",
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "expires_at": 0,
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": False,
        "locale": None,
        "metadata": {},
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": None,
        "wallet_options": None,
    }
    return body | given


def intent(*, amount: int, currency: str, **given: Any) -> Json:
    """A PaymentIntent that waits for a payment method."""
    id = ids.new("pi")
    body: Json = {
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{ids.new('x')[2:]}",
        "confirmation_method": "automatic",
        "created": int(time.time()),
        "currency": currency,
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    return body | given


def charge(intent_body: Json, method: Json) -> Json:
    """A charge of a PaymentIntent that has not been decided yet. It copies the intent's metadata, as Stripe does."""
    return {
        "id": ids.new("py" if method["type"] != "card" else "ch"),
        "object": "charge",
        "amount": intent_body["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": None,
        "captured": False,
        "created": int(time.time()),
        "currency": intent_body["currency"],
        "customer": intent_body["customer"],
        "description": intent_body["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent_body["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent_body["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": method["type"], method["type"]: _details(method)},
        "receipt_email": intent_body["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent_body["shipping"],
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def outcome(verdict: str, reason: str | None = None) -> Json:
    """What the network said to a charge: `authorized`, `issuer_declined` or `pending` (a bank debit)."""
    messages = {
        "authorized": "Payment complete.",
        "pending": "Payment is pending.",
        "issuer_declined": "The bank did not return any further details with this decline.",
    }
    declined = verdict == "issuer_declined"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if declined else "approved_by_network",
        "reason": reason,
        "risk_level": "normal",
        "seller_message": messages[verdict],
        "type": "issuer_declined" if declined else "authorized",
    }


def _details(method: Json) -> Json:
    if method["type"] == "card":
        card = method["card"]
        return {
            "amount_authorized": None,
            "authorization_code": None,
            "brand": card["brand"],
            "checks": card["checks"],
            "country": card["country"],
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "network": card["brand"],
            "three_d_secure": None,
            "wallet": None,
        }
    if method["type"] == "sepa_debit":
        return {k: method["sepa_debit"][k] for k in ("bank_code", "branch_code", "country", "fingerprint", "last4")} | {
            "expected_debit_date": None,
            "mandate": None,
        }
    bank = method["us_bank_account"]
    return {
        k: bank[k]
        for k in ("account_holder_type", "account_type", "bank_name", "fingerprint", "last4", "routing_number")
    } | {"payment_reference": None}


def refund(charge_body: Json, *, amount: int, reason: str | None, metadata: Json) -> Json:
    """A refund of `amount` minor units, not decided yet."""
    kind = "card" if charge_body["payment_method_details"]["type"] == "card" else "us_bank_transfer"
    details = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
    return {
        "id": ids.new("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge_body["id"],
        "created": int(time.time()),
        "currency": charge_body["currency"],
        "destination_details": {"type": kind, "card": details} if kind == "card" else {"type": kind, kind: {}},
        "metadata": metadata,
        "payment_intent": charge_body["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }


def dispute(charge_body: Json, *, reason: str, status: str) -> Json:
    """A dispute over the whole charge; `warning_needs_response` is an inquiry, which moves no money yet."""
    text_keys = (
        "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal"
        " customer_communication customer_email_address customer_name customer_purchase_ip customer_signature"
        " duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt"
        " refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation"
        " shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number"
        " uncategorized_file uncategorized_text"
    ).split()
    return {
        "id": ids.new("du"),
        "object": "dispute",
        "amount": charge_body["amount"],
        "balance_transactions": [],
        "charge": charge_body["id"],
        "created": int(time.time()),
        "currency": charge_body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(text_keys) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": int(time.time()) + 7 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": status.startswith("warning"),
        "livemode": False,
        "metadata": {},
        "payment_intent": charge_body["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": reason,
        "status": status,
    }
