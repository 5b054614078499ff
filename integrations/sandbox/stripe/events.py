"""Events: stored with every change, handed to each webhook endpoint, listed for those who missed them."""

import json
import time
from contextvars import ContextVar
from typing import Any

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import ids

API_VERSION = "2026-10-28.endive"

# Which request caused the change; None for what Stripe does by itself.
request: ContextVar[Json | None] = ContextVar("stripe_request", default=None)


def emit(store: Store, type: str, subject: Json, *, previous: Json | None = None, topic: str = "") -> Json:
    """Store an event about `subject` as it is now, and one delivery for each endpoint that wants it.

    Deliveries with the same topic are tried one after the other, so a receiver normally sees
    the events of one payment in the order they happened (Stripe promises no order).
    """
    data: Json = {"object": json.loads(json.dumps(subject))}
    if previous is not None:
        data["previous_attributes"] = previous
    wanting = [e for e in store.select("webhook_endpoint") if _wants(e, type)]
    event = {
        "id": ids.new("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": data,
        "livemode": False,
        "pending_webhooks": len(wanting),
        "request": request.get() or {"id": None, "idempotency_key": None},
        "type": type,
    }
    store.insert("event", event)
    now = time.time()
    for endpoint in wanting:
        store.run(
            "INSERT INTO deliveries (event, type, endpoint, topic, next_at, created)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            event["id"],
            type,
            endpoint["id"],
            topic or _topic(subject),
            now,
            now,
        )
    if wanting:
        store.after_commit(store.wake_deliveries)
    return event


def _wants(endpoint: Json, type: str) -> bool:
    wanted = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in wanted or type in wanted)


def _topic(subject: Json) -> str:
    return str(subject.get("payment_intent") or subject["id"])


def register(store: Store, *, url: str, secret: str, wanted: list[str] | None = None, id: str = "") -> Json:
    """Add a webhook endpoint, or change the one with this id. `secret` is the whole signing string."""
    body: dict[str, Any] = {
        "id": id or ids.new("we"),
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": int(time.time()),
        "description": None,
        "enabled_events": wanted or ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
    if store.find(body["id"]):
        return store.update(body, {"secret": secret})
    return store.insert("webhook_endpoint", body, {"secret": secret})
