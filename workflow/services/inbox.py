"""The inbox of provider events: each is kept once, and causes one look at its object."""

from django.utils.translation import gettext as _

from integrations.stripe import IncomingEvent
from workflow.engine.actors import Actor
from workflow.engine.effects import enqueue
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.models import PaymentAttempt, WebhookEvent
from workflow.services.audit import record

FLOW = "webhook"
MAY_REPLAY = "workflow.change_webhookevent"


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


def replay(*, event_id: int, actor: Actor) -> Effect:
    """Look at the event's object again. Harmless: `settle` records a payment once.

    Raises NotPermitted, or WrongState while the last look is still under way; then nothing changed.
    """
    if not actor.may(MAY_REPLAY):
        raise NotPermitted

    def deed() -> Effect:
        event = WebhookEvent.objects.only("event_id", "type").get(pk=event_id)
        effect = enqueue(
            name="webhook.refetch", flow=FLOW, subject_id=event_id, slot=f"replay:{event_id}", target="replay"
        )
        if effect is None:
            raise WrongState(_("This event is being looked at already."))
        record(actor=actor, verb="replayed", about=f"{event.type} {event.event_id}")
        return effect

    return in_transaction(deed)


def look_again(*, attempt_id: int) -> Effect | None:
    """Fetch an attempt's session in the background, once at a time: the customer came back, or
    the sweep found it old."""
    attempt = PaymentAttempt.objects.only("id").get(pk=attempt_id)
    return in_transaction(
        lambda: enqueue(
            name="checkout.refresh", flow="attempt", subject_id=attempt.pk, slot=f"refresh:{attempt.pk}"
        )
    )
