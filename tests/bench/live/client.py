"""The crowd's process: thousands of event streams held by one thread over raw sockets.

`python -m tests.bench.live.client PORT` reads one JSON command a line and answers each with one JSON line.
While events arrive it only keeps the bytes and counts the ends of events; `verdict` reads them afterwards, so
that the crowd does not slow the server that is measured.
"""

import errno
import gc
import json
import os
import select
import socket
import sys
import time
from collections import deque
from typing import Any

from tests.bench.live.stream import Verdict, body_of, judge, last_id_in, numbers_in
from tests.bench.live.words import ALL, END_OF_EVENT, FEW

_TAIL = len(END_OF_EVENT) - 1
_AT_ONCE = 512
_GREETING = b"event: stream-open"

# Stages of a connection.
CLOSED, CONNECTING, ASKED, OPEN = range(4)


class Listener:
    """One client over all its connections, and everything it was sent."""

    __slots__ = ("asks", "deaf", "few", "kept", "seen", "since", "sock", "stage", "tail", "target")

    def __init__(self, asks: bytes, *, few: bool, deaf: bool, since: dict[str, int]) -> None:
        self.asks, self.few, self.deaf, self.since = asks, few, deaf, since
        self.sock: socket.socket | None = None
        self.stage = CLOSED
        self.kept: list[list[bytes]] = []
        self.tail = b""
        self.seen = self.target = 0

    def request(self) -> bytes:
        """The GET; when it has been here before, with the place it had come to."""
        for pieces in reversed(self.kept):
            if place := last_id_in(body_of(b"".join(pieces))):
                return self.asks + f"Last-Event-ID: {place}\r\n\r\n".encode()
        return self.asks + b"\r\n"

    def numbers(self) -> dict[str, list[int]]:
        """By group, in the order of arrival over all connections."""
        found: dict[str, list[int]] = {ALL: [], FEW: []}
        for pieces in self.kept:
            for group, number in numbers_in(body_of(b"".join(pieces))):
                found[group].append(number)
        return found


class Crowd:
    def __init__(self, port: int) -> None:
        self.address = ("127.0.0.1", port)
        self.poll = select.epoll()
        self.poll.register(0, select.EPOLLIN)
        self.listeners: list[Listener] = []
        self.by_fd: dict[int, Listener] = {}
        self.waiting: deque[Listener] = deque()
        self.connecting = self.failed = self.ended = self.pending = self.at_once = 0
        self.last_arrival = 0.0
        self.task: dict[str, Any] = {}
        self.spoil = ""
        self.withheld = b""

    def run(self) -> None:
        commands = b""
        while True:
            for fd, _ in self.poll.poll(0.05, _AT_ONCE):
                if fd:
                    self.ready(self.by_fd[fd])
                    continue
                given = os.read(0, 65_536)
                if not given:
                    return
                *whole, commands = (commands + given).split(b"\n")
                for line in whole:
                    command = json.loads(line)
                    getattr(self, f"do_{command.pop('do')}")(**command)
            self.go_on()

    # --- commands ---------------------------------------------------------------------------

    def do_connect(
        self, *, asks: list[str], since: dict[str, int], few: bool, deaf: bool, at_once: int, within: float
    ) -> None:
        """Open a stream for each request, `at_once` of them under way at any moment."""
        new = [Listener(one.encode(), few=few, deaf=deaf, since=since) for one in asks]
        self.listeners += new
        self._open(new, at_once, within)

    def do_reconnect(self, *, at_once: int, within: float) -> None:
        """Open every closed stream again, with the Last-Event-ID it had come to."""
        self._open([one for one in self.listeners if one.stage == CLOSED and not one.deaf], at_once, within)

    def do_drop(self) -> None:
        """Close every stream that is read, as when the network goes."""
        for one in self.listeners:
            if one.stage != CLOSED and not one.deaf:
                self.close(one)
        self.answer()

    def do_expect(self, *, group: str, events: int) -> None:
        """From here on, so many more events of this group are due at each of its listeners."""
        self.pending = 0
        for one in self.listeners:
            if not one.deaf:
                # What was lost earlier stays lost: it shows in the verdict, not in later times.
                one.target = one.seen + (events if group == ALL or one.few else 0)
                self.pending += one.target > one.seen
        self.last_arrival = 0.0
        self.answer()

    def do_wait(self, *, within: float) -> None:
        """Answer when every due event has arrived, or with how many clients still miss some."""
        self.task = {"what": "wait", "until": time.monotonic() + within}

    def do_spoil(self, *, kind: str) -> None:
        """Make the crowd itself lose, double or swap the next events of its first client: does the meter
        see it?"""
        self.spoil = kind
        self.answer()

    def do_verdict(self, *, sent: dict[str, list[int]]) -> None:
        """Hold what each client got since its first connection against what was sent since then."""
        total = Verdict()
        for one in self.listeners:
            if one.deaf:
                continue
            found = one.numbers()
            for group in (ALL, FEW) if one.few else (ALL,):
                total += judge(found[group], [number for number in sent[group] if number >= one.since[group]])
        self.answer(
            received=total.received, lost=total.lost, doubled=total.doubled, disordered=total.disordered
        )

    def do_count_ended(self) -> None:
        """How many open streams the server has ended."""
        self.answer(ended=self.ended)

    # --- connections ------------------------------------------------------------------------

    def _open(self, which: list[Listener], at_once: int, within: float) -> None:
        self.waiting.extend(which)
        self.at_once, self.failed, self.connecting = at_once, 0, 0
        began = time.monotonic()
        self.task = {"what": "open", "count": len(which), "began": began, "until": began + within}

    def go_on(self) -> None:
        """Start what may be started, and answer what has come about or took too long."""
        while self.waiting and self.connecting < self.at_once:
            self.connect(self.waiting.popleft())
        if not self.task:
            return
        late = time.monotonic() > self.task["until"]
        if self.task["what"] == "wait" and (not self.pending or late):
            self.task = {}
            self.answer(at=self.last_arrival, pending=self.pending)
        elif self.task["what"] == "open" and (not (self.waiting or self.connecting) or late):
            missing, took = len(self.waiting) + self.connecting, time.monotonic() - self.task["began"]
            opened = self.task["count"] - missing
            self.waiting.clear()
            self.task = {}
            self.answer(opened=opened, failed=self.failed, seconds=took)

    def connect(self, one: Listener) -> None:
        one.sock = sock = socket.socket()
        sock.setblocking(False)
        if one.deaf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        if (error := sock.connect_ex(self.address)) not in (0, errno.EINPROGRESS):
            raise OSError(error, os.strerror(error))
        one.stage = CONNECTING
        self.connecting += 1
        self.by_fd[sock.fileno()] = one
        self.poll.register(sock.fileno(), select.EPOLLOUT)

    def close(self, one: Listener) -> None:
        assert one.sock is not None
        del self.by_fd[one.sock.fileno()]
        one.sock.close()
        one.sock, one.stage, one.tail = None, CLOSED, b""

    def ready(self, one: Listener) -> None:
        sock = one.sock
        assert sock is not None
        if one.stage == CONNECTING:
            if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.refused(one)
                return
            sock.send(one.request())
            one.stage = ASKED
            one.kept.append([])
            self.poll.modify(sock.fileno(), select.EPOLLIN)
            return
        try:
            piece = sock.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if piece:
            self.take(one, piece)
        elif one.stage == OPEN:
            self.ended += 1
            self.close(one)
        else:
            self.refused(one)

    def refused(self, one: Listener) -> None:
        """Closed or answered with an error before the stream was open: count it, and try again."""
        self.failed += 1
        self.connecting -= 1
        self.close(one)
        self.waiting.append(one)

    def take(self, one: Listener, piece: bytes) -> None:
        if self.spoil and one is self.listeners[0] and END_OF_EVENT in piece:
            piece = self.spoilt(piece)
        one.kept[-1].append(piece)
        if one.stage == ASKED:
            so_far = b"".join(one.kept[-1])
            if _GREETING in so_far:
                one.stage = OPEN
                self.connecting -= 1
                if one.deaf:
                    self.poll.modify(one.sock.fileno(), 0)  # type: ignore[union-attr]
            elif b"\r\n\r\n" in so_far and b" 200 " not in so_far[:16]:
                self.refused(one)
                return
        joined = one.tail + piece
        if found := joined.count(END_OF_EVENT):
            missing = one.target > one.seen
            one.seen += found
            self.last_arrival = time.monotonic()
            if missing and one.seen >= one.target:
                self.pending -= 1
        one.tail = joined[-_TAIL:]

    def spoilt(self, piece: bytes) -> bytes:
        """One event lost; or the same twice; or, with `swap`, two in the wrong order."""
        kind = self.spoil
        if kind == "swap" and not self.withheld:
            self.withheld = piece
            return b""
        self.spoil = ""
        early, self.withheld = self.withheld, b""
        return {"lose": b"", "double": piece + piece, "swap": piece + early}[kind]

    def answer(self, **given: Any) -> None:
        sys.stdout.write(json.dumps(given) + "\n")
        sys.stdout.flush()


def main() -> None:
    gc.disable()
    Crowd(int(sys.argv[1])).run()


if __name__ == "__main__":
    main()
