"""Acting on what the card provider told us: fetch the object again, then settle."""

from typing import Any
from uuid import UUID

from integrations import stripe
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.models import PaymentAttempt, WebhookEvent
from workflow.services.attention import raise_attention
from workflow.services.settlement import bank_payment_failed, settle
from workflow.states import Concern

# Money that moved outside this console. Recorded and put before a person.
_OUTSIDE = {
    # One event for one refund: `charge.refunded` tells the same again, with the sum of all.
    "refund.created": Concern.EXTERNAL_REFUND,
    "refund.failed": Concern.EXTERNAL_REFUND,
    "charge.dispute.created": Concern.DISPUTE,
    "charge.dispute.closed": Concern.DISPUTE,
}


@handler("webhook.refetch", money=True)
def refetch(effect: Effect) -> Conclusion:
    event = WebhookEvent.objects.get(pk=effect.subject_id)
    if event.type.startswith("checkout.session."):
        return _session(event)
    if event.type in _OUTSIDE:
        return _outside(event)
    return _end(event, WebhookEvent.Outcome.IGNORED, "We do not act on this kind.")


def _session(event: WebhookEvent) -> Conclusion:
    attempt = _attempt_of(event)
    if attempt is None:
        return _end(event, WebhookEvent.Outcome.IGNORED, "The session is not one of ours.")
    session = stripe.retrieve_session(session_id=event.object_id)

    def record() -> None:
        if event.type.endswith("async_payment_failed"):
            bank_payment_failed(attempt_id=attempt.pk, session=session)
            _write(event, WebhookEvent.Outcome.PROCESSED, "The bank payment failed.")
            return
        payment = settle(attempt_id=attempt.pk, session=session)
        _write(event, WebhookEvent.Outcome.PROCESSED, payment.verdict if payment else session.status)

    return Conclusion(record)


def _attempt_of(event: WebhookEvent) -> PaymentAttempt | None:
    known = PaymentAttempt.objects.filter(session_id=event.object_id).first()
    if known is not None:
        return known
    # The reply that named the session may have been lost: our key travels in its metadata.
    metadata: dict[str, Any] = event.payload["data"]["object"].get("metadata") or {}
    key = str(metadata.get("attempt", ""))
    try:
        UUID(key)
    except ValueError:
        return None
    return PaymentAttempt.objects.filter(key=key, session_id=None).first()


def _outside(event: WebhookEvent) -> Conclusion:
    found: dict[str, Any] = event.payload["data"]["object"]
    intent = str(found.get("payment_intent") or "")
    attempt = (
        PaymentAttempt.objects.filter(payments__provider_ref=intent).select_related("charge__order").first()
    )
    if attempt is None:
        return _end(event, WebhookEvent.Outcome.IGNORED, "The payment is not one of ours.")

    def record() -> None:
        raise_attention(
            order=attempt.charge.order,
            concern=_OUTSIDE[event.type],
            about=f"{event.type}:{event.object_id}",
            amount_cents=found.get("amount_refunded") or found.get("amount"),
            detail=event.object_id,
        )
        _write(event, WebhookEvent.Outcome.QUEUED, _OUTSIDE[event.type].label)

    return Conclusion(record)


def _end(event: WebhookEvent, outcome: str, detail: str) -> Conclusion:
    return Conclusion(lambda: _write(event, outcome, detail))


def _write(event: WebhookEvent, outcome: str, detail: Any) -> None:
    WebhookEvent.objects.filter(pk=event.pk).update(outcome=outcome, detail=str(detail)[:300])
