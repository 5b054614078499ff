"""The row: both sizes on each database that answers, page beside page, and what it comes to."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.row import Bars, Result, Table, ratio
from tests.running import ROOT
from tests.system import database_of_its_own, mariadb_available

ORDERS, A_SMALL_SHOP = 1_000_000, 1_000
MOST_MS, MOST_TIMES = 60, 1.5
GOAL = f"any page, filter or search <= {MOST_MS} ms, and <= {MOST_TIMES} x the same page over 1,000 orders"
_PRODUCT = {"ENVIRONMENT": "test", "LOG_LEVEL": "ERROR"}

type Sizes = dict[int, dict[str, Any]]


def run() -> Result:
    """Fill and visit SQLite, and MariaDB where it answers. Takes half an hour with a million orders."""
    count = int(os.environ.get("ORDERS", ORDERS))
    kinds = ["sqlite", *(["mariadb"] if mariadb_available() else [])]
    return _result(count, [{size: _visit(kind, size) for size in (A_SMALL_SHOP, count)} for kind in kinds])


def _visit(kind: str, count: int) -> dict[str, Any]:
    print(f"Visiting {count:,} orders on {kind} ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _database(kind, count, Path(folder)) as url:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.list.visit", str(count)],
            cwd=ROOT,
            env={**os.environ, **_PRODUCT, "DATABASE_URL": url, "VAR_DIR": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _database(kind: str, count: int, folder: Path) -> Iterator[str]:
    """One of its own, or the one of an earlier run that LIST_SQLITE or LIST_MARIADB names: filling takes
    longer than visiting."""
    kept = os.environ.get(f"LIST_{kind.upper()}") if count != A_SMALL_SHOP else None
    if kept:
        yield kept
        return
    with database_of_its_own(kind, folder) as url:
        yield url


def _result(count: int, databases: list[Sizes]) -> Result:
    pages = [page for sizes in databases for page in _compared(count, sizes)]
    worst = max(pages, key=lambda page: page["ms"])
    met = worst["ms"] <= MOST_MS and all(page["ratio"] <= MOST_TIMES for page in pages)
    big = [sizes[count] for sizes in databases]
    usual = max(page["ms"] for one in big for page in one["peer"])
    limit = max(one["limit"] for one in big)
    return Result(
        row="list",
        peer=usual,
        ours=worst["ms"],
        limit=limit,
        unit="ms for the worst page",
        goal=GOAL,
        met=met,
        about=(
            f"Every page of the order list and its queues over {count:,} orders, opened as the owner: "
            f"{len(pages) // len(databases)} pages on each database, with every filter, order, queue and "
            "kind of search. The peer is a ModelAdmin as it is usually made; the limit is the database's "
            "answer to the newest fifty orders by their key. Our worst page is "
            f"“{worst['kind']}: {worst['name']}” on {worst['database']}."
        ),
        database=", ".join(one["database"] for one in big),
        tables=[*(_by_kind(count, sizes) for sizes in databases), _usual(big)],
        plot=Bars(
            f"The worst page over {count:,} orders",
            "ms",
            [
                ("peer: a usual ModelAdmin", usual),
                ("ours, worst page", worst["ms"]),
                ("ours, first page", next(page["ms"] for page in pages if page["kind"] == "first page")),
                ("limit: fifty rows by key", limit),
            ],
            log=True,
        ),
        notes=[
            "ms is CPU: of the process that answers and of the database's thread that serves it; the least "
            "of several visits after a first one, because all else that happens only adds. “Clock” is the "
            "time that passed, with all else that the machine did meanwhile.",
            "x is how many times the same page over 1,000 orders. Where 1,000 orders do not fill the page, "
            "it stands beside the first page of the whole queue or of all orders there: more rows are not a "
            "slower list.",
            f"A million squares in plain Python took {_between(big)} ms on this machine just then. Another "
            "day it may be twice as fast, and every figure in ms with it.",
            "Every page is made from its beginning: session, rights, sidebar with its counts, template. The "
            "counts are kept for 15 seconds as in production; where they are made anew, the line says so.",
        ],
    )


def _between(big: list[dict[str, Any]]) -> str:
    least, most = (pick(one["yardstick"] for one in big) for pick in (min, max))
    return f"{least:.0f}" if f"{least:.0f}" == f"{most:.0f}" else f"{least:.0f} to {most:.0f}"


def _compared(count: int, sizes: Sizes) -> list[dict[str, Any]]:
    """The pages over many orders, each with the same page over 1,000 and the ratio of the two."""
    small = {(page["kind"], page["name"]): page for page in sizes[A_SMALL_SHOP]["pages"]}
    all_orders = small["first page", "all orders"]
    found = []
    for page in sizes[count]["pages"]:
        beside = small.get((page["kind"], page["name"]), all_orders)
        if beside["rows"] < page["rows"]:
            whole_queue = small.get(("queue", page["name"].partition(",")[0]), all_orders)
            beside = max(beside, all_orders, whole_queue, key=lambda one: one["ms"])
        found.append(
            {
                **page,
                "database": sizes[count]["database"],
                "small": beside["ms"],
                "ratio": ratio(page["ms"], beside["ms"]) or 0.0,
                "more_queries": page["queries"] - beside["queries"],
            }
        )
    return found


def _by_kind(count: int, sizes: Sizes) -> Table:
    """One line for each kind of page, about the slowest of it."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for page in _compared(count, sizes):
        kinds.setdefault(page["kind"], []).append(page)
    lines = []
    for kind, pages in kinds.items():
        worst = max(pages, key=lambda page: page["ms"])
        lines.append(
            (
                kind, len(pages), worst["name"], worst["ms"], worst["wall"], worst["small"],
                max(page["ratio"] for page in pages), max(page["queries"] for page in pages),
            )
        )  # fmt: skip
    columns = ("pages", "of them", "the slowest", "ms", "clock, ms", "over 1,000, ms", "most x", "queries")
    return Table(columns, lines, sizes[count]["database"])


def _usual(big: list[dict[str, Any]]) -> Table:
    lines = [
        (one["database"], page["name"], page["ms"], page["wall"], page["queries"])
        for one in big
        for page in one["peer"]
    ]
    return Table(("database", "page", "ms", "clock, ms", "queries"), lines, "The usual ModelAdmin")
