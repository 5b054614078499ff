"""The full bodies of what moves money: intents, charges, refunds, disputes."""

import time
from typing import Any

from integrations.sandbox.store import Json
from integrations.sandbox.stripe import ids


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
    """An undecided charge of a PaymentIntent. It copies the intent's metadata, as Stripe does."""
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
        return {
            k: method["sepa_debit"][k]
            for k in ("bank_code", "branch_code", "country", "fingerprint", "last4")
        } | {
            "mandate": None,
        }
    bank = method["us_bank_account"]
    return {
        k: bank[k]
        for k in (
            "account_holder_type",
            "account_type",
            "bank_name",
            "fingerprint",
            "last4",
            "routing_number",
        )
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
        "destination_details": {"type": kind, "card": details}
        if kind == "card"
        else {"type": kind, kind: {}},
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
    text = (
        "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure"
        " cancellation_rebuttal customer_communication customer_email_address customer_name"
        " customer_purchase_ip customer_signature duplicate_charge_documentation"
        " duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy"
        " refund_policy_disclosure refund_refusal_explanation service_date service_documentation"
        " shipping_address shipping_carrier shipping_date shipping_documentation"
        " shipping_tracking_number uncategorized_file uncategorized_text"
    )
    return {
        "id": ids.new("du"),
        "object": "dispute",
        "amount": charge_body["amount"],
        "balance_transactions": [],
        "charge": charge_body["id"],
        "created": int(time.time()),
        "currency": charge_body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(text.split()) | {"enhanced_evidence": {}},
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
            "card": {
                "brand": "visa",
                "case_type": "inquiry" if status.startswith("warning") else "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": status,
    }
