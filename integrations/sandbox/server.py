"""The application and its background work, put together."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from integrations.sandbox import parcels
from integrations.sandbox.control import Control
from integrations.sandbox.delivery import Deliveries
from integrations.sandbox.ems import Ems
from integrations.sandbox.faults import FaultMiddleware, Faults
from integrations.sandbox.fedex import FedEx
from integrations.sandbox.openai import OpenAI
from integrations.sandbox.options import Options
from integrations.sandbox.pages import Pages
from integrations.sandbox.paypage import PayPage
from integrations.sandbox.sns import Sns
from integrations.sandbox.store import Store
from integrations.sandbox.stripe import events, payments, sessions
from integrations.sandbox.stripe.gate import Gate, forget_old_keys
from integrations.sandbox.ups import Ups
from integrations.sandbox.usps import Usps
from integrations.sandbox.witness import Witness

TICK = 0.5
DEFAULT_ENDPOINT = "we_sandbox_default"
ALL_VERBS = ["GET", "POST", "DELETE", "PUT", "PATCH"]


class Sandbox:
    """Everything in one place: the file, the faults, the HTTP application and the clockwork."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.db)
        self.faults = Faults(self.store)
        self.deliveries = Deliveries(self.store, self.faults)
        self._register()

    def _register(self) -> None:
        events.register(
            self.store, url=self.options.webhook_url, secret=self.options.webhook_secret, id=DEFAULT_ENDPOINT
        )

    def reset(self) -> None:
        """As on the first day."""
        self.deliveries.forget()
        self.store.reset()
        self.faults.rules.clear()
        self._register()

    def app(self) -> ASGIApp:
        """The ASGI application, faults outermost."""
        store, options = self.store, self.options
        witness = Witness(store, self.faults)
        control = Control(store, options, self.faults, self.reset)
        pay, pages = PayPage(store, options), Pages(store, options, self.faults)
        fedex, ups, usps = FedEx(store, options), Ups(store, options), Usps(store, options)
        ems, openai = Ems(store, options, self.faults), OpenAI(store)
        routes = [
            Route("/v1/{path:path}", Gate(store, options).answer, methods=ALL_VERBS),
            Route("/pay/c/{id}", pay.show, methods=["GET"]),
            Route("/pay/c/{id}", pay.act, methods=["POST"]),
            Route("/fedex/oauth/token", fedex.token, methods=["POST"]),
            Route("/fedex/track/v1/trackingnumbers", fedex.track, methods=["POST"]),
            Route("/ups/security/v1/oauth/token", ups.token, methods=["POST"]),
            Route("/ups/api/track/v1/details/{number}", ups.track, methods=["GET"]),
            Route("/usps/oauth2/v3/token", usps.token, methods=["POST"]),
            Route("/usps/tracking/v3/tracking/{number}", usps.track, methods=["GET"]),
            Route("/ems/KpostPortal/openapi", ems.trace, methods=["GET"]),
            Route("/openai/v1/responses", openai.create, methods=["POST"]),
            Route("/openai/v1/responses/{id}", openai.retrieve, methods=["GET"]),
            Route("/sns", Sns(store).answer, methods=["POST"]),
            Route("/sns/", Sns(store).answer, methods=["POST"]),
            *control.routes(witness),
            *pages.routes(),
        ]
        app = Starlette(routes=routes, lifespan=self._lifespan, exception_handlers={404: _nothing_here})
        return FaultMiddleware(app, self.faults)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.deliveries.run()), asyncio.create_task(self._tick_for_ever())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            self.store.close()

    async def _tick_for_ever(self) -> None:
        while True:
            self.tick()
            await asyncio.sleep(TICK)

    def tick(self) -> None:
        """What happens by the clock: sessions run out, banks decide, parcels move, old keys go."""
        store, now = self.store, time.time()
        sessions.expire_due(store)
        for timer in store.all("SELECT * FROM timers WHERE at <= ? ORDER BY id", now):
            with store.transaction():
                store.run("DELETE FROM timers WHERE id = ?", timer["id"])
                _ring(store, timer["deed"], timer["ref"])
        if self.options.auto_move_seconds:
            parcels.move_due(store, self.options.auto_move_seconds)
        forget_old_keys(store)


def _ring(store: Store, deed: str, ref: str) -> None:
    kind = "session" if deed == "settle_session" else "payment_intent"
    body = store.find(ref, kind)
    if body is None:
        return
    intent = store.find(body["payment_intent"] or "", "payment_intent") if kind == "session" else body
    method = (intent or {}).get("payment_method") or ""
    succeeds = store.private(method).get("behaviour") != "delayed:fail"
    if kind == "session":
        sessions.settle(store, ref, succeeds=succeeds)
    elif intent is not None:
        payments.settle(store, intent, succeeds=succeeds)


async def _nothing_here(request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": f"there is nothing at {request.method} {request.url.path}"}, 404)
