"""The address of the event streams: a plain ASGI application that stands before Django.

One request: admit it in a thread, register it with the hub, send what it missed, then whatever comes, until
one side ends it. Nothing but the listener itself is held meanwhile.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from integrations.live import resume, wakeups, wire
from integrations.live.admission import UNAVAILABLE, Refusal, Ticket, admit_all
from integrations.live.hub import Hub, Listener
from integrations.live.positions import BadPosition, Position
from integrations.live.tail import Tail

logger = logging.getLogger(__name__)

type Message = MutableMapping[str, Any]
type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
# Status, code, detail -> the body of an error answer and its content type.
type Problem = Callable[[int, str, str], tuple[bytes, str]]

# One asks about those who want in, the other reads what they missed; more only fight over the interpreter.
_ADMITTING_THREADS = 2
_ADMITTED_TOGETHER = 64
_BEAT = 1.0
_KEEP_ALIVE_EVERY = 20  # beats
_ASK_AGAIN_AFTER = 900.0
_CATCH_UP_WITHIN = 2.0
_START_WITHIN = 5.0
_RETRY_MS = (1_000, 4_000)


class Streams:
    """The streams of one process. Starts its tail with the first of them."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._hub = Hub()
        self._pool = ThreadPoolExecutor(_ADMITTING_THREADS, thread_name_prefix="live-admit")
        self._tail: Tail | None = None
        self._ready: asyncio.Event | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False
        self._opened = 0
        self._asking: list[tuple[Scope, asyncio.Future[Ticket | Refusal]]] = []
        self._desk: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the address: a GET is a stream."""
        if scope["method"] == "OPTIONS":
            await _preflight(scope, send)
            return
        if scope["method"] != "GET":
            refusal = Refusal(405, "method_not_allowed", _("This address only answers GET: it is a stream."))
            await self._refuse(scope, send, refusal)
            return
        if self._closing or not await self._started():
            await self._refuse(scope, send, Refusal(503, "closing", _("Please connect again.")))
            return
        checks = self._hub.checks
        found = await self._admit(scope)
        if isinstance(found, Refusal):
            await self._refuse(scope, send, found)
            return
        place, is_forged = _place_of(scope)
        if place is not None and not await self._hub.reach(place.head, _CATCH_UP_WITHIN):
            # Ahead of everything there is: invented, or from before a restored backup.
            place, is_forged = None, True
        # Asked last: nothing is awaited between this and the listener's taking its place.
        if (full := self._too_many(found)) is not None:
            await self._refuse(scope, send, full)
            return
        # Rights may have changed since they were looked at, when there was no listener yet to be told.
        look_again = self._hub.checks != checks
        await self._hold(scope, receive, send, found, place, reset=is_forged, recheck=look_again)

    async def close(self) -> None:
        """End every stream; the clients come back, spread over some seconds, to whoever runs then."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        if self._tail is not None:
            wakeups.forget(self._tail.wake)
            self._tail.stop()
        for listener in tuple(self._hub.listeners):
            listener.end(_retry())
        self._pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.sleep(0)

    def __len__(self) -> int:
        return len(self._hub.listeners)

    # --- one stream -----------------------------------------------------------------------

    async def _hold(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        ticket: Ticket,
        place: Position | None,
        *,
        reset: bool,
        recheck: bool,
    ) -> None:
        hub = self._hub
        # From here to `add` nothing is awaited: what the hub has seen and what it will bring fit together.
        start = hub.position
        had = frozenset(gap for gap in start.gaps if place.has_seen(gap)) if place else frozenset()
        listener = Listener(ticket.channels, ticket.user_id, had)
        listener.recheck = recheck
        listener.task = asyncio.current_task()
        listener.beat = self._opened = self._opened + 1
        listener.ask_again_at = _now() + _ASK_AGAIN_AFTER * random.uniform(0.9, 1.0)  # noqa: S311
        hub.add(listener)
        watcher = asyncio.create_task(_until_gone(receive, listener))
        try:
            first = await self._first(listener, place, start.without(had), reset)
            listener.sending_since = _now()
            await send(_head(scope))
            await send(_piece(first))
            listener.sending_since = 0.0
            while not (listener.ended and not listener.pending):
                await listener.something()
                if listener.recheck:
                    await self._recheck(scope, listener, ticket)
                if body := listener.take(hub.position):
                    listener.sending_since = _now()
                    await send(_piece(body))
                    listener.sending_since = 0.0
            await send({"type": "http.response.body", "body": b""})
        except asyncio.CancelledError:
            # Cut, because the client does not read; or the server ends. There is nobody to tell.
            logger.info("A stream was cut.")
        finally:
            watcher.cancel()
            hub.remove(listener)

    async def _first(self, listener: Listener, place: Position | None, start: Position, reset: bool) -> bytes:
        """The opening: how to come back, what was missed, and from where it goes on."""
        body = wire.PADDING + _retry()
        if place is not None:
            missed = self._hub.remembered_since(place, listener.channels)
            if missed is None:
                ask = partial(resume.from_table, place, start, listener.channels)
                try:
                    missed = await self._in_thread(ask)
                except DatabaseError:
                    logger.exception("What a client missed could not be read; it reads everything anew.")
            else:
                # Memory may have grown since the place was taken.
                missed = [event for event in missed if start.has_seen(event.id)]
            if missed is None or len(missed) > resume.MOST_MISSED:
                reset = True
            else:
                body += resume.encoded(missed, place, start)
        if reset:
            body += wire.encode(wire.RESET, "{}", start)
        return body + wire.encode(wire.OPEN, "{}", start)

    async def _recheck(self, scope: Scope, listener: Listener, ticket: Ticket) -> None:
        listener.recheck = False
        listener.ask_again_at = _now() + _ASK_AGAIN_AFTER
        found = await self._admit(scope)
        if isinstance(found, Refusal) and found.status == 503:
            listener.ask_again_at = _now() + _ASK_AGAIN_AFTER / 15
            return
        if isinstance(found, Refusal) or set(found.channels) != set(ticket.channels):
            with translation.override(ticket.language):
                if isinstance(found, Refusal) and found.code == "token_expired":
                    last = wire.failure(found.code, found.detail)
                else:
                    last = wire.failure("revoked", _("You may no longer listen to this."))
            listener.pending.clear()
            listener.end(last)

    def _too_many(self, ticket: Ticket) -> Refusal | None:
        limits: dict[str, Any] = settings.LIVE
        full = (
            ticket.user_id is not None
            and self._hub.count_of_user(ticket.user_id) >= limits["streams_per_user"]
        ) or (
            ticket.user_id is None
            and any(
                self._hub.count_of_channel(name) >= limits["streams_per_link"] for name in ticket.channels
            )
        )
        if full:
            with translation.override(ticket.language):
                return Refusal(429, "too_many_streams", _("Too many streams are open. Please close some."))
        if len(self) >= limits["streams"]:
            with translation.override(ticket.language):
                return Refusal(503, "busy", _("Everything is taken right now. Please try again in a minute."))
        return None

    async def _refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        body, content_type = self._problem(refusal.status, refusal.code, refusal.detail)
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *_cors(scope),
        ]
        if refusal.status == 405:
            headers.append((b"allow", b"GET, OPTIONS"))
        if refusal.status in (429, 503):
            headers.append((b"retry-after", str(random.randint(5, 30)).encode()))  # noqa: S311
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _admit(self, scope: Scope) -> Ticket | Refusal:
        """Ask with whoever else asks now: when everybody comes back at once, a few queries serve many."""
        answer: asyncio.Future[Ticket | Refusal] = asyncio.get_running_loop().create_future()
        self._asking.append((dict(scope), answer))
        if self._desk is None:
            self._desk = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        try:
            while self._asking:
                together, self._asking = self._asking[:_ADMITTED_TOGETHER], self._asking[_ADMITTED_TOGETHER:]
                try:
                    found = await self._in_thread(partial(admit_all, [scope for scope, _answer in together]))
                except Exception:
                    logger.exception("Streams could not be admitted.")
                    found = [UNAVAILABLE for _one in together]
                for (_scope, answer), one in zip(together, found, strict=True):
                    if not answer.done():  # the client may be gone
                        answer.set_result(one)
        finally:
            self._desk = None

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    # --- the process ----------------------------------------------------------------------

    async def _started(self) -> bool:
        """Start the tail with the first stream, and wait until it knows where it stands. False when the
        database does not tell it."""
        if self._ready is None:
            self._ready = asyncio.Event()
            loop = asyncio.get_running_loop()

            def begin(position: Position) -> None:
                loop.call_soon_threadsafe(self._begin, position)

            def deliver(events: Any, position: Position) -> None:
                loop.call_soon_threadsafe(self._hub.deliver, events, position)

            tail = self._tail = Tail(begin, deliver)
            wakeups.on_publish(tail.wake)
            tail.start()
            self._tasks.append(asyncio.create_task(self._beat()))
            if url := settings.LIVE["redis_url"]:
                listening = wakeups.listen_to_redis(url, tail.wake, tail.redis_is_heard)
                self._tasks.append(asyncio.create_task(listening))
        try:
            async with asyncio.timeout(_START_WITHIN):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    def _begin(self, position: Position) -> None:
        self._hub.begin(position)
        if self._ready is not None:
            self._ready.set()

    async def _beat(self) -> None:
        """Once a second: a twentieth of the streams gets its keep-alive, old ones are asked again who they
        are, and those that do not read are cut."""
        beat = 0
        while True:
            await asyncio.sleep(_BEAT)
            beat, now = beat + 1, _now()
            for listener in tuple(self._hub.listeners):
                if listener.sending_since and now - listener.sending_since > settings.LIVE["cut_after"]:
                    if listener.task is not None:
                        listener.task.cancel()
                elif listener.ask_again_at < now:
                    listener.recheck = True
                    listener.wake()
                elif (listener.beat - beat) % _KEEP_ALIVE_EVERY == 0 and not listener.pending:
                    here = self._hub.position.without(listener.seen)
                    listener.put(wire.encode(wire.KEEP_ALIVE, "", here))


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.pending.clear()
    listener.end()


def _place_of(scope: Scope) -> tuple[Position | None, bool]:
    """Where the client stands by its own word, and whether that word makes no sense.

    The header of a client that resumes counts before the `since` in its address.
    """
    header = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    since = parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[-1]
    said = header or since
    if not said:
        return None, False
    try:
        return Position.parse(said), False
    except BadPosition:
        return None, True


def _head(scope: Scope) -> Message:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-cache, no-transform"),
        (b"x-accel-buffering", b"no"),
        *_cors(scope),
    ]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _cors(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What django-cors-headers says elsewhere: pages of the listed origins may read."""
    origin = dict(scope["headers"]).get(b"origin", b"")
    if origin.decode("latin-1") not in settings.CORS_ALLOWED_ORIGINS:
        return [(b"vary", b"Origin")]
    return [
        (b"vary", b"Origin"),
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
    ]


async def _preflight(scope: Scope, send: Send) -> None:
    """A browser asks before a page of another origin sends `X-Session-Token` or `Last-Event-ID`."""
    headers = [
        *_cors(scope),
        (b"access-control-allow-methods", b"GET"),
        (b"access-control-allow-headers", ", ".join(settings.CORS_ALLOW_HEADERS).encode()),
        (b"access-control-max-age", b"86400"),
        (b"allow", b"GET, OPTIONS"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _piece(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _retry() -> bytes:
    return wire.retry(random.randint(*_RETRY_MS))  # noqa: S311


def _now() -> float:
    return asyncio.get_running_loop().time()
