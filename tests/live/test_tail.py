"""The tail's book-keeping, without its thread and a database."""

from collections.abc import Sequence

import pytest

from integrations.live import tail as tails
from integrations.live.hub import Event
from integrations.live.positions import Position
from integrations.live.tail import Tail


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(tails, "_has_holes", lambda: True)
    return []


def tail_into(heard: list[str]) -> Tail:
    def deliver(events: Sequence[Event], position: Position) -> None:
        heard.extend(str(event.position) for event in events)

    return Tail(lambda position: None, deliver)


def row(number: int) -> tails.Row:
    return (number, "staff", "order", "{}")


def test_an_id_that_was_jumped_over_is_waited_for_until_it_shows(heard: list[str]) -> None:
    tail = tail_into(heard)
    tail._hand_over([row(1), row(4)])
    tail._hand_over([row(2)])
    tail._hand_over([row(3), row(5)])
    assert heard == ["1", "4-2.3", "4-3", "4", "5"]


def test_a_leap_of_the_counter_is_not_waited_for_id_by_id(heard: list[str]) -> None:
    tail = tail_into(heard)
    tail._hand_over([row(1), row(50_000_000)])
    place = Position.parse(heard[-1])
    assert (place.head, len(place.gaps), min(place.gaps)) == (50_000_000, 500, 49_999_500)
