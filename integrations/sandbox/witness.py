"""What the sandbox saw, for tests to ask: counts and lists as JSON. Nothing here changes anything."""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.faults import Faults
from integrations.sandbox.parcels import ParcelError, find
from integrations.sandbox.routes import ROUTES
from integrations.sandbox.store import Json, Store

METADATA = re.compile(r"metadata\[([^\]\"]+)\]")
KINDS = {
    "sessions": "session",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
    "payment_intents": "payment_intent",
    "endpoints": "webhook_endpoint",
}
FIELDS = (
    "status",
    "payment_intent",
    "charge",
    "type",
    "client_reference_id",
    "payment_status",
    "customer_email",
)


def counts(store: Store) -> Json:
    """Every figure a test may want, taken from the stored rows themselves."""

    def by_status(kind: str) -> dict[str, int]:
        rows = store.all(
            "SELECT status, count(*) AS n FROM stripe_objects WHERE kind = ? GROUP BY status", kind
        )
        return {row["status"]: row["n"] for row in rows}

    def sums(kind: str) -> dict[str, int]:  # a charge here is always captured whole
        sql = (
            "SELECT currency, sum(amount) AS n FROM stripe_objects"
            " WHERE kind = ? AND status = 'succeeded' GROUP BY currency"
        )
        return {row["currency"]: row["n"] for row in store.all(sql, kind)}

    charges, sessions, refunds = by_status("charge"), by_status("session"), by_status("refund")
    deliveries = {
        r["state"]: r["n"] for r in store.all("SELECT state, count(*) AS n FROM deliveries GROUP BY state")
    }
    couriers = {f"courier_requests_{code}": store.counted(f"courier_requests_{code}") for code in ROUTES}
    mails = store.value("SELECT count(*) FROM mails")
    named = store.one(
        "SELECT count(*) AS n, count(DISTINCT message_id) AS d FROM mails WHERE message_id <> ''"
    )
    return {
        "charges_succeeded": charges.get("succeeded", 0),
        "charges_failed": charges.get("failed", 0),
        "charges_pending": charges.get("pending", 0),
        "amount_captured_by_currency": sums("charge"),
        "refunds_succeeded": refunds.get("succeeded", 0),
        "refunds_pending": refunds.get("pending", 0),
        "refunds_failed": refunds.get("failed", 0),
        "amount_refunded": sum(sums("refund").values()),
        "amount_refunded_by_currency": sums("refund"),
        "disputes": sum(by_status("dispute").values()),
        "sessions_created": sum(sessions.values()),
        "sessions_open": sessions.get("open", 0),
        "sessions_complete": sessions.get("complete", 0),
        "sessions_expired": sessions.get("expired", 0),
        "events": store.value("SELECT count(*) FROM stripe_objects WHERE kind = 'event'"),
        "webhook_deliveries": sum(deliveries.values()),
        "webhook_deliveries_delivered": deliveries.get("delivered", 0),
        "webhook_deliveries_pending": deliveries.get("pending", 0),
        "webhook_deliveries_failed": deliveries.get("failed", 0),
        "webhook_deliveries_dropped": deliveries.get("dropped", 0),
        "webhook_tries": store.counted("webhook_tries"),
        "webhooks_duplicated": store.counted("webhooks_duplicated"),
        "mails": mails,
        "mails_repeated": named["n"] - named["d"] if named else 0,
        "sms": store.value("SELECT count(*) FROM sms"),
        "parcels": store.value("SELECT count(*) FROM parcels"),
        "scans": store.value("SELECT count(*) FROM scans"),
        "courier_requests": sum(couriers.values()),
        **couriers,
        "courier_numbers_fedex": store.counted("courier_numbers_fedex"),
        "openai_responses": store.value("SELECT count(*) FROM openai_responses"),
    }


def mails(store: Store, *, to: str = "", limit: int = 200) -> list[Json]:
    """Mails, newest first; `to` matches the whole address, in any case."""
    sql = (
        "SELECT id, at, message_id, sender, recipients, subject, text, html, attachments FROM mails"
        " WHERE ? = '' OR EXISTS (SELECT 1 FROM json_each(recipients) WHERE lower(value) = lower(?))"
        " ORDER BY id DESC LIMIT ?"
    )
    return [
        dict(row) | {"to": json.loads(row["recipients"]), "attachments": json.loads(row["attachments"])}
        for row in store.all(sql, to, to, limit)
    ]


def texts(store: Store, *, to: str = "", limit: int = 200) -> list[Json]:
    """SMS, newest first."""
    sql = "SELECT * FROM sms WHERE ? = '' OR recipient = ? ORDER BY id DESC LIMIT ?"
    return [
        dict(row) | {"to": row["recipient"], "attributes": json.loads(row["attributes"])}
        for row in store.all(sql, to, to, limit)
    ]


def responses(store: Store, *, limit: int = 200) -> list[Json]:
    """What OpenAI was asked and answered, newest first."""
    rows = store.all("SELECT * FROM openai_responses ORDER BY seq DESC LIMIT ?", limit)
    return [
        dict(row) | {"request": json.loads(row["request"]), "response": json.loads(row["response"])}
        for row in rows
    ]


class Witness:
    """The GET calls below `/_sandbox/`."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def counts(self, _request: Request) -> Response:
        """GET /_sandbox/counts."""
        return _json(counts(self._store))

    async def health(self, _request: Request) -> Response:
        """GET /_sandbox/health: the process answers and its file can be read."""
        self._store.value("SELECT 1 FROM counters")
        return _json({"ok": True})

    async def objects(self, request: Request) -> Response:
        """GET /_sandbox/{sessions|charges|refunds|disputes|events|payment_intents|endpoints}, filtered by
        `metadata[key]=`, status, payment_intent, charge, type ..., newest first, `limit` (default 200)."""
        kind = KINDS.get(request.path_params["kind"])
        if kind is None:
            return _json({"error": "there is no such list"}, 404)
        where, args = ["1"], []
        for name, value in request.query_params.items():
            if found := METADATA.fullmatch(name):
                where.append("json_extract(body, ?) = ?")
                args += [f'$.metadata."{found[1]}"', value]
            elif name in FIELDS:
                where.append("json_extract(body, ?) = ?")
                args += [f"$.{name}", value]
            elif name != "limit":
                return _json({"error": f"cannot filter by {name}"}, 400)
        tail = f"ORDER BY seq DESC LIMIT {_limit(request)}"
        return _json(self._store.select(kind, " AND ".join(where), args, tail))

    async def mails(self, request: Request) -> Response:
        """GET /_sandbox/mails?to=&limit=."""
        return _json(mails(self._store, to=request.query_params.get("to", ""), limit=_limit(request)))

    async def raw_mail(self, request: Request) -> Response:
        """GET /_sandbox/mails/{id}/raw."""
        raw = self._store.value("SELECT raw FROM mails WHERE id = ?", request.path_params["id"])
        if raw is None:
            return _json({"error": "there is no such mail"}, 404)
        return Response(raw, media_type="message/rfc822", headers={"content-disposition": "attachment"})

    async def texts(self, request: Request) -> Response:
        """GET /_sandbox/sms?to=&limit=."""
        return _json(texts(self._store, to=request.query_params.get("to", ""), limit=_limit(request)))

    async def responses(self, request: Request) -> Response:
        """GET /_sandbox/openai?limit=."""
        return _json(responses(self._store, limit=_limit(request)))

    async def parcels(self, request: Request) -> Response:
        """GET /_sandbox/parcels."""
        rows = self._store.all("SELECT number FROM parcels ORDER BY created DESC LIMIT ?", _limit(request))
        return _json([find(self._store, row["number"]) for row in rows])

    async def parcel(self, request: Request) -> Response:
        """GET /_sandbox/parcels/{number}."""
        try:
            return _json(find(self._store, request.path_params["number"]))
        except ParcelError as error:
            return _json({"error": str(error)}, 404)

    async def deliveries(self, request: Request) -> Response:
        """GET /_sandbox/deliveries?event=&type=&state=, newest first."""
        query = request.query_params
        sql = (
            "SELECT * FROM deliveries"
            " WHERE (? = '' OR event = ?) AND (? = '' OR type = ?) AND (? = '' OR state = ?)"
            " ORDER BY id DESC LIMIT ?"
        )
        twice = [value for name in ("event", "type", "state") for value in [query.get(name, "")] * 2]
        return _json([dict(row) for row in self._store.all(sql, *twice, _limit(request))])

    async def faults(self, _request: Request) -> Response:
        """GET /_sandbox/faults."""
        return _json([rule.shown() for rule in self._faults.rules])


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", "200")
    return min(int(given), 10_000) if given.isdigit() else 200


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, media_type="application/json")
