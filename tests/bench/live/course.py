"""The course every server runs, and what is read on the way.

One client; 300; 1,000; then all of them, and some that never read. What one client more costs in memory is
the difference between the first and the last reading; threads and connections that a server starts once are
there with the 300. All servers run the same course with the same clients.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.live import meter
from tests.bench.live.crowd import Arrival, Crowd, running_crowd
from tests.bench.live.processes import Fell, end
from tests.bench.live.servers import Server
from tests.bench.live.stream import Verdict
from tests.bench.live.words import ALL, FEW

FIRST, WATCHERS, DEAF = 1_000, 300, 10
BURST, MISSED = 50, 5
# Events to everybody for the measuring of CPU; a peer that is slow needs fewer for the same exactness.
EVENTS, SECONDS_ENOUGH = 20, 12.0
# How long an event may take to everybody before those who have not got it count as without it.
PATIENCE = 30.0
SIGTERM_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Reading:
    memory_kb: int
    threads: int
    connections: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What one server did. Times in seconds unless their name says otherwise; `walls` are from the call that
    published to the last client."""

    name: str
    clients: int
    alone: Reading
    few: Reading
    held: Reading
    walls_first: Sequence[float]
    walls_all: Sequence[float]
    cpu_us: float
    burst_per_s: float
    burst_apart_per_s: float
    storm_per_s: float
    refused: int
    verdict: Verdict
    ended_by_server: int
    sigterm: float

    @property
    def kb_each(self) -> float:
        return (self.held.memory_kb - self.alone.memory_kb) / (self.clients + DEAF - 1)

    @property
    def ms_first(self) -> float:
        """Milliseconds for one event to the first clients (1,000), the median of several."""
        return statistics.median(self.walls_first) * 1000

    @property
    def ms_all(self) -> float:
        return statistics.median(self.walls_all) * 1000


def run(server: Server, clients: int) -> Measured:
    """Drive one server over the whole course and end it with everybody connected."""
    with running_crowd(server.port) as crowd:
        return _Course(server, crowd, clients).run()


class _Course:
    def __init__(self, server: Server, crowd: Crowd, clients: int) -> None:
        self.server, self.crowd, self.clients = server, crowd, clients
        self.sent: dict[str, list[int]] = {ALL: [], FEW: []}
        self.count = 0
        self.refused = 0

    def run(self) -> Measured:
        self.say("starting")
        watchers, first = min(WATCHERS, self.clients), min(FIRST, self.clients)
        self.admit(1, few=True)
        self.publish(ALL)
        alone = self.reading()
        self.admit(watchers - 1, few=True)
        few = self.reading()
        self.admit(first - watchers)
        walls_first = [self.publish(ALL) for _ in range(5)]
        self.say(f"{first:,} clients: {statistics.median(walls_first) * 1000:.0f} ms an event")
        self.admit(self.clients - first)
        self.admit(DEAF, deaf=True)
        walls_all = [self.publish(ALL)]
        held = self.reading()
        self.say(f"{self.clients:,} clients: {walls_all[0] * 1000:.0f} ms an event, {held}")
        cpu_us, walls = self.cpu_of_a_delivery()
        self.say(f"{cpu_us:.1f} us CPU each")
        burst, apart = self.burst(watchers, together=True), self.burst(watchers, together=False)
        self.say(f"burst: {burst:,.0f} deliveries/s, one by one {apart:,.0f}")
        storm = self.storm()
        self.say(f"storm: {storm:,.0f} connects/s")
        verdict = self.crowd.verdict(self.sent)
        ended = self.crowd.ended()
        sigterm = end(self.server.process, SIGTERM_PATIENCE)
        self.say(f"{verdict}, SIGTERM {sigterm:.1f} s")
        return Measured(
            self.server.name, self.clients, alone, few, held, walls_first, [*walls_all, *walls], cpu_us,
            burst, apart, storm, self.refused, verdict, ended, sigterm,
        )  # fmt: skip

    def admit(self, count: int, *, few: bool = False, deaf: bool = False) -> None:
        """Open so many streams more; all of them are open when this returns."""
        if count < 1:
            return
        since = {group: len(numbers) + 1 for group, numbers in self.sent.items()}
        asks = [self.server.asks(self.count + n, few) for n in range(count)]
        self.count += count
        opened = self.crowd.connect(asks, since=since, few=few, deaf=deaf)
        self.refused += opened.failed
        if opened.opened < count:
            raise Fell(f"The {self.server.name} opened only {opened.opened} of {count} streams.")

    def publish(self, group: str, events: int = 1, *, together: bool = False) -> float:
        """Publish, and wait for the last client. Returns the seconds from the call until then."""
        self.crowd.expect(group, events)
        began = self.tell(group, events, together=together)
        arrival: Arrival = self.crowd.wait(PATIENCE)
        return (arrival.at if not arrival.pending else began + PATIENCE) - began

    def tell(self, group: str, events: int, *, together: bool = False) -> float:
        """Publish only. Returns when the call began."""
        next_number = len(self.sent[group]) + 1
        numbers = list(range(next_number, next_number + events))
        self.sent[group] += numbers
        answer = self.server.publisher.ask(
            channel=self.server.channels[group], group=group, numbers=numbers, together=together
        )
        return float(answer["began"])

    def cpu_of_a_delivery(self) -> tuple[float, list[float]]:
        """Microseconds for one event to one client: events one after another, each to everybody, less what an
        equally long rest with everybody connected costs."""
        pid, walls = self.server.process.pid, list[float]()
        began, before = time.monotonic(), meter.cpu_seconds(pid)
        while len(walls) < EVENTS and time.monotonic() - began < SECONDS_ENOUGH:
            walls.append(self.publish(ALL))
        busy, took = meter.cpu_seconds(pid) - before, time.monotonic() - began
        before = meter.cpu_seconds(pid)
        time.sleep(took)
        resting = meter.cpu_seconds(pid) - before
        return (busy - resting) / (len(walls) * self.clients) * 1e6, walls

    def burst(self, watchers: int, *, together: bool) -> float:
        """Deliveries a second when many events come to the few, in one transaction or in one each."""
        return BURST * watchers / self.publish(FEW, BURST, together=together)

    def storm(self) -> float:
        """Streams a second when everybody was cut off, missed some events, and comes back at once."""
        self.crowd.drop()
        self.crowd.expect(ALL, MISSED)
        self.tell(ALL, MISSED)
        opened = self.crowd.reconnect()
        self.refused += opened.failed
        self.crowd.wait(PATIENCE)
        self.publish(ALL)
        return opened.opened / opened.seconds

    def reading(self) -> Reading:
        pid = self.server.process.pid
        return Reading(meter.memory_kb(pid), meter.threads(pid), self.server.connections())

    def say(self, what: str) -> None:
        print(f"  {self.server.name}: {what}", file=sys.stderr, flush=True)
