"""A running stream server, another process beside it, and clients that listen."""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.running import ROOT, free_port, wait_for
from tests.system import database_of_its_own


@dataclass
class Server:
    """`python -m config.serve` on a database of its own, and the hand that plays everybody else."""

    port: int
    environ: dict[str, str]
    process: subprocess.Popen[bytes]
    hand: subprocess.Popen[str]

    def __call__(self, deed: str, *arguments: Any) -> Any:
        """Have the other process do something (`hand.py`)."""
        assert self.hand.stdin
        assert self.hand.stdout
        self.hand.stdin.write(json.dumps([deed, *arguments]) + "\n")
        self.hand.stdin.flush()
        return json.loads(self.hand.stdout.readline())

    def restart(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process = _serve(self.port, self.environ)

    def listen(self, *channels: str, **given: Any) -> "Client":
        return Client(self.port, *channels, **given)


@dataclass
class Client:
    """One connection that reads events. HTTP/1.0, so that the body comes as it is, without chunks."""

    port: int
    channels: tuple[str, ...]
    status: int = 0
    body: bytes = b""
    last_id: str = ""
    events: list[tuple[str, str, Any]] = field(default_factory=list)

    def __init__(
        self, port: int, *channels: str, cookie: str = "", last_id: str = "", query: str = "", buffer: int = 0
    ) -> None:
        self.port, self.channels, self.last_id, self.events = port, channels, last_id, []
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", port))
        asked = "&".join([*(f"channel={channel}" for channel in channels), *([query] if query else [])])
        lines = [f"GET /api/v1/events/?{asked} HTTP/1.0", "Host: 127.0.0.1"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        lines += [f"Last-Event-ID: {last_id}"] if last_id else []
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._rest = b""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.socket.recv(512)
            assert piece, "The server hung up without a word."
            head += piece
        head, _, self._rest = head.partition(b"\r\n\r\n")
        self.status = int(head.split(b" ", 2)[1])
        self.head = head.decode()
        if self.status == 200:
            self._take(b"")

    def problem(self) -> dict[str, Any]:
        """The body of a refusal."""
        while piece := self.socket.recv(65536):
            self._rest += piece
        return dict(json.loads(self._rest))

    def read(self, at_most: int = 65536) -> bool:
        """Take one piece from the wire and keep what is complete in it; False at the end of the stream."""
        piece = self.socket.recv(at_most)
        self._take(piece)
        return bool(piece)

    def until(self, type: str, *, count: int = 1) -> list[Any]:
        """Read until `count` events of this type are there; their data."""
        while True:
            found = [data for kind, _id, data in self.events if kind == type]
            if len(found) >= count:
                return found
            assert self.read(), f"The stream ended before {count} of {type}: {self.events[-3:]}"

    def until_the_end(self) -> list[str]:
        """Read to the end of the stream; the types of all events."""
        with suppress(ConnectionResetError):
            while self.read():
                pass
        return self.kinds()

    def kinds(self) -> list[str]:
        """The types of all events so far. A keep-alive may come at any time and is none of them."""
        return [kind for kind, _id, _data in self.events if kind != "keep-alive"]

    def close(self) -> None:
        self.socket.close()

    def _take(self, piece: bytes) -> None:
        *whole, self._rest = (self._rest + piece).split(b"\n\n")
        for block in whole:
            self._keep(block.decode())

    def _keep(self, block: str) -> None:
        fields = dict(line.split(": ", 1) if ": " in line else (line, "") for line in block.splitlines())
        if "event" not in fields:
            return
        self.last_id = fields.get("id", self.last_id)
        data = fields.get("data", "")
        self.events.append((fields["event"], fields.get("id", ""), json.loads(data) if data else None))


@contextmanager
def serving(database: str, *, streams_only: bool = False, **environ: str) -> Iterator[Server]:
    """A stream server on a fresh "sqlite" or "mariadb" database."""
    folder = Path(tempfile.mkdtemp(prefix="streams-"))
    port = free_port()
    with database_of_its_own(database, folder) as url:
        values = {
            **os.environ,
            "ENVIRONMENT": "test",
            "VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "PORT": str(port),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environ,
        }
        if database == "sqlite":
            shutil.copy(_migrated() / "bidangil.sqlite3", folder)
        else:
            _migrate(values)
        hand = subprocess.Popen(
            [sys.executable, "-m", "tests.live.hand"],
            cwd=ROOT, env=values, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        process = _serve(port, values, streams_only=streams_only)
        server = Server(port, values, process, hand)
        try:
            assert hand.stdout
            assert json.loads(hand.stdout.readline()) == "ready"
            yield server
        finally:
            for child in (hand, server.process):
                child.kill()
                child.wait()
            shutil.rmtree(folder, ignore_errors=True)


@cache
def _migrated() -> Path:
    """A folder with a migrated SQLite database, made once for the run and copied for each server."""
    folder = Path(tempfile.mkdtemp(prefix="migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{folder}/bidangil.sqlite3"
    _migrate({**os.environ, "ENVIRONMENT": "test", "VAR_DIR": str(folder), "DATABASE_URL": url})
    return folder


def _migrate(environ: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environ, check=True)


def _serve(port: int, environ: dict[str, str], *, streams_only: bool = False) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "config.serve", "--port", str(port)]
    process = subprocess.Popen(command + ["--streams"] * streams_only, cwd=ROOT, env=environ)
    wait_for("the stream server", lambda: _answers(port))
    return process


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def redis_of_our_own() -> Iterator["Redis"]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    redis = Redis(free_port())
    redis.start()
    try:
        yield redis
    finally:
        redis.kill()


class Redis:
    """A Redis server that a test may kill."""

    def __init__(self, port: int) -> None:
        self.port, self.url = port, f"redis://127.0.0.1:{port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            stdout=subprocess.DEVNULL,
        )
        wait_for("Redis", lambda: _answers(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
