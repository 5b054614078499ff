"""The hand on the crowd's process (see `client.py`)."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.live.processes import Talker, talking
from tests.bench.live.stream import Verdict

# Streams that may be under way at one moment: within the server's backlog of 2,048, so that what is
# measured is the server and not TCP's own pauses.
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Opened:
    """How many streams opened, in how many seconds; `failed` counts attempts that had to be repeated."""

    opened: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the last due event reached its client, and how many clients were still without one at the end."""

    at: float
    pending: int


class Crowd:
    def __init__(self, talker: Talker) -> None:
        self._talker = talker

    def connect(
        self,
        asks: Sequence[str],
        *,
        since: dict[str, int],
        few: bool = False,
        deaf: bool = False,
        within: float = 120,
    ) -> Opened:
        """Open one stream for each of these requests (without the empty line at their end). `since` has, by
        group, the number of the first event they have to get; `deaf` ones never read."""
        return Opened(**self._talker.ask(
            do="connect", asks=list(asks), since=since, few=few, deaf=deaf, at_once=AT_ONCE, within=within,
            patience=within + 10,
        ))  # fmt: skip

    def reconnect(self, within: float = 120) -> Opened:
        """Open all closed streams again, each with its Last-Event-ID."""
        return Opened(
            **self._talker.ask(do="reconnect", at_once=AT_ONCE, within=within, patience=within + 10)
        )

    def drop(self) -> None:
        self._talker.ask(do="drop")

    def expect(self, group: str, events: int) -> None:
        self._talker.ask(do="expect", group=group, events=events)

    def wait(self, within: float) -> Arrival:
        return Arrival(**self._talker.ask(do="wait", within=within, patience=within + 10))

    def spoil(self, kind: str) -> None:
        """Make the crowd itself lose, double or swap one client's next events."""
        self._talker.ask(do="spoil", kind=kind)

    def verdict(self, sent: dict[str, list[int]]) -> Verdict:
        return Verdict(**self._talker.ask(do="verdict", sent=sent, patience=120))

    def ended(self) -> int:
        """How many streams the server has closed."""
        return int(self._talker.ask(do="count_ended")["ended"])


@contextmanager
def running_crowd(port: int) -> Iterator[Crowd]:
    with talking("crowd", "tests.bench.live.client", str(port), environ=os.environ) as talker:
        yield Crowd(talker)
