"""The limit: what uvicorn and a list for each client can do, with no Django, no database and no rights.

`POST /publish` takes a JSON list of [channel, type, data]; `GET /events?channel=...` is a stream. It keeps
all events in memory, so that a client that comes back gets what it missed. The garbage collector is tuned as
in the product's own server, or this would not be the limit.
"""

import asyncio
import gc
import json
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

_HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]


class _Client:
    __slots__ = ("pending", "waiter")

    def __init__(self) -> None:
        self.pending: list[bytes] = []
        self.waiter: asyncio.Future[None] | None = None


_clients: dict[str, set[_Client]] = defaultdict(set)
_past: list[tuple[str, bytes]] = []


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["method"] == "POST":
        _publish(json.loads((await receive())["body"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
    else:
        await _stream(scope, receive, send)


def _publish(events: list[tuple[str, str, dict[str, Any]]]) -> None:
    for channel, type_, data in events:
        body = f"event: {type_}\nid: {len(_past) + 1}\ndata: {json.dumps(data)}\n\n".encode()
        _past.append((channel, body))
        for client in _clients[channel]:
            client.pending.append(body)
            if client.waiter is not None and not client.waiter.done():
                client.waiter.set_result(None)


async def _stream(scope: dict[str, Any], receive: Any, send: Any) -> None:
    channels = parse_qs(scope["query_string"].decode())["channel"]
    since = int(dict(scope["headers"]).get(b"last-event-id", len(_past)))
    client = _Client()
    for channel in channels:
        _clients[channel].add(client)
    missed = b"".join(body for channel, body in _past[since:] if channel in channels)
    sender = asyncio.create_task(_send(client, b"event: stream-open\ndata:\n\n" + missed, send))
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        sender.cancel()
        for channel in channels:
            _clients[channel].discard(client)


async def _send(client: _Client, first: bytes, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": first, "more_body": True})
    loop = asyncio.get_running_loop()
    while True:
        if not client.pending:
            client.waiter = loop.create_future()
            await client.waiter
        body = b"".join(client.pending)
        client.pending.clear()
        await send({"type": "http.response.body", "body": body, "more_body": True})


gc.collect()
gc.freeze()
gc.set_threshold(50_000, 50, 50)
