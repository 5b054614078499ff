"""Reading the table of events behind its writers, once for the whole process.

A thread of its own with the only database connection that streams need. It looks every tenth of a second
and whenever somebody wakes it; while Redis is heard, once a second is enough.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from integrations.live.hub import Event
from integrations.live.models import LiveEvent
from integrations.live.positions import Position

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.1
LOOK_EVERY_BESIDE_REDIS = 1.0
# Seconds we ask again for an id that has not shown. Transactions that publish are shorter; an id that
# never shows belonged to a rollback.
PATIENCE = 20.0
_PAGE = 500
# Below the newest id, how far back a starting process looks for what is still being committed.
_LOOK_BACK = 200
# Between two ids in a row, how many may still be on their way.
_MOST_HOLES = 500
_LONGEST_BACK_OFF = 5.0

type Row = tuple[int, str, str, str]
type Begin = Callable[[Position], None]
type Deliver = Callable[[Sequence[Event], Position], None]


class Tail:
    """`begin` is called with the place where reading starts, `deliver` with what is new, both from the
    tail's thread."""

    def __init__(self, begin: Begin, deliver: Deliver) -> None:
        self._begin, self._deliver = begin, deliver
        self._wake = threading.Event()
        self._stop = False
        self._every = LOOK_EVERY
        self._head = 0
        self._gaps: dict[int, float] = {}  # id -> when we give it up
        self._started = False
        self._version: int | None = None
        self._thread = threading.Thread(target=self._run, name="live-tail", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop = True
        self._wake.set()

    def wake(self) -> None:
        """There may be something new. From any thread."""
        self._wake.set()

    def redis_is_heard(self, heard: bool) -> None:
        self._every = LOOK_EVERY_BESIDE_REDIS if heard else LOOK_EVERY
        self._wake.set()

    def _run(self) -> None:
        pause = LOOK_EVERY
        while not self._stop:
            try:
                self._look()
                pause = self._every
            except Exception as error:  # noqa: BLE001 (streams without a tail would be silent for ever)
                pause = min(max(pause, LOOK_EVERY) * 2, _LONGEST_BACK_OFF)
                logger.warning("Live events cannot be read (%s); again in %.1f s.", error, pause)
                self._version = None
                connection.close()
            self._wake.wait(pause)
            self._wake.clear()
        connection.close()

    def _look(self) -> None:
        if not self._started:
            self._start()
        if not self._something_changed():
            return
        while rows := self._read():
            self._hand_over(rows)
            if len(rows) < _PAGE:
                break

    def _start(self) -> None:
        with connection.cursor() as cursor:
            # The newest ids: a hole among them may be an event that is being committed now.
            cursor.execute(f"SELECT id FROM {_table()} ORDER BY id DESC LIMIT {_LOOK_BACK}")  # noqa: S608
            ids = {row[0] for row in cursor.fetchall()}
        self._head = max(ids, default=0)
        give_up = time.monotonic() + PATIENCE
        holes = set(range(min(ids), self._head)) - ids if ids and _has_holes() else set()
        self._gaps = dict.fromkeys(holes, give_up)
        self._version = None
        self._started = True
        self._begin(self._place())

    def _something_changed(self) -> bool:
        """On SQLite five microseconds tell whether any other connection has committed since."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version = cursor.fetchone()[0]
        changed, self._version = version != self._version, version
        return changed

    def _read(self) -> list[Row]:
        """New rows by id, late ones first. Plain SQL: this runs ten times a second for ever."""
        now = time.monotonic()
        self._gaps = {gap: until for gap, until in self._gaps.items() if until > now}
        columns = f"SELECT id, channel, type, data FROM {_table()}"  # noqa: S608
        late: list[Row] = []
        with connection.cursor() as cursor:
            if self._gaps:
                marks = ", ".join(["%s"] * len(self._gaps))
                cursor.execute(f"{columns} WHERE id IN ({marks}) ORDER BY id", list(self._gaps))
                late = list(cursor.fetchall())
            cursor.execute(f"{columns} WHERE id > %s ORDER BY id LIMIT {_PAGE}", [self._head])
            return late + list(cursor.fetchall())

    def _hand_over(self, rows: Sequence[Row]) -> None:
        give_up = time.monotonic() + PATIENCE
        events = []
        for event_id, channel, type_, data in rows:
            if event_id in self._gaps:
                del self._gaps[event_id]
            else:
                if _has_holes():
                    # Ids may leap (a restored backup, a counter moved by hand): the newest are waited for.
                    first = max(self._head + 1, event_id - _MOST_HOLES)
                    self._gaps |= dict.fromkeys(range(first, event_id), give_up)
                self._head = event_id
            events.append(Event(event_id, channel, type_, data, self._place()))
        self._deliver(events, self._place())

    def _place(self) -> Position:
        return Position(self._head, frozenset(self._gaps))


def _has_holes() -> bool:
    """SQLite has one writer at a time, so its ids show in order and a hole is never filled."""
    return connection.vendor != "sqlite"


def _table() -> str:
    meta: Any = LiveEvent._meta
    return str(meta.db_table)
