"""The door of the API: key, parameters, idempotency, one transaction, Stripe's headers.

Idempotency as Stripe documents it: the same key with the same request gets the stored
reply; with another request it is an error; while the first is still running it is a 409.
Refusals of bad parameters are not remembered, declines are.
"""

import asyncio
import base64
import hashlib
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.options import Options
from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import events, ids
from integrations.sandbox.stripe.call import Call, expand
from integrations.sandbox.stripe.errors import StripeError
from integrations.sandbox.stripe.forms import parse
from integrations.sandbox.stripe.routes import resolve

KEY_LIFE = 24 * 3600
TEST_KEYS = ("sk_test_", "rk_test_")


class Gate:
    """Answers everything below `/v1/`."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options
        self._running: set[str] = set()

    async def answer(self, request: Request) -> Response:
        """One API call."""
        request_id = ids.new("req", 14)
        headers = {
            "request-id": request_id,
            "stripe-version": request.headers.get("stripe-version", events.API_VERSION),
        }
        body = await request.body()
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key:
            headers["idempotency-key"] = key
        try:
            check_key(request.headers.get("authorization", ""))
            status, answer, extra = await self._once(request, body, key, request_id)
        except StripeError as error:
            status, answer, extra = error.status, json.dumps(error.body, ensure_ascii=False), {}
        return Response(answer, status, headers | extra, media_type="application/json")

    async def _once(
        self, request: Request, body: bytes, key: str | None, request_id: str
    ) -> tuple[int, str, dict[str, str]]:
        if key is None:
            await _delay(request)
            with self._store.transaction():
                return (*self._work(request, body, None, request_id), {})
        if len(key) > 255:
            raise StripeError(400, "Keys can have up to 255 characters", type="idempotency_error")
        fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
        stored = self._store.one("SELECT * FROM idempotency WHERE key = ?", key)
        if stored:
            if stored["fingerprint"] != fingerprint:
                raise StripeError(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were "
                    f"first used with. Try using a key other than '{key}' if you meant to execute a "
                    "different request.",
                    type="idempotency_error",
                )
            return (
                stored["status"],
                stored["body"],
                {"idempotent-replayed": "true", "original-request": stored["request_id"]},
            )
        if key in self._running:
            raise StripeError(
                409,
                "There is currently another in-progress request using this Idempotent Key (that "
                "probably means you submitted twice, and the other request is still going through): "
                f"{key}. Please try again later.",
                code="idempotency_key_in_use",
                type="idempotency_error",
            )
        self._running.add(key)
        try:
            await _delay(request)
            with self._store.transaction():
                status, answer = self._work(request, body, key, request_id)
                self._store.run(
                    "INSERT INTO idempotency (key, fingerprint, status, body, request_id, created)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    key,
                    fingerprint,
                    status,
                    answer,
                    request_id,
                    int(time.time()),
                )
            return status, answer, {}
        finally:
            self._running.discard(key)

    def _work(self, request: Request, body: bytes, key: str | None, request_id: str) -> tuple[int, str]:
        found = resolve(request.method, request.url.path.removeprefix("/v1/"))
        if found is None:
            raise StripeError(404, f"Unrecognized request URL ({request.method}: {request.url.path}).")
        handler, names = found
        params: dict[str, Any] = parse(request.url.query)
        if request.method == "POST":
            params |= parse(body.decode("utf-8", "replace"))
        wanted = params.pop("expand", None)
        call = Call(
            self._store,
            self._options,
            params,
            base_url(request, self._options),
            request.scope.get("sandbox.hints", set()),
        )
        token = events.request.set({"id": request_id, "idempotency_key": key})
        try:
            answer: Json = handler(call, *names)
            if wanted:
                answer = expand(self._store, answer, wanted)
            return 200, json.dumps(answer, ensure_ascii=False)
        except StripeError as error:
            if not error.keep:
                raise
            return error.status, json.dumps(error.body, ensure_ascii=False)
        finally:
            events.request.reset(token)


def forget_old_keys(store: Store) -> None:
    """Stripe keeps idempotency keys for at least a day; so do we."""
    store.run("DELETE FROM idempotency WHERE created < ?", int(time.time()) - KEY_LIFE)


def base_url(request: Request, options: Options) -> str:
    """Where the pay page is for whoever asked: the host they used, unless a public URL is set."""
    if options.public_url:
        return options.base_url
    return f"http://{request.headers.get('host') or f'127.0.0.1:{options.port}'}"


def check_key(authorization: str) -> None:
    """Only test keys may come here, as a bearer token or as the user of basic authentication."""
    scheme, _, value = authorization.partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(value).decode().partition(":")[0]
        except ValueError:
            key = ""
    if not key:
        raise StripeError(
            401,
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )
    if not key.startswith(TEST_KEYS):
        raise StripeError(401, f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}")


async def _delay(request: Request) -> None:
    # A scripted delay falls inside the call, so that a second try meets a key in use.
    seconds = request.scope.get("sandbox.delay", 0)
    if seconds:
        await asyncio.sleep(seconds)
