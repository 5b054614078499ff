"""The sandbox's own SQLite file: one connection, used only on the event loop.

Every request does its whole work in one transaction without awaiting inside it, so
requests cannot interleave and a killed process leaves either all of a deed or nothing:
the object, its events, their deliveries and the stored idempotent reply.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = (Path(__file__).parent / "schema.sql").read_text("utf-8")


class Store:
    """The file and the few verbs the providers need. Not for use from several threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        # WAL with synchronous=NORMAL survives a killed process; only a power cut may lose the newest rows.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "cache_size=-16000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)
        self._depth = 0
        self._after: list[Callable[[], None]] = []
        self.wake_deliveries: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Close the file; the process is about to end."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested use joins the outer transaction. Never await inside."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            self._after.clear()
            raise
        finally:
            self._depth = 0
        hooks, self._after = self._after, []
        for hook in hooks:
            hook()

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Run `hook` when the current transaction is safe (at once when there is none)."""
        if self._depth:
            self._after.append(hook)
        else:
            hook()

    def run(self, sql: str, *args: Any) -> sqlite3.Cursor:
        """Execute one statement."""
        return self._db.execute(sql, args)

    def all(self, sql: str, *args: Any) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._db.execute(sql, args).fetchall()

    def one(self, sql: str, *args: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, args).fetchone()
        return row

    def value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *args)
        return row[0] if row else None

    # Stripe objects ------------------------------------------------------------------
    def insert(self, kind: str, body: Json, private: Json | None = None) -> Json:
        """Add a Stripe object; `private` is what the vendor knows but does not show."""
        self.run(
            "INSERT INTO stripe_objects (id, kind, created, status, amount, currency, body, private)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            body["id"],
            kind,
            body["created"],
            *_columns(body),
            _dump(body),
            _dump(private or {}),
        )
        return body

    def update(self, body: Json, private: Json | None = None) -> Json:
        """Write back a changed Stripe object, and its private part when given."""
        self.run(
            "UPDATE stripe_objects SET status = ?, amount = ?, currency = ?, body = ? WHERE id = ?",
            *_columns(body),
            _dump(body),
            body["id"],
        )
        if private is not None:
            self.run("UPDATE stripe_objects SET private = ? WHERE id = ?", _dump(private), body["id"])
        return body

    def find(self, object_id: str, kind: str | None = None) -> Json | None:
        """A Stripe object by its id, or None; with `kind`, only one of that kind."""
        row = self.one("SELECT kind, body FROM stripe_objects WHERE id = ?", object_id)
        if row is None or (kind and row["kind"] != kind):
            return None
        body: Json = json.loads(row["body"])
        return body

    def private(self, object_id: str) -> Json:
        """The hidden part of a Stripe object; empty when there is none."""
        text = self.value("SELECT private FROM stripe_objects WHERE id = ?", object_id)
        hidden: Json = json.loads(text or "{}")
        return hidden

    def select(
        self, kind: str, where: str = "1", args: Sequence[Any] = (), tail: str = "ORDER BY seq"
    ) -> list[Json]:
        """Stripe objects of a kind. `where` and `tail` are SQL by this package, never from outside."""
        sql = f"SELECT body FROM stripe_objects WHERE kind = ? AND {where} {tail}"  # noqa: S608
        return [json.loads(row["body"]) for row in self.all(sql, kind, *args)]

    # Small things --------------------------------------------------------------------
    def count(self, name: str, by: int = 1) -> None:
        """Add to a named counter."""
        self.run(
            "INSERT INTO counters (name, n) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET n = n + excluded.n",
            name,
            by,
        )

    def counted(self, name: str) -> int:
        """A named counter, 0 when it never counted."""
        return int(self.value("SELECT n FROM counters WHERE name = ?", name) or 0)

    def setting(self, name: str, default: str = "") -> str:
        """A setting changed at run time by a control call."""
        value = self.value("SELECT value FROM settings WHERE name = ?", name)
        return default if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        """Remember a setting over restarts."""
        self.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value)

    def reset(self) -> None:
        """Forget everything."""
        with self.transaction():
            for row in self.all(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            ):
                self.run(f"DELETE FROM {row['name']}")  # noqa: S608 (names from our own schema)


def _columns(body: Json) -> tuple[Any, Any, Any]:
    return body.get("status"), body.get("amount_total", body.get("amount")), body.get("currency")


def _dump(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
