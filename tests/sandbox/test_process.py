"""The process itself: what survives a stop and a kill, and how it refuses to start."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.running import ROOT, Sandbox, free_port, running_sandbox, wait_for
from tests.sandbox.conftest import order, stripe_client
from tests.sandbox.receiver import Receiver

pytestmark = pytest.mark.system


class Box:
    """A sandbox that can be stopped and started again on the same file."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port(pair=True)
        self.db = folder / "sandbox.sqlite3"
        self.webhook_url = "http://127.0.0.1:9/"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Sandbox:
        command = [
            sys.executable,
            "-m",
            "integrations.sandbox",
            "--port",
            str(self.port),
            "--db",
            str(self.db),
        ]
        self.process = subprocess.Popen([*command, "--webhook-url", self.webhook_url], cwd=ROOT)
        sandbox = Sandbox(self.port, self.process)
        wait_for("the sandbox", lambda: _healthy(sandbox))
        return sandbox

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=10), time.monotonic() - started


def _healthy(sandbox: Sandbox) -> bool:
    try:
        return bool(sandbox.get("health")["ok"])
    except requests.RequestException:
        return False


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    if box.process is not None and box.process.poll() is None:
        box.process.kill()
        box.process.wait()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -9)]
)
def test_everything_survives(box: Box, number: signal.Signals, status: int) -> None:
    sandbox = box.start()
    client = stripe_client(sandbox.url)
    session = client.v1.checkout.sessions.create(order(), {"idempotency_key": "k1"})  # type: ignore[arg-type]
    sandbox.pay(session.id)
    sandbox.post("parcels", courier="fedex", number="794687654321")
    sandbox.fault("SMTP", "error503", times=3)
    requests.get(f"{sandbox.url}/ems/KpostPortal/openapi", timeout=10)
    before = sandbox.counts() | {"webhook_tries": 0}

    ended, took = box.stop(number)
    again = box.start()

    assert ended == status
    assert took < 5
    assert again.counts() | {"webhook_tries": 0} == before
    assert before["charges_succeeded"] == 1
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    replay = client.v1.checkout.sessions.create(order(), {"idempotency_key": "k1"})  # type: ignore[arg-type]
    assert replay.id == session.id
    assert [rule["times"] for rule in again.get("faults")] == [3]
    assert again.get("parcels/794687654321")["scans"][0]["code"] == "OC"


def test_undelivered_webhooks_go_out_after_a_kill(box: Box) -> None:
    sandbox = box.start()
    session = stripe_client(sandbox.url).v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    sandbox.pay(session.id)
    box.stop(signal.SIGKILL)
    receiver = Receiver()
    box.webhook_url = receiver.url

    box.start()

    wait_for("the event", lambda: receiver.of("checkout.session.completed", session.id), within=15)
    assert receiver.of("checkout.session.completed")[0].verified().data.object["id"] == session.id
    receiver.close()


@pytest.mark.parametrize("which", [0, 1])
def test_a_busy_port_is_one_sentence(tmp_path: Path, which: int) -> None:
    port = free_port(pair=True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + which))
        taken.listen()

        ended = _start(port, tmp_path / "a.sqlite3")

    assert ended.returncode == 2
    assert ended.stderr == f"The sandbox cannot listen on 127.0.0.1:{port + which}: Address already in use.\n"


def test_two_on_one_file_are_refused(box: Box) -> None:
    box.start()

    ended = _start(free_port(pair=True), box.db)

    assert (ended.returncode, ended.stderr) == (2, f"Another sandbox already uses {box.db}.\n")


def test_a_stop_does_not_wait_for_what_hangs(box: Box) -> None:
    sandbox = box.start()
    sandbox.fault("GET /fedex", "hang", seconds=60)
    with (
        socket.create_connection(("127.0.0.1", box.port)) as caller,
        socket.create_connection(("127.0.0.1", box.port + 1)),
    ):
        caller.sendall(b"GET /fedex HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_for("the hang", lambda: sandbox.get("faults")[0]["used"] == 1)

        ended, took = box.stop(signal.SIGTERM)

    assert ended == 0
    assert took < 5


def test_parcels_can_move_by_themselves() -> None:
    with running_sandbox(AUTO_MOVE_SECONDS="0.01", AUTO_PARCELS="0") as sandbox:
        number = "EM123456785KR"
        params = {"regkey": "k", "target": "emsEngTrace", "query": number}
        reply = requests.get(f"{sandbox.url}/ems/KpostPortal/openapi", params, timeout=10)
        assert "ERR-001" in reply.text
        assert sandbox.counts()["parcels"] == 0

        sandbox.post("parcels", courier="ems", number=number)

        wait_for("delivery", lambda: sandbox.get(f"parcels/{number}")["ended"] == "delivered")
        assert [scan["code"] for scan in sandbox.get(f"parcels/{number}")["scans"]] == list("ABCDFGI")


def test_it_listens_on_loopback_only(box: Box) -> None:
    box.start()
    with socket.socket() as other:
        # Another address of this machine: free, so the sandbox does not hold it.
        other.bind(("127.0.0.2", box.port))
        with socket.socket() as wildcard, pytest.raises(OSError, match="in use"):
            wildcard.bind(("0.0.0.0", box.port))  # noqa: S104


def _start(port: int, db: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "integrations.sandbox"],
        cwd=ROOT,
        env={**os.environ, "SANDBOX_PORT": str(port), "SANDBOX_DB": str(db)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_it_imports_nothing_of_the_project() -> None:
    code = (
        "import sys, integrations.sandbox.server, integrations.sandbox.__main__\n"
        "ours = {'config', 'console', 'community', 'workflow', 'catalog', 'django', 'stripe'}\n"
        "print(sorted(ours & {name.partition('.')[0] for name in sys.modules}),\n"
        "      sorted(n for n in sys.modules if n.startswith('integrations.') and '.sandbox' not in n))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[] []\n"
