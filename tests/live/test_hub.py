"""The hub, without a server: who gets what, and who is told that they missed something."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from integrations.live.hub import MOST_PENDING, Event, Hub, Listener
from integrations.live.positions import Position
from integrations.live.resume import encoded
from integrations.live.rights import CHECK


def on_a_loop(story: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    @wraps(story)
    def test() -> None:
        asyncio.run(story())

    return test


def event(
    number: int, channel: str = "staff", *, place: Position | None = None, type: str = "order"
) -> Event:
    return Event(number, channel, type, f'{{"n":{number}}}', place or Position(number))


def deliver(hub: Hub, *events: Event) -> None:
    hub.deliver(events, events[-1].position)


def ids(body: bytes) -> list[str]:
    return [line.removeprefix("id: ") for line in body.decode().splitlines() if line.startswith("id: ")]


@on_a_loop
async def test_each_hears_their_own_channels_once_and_in_order() -> None:
    hub = Hub()
    mina, desk, both = Listener(["user-1"], 1), Listener(["staff"], 2), Listener(["user-1", "staff"], 3)
    for listener in (mina, desk, both):
        hub.add(listener)
    deliver(hub, event(1, "user-1"), event(2), event(3, "user-9"), event(4, "user-1"))
    assert ids(mina.take(hub.position)) == ["1", "4"]
    assert ids(desk.take(hub.position)) == ["2"]
    assert ids(both.take(hub.position)) == ["1", "2", "4"]
    hub.remove(mina)
    deliver(hub, event(5, "user-1"))
    assert mina.pending == []
    assert ids(both.take(hub.position)) == ["5"]


@on_a_loop
async def test_who_falls_behind_is_told_to_read_anew_and_others_are_not() -> None:
    hub = Hub()
    slow, quick = Listener(["staff"], 1), Listener(["staff"], 2)
    hub.add(slow)
    hub.add(quick)
    heard = []
    for number in range(1, MOST_PENDING + 50):
        deliver(hub, event(number))
        heard += ids(quick.take(hub.position))
    assert heard == [str(number) for number in range(1, MOST_PENDING + 50)]
    body = slow.take(hub.position).decode()
    assert body == f"event: stream-reset\nid: {MOST_PENDING + 49}\ndata: {{}}\n\n"
    deliver(hub, event(MOST_PENDING + 50))
    assert ids(slow.take(hub.position)) == [str(MOST_PENDING + 50)]


@on_a_loop
async def test_memory_answers_those_who_were_away_for_a_moment() -> None:
    hub = Hub()
    hub.begin(Position(10))
    deliver(hub, event(11), event(12, "user-1"), event(13))
    here = hub.remembered_since(Position(11), ["staff", "user-1"])
    assert [one.id for one in here or []] == [12, 13]
    assert hub.remembered_since(Position(13), ["staff"]) == []
    assert hub.remembered_since(Position(9), ["staff"]) is None
    assert hub.remembered_since(Position(12, frozenset({10})), ["staff"]) is None


@on_a_loop
async def test_a_late_event_reaches_memory_and_those_who_lacked_it() -> None:
    hub = Hub()
    hub.begin(Position(10))
    deliver(hub, event(12, place=Position(12, frozenset({11}))))
    deliver(hub, event(11, place=Position(12)))
    assert [one.id for one in hub.remembered_since(Position(12, frozenset({11})), ["staff"]) or []] == [11]
    assert [one.id for one in hub.remembered_since(Position(10), ["staff"]) or []] == [11, 12]


@on_a_loop
async def test_what_another_process_had_sent_already_is_not_sent_again() -> None:
    """It came from a process that saw event 11 early; here 11 shows only after it has connected."""
    hub = Hub()
    hub.begin(Position(12, frozenset({11})))
    listener = Listener(["staff"], 1, seen=frozenset({11}))
    hub.add(listener)
    deliver(hub, event(13, place=Position(13, frozenset({11}))))
    assert ids(listener.take(hub.position)) == ["13"]
    deliver(hub, event(11, place=Position(13)), event(14))
    assert ids(listener.take(hub.position)) == ["14"]


def test_each_missed_event_says_where_a_client_stands_that_has_had_it() -> None:
    """So that a connection which breaks in the middle of the backlog resumes in the middle."""
    place, start = Position(20, frozenset({15, 17, 19})), Position(30, frozenset({19, 28}))
    missed = [event(15), event(17), event(25), event(29)]
    assert ids(encoded(missed, place, start)) == ["20-17.19", "20-19", "25-19", "29-19.28"]


@on_a_loop
async def test_a_change_of_rights_concerns_the_members_every_stream() -> None:
    hub = Hub()
    desk, own, other = Listener(["staff"], 7), Listener(["user-7"], 7), Listener(["user-8"], 8)
    for listener in (desk, own, other):
        hub.add(listener)
    deliver(hub, event(1, "user-7", type=CHECK))
    assert (desk.recheck, own.recheck, other.recheck) == (True, True, False)
    assert own.pending == []
    assert hub.remembered_since(Position(0), ["user-7"]) == []


@on_a_loop
async def test_a_process_that_is_behind_waits_for_what_the_client_has_seen() -> None:
    hub = Hub()
    waiting = asyncio.create_task(hub.reach(5, within=5))
    await asyncio.sleep(0)
    deliver(hub, event(4), event(5))
    assert await waiting is True
    assert await hub.reach(6, within=0.01) is False
