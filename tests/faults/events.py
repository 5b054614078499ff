"""What the card provider would tell us about a session, as our inbox takes it in."""

from datetime import UTC, datetime

from integrations.stripe import IncomingEvent
from workflow.models import PaymentAttempt


def event_about(attempt: PaymentAttempt, kind: str = "checkout.session.completed") -> IncomingEvent:
    session_id = str(attempt.session_id)
    about = {"id": session_id, "object": "checkout.session", "metadata": {"attempt": str(attempt.key)}}
    return IncomingEvent(
        id=f"evt_{session_id}",
        type=kind,
        created=datetime.now(UTC),
        object_id=session_id,
        object_type="checkout.session",
        livemode=False,
        payload={"data": {"object": about}},
    )
