"""Peers on loopback for the clients: a scriptable HTTP server, and addresses where nobody answers."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from integrations import http

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """A real HTTP server that does what the test scripted, one behaviour a request, the last one for ever."""

    url: str = ""
    script: list[Behaviour] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def will(self, *script: Behaviour) -> None:
        self.script[:] = script

    @staticmethod
    def answer(status: int, body: Any = b"", **headers: str) -> Behaviour:
        """Reply with bytes as they are, with anything else as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()

        def act(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(raw)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(raw)

        return act

    @staticmethod
    def lose_reply(handler: BaseHTTPRequestHandler) -> None:
        """The request has arrived; then the line goes dead (TCP reset)."""
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    @staticmethod
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        """Promise 100 bytes, send three, hang up."""
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"{  ")
        handler.close_connection = True

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        """Take the request and say nothing until the test is over."""
        self.released.wait(30)
        handler.close_connection = True

    def trickle(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a long body, a byte at a time, quicker than any read time-out, for six seconds."""
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        with suppress(OSError):
            for _ in range(120):
                if self.released.wait(0.05):
                    return
                handler.wfile.write(b" ")
                handler.wfile.flush()


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                peer.requests.append(Request(self.command, self.path, dict(self.headers), body))
                act = peer.script.pop(0) if len(peer.script) > 1 else peer.script[0]
            act(self)

        do_GET = do_POST = serve

        def log_message(self, *args: Any) -> None:
            pass

        def finish(self) -> None:
            with suppress(OSError):  # the test may have cut the line
                super().finish()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    peer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield peer
    peer.released.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> http.Limits:
    """The same rules with less patience, so that time-outs can be seen within a second."""
    limits = http.Limits(connect=0.5, read=0.5, total=1.5)
    monkeypatch.setattr(http, "LIMITS", limits)
    return limits


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, and nobody else can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address whose queue of connections is full: connecting takes for ever."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = []
        for _ in range(4):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(server.getsockname())
            waiting.append(caller)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for caller in waiting:
            caller.close()
