"""Money as integers in the minor unit: won (KRW has no minor unit) and US cents.

All arithmetic is exact (fractions of integers); rounding is half up, away from zero, once
and at the end. Floats are refused, because 0.1 is not a price.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

# ISO 4217 exponents of the currencies we handle: how many digits the minor unit has.
_EXPONENTS = {"KRW": 0, "USD": 2}

_USD = re.compile(r"\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.([0-9]{2}))?")
_KRW = re.compile(r"₩?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:원)?")


def minor_units(currency: str) -> int:
    """How many decimal digits the minor unit of `currency` has (KRW 0, USD 2).

    Raises ValueError for a currency we do not handle: a guess would be wrong by a factor of 100.
    """
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise ValueError(f"We do not handle the currency {currency!r}.") from None


def krw_to_cents(amount_krw: int, krw_per_usd: Decimal) -> int:
    """Convert won to US cents at `krw_per_usd`, half up.

    A positive price never becomes 0: the least is 1 cent. Raises ValueError for a negative
    amount or a rate that is not positive.
    """
    _whole(amount_krw)
    if amount_krw < 0:
        raise ValueError("A price in won cannot be negative.")
    rate = _exact(krw_per_usd)
    if rate <= 0:
        raise ValueError("An exchange rate must be positive.")
    cents = _half_up(Fraction(amount_krw * 10 ** minor_units("USD")) / rate)
    return max(cents, 1) if amount_krw else 0


def percent_of(amount: int, percent: Decimal) -> int:
    """`percent` % of `amount` in the same minor unit, half up (away from zero)."""
    _whole(amount)
    return _half_up(amount * _exact(percent) / 100)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` by largest remainder; the parts sum exactly.

    Ties go to the earlier part, so the split is the same each time. A negative total (money
    going back) is split as its mirror. Raises ValueError for no weights, a negative weight, or
    a total to share among weights that are all 0.
    """
    _whole(total)
    for weight in weights:
        _whole(weight)
        if weight < 0:
            raise ValueError("A weight cannot be negative.")
    whole = sum(weights)
    if not weights or (whole == 0 and total):
        raise ValueError("There is nothing to share the amount among.")
    if total == 0:
        return [0] * len(weights)
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def format_usd(amount_cents: int) -> str:
    """Cents as people write them: 123456 is "$1,234.56"."""
    _whole(amount_cents)
    dollars, cents = divmod(abs(amount_cents), 100)
    return f"{'-' if amount_cents < 0 else ''}${dollars:,}.{cents:02d}"


def format_krw(amount_krw: int) -> str:
    """Won as people write them: 12300 is "₩12,300"."""
    _whole(amount_krw)
    return f"{'-' if amount_krw < 0 else ''}₩{abs(amount_krw):,}"


def parse_usd(text: str) -> int:
    """Read "$1,234.56", "1234.56" or "12" as cents.

    Strict: no sign, no third decimal, commas only in their place. Raises ValueError.
    """
    found = _USD.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not an amount in dollars; write it like 1,234.56.")
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def parse_krw(text: str) -> int:
    """Read "₩12,300", "12,300원" or "12300" as won. Strict: no sign, no decimals. Raises ValueError."""
    found = _KRW.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not an amount in won; write it like 12,300.")
    return int(found[1].replace(",", ""))


def _whole(amount: object) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise ValueError(f"Money is a whole number of minor units, not {amount!r}.")


def _exact(number: Decimal) -> Fraction:
    if isinstance(number, bool) or not isinstance(number, Decimal | int) or not Decimal(number).is_finite():
        raise ValueError(f"A rate or percentage is an exact decimal, not {number!r}.")
    return Fraction(number)


def _half_up(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size
