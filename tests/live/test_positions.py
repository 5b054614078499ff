"""Places in the stream: pure values."""

import pytest

from integrations.live.positions import BadPosition, Position


def test_a_place_is_a_number_and_what_had_not_shown_below_it() -> None:
    assert str(Position(1234)) == "1234"
    assert str(Position(1234, frozenset({1232, 1230}))) == "1234-1230.1232"
    assert Position.parse("1234-1230.1232") == Position(1234, frozenset({1230, 1232}))
    assert Position.parse("0") == Position()


def test_what_has_been_seen_is_all_up_to_the_head_but_the_gaps() -> None:
    place = Position(13, frozenset({11, 12}))
    assert [number for number in range(9, 16) if place.has_seen(number)] == [9, 10, 13]
    assert str(place.without(frozenset({11, 40}))) == "13-12"


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
