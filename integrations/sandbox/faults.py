"""Scripted faults: what may go wrong on the way, how often, and for whom.

A rule matches by prefix on `METHOD /path`, on `SMTP` or on `WEBHOOK event.type`. It is
taken `times` times (endlessly when 0), each time with chance `rate`.
"""

import asyncio
import json
import random
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.sandbox.store import Store

WHOLE_ANSWER = ("error500", "error503", "error429", "conflict409", "hang", "lost_reply", "lost_reply500")
HINTS = ("decline", "pending", "refusal", "incomplete", "malformed")
KINDS = (*WHOLE_ANSWER, *HINTS, "delay", "duplicate_webhook", "drop_webhook")
HANG_SECONDS = 60.0


@dataclass
class Rule:
    """One scripted fault. `seconds` is the length of a delay or a hang."""

    match: str
    kind: str
    times: int = 0
    rate: float = 1.0
    seconds: float = 0.0
    seed: int | None = None
    id: int = 0
    used: int = 0
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        """Refuse what could never happen; a rule that never fires would make a test pass for nothing."""
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if not self.match:
            raise ValueError(
                "match must say what to hit, such as 'POST /v1/checkout/sessions', 'SMTP' or 'WEBHOOK'"
            )
        if not 0 < self.rate <= 1 or self.times < 0 or self.seconds < 0:
            raise ValueError("rate must lie in (0, 1]; times and seconds may not be negative")
        self._random = random.Random(self.seed)  # noqa: S311 (chance for tests, no secret)

    def hits(self, name: str) -> bool:
        """Whether this rule strikes now; counts when it does."""
        if not name.startswith(self.match) or (self.times and self.used >= self.times):
            return False
        if self.rate < 1 and self._random.random() >= self.rate:
            return False
        self.used += 1
        return True

    def shown(self) -> dict[str, Any]:
        """The rule as JSON."""
        data = asdict(self)
        data.pop("_random")
        return data


class Faults:
    """All rules, in memory and in the file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.rules: list[Rule] = []
        for row in store.all("SELECT id, rule, used FROM faults ORDER BY id"):
            self.rules.append(Rule(**json.loads(row["rule"]), id=row["id"], used=row["used"]))

    def add(self, **given: Any) -> Rule:
        """Add a rule; ValueError or TypeError says what is wrong with it."""
        rule = Rule(**given)
        kept = {k: v for k, v in rule.shown().items() if k not in ("id", "used")}
        rule.id = self._store.run("INSERT INTO faults (rule) VALUES (?)", json.dumps(kept)).lastrowid or 0
        self.rules.append(rule)
        return rule

    def clear(self, id: int | None = None) -> None:
        """Forget one rule, or all."""
        self.rules = [rule for rule in self.rules if id is not None and rule.id != id]
        self._store.run("DELETE FROM faults WHERE ? IS NULL OR id = ?", id, id)

    def take(self, name: str, *kinds: str) -> Rule | None:
        """The first rule of these kinds that strikes `name` now."""
        for rule in self.rules:
            if rule.kind in kinds and rule.hits(name):
                self._store.run("UPDATE faults SET used = ? WHERE id = ?", rule.used, rule.id)
                return rule
        return None


class FaultMiddleware:
    """Acts out faults on HTTP calls. The control calls below `/_sandbox/` are never hit."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through, unless a rule strikes."""
        if scope["type"] != "http" or not self._faults.rules or scope["path"].startswith("/_sandbox/"):
            await self._app(scope, receive, send)
            return
        name = f"{scope['method']} {scope['path']}"
        hints = {rule.kind for kind in HINTS if (rule := self._faults.take(name, kind))}
        if hints:
            scope["sandbox.hints"] = hints
        if slow := self._faults.take(name, "delay"):
            if scope["path"].startswith("/v1/"):
                scope["sandbox.delay"] = slow.seconds  # the Stripe gate waits inside the call
            else:
                await asyncio.sleep(slow.seconds)
        rule = self._faults.take(name, *WHOLE_ANSWER)
        if rule is None:
            await self._app(scope, receive, send)
        elif rule.kind == "hang":
            await asyncio.sleep(rule.seconds or HANG_SECONDS)
            await cut(send)
        elif rule.kind.startswith("lost_reply"):
            await self._app(scope, receive, _swallow)
            if rule.kind == "lost_reply":
                await cut(send)
            else:
                await answer(scope, send, 500)
        else:
            await answer(scope, send, int(rule.kind[-3:]))


async def _swallow(message: Message) -> None:
    """The reply that nobody will see."""


async def cut(send: Send) -> None:
    """Close the connection without a word, as a dying network does."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("the server gives no access to its connection")
    transport.abort()
    await asyncio.sleep(0.01)  # let the server notice, or it would try to answer for us


async def answer(scope: Scope, send: Send, status: int) -> None:
    """A refusal in the words of the provider whose path was called."""
    path: str = scope["path"]
    kind = b"application/json"
    more: list[tuple[bytes, bytes]] = []
    if path.startswith("/v1/"):
        error = {
            409: {
                "type": "idempotency_error",
                "code": "idempotency_key_in_use",
                "message": "Another request with this key is in progress.",
            },
            429: {
                "type": "invalid_request_error",
                "code": "rate_limit",
                "message": "Too many requests hit the API too quickly.",
            },
        }.get(status, {"type": "api_error", "message": "Sorry, something went wrong on our side."})
        body = json.dumps({"error": error})
    elif path.startswith("/fedex/"):
        body = json.dumps(
            {"transactionId": "0", "errors": [{"code": _FEDEX.get(status, "INTERNAL.SERVER.ERROR")}]}
        )
    elif path.startswith("/ups/"):
        body = json.dumps(
            {"response": {"errors": [{"code": _UPS.get(status, "10500"), "message": "scripted"}]}}
        )
    elif path.startswith("/usps/"):
        body = json.dumps(
            {
                "apiVersion": "/tracking/v3",
                "error": {"code": str(status), "message": "scripted", "errors": []},
            }
        )
    elif path.startswith("/openai/"):
        words, type_, code = _OPENAI.get(status, _OPENAI[500])
        more = [(b"retry-after", b"2")] if status == 429 else []
        body = json.dumps({"error": {"message": words, "type": type_, "param": None, "code": code}})
    elif path.startswith("/sns"):
        kind = b"text/xml"
        body = (
            '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Receiver</Type><Code>'
            f"{'Throttling' if status == 429 else 'InternalError'}</Code><Message>scripted</Message></Error>"
            "<RequestId>0</RequestId></ErrorResponse>"
        )
    else:
        kind, body = b"text/plain; charset=utf-8", f"{status}: scripted fault"
    headers = [(b"content-type", kind), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


_FEDEX = {429: "TOO.MANY.REQUESTS", 503: "SERVICE.UNAVAILABLE.ERROR"}
_UPS = {429: "10429", 503: "10503"}
_OPENAI = {
    429: ("Rate limit reached for requests. Please try again in 2s.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error", None),
    503: ("The engine is currently overloaded, please try again later.", "service_unavailable_error", None),
}
