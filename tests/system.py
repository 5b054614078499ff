"""A whole running product for a test: its own ports, database and sandbox, ended with the test."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.env import Env
from config.stack import Stack
from tests.running import Sandbox, free_port, wait_for

MARIADB = os.environ.get("MARIADB_URL", "mysql://root@127.0.0.1:3306/bidangil")


class System:
    """The running processes and the levers a test may pull."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.env = stack.env
        self.url = stack.env.site_url

    @property
    def sandbox(self) -> Sandbox:
        return Sandbox(self.env.sandbox_port, self.stack.running["sandbox"])

    def kill_workers(self) -> None:
        """kill -9 for the supervisor and everything below it, then start it anew."""
        engine = self.stack.running.pop("engine")
        for pid in [engine.pid, *descendants(engine.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        engine.wait()
        self.stack.start_engine()

    def restart_web(self) -> None:
        web = self.stack.running.pop("web")
        web.terminate()
        web.wait(timeout=10)
        self.stack.start_web()
        self.stack.await_ok(f"{self.url}/healthz", "web")


def descendants(pid: int) -> list[int]:
    """All processes below `pid`, from /proc; the supervisor's child leads a session of its own."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


@contextmanager
def running_system(
    *, database: str = "sqlite", web: bool = True, demo: int = 0, **environ: str
) -> Iterator[System]:
    """Start sandbox, web and engine on a fresh database ("sqlite" or "mariadb"), catalog seeded."""
    folder = Path(tempfile.mkdtemp(prefix="bidangil-"))
    port, sandbox_port = free_port(), free_port(pair=True)
    with database_of_its_own(database, folder) as url:
        values: dict[str, Any] = {
            "environment": "test",
            "port": port,
            "sandbox_port": sandbox_port,
            "var_dir": folder,
            "database_url": url,
            "demo_orders": demo,
        }
        child = {name.upper(): str(value) for name, value in values.items()}
        stack = Stack(Env(**values), {**os.environ, "LOG_LEVEL": "ERROR", **child, **environ})
        system = System(stack)
        try:
            stack.start_sandbox()
            stack.prepare()
            if web:
                stack.start_web()
            stack.start_engine()
            if web:
                stack.await_ok(f"{system.url}/readyz", "product")
            yield system
        finally:
            stack.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_of_its_own(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bidangil.sqlite3"
        return
    import MySQLdb

    parts = urlsplit(MARIADB)
    name = f"bidangil_system_{os.getpid()}_{free_port()}"
    connection = MySQLdb.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=parts.username or "root",
        password=parts.password or "",
    )
    cursor = connection.cursor()
    cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.close()


def mariadb_available() -> bool:
    """Whether the tests may use MariaDB here. Says nothing: `make test` reports what was skipped."""
    import importlib.util
    import socket

    if importlib.util.find_spec("MySQLdb") is None:
        return False
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", 3306)) == 0


__all__ = ["System", "database_of_its_own", "descendants", "mariadb_available", "running_system", "wait_for"]
