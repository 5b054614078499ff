"""The hand of the puppeteer: calls that make providers, customers and parcels do things."""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.sandbox import parcels, tokens
from integrations.sandbox.faults import Faults
from integrations.sandbox.options import Options
from integrations.sandbox.routes import ROUTES
from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import disputes, events, methods, refunds, sessions
from integrations.sandbox.stripe.call import Call
from integrations.sandbox.stripe.errors import StripeError
from integrations.sandbox.witness import Witness

Deed = Callable[[Json, Json], Any]  # (what was sent, what the path named)
SESSION_DEEDS = ("pay", "decline", "abandon", "pay_async", "settle_async", "fail_async", "expire", "overdue")
DEFAULT_CARD = "4242424242424242"


class Control:
    """The POST and DELETE calls below `/_sandbox/`. Bodies are JSON or forms; a form may name a way `back`.

    The deeds never await, so that each runs whole inside one transaction.
    """

    def __init__(self, store: Store, options: Options, faults: Faults, reset: Callable[[], None]) -> None:
        self._store = store
        self._options = options
        self._faults = faults
        self._reset = reset

    def session(self, given: Json, path: Json) -> Any:
        """What the customer (or the bank) does with a session."""
        return session_deed(self._store, path["id"], path["deed"], given)

    def refund(self, given: Json, _path: Json) -> Any:
        """A refund begun in the vendor's dashboard."""
        return refunds.create(
            Call(self._store, self._options, _by_charge(self._store, given), self._options.base_url)
        )

    def refund_decision(self, _given: Json, path: Json) -> Any:
        """`succeed` or `fail`."""
        return refunds.decide(
            self._store, _find(self._store, "refund", path["id"]), succeeds=path["deed"] == "succeed"
        )

    def dispute(self, given: Json, _path: Json) -> Any:
        """A cardholder disputes: `charge` or `session`, `reason`, `inquiry`."""
        charge = _find(self._store, "charge", _by_charge(self._store, given).get("charge", ""))
        reason = given.get("reason") or "fraudulent"
        return disputes.open_dispute(self._store, charge, reason=reason, inquiry=bool(given.get("inquiry")))

    def dispute_decision(self, _given: Json, path: Json) -> Any:
        """`win` or `lose`."""
        return disputes.decide(
            self._store, _find(self._store, "dispute", path["id"]), won=path["deed"] == "win"
        )

    def endpoint(self, given: Json, _path: Json) -> Any:
        """Another webhook receiver: `url`, `secret`, `enabled_events`."""
        if not given.get("url"):
            raise ValueError("url is needed")
        secret = given.get("secret") or self._options.webhook_secret
        return events.register(
            self._store, url=given["url"], secret=secret, wanted=given.get("enabled_events")
        )

    def forget_endpoint(self, _given: Json, path: Json) -> Any:
        """Take a receiver away."""
        _find(self._store, "webhook_endpoint", path["id"])
        self._store.run("DELETE FROM stripe_objects WHERE id = ?", path["id"])
        return {"deleted": path["id"]}

    def resend(self, _given: Json, path: Json) -> Any:
        """Deliver an event once more to each receiver, as the vendor's dashboard can."""
        event = _find(self._store, "event", path["id"])
        done = self._store.run(
            "UPDATE deliveries SET state = 'pending', tries = 0, next_at = 0 WHERE event = ?", event["id"]
        )
        self._store.after_commit(self._store.wake_deliveries)
        return {"event": event["id"], "deliveries": done.rowcount}

    def parcel(self, given: Json, _path: Json) -> Any:
        """A new parcel: `courier`, `number`, `city`, `region`, `dead`, `at`."""
        return parcels.create(
            self._store,
            courier=str(given.get("courier", "")),
            number=str(given.get("number", "")).strip().upper(),
            city=str(given.get("city", "")),
            region=str(given.get("region", "")),
            dead=bool(given.get("dead")),
            at=_moment(given),
        )

    def move(self, given: Json, path: Json) -> Any:
        """`next` (with `steps`, or `to` a status), `exception`, `customs_hold` or `return`."""
        number, deed = path["number"], path["deed"]
        if deed != "next":
            return parcels.move(self._store, number, detour=deed, at=_moment(given))
        if given.get("to") not in (None, "", "delivered"):
            raise ValueError("to can only be 'delivered'")
        parcel = parcels.find(self._store, number)
        left = len(ROUTES[parcel["courier"]]) - parcel["step"]
        steps = left if given.get("to") else int(given.get("steps") or 1)
        for _ in range(max(1, min(steps, left) if left else 1)):
            parcel = parcels.move(self._store, number, at=_moment(given))
        return parcel

    def add_fault(self, given: Json, _path: Json) -> Any:
        """A new fault rule."""
        allowed = ("match", "kind", "times", "rate", "seconds", "seed")
        strange = set(given) - set(allowed)
        if strange:
            raise ValueError(f"unknown: {', '.join(sorted(strange))}")
        kinds: dict[str, Callable[[Any], Any]] = {"times": int, "rate": float, "seconds": float, "seed": int}
        clean = {
            name: kinds.get(name, str)(value) for name, value in given.items() if value not in (None, "")
        }
        if "match" not in clean or "kind" not in clean:
            raise ValueError("match and kind are needed")
        return self._faults.add(**clean).shown()

    def clear_faults(self, _given: Json, path: Json) -> Any:
        """All rules, or the one named."""
        self._faults.clear(path.get("id"))
        return {"faults": len(self._faults.rules)}

    def expire_tokens(self, _given: Json, path: Json) -> Any:
        """Every token of a courier (fedex, ups, usps) is past its time."""
        if path["courier"] not in tokens.COURIERS:
            raise ValueError(f"only {', '.join(tokens.COURIERS)} give out tokens")
        return {"expired": tokens.expire(self._store, path["courier"])}

    def ems_encoding(self, given: Json, _path: Json) -> Any:
        """`euc-kr`, `utf-8`, or empty for each target's own."""
        name = str(given.get("encoding", "")).lower()
        if name not in ("", "euc-kr", "utf-8"):
            raise ValueError("encoding must be euc-kr, utf-8 or empty")
        self._store.set("ems_encoding", name)
        return {"encoding": name}

    def reset(self, _given: Json, _path: Json) -> Any:
        """Forget everything."""
        self._reset()
        return {"reset": True}

    def routes(self, witness: Witness) -> list[Route]:
        """The routing table of everything below `/_sandbox/`."""

        def post(path: str, deed: Deed, *verbs: str) -> Route:
            return Route("/_sandbox/" + path, self._door(deed), methods=list(verbs or ("POST",)))

        return [
            Route("/_sandbox/health", witness.health),
            Route("/_sandbox/counts", witness.counts),
            Route("/_sandbox/mails", witness.mails),
            Route("/_sandbox/mails/{id:int}/raw", witness.raw_mail),
            Route("/_sandbox/sms", witness.texts),
            Route("/_sandbox/openai", witness.responses, methods=["GET"]),
            Route("/_sandbox/parcels", witness.parcels, methods=["GET"]),
            Route("/_sandbox/parcels/{number}", witness.parcel, methods=["GET"]),
            Route("/_sandbox/deliveries", witness.deliveries, methods=["GET"]),
            Route("/_sandbox/faults", witness.faults, methods=["GET"]),
            post("sessions/{id}/{deed}", self.session),
            post("refunds", self.refund),
            post("refunds/{id}/{deed:str}", self.refund_decision),
            post("disputes", self.dispute),
            post("disputes/{id}/{deed}", self.dispute_decision),
            post("endpoints", self.endpoint),
            post("endpoints/{id}", self.forget_endpoint, "DELETE"),
            post("events/{id}/resend", self.resend),
            post("parcels", self.parcel),
            post("parcels/{number}/{deed}", self.move),
            post("faults", self.add_fault),
            post("faults/clear", self.clear_faults),
            post("faults", self.clear_faults, "DELETE"),
            post("faults/{id:int}", self.clear_faults, "DELETE"),
            post("faults/{id:int}/clear", self.clear_faults),
            post("{courier}/expire_tokens", self.expire_tokens),
            post("ems/encoding", self.ems_encoding),
            post("reset", self.reset),
            Route("/_sandbox/{kind}", witness.objects, methods=["GET"]),
        ]

    def _door(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            if request.headers.get("sec-fetch-site") == "cross-site":
                return JSONResponse({"error": "a page of another site may not pull these strings"}, 403)
            back, status, result = "", 200, None
            try:
                given = await _given(request)
                back = str(given.pop("back", ""))
                with self._store.transaction():
                    result = deed(given, dict(request.path_params))
            except StripeError as error:
                status, result = error.status, error.body
            except parcels.ParcelError as error:
                status, result = 409, {"error": str(error)}
            except (ValueError, TypeError, KeyError) as error:
                status, result = 400, {"error": str(error)}
            if back.startswith("/") and not back.startswith("//"):
                return RedirectResponse(back if status == 200 else _complaining(back, result), 303)
            return Response(json.dumps(result, ensure_ascii=False), status, media_type="application/json")

        return handle


def _complaining(back: str, result: Any) -> str:
    error = result["error"]
    return f"{back}?{urlencode({'problem': error['message'] if isinstance(error, dict) else error})}"


def session_deed(store: Store, id: str, deed: str, given: Json) -> Json:
    """Act as the customer on a session; StripeError 409 when the session's state does not allow it."""
    if deed not in SESSION_DEEDS:
        raise StripeError(404, f"The deeds are {', '.join(SESSION_DEEDS)}")
    body = sessions.fresh(store, id)
    waiting = deed in ("settle_async", "fail_async")
    if waiting != (body["status"] == "complete" and body["payment_status"] == "unpaid"):
        raise StripeError(409, f"This session is {body['status']} and {body['payment_status']}.")
    if not waiting and body["status"] != "open":
        raise StripeError(409, f"This session is {body['status']}.")
    if deed == "abandon":
        return body
    if deed == "expire":
        return sessions.end(store, body)
    if deed == "overdue":  # its time is up; it ends by itself at the next look or tick
        return store.update(body | {"expires_at": int(time.time()) - 1})
    if waiting:
        return sessions.settle(store, id, succeeds=deed == "settle_async")
    billing = {
        "email": given.get("email") or body["customer_email"],
        "name": given.get("name") or "Test Customer",
    }
    if deed == "pay_async":
        return sessions.pay(store, id, methods.bank_account(store, billing=billing))
    card = methods.card(store, str(given.get("card") or DEFAULT_CARD).replace(" ", ""), billing=billing)
    decline = str(given.get("reason") or "generic_decline") if deed == "decline" else ""
    return sessions.pay(store, id, card, decline=decline)


def _by_charge(store: Store, given: Json) -> Json:
    rest = {name: value for name, value in given.items() if name != "session"}
    if given.get("session"):
        intent = store.find(sessions.fresh(store, given["session"])["payment_intent"] or "", "payment_intent")
        rest["charge"] = (intent or {}).get("latest_charge") or ""
    return rest


def _find(store: Store, kind: str, id: str) -> Json:
    body = store.find(id, kind)
    if body is None:
        raise StripeError(404, f"No such {kind}: '{id}'")
    return body


def _moment(given: Json) -> datetime | None:
    if not given.get("at"):
        return None
    at = datetime.fromisoformat(str(given["at"]))
    if at.tzinfo is None:
        raise ValueError("at needs an offset, such as 2026-11-24T10:00:00+09:00")
    return at


async def _given(request: Request) -> Json:
    body = await request.body()
    if not body.strip():
        return {}
    if "form" in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode()))
    given = json.loads(body)
    if not isinstance(given, dict):
        raise ValueError("the body must be a JSON object")
    return given
