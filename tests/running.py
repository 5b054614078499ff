"""The product's own processes, started for a test on ports of their own and ended with it."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
_DICE = random.SystemRandom()


def free_port(*, pair: bool = False) -> int:
    """A port nobody listens on; with `pair`, the next one is free as well.

    Below the ports that systems give to outgoing connections: the runs beside this one make many, and one
    could take the port before its process has started. The system's dice: ours are loaded alike in each run.
    """
    while True:
        port = _DICE.randrange(20_000, 32_000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                if pair:
                    second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_for(what: str, ask: Any, *, within: float = 30.0, every: float = 0.05) -> Any:
    """Ask until the answer is true and return it; fail by naming what did not come about."""
    end = time.monotonic() + within
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"Waited {within:.0f} s in vain for: {what}")
        time.sleep(every)


class Sandbox:
    """A running sandbox and its puppet strings."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process
        self.url = f"http://127.0.0.1:{port}"
        self.smtp_port = port + 1

    def get(self, path: str, **params: Any) -> Any:
        reply = requests.get(f"{self.url}/_sandbox/{path}", params=params, timeout=10)
        reply.raise_for_status()
        return reply.json()

    def post(self, path: str, **given: Any) -> Any:
        reply = requests.post(f"{self.url}/_sandbox/{path}", json=given, timeout=10)
        assert reply.ok, f"{path}: {reply.status_code} {reply.text}"
        return reply.json()

    def counts(self) -> dict[str, Any]:
        return dict(self.get("counts"))

    def pay(self, session_id: str, **given: Any) -> Any:
        return self.post(f"sessions/{session_id}/pay", **given)

    def fault(self, match: str, kind: str, **given: Any) -> Any:
        return self.post("faults", match=match, kind=kind, **given)

    def environ(self) -> dict[str, str]:
        """What points the product at this sandbox."""
        return {"SANDBOX_PORT": str(self.port), "SANDBOX_URL": self.url}


@contextmanager
def running_sandbox(
    *, webhook_url: str = "http://127.0.0.1:9/webhooks/stripe/", **environ: str
) -> Iterator[Sandbox]:
    """A sandbox of one's own. Without a `webhook_url` its webhooks reach nobody."""
    port = free_port(pair=True)
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "integrations.sandbox"],
            cwd=ROOT,
            env={
                **os.environ,
                "SANDBOX_PORT": str(port),
                "SANDBOX_DB": f"{folder}/sandbox.sqlite3",
                "WEBHOOK_URL": webhook_url,
                **environ,
            },
        )
        sandbox = Sandbox(port, process)
        try:
            wait_for("the sandbox", lambda: _answers(f"{sandbox.url}/_sandbox/health"))
            yield sandbox
        finally:
            process.terminate()
            process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False
