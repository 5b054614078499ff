"""Disputes and inquiries over a charge."""

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import money_shapes
from integrations.sandbox.stripe.call import Call, page
from integrations.sandbox.stripe.errors import invalid, missing
from integrations.sandbox.stripe.events import emit
from integrations.sandbox.stripe.forms import metadata, only, truth

CLOSED = ("won", "lost", "warning_closed")


def open_dispute(store: Store, charge: Json, *, reason: str = "fraudulent", inquiry: bool = False) -> Json:
    """The cardholder's bank disputes a charge; an inquiry takes no money yet."""
    status = "warning_needs_response" if inquiry else "needs_response"
    dispute = store.insert("dispute", money_shapes.dispute(charge, reason=reason, status=status))
    charge["disputed"] = True
    store.update(charge)
    emit(store, "charge.dispute.created", dispute)
    if not inquiry:
        emit(store, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(store: Store, dispute: Json, *, won: bool) -> Json:
    """The bank's verdict."""
    before = dispute["status"]
    inquiry = before.startswith("warning")
    dispute["status"] = ("warning_closed" if inquiry else "won") if won else "lost"
    dispute["is_charge_refundable"] = False
    store.update(dispute)
    if won and not inquiry:
        emit(store, "charge.dispute.funds_reinstated", dispute)
    emit(store, "charge.dispute.closed", dispute, previous={"status": before})
    return dispute


def find(call: Call, id: str) -> Json:
    """GET /v1/disputes/{id}."""
    dispute = call.store.find(id, "dispute")
    if dispute is None:
        raise missing("dispute", id, "dispute")
    return dispute


def index(call: Call) -> Json:
    """GET /v1/disputes."""
    filters = {"payment_intent": "payment_intent", "charge": "charge"}
    return page(call, "dispute", path="/v1/disputes", filters=filters)


def update(call: Call, id: str) -> Json:
    """POST /v1/disputes/{id}: evidence and metadata; the evidence text `winning_evidence` wins at once."""
    dispute = find(call, id)
    only(call.params, frozenset(("evidence", "metadata", "submit")))
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed", code="dispute_already_closed")
    previous: Json = {"metadata": dict.fromkeys(call.params.get("metadata") or {})}
    dispute["metadata"] = metadata(call.params.get("metadata"), base=dispute["metadata"])
    evidence = call.params.get("evidence") or {}
    for key in evidence:
        if key not in dispute["evidence"]:
            raise invalid(f"Received unknown parameter: evidence[{key}]", param=f"evidence[{key}]")
    if evidence:
        previous["evidence"] = {key: dispute["evidence"][key] for key in evidence}
        dispute["evidence"] |= evidence
        dispute["evidence_details"] |= {"has_evidence": True, "submission_count": 1}
        if truth(call.params.get("submit", "true")):
            dispute["status"] = dispute["status"].replace("needs_response", "under_review")
    call.store.update(dispute)
    emit(call.store, "charge.dispute.updated", dispute, previous=previous)
    if evidence.get("uncategorized_text") == "winning_evidence":
        return decide(call.store, dispute, won=True)
    return dispute


def close(call: Call, id: str) -> Json:
    """POST /v1/disputes/{id}/close: the merchant accepts the loss."""
    dispute = find(call, id)
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed", code="dispute_already_closed")
    return decide(call.store, dispute, won=False)
