"""Clients that come and go while others write: nothing twice, nothing lost, order kept."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.live.streaming import Client, Server, redis_of_our_own, serving
from tests.system import mariadb_available

pytestmark = pytest.mark.system

# Seconds after which what has not come is lost.
PATIENCE = 60.0
WRITERS, EACH, CLIENTS, RECONNECTS = 4, 150, 5, 20


@contextmanager
def _serving(kind: str) -> Iterator[Server]:
    database, _, redis = kind.partition(" and ")
    if database == "mariadb" and not mariadb_available():
        pytest.skip("MariaDB does not answer")
    if not redis:
        with serving(database) as server:
            yield server
        return
    with redis_of_our_own() as own, serving(database, LIVE_REDIS_URL=own.url) as server:
        yield server


@pytest.mark.parametrize("kind", ["sqlite", "mariadb", "sqlite and redis", "mariadb and redis"])
def test_a_hundred_reconnects_under_traffic_lose_nothing_and_repeat_nothing(kind: str) -> None:
    with _serving(kind) as server:
        mina = server("member", "mina@customer.example")
        heard: list[list[tuple[str, Any]]] = [[] for _client in range(CLIENTS)]
        reconnects = [0] * CLIENTS
        threads = [
            threading.Thread(target=_come_and_go, args=(server, mina, heard, reconnects, n))
            for n in range(CLIENTS)
        ]
        for client in heard:  # each is registered before the first event
            first = server.listen(cookie=mina["cookie"])
            first.until("stream-open")
            client.append(("", first.last_id))
            first.close()
        for thread in threads:
            thread.start()
        stored = server("storm", f"user-{mina['id']}", WRITERS, EACH, 11)
        for thread in threads:
            thread.join(timeout=120)
        assert stored == WRITERS * EACH
        assert sum(reconnects) >= 100
        wanted = list(range(EACH))
        for client in heard:
            events = [data for _id, data in client[1:]]
            for writer in range(WRITERS):
                assert [data["n"] for data in events if data["writer"] == writer] == wanted
            assert len(events) == WRITERS * EACH
            assert not any("lost" in data for data in events)


def _come_and_go(
    server: Server, mina: Any, heard: list[list[tuple[str, Any]]], reconnects: list[int], number: int
) -> None:
    """Read a random number of bytes, hang up in the middle of whatever that was, and come back with the
    last id that was complete."""
    dice = random.Random(number)
    mine = heard[number]
    last_id = mine[0][1]
    end = time.monotonic() + PATIENCE
    while (len(mine) < 1 + WRITERS * EACH or reconnects[number] < RECONNECTS) and time.monotonic() < end:
        client: Client = server.listen(cookie=mina["cookie"], last_id=last_id)
        left = dice.randint(2_100, 4_000) if reconnects[number] < RECONNECTS else 10**9
        taken = 0
        while left > 0 and len(mine) < 1 + WRITERS * EACH and time.monotonic() < end:
            piece = min(left, dice.randint(1, 500))
            client.read(piece)
            left -= piece
            new, taken = client.events[taken:], len(client.events)
            for kind, event_id, data in new:
                assert kind != "stream-reset"
                if kind == "order":
                    mine.append((event_id, data))
        last_id = client.last_id
        client.close()
        reconnects[number] += 1


def test_a_stream_goes_on_over_a_restart_of_the_server() -> None:
    with serving("sqlite") as server:
        mina = server("member", "mina@customer.example")
        own = f"user-{mina['id']}"
        client = server.listen(cookie=mina["cookie"])
        client.until("stream-open")
        server("tell", own, 2)
        client.until("order", count=2)
        server.process.kill()
        server.process.wait()
        server("tell", own, 3)
        server.restart()
        back = server.listen(cookie=mina["cookie"], last_id=client.last_id)
        back.until("stream-open")
        assert [data["n"] for data in back.until("order", count=3)] == [0, 1, 2]
        assert len(back.until("order")) == 3


def test_who_was_away_for_longer_than_we_keep_reads_anew() -> None:
    with serving("sqlite") as server:
        mina = server("member", "mina@customer.example")
        client = server.listen(cookie=mina["cookie"])
        client.until("stream-open")
        client.close()
        server("tell", f"user-{mina['id']}", 10)
        server.process.kill()
        server.process.wait()
        assert server("forget_the_past", 3) == 7
        server.restart()
        back = server.listen(cookie=mina["cookie"], last_id=client.last_id)
        back.until("stream-open")
        assert back.kinds() == ["stream-reset", "stream-open"]


def test_redis_dies_and_comes_back_and_neither_streams_nor_writers_care() -> None:
    with redis_of_our_own() as redis, serving("sqlite", LIVE_REDIS_URL=redis.url) as server:
        mina = server("member", "mina@customer.example")
        own = f"user-{mina['id']}"
        client = server.listen(cookie=mina["cookie"])
        client.until("stream-open")
        server("tell", own)
        client.until("order", count=1)
        redis.kill()
        server("tell", own, 20)
        client.until("order", count=21)
        redis.start()
        server("tell", own, 20)
        assert [data["n"] for data in client.until("order", count=41)] == [0, *range(20), *range(20)]
        assert server.process.poll() is None
