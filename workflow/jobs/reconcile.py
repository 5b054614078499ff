"""Nothing depends on a webhook arriving: open sessions and the provider's own list are looked at."""

from datetime import UTC, datetime, timedelta

from django.db.models import Max

from integrations import stripe
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.engine.transactions import in_transaction
from workflow.models import PaymentAttempt, WebhookEvent
from workflow.services.inbox import look_again, take_in

_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
# Events can arrive out of order and late: each look overlaps the last.
_OVERLAP = timedelta(minutes=30)
_LOOK_BACK = timedelta(days=2)
_CHECK_EVERY = timedelta(minutes=15)


def tick() -> None:
    """Put the sweep on record: sessions that ended or were not looked at lately, and the event list."""
    now = datetime.now(UTC)
    open_attempts = PaymentAttempt.objects.filter(status__in=PaymentAttempt.OPEN).exclude(session_id=None)
    late = open_attempts.filter(session_expires_at__lt=now) | open_attempts.filter(
        checked_at__lt=now - _CHECK_EVERY
    )
    for attempt_id in late.values_list("pk", flat=True)[:500]:
        look_again(attempt_id=attempt_id)
    in_transaction(
        lambda: enqueue(name="reconcile.events", flow="reconcile", subject_id=0, slot="reconcile.events")
    )


@handler("reconcile.events")
def missed_events(effect: Effect) -> Conclusion:
    """Take in every event that the provider lists and our webhook never saw."""
    now = datetime.now(UTC)
    newest = WebhookEvent.objects.aggregate(newest=Max("created_at"))["newest"]
    since = max(newest - _OVERLAP, now - _LOOK_BACK) if newest else now - _LOOK_BACK
    found = sum(
        take_in(event=event, came_by="sweep") for event in stripe.list_events(since=since, types=_EVENTS)
    )
    return Conclusion(result={"taken_in": found})
