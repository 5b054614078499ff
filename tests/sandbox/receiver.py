"""A shop's webhook door, as small as can be: it notes what came and answers as told."""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

SECRET = "whsec_sandbox"


@dataclass(frozen=True)
class Arrival:
    """One webhook as it came in."""

    at: float
    signature: str
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def verified(self, secret: str = SECRET) -> stripe.Event:
        """Checked by Stripe's own library; raises when the signature is wrong or stale."""
        return stripe.Webhook.construct_event(self.body, self.signature, secret)


class Receiver:
    """Listens on its own port. `answers` are the next statuses, then 200 for ever."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.answers: deque[int] = deque()
        self.hold = 0.0
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                began_with = outer.arrivals
                body = self.rfile.read(int(self.headers["Content-Length"]))
                began_with.append(Arrival(time.time(), self.headers["Stripe-Signature"], body))
                time.sleep(outer.hold)
                self.send_response(outer.answers.popleft() if outer.answers else 200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/stripe/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def clear(self) -> None:
        self.arrivals = []  # a new list: what is still coming in belongs to the old one
        self.answers.clear()
        self.hold = 0.0

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def of(self, type: str, about: str = "") -> list[Arrival]:
        """Arrivals of one type, about one object when its id is given."""
        return [
            arrival
            for arrival in list(self.arrivals)
            if (event := arrival.event)["type"] == type and about in ("", event["data"]["object"]["id"])
        ]
