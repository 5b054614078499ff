"""The row: the same sweep on each database that answers, and what it comes to."""

import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.courier.yard import SCANS
from tests.bench.row import Bars, Result, Table
from tests.running import ROOT
from tests.system import database_of_its_own, mariadb_available

PARCELS = 100_000
BATCH = 30  # FedEx: numbers in one request
# An hour between rounds, as in production, so that none begins while another is measured.
_PRODUCT = {"ENVIRONMENT": "test", "COURIER_POLL_SECONDS": "3600", "LOG_LEVEL": "ERROR"}
GOAL = "<= 1.05 x ceil(N / 30) requests, no write for an unchanged parcel, exactly the moved ones changed"


def run() -> Result:
    """Sweep SQLite, and MariaDB where it answers. Takes a quarter of an hour with 100,000 parcels."""
    count = int(os.environ.get("PARCELS", PARCELS))
    databases = ["sqlite", *(["mariadb"] if mariadb_available() else [])]
    sweeps = [_sweep(database, count) for database in databases]
    return _result(count, sweeps)


def _sweep(database: str, count: int) -> dict[str, Any]:
    """A sandbox and a database of its own for each, so that none begins with the moves of another."""
    print(f"Sweeping {count:,} parcels on {database} ...", file=sys.stderr, flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        database_of_its_own(database, Path(folder)) as url,
    ):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.courier.sweep", str(count)],
            cwd=ROOT,
            env={**os.environ, **_PRODUCT, "DATABASE_URL": url, "VAR_DIR": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _result(count: int, sweeps: list[dict[str, Any]]) -> Result:
    limit = math.ceil(count / BATCH)
    ours = max(sweep[name]["requests"] for sweep in sweeps for name in ("still", "after_moves"))
    usual = sweeps[0]["usual"]
    a_parcel = usual["requests"] / usual["numbers"]
    met = ours <= 1.05 * limit and all(
        sweep["still"]["writes"] == 0 and sweep["untouched"] and sweep["exactly"] for sweep in sweeps
    )
    return Result(
        row="courier",
        peer=round(a_parcel * count),
        ours=ours,
        limit=limit,
        unit="requests",
        goal=GOAL,
        met=met,
        about=(
            f"One round over {count:,} FedEx parcels under way: the product's own tick and handler over "
            "HTTP, counted by the courier's server (the sandbox). The peer asks about each parcel by itself; "
            "the limit is 30 numbers in each request."
        ),
        database=", ".join(sweep["database"] for sweep in sweeps),
        tables=[_rounds(count, sweeps), _clock(sweeps)],
        plot=Bars(
            f"Requests for one round over {count:,} parcels",
            "requests",
            [("peer: one each", a_parcel * count), ("ours", ours), ("limit: 30 in one", limit)],
        ),
        notes=[
            f"The usual way was measured on {usual['numbers']:,} parcels and scaled; it saves each parcel "
            "with the time of its poll.",
            f"Every parcel has {SCANS} scans. Before the first round we know all of them, so nothing is "
            "news; a checksum over each parcel's row and scans says that nothing changed.",
            "Seconds are one question after another in one process, with the courier's server and the "
            "database on the same machine; the product has two workers, or as many as it is told to have.",
        ],
    )


def _rounds(count: int, sweeps: list[dict[str, Any]]) -> Table:
    lines = []
    for sweep in sweeps:
        name, usual = sweep["database"], sweep["usual"]
        lines += [
            (name, "ours, nothing moved", *_figures(sweep["still"]), _yes(sweep["untouched"])),
            (
                name,
                f"ours, {sweep['moved']:,} moved",
                *_figures(sweep["after_moves"]),
                _yes(sweep["exactly"]),
            ),
            (name, "one each, scaled", *_figures(usual, count / usual["numbers"]), "–"),
        ]
    columns = ("database", "way", "requests", "writes to parcels and scans", "seconds", "CPU s", "as wanted")
    return Table(columns, lines)


def _figures(measured: dict[str, Any], scale: float = 1) -> tuple[Any, ...]:
    whole = (round(measured["requests"] * scale), round(measured["writes"] * scale))
    return (*whole, measured["seconds"] * scale, measured["cpu"] * scale)


def _clock(sweeps: list[dict[str, Any]]) -> Table:
    lines = [(sweep["database"], sweep["idle_tick_ms"], sweep["watch_ms"]) for sweep in sweeps]
    return Table(
        ("database", "tick between rounds, ms", "look for silence, ms"), lines, "What the clock costs at rest"
    )


def _yes(reached: bool) -> str:
    return "yes" if reached else "NO"
