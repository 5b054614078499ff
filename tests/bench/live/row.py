"""The row: every server over the same course in one run, and the goals held against what came out."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.live import course, honesty, servers
from tests.bench.live.course import BURST, DEAF, EVENTS, FIRST, MISSED, SECONDS_ENOUGH, WATCHERS, Measured
from tests.bench.live.processes import Fell, most_files
from tests.bench.row import Bars, Result, Table
from tests.system import mariadb_available

CLIENTS = 5_000
# The peer holds three files for each client: the socket, the database and its write-ahead log.
_FILES_OF_PEER, _FILES_BESIDE = 3, 500
_GOAL = (
    "<= 60 us CPU a delivery and <= 15 KB a client, threads and database connections constant, none lost, "
    "doubled or out of order, >= 2,000 reconnects/s, SIGTERM <= 4 s"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """One part of the goal: what is wanted of which server, and what it did."""

    what: str
    of: str
    wanted: str
    reached: Any
    met: bool


def run() -> Result:
    """Run all servers, one after another. Takes about three minutes with 5,000 clients.

    Raises SystemExit when this machine cannot hold so many, or has no Redis to run the peer with.
    """
    clients = int(os.environ.get("CLIENTS", CLIENTS))
    room = most_files() - _FILES_BESIDE
    if clients > room:
        raise SystemExit(f"{clients:,} clients need more open files than the {most_files():,} allowed here.")
    # Ends what runs, here and below, also when we are asked to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    honesty.check()
    with servers.limit() as server:
        limit = course.run(server, clients)
    with servers.ours(clients) as server:
        ours = [course.run(server, clients)]
    with servers.redis() as redis_port:
        with servers.ours(clients, redis_port=redis_port) as server:
            ours.append(course.run(server, clients))
        peer = _peer(redis_port, min(clients, room // _FILES_OF_PEER))
    if mariadb_available():
        with servers.ours(clients, mariadb=True) as server:
            ours.append(course.run(server, clients))
    return _result(peer, ours, limit)


def _peer(redis_port: int, clients: int) -> Measured:
    """The peer with so many clients, or with 1,000 where this machine cannot give it a thread for each."""
    try:
        with servers.peer(redis_port) as server:
            return course.run(server, clients)
    except Fell as reason:
        if clients <= FIRST:
            raise
        print(f"  peer: {reason} Again with {FIRST:,}.", file=sys.stderr)
    with servers.peer(redis_port) as server:
        return course.run(server, FIRST)


def _result(peer: Measured, ours: Sequence[Measured], limit: Measured) -> Result:
    goals = [goal for one in ours for goal in _goals(one)]
    everybody = [peer, *ours, limit]
    return Result(
        row="live",
        peer=round(peer.cpu_us, 1),
        ours=round(ours[0].cpu_us, 1),
        limit=round(limit.cpu_us, 1),
        unit="us CPU for one event to one client",
        goal=_GOAL,
        met=all(goal.met for goal in goals),
        about=(
            f"One event to {limit.clients:,} clients that hold a stream each, in one server process. The "
            "peer is stock django-eventstream 5.3.4 on uvicorn with Redis and its events in a database; ours "
            "is the product's embedded server; the limit is uvicorn with a list of bytes for each client, "
            "without Django, database or rights."
        ),
        database=f"SQLite {sqlite3.sqlite_version}",
        tables=[_measures(everybody), _table_of(goals)],
        plot=Bars(
            "One event to one of many clients",
            "us CPU",
            [(one.name, round(one.cpu_us, 1)) for one in everybody],
        ),
        notes=_notes(peer, limit),
    )


def _measures(everybody: Sequence[Measured]) -> Table:
    lines: list[tuple[str, Callable[[Measured], Any]]] = [
        ("clients", lambda one: one.clients),
        ("CPU for one event to one client, us", lambda one: one.cpu_us),
        ("memory for each client, KB", lambda one: one.kb_each),
        ("threads with 1 / 300 / all", lambda one: _three(one, "threads")),
        ("database connections with 1 / 300 / all", lambda one: _three(one, "connections")),
        (f"an event to {FIRST:,}, ms", lambda one: one.ms_first),
        ("an event to all, ms", lambda one: one.ms_all),
        (f"burst of {BURST} events to {WATCHERS}, deliveries/s", lambda one: one.burst_per_s),
        ("the same, a transaction for each, deliveries/s", lambda one: one.burst_apart_per_s),
        ("reconnect storm, clients/s", lambda one: one.storm_per_s),
        ("events received", lambda one: one.verdict.received),
        ("lost / doubled / out of order", lambda one: _faults(one)),
        ("streams that the server ended", lambda one: one.ended_by_server),
        ("from SIGTERM to its end with all connected, s", lambda one: one.sigterm),
    ]
    return Table(
        ["", *(one.name for one in everybody)],
        [[what, *(ask(one) for one in everybody)] for what, ask in lines],
    )


def _goals(one: Measured) -> list[Goal]:
    wall, burst = (60, 200_000) if "Redis" in one.name else (160, 60_000)
    few, held = one.few, one.held
    parts: list[tuple[str, str, Any, bool]] = [
        ("CPU for one event to one client, us", "<= 60", one.cpu_us, one.cpu_us <= 60),
        ("memory for each client, KB", "<= 15", one.kb_each, one.kb_each <= 15),
        ("threads, 300 clients to all", "constant", _three(one, "threads"), held.threads <= few.threads),
        (
            "database connections, 300 clients to all", "constant", _three(one, "connections"),
            held.connections <= few.connections,
        ),
        ("lost / doubled / out of order", "0 / 0 / 0", _faults(one), _is_sound(one)),
        (f"an event to {FIRST:,}, ms", f"<= {wall}", one.ms_first, one.ms_first <= wall),
        (f"burst of {BURST}, deliveries/s", f">= {burst:,}", one.burst_per_s, one.burst_per_s >= burst),
        ("reconnect storm, clients/s", ">= 2,000", one.storm_per_s, one.storm_per_s >= 2_000),
        ("from SIGTERM to its end, s", "<= 4", one.sigterm, one.sigterm <= 4),
    ]  # fmt: skip
    if one.clients == 10_000:
        parts.append(("an event to 10,000, ms", "<= 450", one.ms_all, one.ms_all <= 450))
    return [Goal(what, one.name, wanted, reached, met) for what, wanted, reached, met in parts]


def _table_of(goals: Sequence[Goal]) -> Table:
    lines = [(goal.what, goal.of, goal.wanted, goal.reached, goal.met) for goal in goals]
    return Table(("", "of", "wanted", "reached", "met"), lines, "Goals")


def _notes(peer: Measured, limit: Measured) -> list[str]:
    notes = [
        f"Beside the {limit.clients:,} clients, {DEAF} never read. What they cost counts.",
        f"CPU: {EVENTS} events (fewer when they take longer than {SECONDS_ENOUGH:.0f} s), each published "
        "when the one before had reached everybody, less an equally long rest.",
        "On SQLite and MariaDB ours looks for events every 0.1 s, and an event published just after a look "
        "waits for the next one: the times are those of that worst case. Redis saves the wait.",
        "The burst is one transaction for ours and one request for the limit; the peer has no such call and "
        "sends one event after another both times.",
        f"Storm: everybody is cut off, misses {MISSED} events and comes back with Last-Event-ID, 1,000 under "
        "way at a time. Ours looks up each one's session, member and link; the others ask nobody anything.",
        "The peer has Django without middleware, and ends 3 s after SIGTERM as ours does; uvicorn by itself "
        "would wait for ever.",
        "The meter was checked first: crowds that lose, double or swap an event on purpose were found out.",
    ]
    if peer.clients < limit.clients:
        notes.insert(
            0,
            f"The peer ran with {peer.clients:,} clients only: it needs a thread, a database connection and "
            f"three files for each, and could not have more here ({most_files():,} files).",
        )
    return notes


def _three(one: Measured, what: str) -> str:
    return " / ".join(f"{getattr(reading, what):,}" for reading in (one.alone, one.few, one.held))


def _faults(one: Measured) -> str:
    return f"{one.verdict.lost:,} / {one.verdict.doubled:,} / {one.verdict.disordered:,}"


def _is_sound(one: Measured) -> bool:
    return one.verdict.lost == one.verdict.doubled == one.verdict.disordered == one.ended_by_server == 0
