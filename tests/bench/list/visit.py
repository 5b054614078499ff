"""One database with so many orders: every page opened as its owner would, and what each one cost.

`python -m tests.bench.list.visit ORDERS`, with DATABASE_URL and VAR_DIR in the environment, fills the
database where it is empty and prints one JSON object. A process of its own, because a process has one
database.
"""

import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from community.models import Member  # noqa: E402
from config.serve import spare_the_collector  # noqa: E402
from console import queues  # noqa: E402
from tests.bench.list import peer  # noqa: E402
from tests.bench.list.orders import OWNER, generate  # noqa: E402
from tests.bench.list.pages import Page, pages  # noqa: E402
from workflow.models import Order  # noqa: E402

# How often all pages are gone through, and how often each is opened then.
ROUNDS = int(os.environ.get("ROUNDS", "5"))
TIMES = 2


@dataclass(slots=True)
class Cost:
    """Milliseconds, the least of several visits: `ms` is CPU of this process and of the database's thread
    that serves it, `wall` the clock on the wall, which other work on the machine makes longer."""

    kind: str
    name: str
    ms: float = math.inf
    wall: float = math.inf
    queries: int = 0
    rows: int = 0


class Meter:
    """CPU of this process and, where the database is a server on this machine, of its thread for us."""

    def __init__(self) -> None:
        self._thread: Path | None = None
        if connection.vendor == "mysql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT TID FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()")
                (thread,) = cursor.fetchone()
            self._thread = next(Path("/proc").glob(f"[0-9]*/task/{thread}/schedstat"))

    def now(self) -> float:
        """Seconds of CPU used up to now."""
        served = int(self._thread.read_text().split()[0]) / 1e9 if self._thread else 0.0
        return time.process_time() + served


def main(count: int) -> None:
    usual = peer.register()
    call_command("migrate", verbosity=0)
    if not Order.objects.exists():
        generate(count)
        _know_the_tables()
    owner = Member.objects.get(email=OWNER)
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(owner)
    meter = Meter()
    spare_the_collector()
    costs = _visit_all(
        client, meter, [page for page in pages(count) if os.environ.get("ONLY", "") in page.kind]
    )
    usual_pages = [
        Page("peer", "first page", reverse(usual)),
        Page("peer", "search", f"{reverse(usual)}?q=customer0000042"),
    ]
    print(
        json.dumps(
            {
                "database": _database(),
                "orders": count,
                "pages": [asdict(cost) for cost in costs],
                "peer": [asdict(cost) for cost in _visit_all(client, meter, usual_pages, rounds=1)],
                "limit": _limit(meter),
                "yardstick": _yardstick(),
            }
        )
    )


def _visit_all(client: Client, meter: Meter, some: Sequence[Page], rounds: int = ROUNDS) -> list[Cost]:
    """Round by round, because a shared machine is slower for minutes at a time: a page that is opened in one
    of them only would look slow beside the others. The very first visit of each only warms."""
    costs = [Cost(page.kind, page.name) for page in some]
    for turn in range(rounds + 1):
        for page, cost in zip(some, costs, strict=True):
            for again in range(TIMES if turn else 1):
                _visit(client, meter, page, cost, depth=(turn * TIMES + again) * 25, counts=bool(turn))
    for cost in costs:
        print(
            f"{cost.ms:8.1f} {cost.wall:8.1f} {cost.queries:4} {cost.rows:3}  {cost.kind}: {cost.name}",
            file=sys.stderr,
        )
    return costs


def _visit(client: Client, meter: Meter, page: Page, cost: Cost, *, depth: int, counts: bool) -> None:
    queries = 0

    def count(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*given)

    if page.is_cold:
        queues.forget_tallies()
    with connection.execute_wrapper(count):
        wall, cpu = time.perf_counter(), meter.now()
        answer = _deeper(depth, lambda: client.get(page.url))
        cpu, wall = meter.now() - cpu, time.perf_counter() - wall
    if answer.status_code != 200:
        raise SystemExit(f"{page.url} answers {answer.status_code}.")
    if counts and cpu * 1000 < cost.ms:
        cost.ms, cost.queries = cpu * 1000, queries
    if counts:
        cost.wall = min(cost.wall, wall * 1000)
    cost.rows = answer.content.count(b"<tr") - 1 if b"<tr" in answer.content else 0


def _deeper(frames: int, call: Callable[[], Any]) -> Any:
    """Python takes memory for its stack in pieces, and a page whose depth happens to lie at the end of one
    takes and gives it back all the time: a third slower. So each visit begins at another depth."""
    return _deeper(frames - 1, call) if frames else call()


def _limit(meter: Meter, times: int = 50) -> float:
    """The least that a database needs for a page: its newest fifty rows by their key, unread by Django."""
    with connection.cursor() as cursor:
        begin = meter.now()
        for _ in range(times):
            cursor.execute("SELECT * FROM workflow_order ORDER BY id DESC LIMIT 50")
            cursor.fetchall()
        return (meter.now() - begin) / times * 1000


def _yardstick(times: int = 20) -> float:
    """CPU milliseconds for a million squares, the least of several: how fast this machine is just now."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        sum(number * number for number in range(1_000_000))
        found.append(time.process_time() - begin)
    return min(found) * 1000


def _know_the_tables() -> None:
    """What a database that has lived with its rows knows about them."""
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute(
                "ANALYZE TABLE workflow_order, workflow_orderitem, workflow_quote, community_member"
            )
            cursor.fetchall()
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"
    version = ".".join(map(str, connection.mysql_version))  # type: ignore[attr-defined]
    return f"{'MariaDB' if connection.mysql_is_mariadb else 'MySQL'} {version}"  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]))
