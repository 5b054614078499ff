"""Webhooks out: signed afresh for each try, tried again with growing pauses, remembered over restarts."""

import asyncio
import hashlib
import hmac
import json
import time
from contextlib import suppress
from urllib.parse import urlsplit

from integrations.sandbox.faults import Faults
from integrations.sandbox.store import Json, Store

PAUSES = (1, 2, 5, 15, 60)  # seconds before the next try; the last one repeats
MOST_TRIES = 30
AT_ONCE = 8
TIMEOUT = 10.0


def signature(secret: str, payload: bytes, at: int) -> str:
    """The value of `Stripe-Signature`: HMAC-SHA256 over `t.payload` with the whole secret string."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Deliveries:
    """Sends what is due; at most eight at once and one per topic."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults
        self._wake = asyncio.Event()
        self._busy: dict[int, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        store.wake_deliveries = self._wake.set

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._wake.clear()
            self._start_due()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    def forget(self) -> None:
        """Break off what is under way."""
        for task in self._tasks:
            task.cancel()

    def _start_due(self) -> None:
        if len(self._busy) >= AT_ONCE:
            return
        rows = self._store.all(
            "SELECT id, topic FROM deliveries WHERE state = 'pending' AND next_at <= ? ORDER BY id LIMIT 200",
            time.time(),
        )
        topics = set(self._busy.values())
        for row in rows:
            if len(self._busy) >= AT_ONCE:
                return
            if row["id"] in self._busy or row["topic"] in topics:
                continue
            topics.add(row["topic"])
            self._busy[row["id"]] = row["topic"]
            task = asyncio.create_task(self._deliver(row["id"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _pause(self) -> float:
        first = self._store.value("SELECT min(next_at) FROM deliveries WHERE state = 'pending'")
        if first is None:
            return 60.0
        # Due rows that cannot start now (all lanes busy) are looked at again when a lane ends.
        return max(0.02, first - time.time()) if not self._busy else 1.0

    async def _deliver(self, id: int) -> None:
        try:
            await self._try(id)
        finally:
            self._busy.pop(id, None)
            self._wake.set()

    async def _try(self, id: int) -> None:
        row = self._store.one("SELECT * FROM deliveries WHERE id = ?", id)
        endpoint = self._store.find(row["endpoint"], "webhook_endpoint") if row else None
        event = self._store.find(row["event"], "event") if row else None
        if row is None or endpoint is None or event is None:
            self._store.run("UPDATE deliveries SET state = 'dropped' WHERE id = ?", id)
            return
        name = f"WEBHOOK {row['type']}"
        if self._faults.take(name, "drop_webhook"):
            self._store.run(
                "UPDATE deliveries SET state = 'dropped', done_at = ? WHERE id = ?", time.time(), id
            )
            return
        slow = self._faults.take(name, "delay")
        if slow:
            await asyncio.sleep(slow.seconds)
        secret = self._store.private(endpoint["id"]).get("secret", "")
        copies = 2 if self._faults.take(name, "duplicate_webhook") else 1
        sent = await asyncio.gather(*(self._send(endpoint["url"], secret, event) for _ in range(copies)))
        status, error = sent[0]
        if copies > 1:
            self._store.count("webhooks_duplicated")
        self._note(id, row["tries"] + 1, status, error)

    async def _send(self, url: str, secret: str, event: Json) -> tuple[int | None, str]:
        payload = json.dumps(event, ensure_ascii=False, indent=2).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(secret, payload, int(time.time())),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            return await asyncio.wait_for(post(url, headers, payload), TIMEOUT), ""
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            return None, str(error) or type(error).__name__

    def _note(self, id: int, tries: int, status: int | None, error: str) -> None:
        now = time.time()
        done = status is not None and 200 <= status < 300
        state = "delivered" if done else "failed" if tries >= MOST_TRIES else "pending"
        pause = PAUSES[min(tries, len(PAUSES)) - 1]
        with self._store.transaction():
            self._store.run(
                "UPDATE deliveries SET state = ?, tries = ?, last_status = ?, last_error = ?, next_at = ?,"
                " done_at = ? WHERE id = ? AND state = 'pending'",
                state,
                tries,
                status,
                error,
                now + pause,
                now if state != "pending" else None,
                id,
            )
            self._store.count("webhook_tries")


async def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """POST and return the status. Plain asyncio, so that a stop can cut a slow receiver short."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port or (443 if secure else 80), ssl=secure or None
    )
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {parts.netloc}",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        status_line = (await reader.readuntil(b"\r\n")).decode("latin-1").split()
        if len(status_line) < 2 or not status_line[1].isdigit():
            raise ValueError("the receiver did not answer in HTTP")
        # Read on for a moment, so that the receiver can finish its answer in peace.
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(reader.read(), 2)
        return int(status_line[1])
    finally:
        writer.close()
