"""The servers that are measured: each one process, with a process that publishes to it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.live import meter
from tests.bench.live.processes import Fell, Talker, end, start, talking
from tests.bench.live.words import ALL, FEW
from tests.running import ROOT, free_port, wait_for
from tests.system import database_of_its_own

# What the product's own server gives streams to end; uvicorn by itself would wait for ever.
_GRACE = "3"


@dataclass
class Server:
    """One that runs. `channels` says by group what to publish on, `asks` makes the request of the n-th
    client, `connections` counts those it has to its database."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    publisher: Talker
    channels: dict[str, str]
    asks: Callable[[int, bool], str]
    connections: Callable[[], int]


def _uvicorn(application: str, port: int, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port),
        "--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log",
        "--timeout-graceful-shutdown", _GRACE, *more,
    ]  # fmt: skip


@contextmanager
def limit() -> Iterator[Server]:
    """uvicorn with a list for each client and nothing else."""
    port = free_port()
    environ = {**os.environ, "LIMIT_PORT": str(port)}
    command = _uvicorn("tests.bench.live.limit:application", port, "--lifespan", "off")
    with _serving("limit", command, port, environ, "limit") as (process, publisher):
        yield Server(
            "limit", process, port, publisher, {ALL: "all", FEW: "few"}, _plain("/events"), lambda: 0
        )


@contextmanager
def peer(redis_port: int) -> Iterator[Server]:
    """Stock django-eventstream under Django's ASGI handler on uvicorn, with Redis between processes."""
    with _folder() as folder:
        port, database = free_port(), folder / "peer.sqlite3"
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench.live.peer_settings",
            "PEER_DATABASE": str(database),
            "PEER_REDIS_PORT": str(redis_port),
        }
        _run([sys.executable, "-m", "django", "migrate", "-v", "0"], environ)
        command = _uvicorn("django.core.asgi:get_asgi_application", port, "--factory", "--lifespan", "off")
        with _serving("peer", command, port, environ, "peer") as (process, publisher):
            yield Server(
                "peer", process, port, publisher, {ALL: "all", FEW: "few"}, _plain("/events/"),
                lambda: meter.handles(process.pid, database),
            )  # fmt: skip


@contextmanager
def ours(clients: int, *, redis_port: int | None = None, mariadb: bool = False) -> Iterator[Server]:
    """The product's embedded server, on SQLite unless MariaDB is asked for.

    Each client is a member of its own with a session cookie and follows a shared tracking link; a few follow
    a second one.
    """
    with _folder() as folder, database_of_its_own("mariadb" if mariadb else "sqlite", folder) as url:
        port = free_port()
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENVIRONMENT": "demo",
            "VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "PORT": str(port),
            "LOG_LEVEL": "ERROR",
            "LIVE_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0" if redis_port else "",
            "LIVE_STREAMS": str(2 * clients),
        }
        _run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], environ)
        known = json.loads(_run([sys.executable, "-m", "tests.bench.live.members", str(clients)], environ))
        channels = {group: f"order-{link}" for group, link in zip((ALL, FEW), known["links"], strict=True)}

        def asks(n: int, few: bool) -> str:
            query = "&".join(f"channel={channels[group]}" for group in ((ALL, FEW) if few else (ALL,)))
            session = known["sessions"][n % clients]
            return _request(f"/api/v1/events/?{query}") + f"Cookie: sessionid={session}\r\n"

        command = [sys.executable, "-m", "config.serve", "--port", str(port)]
        name = "ours, " + ("MariaDB" if mariadb else "Redis" if redis_port else "SQLite")
        with _serving(name, command, port, environ, "ours") as (process, publisher):

            def connections() -> int:
                return _in_processlist(url) if mariadb else meter.handles(process.pid, _file(folder))

            yield Server(name, process, port, publisher, channels, asks, connections)


@contextmanager
def redis() -> Iterator[int]:
    """A Redis of our own, on a port of its own."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("This row needs redis-server (on Debian: apt-get install redis-server).")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = start(command, os.environ, stdout=subprocess.DEVNULL)
    try:
        wait_for("Redis", lambda: _listens(port))
        yield port
    finally:
        end(process)


@contextmanager
def _serving(
    name: str, command: list[str], port: int, environ: Mapping[str, str], publisher: str
) -> Iterator[tuple[subprocess.Popen[bytes], Talker]]:
    with ExitStack() as stack:
        process = start(command, environ)
        stack.callback(end, process)
        wait_for(f"the server {name!r}", lambda: process.poll() is not None or _listens(port))
        if process.poll() is not None:
            raise Fell(f"The server {name!r} ended by itself; its words stand above.")
        module = "tests.bench.live.publisher"
        yield process, stack.enter_context(talking("publisher", module, publisher, environ=environ))


def _plain(path: str) -> Callable[[int, bool], str]:
    return lambda n, few: _request(f"{path}?channel=all{'&channel=few' if few else ''}")


def _request(target: str) -> str:
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _file(folder: Path) -> Path:
    return folder / "bidangil.sqlite3"


def _in_processlist(url: str) -> int:
    """Connections to this MariaDB database, without the publisher's."""
    import MySQLdb

    parts = urlsplit(url)
    database = MySQLdb.connect(
        host=parts.hostname or "127.0.0.1", port=parts.port or 3306, user=parts.username or "root",
        password=parts.password or "",
    )  # fmt: skip
    cursor = database.cursor()
    cursor.execute("SELECT COUNT(*) FROM information_schema.processlist WHERE db = %s", [parts.path[1:]])
    (found,) = cursor.fetchone()
    database.close()
    return int(found) - 1


def _run(command: list[str], environ: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=dict(environ), stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-live-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
