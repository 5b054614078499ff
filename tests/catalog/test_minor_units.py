"""Money in minor units: exact, half up, nothing lost."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.money import (
    allocate,
    format_krw,
    format_usd,
    krw_to_cents,
    minor_units,
    parse_krw,
    parse_usd,
    percent_of,
)

exact = settings(derandomize=True, deadline=None)
won = st.integers(min_value=0, max_value=10**12)
rates = st.decimals(min_value="0.0001", max_value="999999", places=4)


@pytest.mark.parametrize(
    ("amount_krw", "rate", "cents"),
    [
        (14_000, "1400", 1_000),
        (13_000, "1400", 929),  # 928.57
        (7, "1400", 1),  # 0.5 goes up
        (21, "1400", 2),  # 1.5 goes up
        (20, "1400", 1),  # 1.43
        (1, "1400", 1),  # 0.07 of a cent is still a price
        (0, "1400", 0),
        (59_900, "1382.5500", 4_333),  # 4332.57
    ],
)
def test_won_become_cents_half_up(amount_krw: int, rate: str, cents: int) -> None:
    assert krw_to_cents(amount_krw, Decimal(rate)) == cents


@exact
@given(won, rates)
def test_a_positive_price_never_becomes_zero_and_zero_stays_zero(amount_krw: int, rate: Decimal) -> None:
    assert (krw_to_cents(amount_krw, rate) > 0) == (amount_krw > 0)


@exact
@given(won, won, rates)
def test_more_won_are_never_fewer_cents(one: int, other: int, rate: Decimal) -> None:
    less, more = sorted((one, other))
    assert krw_to_cents(less, rate) <= krw_to_cents(more, rate)


@exact
@given(st.integers(min_value=1_000, max_value=10**9), rates)
def test_the_rounding_error_is_at_most_half_a_cent(amount_krw: int, rate: Decimal) -> None:
    cents = krw_to_cents(amount_krw, rate)
    off = abs(Decimal(cents) * rate - amount_krw * 100)
    assert off <= rate / 2 or cents == 1


def test_a_negative_price_a_float_or_a_bad_rate_is_refused() -> None:
    good = Decimal(1400)
    for amount, rate, words in (
        (-1, good, "cannot be negative"),
        (1.5, good, "whole number"),
        (True, good, "whole number"),
        (100, Decimal(0), "must be positive"),
    ):
        with pytest.raises(ValueError, match=words):
            krw_to_cents(amount, rate)  # type: ignore[arg-type]
    for wrong in (1400.0, Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(ValueError, match="exact decimal"):
            krw_to_cents(100, wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "percent", "result"),
    [
        (10_000, "4", 400),
        (12, "4", 0),
        (13, "4", 1),
        (1_250, "0.2", 3),
        (12_345, "10", 1_235),
        (-13, "4", -1),
    ],
)
def test_percentages_round_half_up_away_from_zero(amount: int, percent: str, result: int) -> None:
    assert percent_of(amount, Decimal(percent)) == result


def test_shares_go_by_largest_remainder_and_ties_to_the_earlier() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(5, [3, 3, 4]) == [2, 1, 2]
    assert allocate(7, [0, 5, 5]) == [0, 4, 3]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(0, [0, 0]) == [0, 0]


@exact
@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shares_always_sum_to_the_whole_and_stay_within_one_unit(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert all(abs(p * sum(weights) - total * w) < sum(weights) for p, w in zip(parts, weights, strict=True))


def test_nothing_to_share_among_is_refused() -> None:
    for weights, words in (
        ([], "nothing to share"),
        ([0, 0], "nothing to share"),
        ([2, -1], "cannot be negative"),
    ):
        with pytest.raises(ValueError, match=words):
            allocate(10, weights)


def test_won_have_no_minor_unit_and_unknown_currencies_no_guess() -> None:
    assert (minor_units("KRW"), minor_units("USD")) == (0, 2)
    with pytest.raises(ValueError, match="JPY"):
        minor_units("JPY")


def test_amounts_read_as_people_write_them() -> None:
    assert [format_usd(n) for n in (0, 5, 123_456, -250)] == ["$0.00", "$0.05", "$1,234.56", "-$2.50"]
    assert [format_krw(n) for n in (0, 12_300, -1_000)] == ["₩0", "₩12,300", "-₩1,000"]


@exact
@given(won)
def test_what_is_written_can_be_read_back(amount: int) -> None:
    assert parse_usd(format_usd(amount)) == amount
    assert parse_krw(format_krw(amount)) == amount


def test_other_honest_spellings_are_read() -> None:
    assert [parse_usd(t) for t in ("12", " $12.50 ", "1234.56", "1,234.56")] == [
        1_200,
        1_250,
        123_456,
        123_456,
    ]
    assert [parse_krw(t) for t in ("12300", "12,300원", "₩12,300")] == [12_300] * 3


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "1.234", "1,23", "12,3456", "1e3", "١٢", "$", "NaN", "1 000"]
)
def test_doubtful_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_usd(text)
    with pytest.raises(ValueError, match="not an amount"):
        parse_krw(text)
