"""Events: verify one that arrived by webhook, list those that may have been missed."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import stripe

from integrations import http
from integrations.errors import Misconfigured
from integrations.stripe.client import PROVIDER
from integrations.stripe.objects import IncomingEvent, Unreadable, event_from
from integrations.stripe.sessions import pages

TOLERANCE_SECONDS = 300
MAX_EVENT_BYTES = 256 * 1024


class BadSignature(Exception):
    """A webhook that must not be believed.

    `code`: missing, malformed, no_match, too_old, in_future, too_large, or not_an_event (signed, yet no
    event). `message` is one plain sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"


def verify_event(
    *, body: bytes, signature: str, secrets: Sequence[str], now: datetime | None = None
) -> IncomingEvent:
    """The event in `body`, if one of `secrets` signed it within 300 s of now, before or after.

    `body` is the raw request body, `signature` the `Stripe-Signature` header. Several secrets
    serve while one is being rotated. `now` is real time, not the business clock. The SDK accepts any time
    in the future; we do not, as such a message would stay valid until then. Raises BadSignature;
    Misconfigured when there is no secret. Nothing is fetched.
    """
    usable = [secret for secret in secrets if secret.strip()]
    if not usable:
        raise Misconfigured("no_webhook_secret", "STRIPE_WEBHOOK_SECRETS is empty.", PROVIDER)
    if len(body) > MAX_EVENT_BYTES:
        raise BadSignature("too_large", "The body is larger than any event.")
    if not signature:
        raise BadSignature("missing", "There is no Stripe-Signature header.")
    signed_at = _signed_at(signature)
    if not any(_matches(body, signature, secret) for secret in usable):
        raise BadSignature("no_match", "No secret of ours made this signature.")
    age = (now or datetime.now(UTC)).timestamp() - signed_at
    if age > TOLERANCE_SECONDS:
        raise BadSignature("too_old", "The signature is older than 300 seconds.")
    if age < -TOLERANCE_SECONDS:
        raise BadSignature("in_future", "The signature is dated more than 300 seconds ahead.")
    try:
        event = event_from(json.loads(body))
        # Half a surrogate pair ("\\ud800") passes as JSON, but no database takes it.
        json.dumps(event.payload, ensure_ascii=False).encode()
    except (Unreadable, ValueError, RecursionError) as error:
        raise BadSignature("not_an_event", "The body is signed but is no event.") from error
    return event


def list_events(*, since: datetime, types: Sequence[str]) -> list[IncomingEvent]:
    """All events of `types` (at most 20) created at or after `since`, oldest first.

    Stripe keeps events for 30 days. Complete or not at all: raises TryLater when Stripe fails midway,
    also ProviderRefused and Misconfigured.
    """
    if not 1 <= len(types) <= 20:
        raise ValueError("Stripe takes 1 to 20 types.")
    with http.deadline():
        found = pages(
            lambda client: client.v1.events.list,
            event_from,
            created={"gte": int(since.timestamp())},
            types=list(types),
        )
        return list(found)[::-1]


def _signed_at(signature: str) -> int:
    """The first `t=` of the header, as the SDK reads it."""
    for part in signature.split(","):
        name, _, value = part.partition("=")
        if name == "t":
            if value.isascii() and value.isdigit() and len(value) <= 12:
                return int(value)
            break
    raise BadSignature("malformed", "The Stripe-Signature header cannot be read.")


def _matches(body: bytes, signature: str, secret: str) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):
        # TypeError: the SDK's comparison takes ASCII only.
        return False
