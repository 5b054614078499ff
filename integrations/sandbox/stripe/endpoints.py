"""The events list and the registered webhook endpoints."""

import json

from integrations.sandbox.store import Json
from integrations.sandbox.stripe import events, ids
from integrations.sandbox.stripe.call import Call, page
from integrations.sandbox.stripe.errors import invalid, missing, required
from integrations.sandbox.stripe.forms import only


def index_events(call: Call) -> Json:
    """GET /v1/events with `type`, `types[]`, `created`, `limit`, `starting_after`."""
    types = call.params.get("types")
    if types:
        if call.params.get("type"):
            raise invalid("You may pass either `type` or `types`, not both", param="types")
        return _of_types(call, types if isinstance(types, list) else [types])
    return page(call, "event", path="/v1/events", filters={"type": "type"})


def _of_types(call: Call, types: list[str]) -> Json:
    # Stripe pages over several types at once; here each kind is asked and the newest are kept.
    limit = int(call.params.get("limit", 10))
    rows: list[Json] = []
    more = False
    for type in types:
        call.params["type"] = type
        found = page(call, "event", path="/v1/events", filters={"type": "type"})
        rows += found["data"]
        more = more or found["has_more"]
    order = {
        row["id"]: row["seq"]
        for row in call.store.all(
            "SELECT id, seq FROM stripe_objects WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps([row["id"] for row in rows]),
        )
    }
    rows.sort(key=lambda row: -order[row["id"]])
    return {
        "object": "list",
        "data": rows[:limit],
        "has_more": more or len(rows) > limit,
        "url": "/v1/events",
    }


def find_event(call: Call, id: str) -> Json:
    """GET /v1/events/{id}."""
    event = call.store.find(id, "event")
    if event is None:
        raise missing("event", id)
    return event


def create(call: Call) -> Json:
    """POST /v1/webhook_endpoints; the secret is shown only here."""
    only(call.params, frozenset(("url", "enabled_events", "description", "metadata", "api_version")))
    for name in ("url", "enabled_events"):
        if not call.params.get(name):
            raise required(name)
    secret = ids.new("whsec", 32)
    wanted = call.params["enabled_events"]
    body = events.register(
        call.store,
        url=call.params["url"],
        secret=secret,
        wanted=wanted if isinstance(wanted, list) else [wanted],
    )
    return body | {"secret": secret}


def index(call: Call) -> Json:
    """GET /v1/webhook_endpoints."""
    return page(call, "webhook_endpoint", path="/v1/webhook_endpoints")


def find(call: Call, id: str) -> Json:
    """GET /v1/webhook_endpoints/{id}."""
    body = call.store.find(id, "webhook_endpoint")
    if body is None:
        raise missing("webhook endpoint", id)
    return body


def delete(call: Call, id: str) -> Json:
    """DELETE /v1/webhook_endpoints/{id}; what still waits for it is dropped."""
    find(call, id)
    call.store.run("DELETE FROM stripe_objects WHERE id = ?", id)
    call.store.run("UPDATE deliveries SET state = 'dropped' WHERE endpoint = ? AND state = 'pending'", id)
    return {"id": id, "object": "webhook_endpoint", "deleted": True}
