"""Places in the stream: pure values."""

import random

import pytest

from integrations.live.positions import BadPosition, Position


def test_a_place_is_a_number_and_what_had_not_shown_below_it() -> None:
    assert str(Position(1234)) == "1234"
    assert str(Position(1234, frozenset({1232, 1230}))) == "1234-1230.1232"
    assert Position.parse("1234-1230.1232") == Position(1234, frozenset({1230, 1232}))
    assert Position.parse("0") == Position()


def test_a_late_event_closes_its_gap_and_a_jump_opens_some() -> None:
    place = Position(10).after(13)
    assert str(place) == "13-11.12"
    assert str(place.after(11)) == "13-12"
    assert str(place.after(11).after(12)) == "13"
    assert place.has_seen(10)
    assert place.has_seen(13)
    assert not place.has_seen(12)
    assert not place.has_seen(14)


@pytest.mark.parametrize(
    "text",
    ["", "-", "x", "1-", "01", "+1", "1.2", "5-5", "5-7", "5-0", "1 ", "1\n", "９", "5-1..2", "9" * 20,
     "error", "user-5:12", "99-" + ".".join(["1"] * 50_000), "1;DROP TABLE live_liveevent"],
)  # fmt: skip
def test_what_is_no_place_of_ours_is_refused(text: str) -> None:
    if text.startswith("99-"):  # a thousand copies of one gap are one gap
        assert Position.parse(text).gaps == {1}
        return
    with pytest.raises(BadPosition):
        Position.parse(text)


def test_more_gaps_than_can_be_are_refused() -> None:
    with pytest.raises(BadPosition):
        Position.parse("5000-" + ".".join(str(gap) for gap in range(1, 1_002)))


def test_reading_in_any_order_ends_at_the_same_place() -> None:
    dice = random.Random(7)
    for _round in range(200):
        ids = list(range(1, dice.randint(2, 30)))
        dice.shuffle(ids)
        place = Position()
        for event_id in ids:
            assert not place.has_seen(event_id)
            place = Position.parse(str(place.after(event_id)))
            assert place.has_seen(event_id)
        assert place == Position(max(ids))
