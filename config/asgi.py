"""What uvicorn serves: event streams on its loop, and everything else by Django's WSGI handler in threads.

Django's own ASGI handler costs several times the CPU a request (two thread hops for each middleware), and
holds a thread and a database connection for every open stream.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from config.wsgi import application as wsgi  # isort: skip (sets Django up for what follows)
from config.problems import MEDIA_TYPE, Problem
from integrations.live.stream import Receive, Scope, Send, Streams

EVENTS_PATH = "/api/v1/events/"

type AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


def _problem(status: int, code: str, detail: str) -> tuple[bytes, str]:
    return json.dumps(Problem(status, code, detail).body(), ensure_ascii=False).encode(), MEDIA_TYPE


streams = Streams(_problem)
_django = cast(Any, WSGIMiddleware(cast(Any, wsgi), workers=8))  # Django answers with an iterable of bytes


def _with_streams(rest: AsgiApp) -> AsgiApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_stream = scope["type"] == "http" and scope["path"] == EVENTS_PATH and not settings.LIVE["grip_url"]
        await (streams if is_stream else rest)(scope, receive, send)

    return app


async def _only_streams_here(scope: Scope, receive: Receive, send: Send) -> None:
    """What the `live` process answers besides: that it lives, and that the rest is elsewhere."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/healthz":
        status, body, kind = (
            200,
            json.dumps({"status": "ok", "streams": len(streams)}).encode(),
            "application/json",
        )
    else:
        status = 404
        body, kind = _problem(status, "not_found", "Only event streams are served here.")
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


# Everything in one process, and the streams alone beside a WSGI server.
application = _with_streams(_django)
live = _with_streams(_only_streams_here)
