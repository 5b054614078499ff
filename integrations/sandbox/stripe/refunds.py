"""Refunds: pending, succeeded, and the ones that fail after they had succeeded."""

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import money_shapes
from integrations.sandbox.stripe.call import Call, page
from integrations.sandbox.stripe.errors import StripeError, invalid, missing, required
from integrations.sandbox.stripe.events import emit
from integrations.sandbox.stripe.forms import integer, metadata, names, only

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
KNOWN = names("charge payment_intent amount reason metadata currency instructions_email")


def create(call: Call) -> Json:
    """POST /v1/refunds. A card is refunded at once, a bank account later (see the controls)."""
    store, given = call.store, call.params
    only(given, KNOWN)
    charge = _charge(call)
    if given.get("reason") and given["reason"] not in REASONS:
        raise invalid(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} has not succeeded and cannot be refunded.", param="charge")
    if charge["disputed"] and _disputed(store, charge):
        raise StripeError(
            400,
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = integer(given["amount"], "amount") if given.get("amount") else left
    if left <= 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
            code="amount_too_large",
        )
    refund = money_shapes.refund(
        charge, amount=amount, reason=given.get("reason") or None, metadata=metadata(given.get("metadata"))
    )
    behaviour = store.private(charge["id"]).get("behaviour", "")
    card = charge["payment_method_details"]["type"] == "card"
    waits = not card or behaviour == "refund_pending" or "pending" in call.hints
    if not waits:
        refund["status"] = "succeeded"
    store.insert("refund", refund)
    _give_back(store, charge, amount)
    emit(store, "refund.created", refund)
    # Dashboards of both ages listen: `charge.refunded` carries the charge with its new total.
    emit(store, "charge.refunded", charge, previous=_before(charge, amount))
    if behaviour == "refund_fail":
        return decide(store, refund, succeeds=False)
    return refund


def decide(store: Store, refund: Json, *, succeeds: bool) -> Json:
    """The bank accepts or returns a refund. One that had succeeded can still fail, never the other way."""
    before = refund["status"]
    if before in ("failed", "canceled") or (succeeds and before == "succeeded"):
        return refund
    if succeeds:
        refund["status"] = "succeeded"
        store.update(refund)
    else:
        refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        store.update(refund)
        charge = store.find(refund["charge"], "charge")
        if charge is not None:
            _give_back(store, charge, -refund["amount"])
    previous = {"status": before} | ({} if succeeds else {"failure_reason": None})
    emit(store, "refund.updated", refund, previous=previous)
    emit(store, "charge.refund.updated", refund, previous=previous)
    if not succeeds:
        emit(store, "refund.failed", refund)
    return refund


def find(call: Call, id: str) -> Json:
    """GET /v1/refunds/{id}."""
    refund = call.store.find(id, "refund")
    if refund is None:
        raise missing("refund", id)
    return refund


def index(call: Call) -> Json:
    """GET /v1/refunds."""
    filters = {"payment_intent": "payment_intent", "charge": "charge"}
    return page(call, "refund", path="/v1/refunds", filters=filters)


def update(call: Call, id: str) -> Json:
    """POST /v1/refunds/{id}: metadata only."""
    refund = find(call, id)
    only(call.params, frozenset(("metadata",)))
    previous = {"metadata": {key: refund["metadata"].get(key) for key in call.params.get("metadata") or {}}}
    refund["metadata"] = metadata(call.params.get("metadata"), base=refund["metadata"])
    call.store.update(refund)
    emit(call.store, "refund.updated", refund, previous=previous)
    emit(call.store, "charge.refund.updated", refund, previous=previous)
    return refund


def _charge(call: Call) -> Json:
    given = call.params
    charge_id = given.get("charge")
    if not charge_id and given.get("payment_intent"):
        intent = call.store.find(given["payment_intent"], "payment_intent")
        if intent is None:
            raise missing("payment_intent", given["payment_intent"], "payment_intent")
        charge_id = intent["latest_charge"]
        if not charge_id:
            raise invalid(
                "This PaymentIntent does not have a successful charge to refund.", param="payment_intent"
            )
    if not charge_id:
        raise required("payment_intent")
    charge = call.store.find(charge_id, "charge")
    if charge is None:
        raise missing("charge", charge_id, "charge")
    return charge


def _give_back(store: Store, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    store.update(charge)


def _before(charge: Json, amount: int) -> Json:
    previous: Json = {"amount_refunded": charge["amount_refunded"] - amount}
    if charge["refunded"]:
        previous["refunded"] = False
    return previous


def _disputed(store: Store, charge: Json) -> bool:
    held = "json_extract(body, '$.charge') = ? AND status NOT LIKE 'warning%' AND status <> 'won'"
    return bool(store.select("dispute", held, (charge["id"],)))
