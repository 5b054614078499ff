"""Handing each event to those who listen. One hub in a process; everything here runs on its event loop.

A listener is a list and a future: no thread, no connection, no task of its own beyond the server's. An event
is encoded once and the same bytes go to everybody.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from integrations.live import wire
from integrations.live.channels import user_of
from integrations.live.positions import Position
from integrations.live.rights import CHECK

# Events that wait for one listener. Who falls further behind is told to read everything anew.
MOST_PENDING = 200
# Events kept in memory, so that most who come back need no database.
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table; `position` is the place of somebody who has seen it and all before it."""

    id: int
    channel: str
    type: str
    data: str
    position: Position

    def encoded(self, position: Position | None = None) -> bytes:
        return wire.encode(self.type, self.data, position or self.position)


class Listener:
    """One open stream. `recheck` is set when its rights may have changed."""

    __slots__ = (
        "ask_again_at", "beat", "behind", "channels", "ended", "pending", "recheck", "seen",
        "sending_since", "task", "user_id", "waiter",
    )  # fmt: skip

    def __init__(
        self, channels: Sequence[str], user_id: int | None, seen: frozenset[int] = frozenset()
    ) -> None:
        self.channels = tuple(channels)
        self.user_id = user_id
        # Late ids that this client has had from another process before they showed here.
        self.seen = seen
        self.pending: list[bytes] = []
        self.behind = self.ended = self.recheck = False
        # Kept by the stream that holds it: its turn for keep-alives, when its rights are asked for again,
        # since when it waits for the client to read, and whom to cancel if the client never does.
        self.beat, self.ask_again_at, self.sending_since = 0, float("inf"), 0.0
        self.task: asyncio.Task[None] | None = None
        self.waiter: asyncio.Future[None] | None = None

    def put(self, body: bytes) -> None:
        if len(self.pending) >= MOST_PENDING:
            self.pending.clear()
            self.behind = True
        elif not self.behind:
            self.pending.append(body)
        self.wake()

    def wake(self) -> None:
        waiter = self.waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def end(self, last: bytes = b"") -> None:
        """No more events; what waits and `last` are still sent."""
        self.behind = False
        if last:
            self.pending.append(last)
        self.ended = True
        self.wake()

    async def something(self) -> None:
        """Return when there is something to do."""
        if not (self.pending or self.behind or self.ended or self.recheck):
            self.waiter = asyncio.get_running_loop().create_future()
            try:
                await self.waiter
            finally:
                self.waiter = None

    def take(self, position: Position) -> bytes:
        """Everything that waits, as one piece; for one who fell behind, the word to read anew."""
        if self.behind:
            self.behind = False
            self.pending.clear()
            return wire.encode(wire.RESET, "{}", position.without(self.seen))
        pending = self.pending
        if len(pending) == 1:
            return pending.pop()
        body = b"".join(pending)
        pending.clear()
        return body


class Hub:
    """Listeners by channel, and the newest events."""

    def __init__(self) -> None:
        self.position = Position()
        self.listeners: set[Listener] = set()
        self._by_channel: dict[str, set[Listener]] = {}
        self._by_user: dict[int, set[Listener]] = {}
        self._recent: deque[Event] = deque()
        # Every event above this id, as far as it has shown, is in `_recent`.
        self._complete_above = 0
        self._moved = asyncio.Event()
        # How many changes of rights have been heard of.
        self.checks = 0

    def begin(self, position: Position) -> None:
        """Where the tail starts to read."""
        self.position = position
        self._recent.clear()
        self._complete_above = position.head

    def add(self, listener: Listener) -> None:
        self.listeners.add(listener)
        for channel in listener.channels:
            self._by_channel.setdefault(channel, set()).add(listener)
        if listener.user_id is not None:
            self._by_user.setdefault(listener.user_id, set()).add(listener)

    def remove(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        for channel in listener.channels:
            _discard(self._by_channel, channel, listener)
        if listener.user_id is not None:
            _discard(self._by_user, listener.user_id, listener)

    def count_of_user(self, user_id: int) -> int:
        return len(self._by_user.get(user_id, ()))

    def count_of_channel(self, channel: str) -> int:
        return len(self._by_channel.get(channel, ()))

    def deliver(self, events: Iterable[Event], position: Position) -> None:
        """Hand new events over, in their order. `position` is the place after all of them."""
        for event in events:
            self._remember(event)
            if event.type == CHECK:
                self._recheck(event.channel)
                continue
            listeners = self._by_channel.get(event.channel)
            if not listeners:
                continue
            body = event.encoded()
            for listener in listeners:
                if not listener.seen:
                    listener.put(body)
                elif event.id in listener.seen:
                    listener.seen -= {event.id}
                else:
                    listener.put(event.encoded(event.position.without(listener.seen)))
        self.position = position
        self._moved.set()
        self._moved.clear()

    async def reach(self, head: int, within: float) -> bool:
        """Wait until this process has read as far as `head`; False when it does not in `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while self.position.head < head:
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def remembered_since(self, place: Position, channels: Sequence[str]) -> list[Event] | None:
        """What somebody at `place` has missed on `channels`, by id; None when memory does not reach back."""
        if place.head < self._complete_above or any(gap <= self._complete_above for gap in place.gaps):
            return None
        if place == self.position:
            return []
        wanted = set(channels)
        return sorted(
            (
                event
                for event in self._recent
                if event.channel in wanted and event.type != CHECK and not place.has_seen(event.id)
            ),
            key=lambda event: event.id,
        )

    def _remember(self, event: Event) -> None:
        self._recent.append(event)
        if len(self._recent) > _REMEMBERED:
            self._complete_above = max(self._complete_above, self._recent.popleft().id)

    def _recheck(self, channel: str) -> None:
        self.checks += 1
        concerned = set(self._by_channel.get(channel, ()))
        owner = user_of(channel)
        if owner is not None:
            concerned |= self._by_user.get(owner, set())
        for listener in concerned:
            listener.recheck = True
            listener.wake()


def _discard[K](index: dict[K, set[Listener]], key: K, listener: Listener) -> None:
    group = index.get(key)
    if group is not None:
        group.discard(listener)
        if not group:
            del index[key]
