"""The inbox of provider events: each is kept once, and causes one look at its object."""

from integrations.stripe import IncomingEvent
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.models import PaymentAttempt, WebhookEvent

FLOW = "webhook"


def take_in(*, event: IncomingEvent, came_by: str = "webhook") -> bool:
    """Store a verified event and the effect it causes, in one transaction. False for a copy."""

    def deed() -> bool:
        row, created = WebhookEvent.objects.get_or_create(
            event_id=event.id,
            defaults={
                "type": event.type[:80],
                "object_id": event.object_id[:120],
                "payload": event.payload,
                "created_at": event.created,
                "came_by": came_by,
            },
        )
        if created:
            enqueue(name="webhook.refetch", flow=FLOW, subject_id=row.pk)
        return created

    return in_transaction(deed)


def replay(*, event_id: int) -> Effect | None:
    """Look at the event's object again. Harmless: `settle` records a payment once."""
    return in_transaction(
        lambda: enqueue(
            name="webhook.refetch", flow=FLOW, subject_id=event_id, slot=f"replay:{event_id}", target="replay"
        )
    )


def look_again(*, attempt_id: int) -> Effect | None:
    """Fetch an attempt's session in the background, once at a time: the customer came back, or
    the sweep found it old."""
    attempt = PaymentAttempt.objects.only("id").get(pk=attempt_id)
    return in_transaction(
        lambda: enqueue(
            name="checkout.refresh", flow="attempt", subject_id=attempt.pk, slot=f"refresh:{attempt.pk}"
        )
    )
