"""Tracking numbers: how each courier writes them and proves them by a check digit.

Sources: UPU S10 for postal items, the couriers' label guides for the rest; the tests compare every rule
with the independent package `tracking-numbers`.
"""

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

FEDEX_WEIGHTS = (3, 1, 7) * 4
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
SSCC_TYPES = ("00", "01", "02", "04")
USPS_20_TYPES = ("03", "71", "73", "77", "81")
# How FedEx's numbers of Ground Economy begin, which it gives as a mailer of USPS.
FEDEX_MAILERS = ("92612927", "92612999")


class BadTrackingNumber(Exception):
    """Not a number of this courier.

    `code`: empty, unknown_courier, bad_form (length or characters), bad_check_digit (most often a
    typing slip), not_korean (a postal item of another country). `message` is a sentence for staff.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


def normalise(number: str) -> str:
    """As numbers are stored: upper case, plain width, without spaces, dashes, dots, and marks around it."""
    plain = re.sub(r"[\s.\-\u2010-\u2015\u200b\ufeff]", "", unicodedata.normalize("NFKC", number)).upper()
    return plain.strip(",;:#'\"()[]<>")


def check(courier: str, number: str) -> str:
    """The normalised number, if the courier `courier` could have given it. Raises BadTrackingNumber.

    This proves form and check digit only; whether a parcel exists is known after the first scan.
    """
    rule = RULES.get(courier)
    if rule is None:
        raise BadTrackingNumber(
            "unknown_courier", _("There is no courier “%(courier)s”.") % {"courier": courier}
        )
    plain = normalise(number)
    if not plain:
        raise BadTrackingNumber("empty", _("The tracking number is empty."))
    rule(plain)
    return plain


def guess(number: str) -> list[str]:
    """The codes of all couriers that could have given the number, the likeliest first; may be empty.

    Some forms belong to two couriers: a postal item is also carried by USPS under the same number, and a
    number of 22 digits that begins with 92 is always one of USPS, whose partner FedEx is for Ground Economy.
    """
    return _whose(number, "")


def slips(number: str) -> list[str]:
    """The codes of all couriers whose number it would be, were it not for the check digit: most often one
    was typed wrong. The likeliest first; may be empty."""
    return _whose(number, "bad_check_digit")


def _whose(number: str, verdict: str) -> list[str]:
    couriers = [courier for courier in RULES if _verdict(courier, number) == verdict]
    plain = normalise(number)
    if len(plain) == 22 and not plain.startswith(FEDEX_MAILERS):
        couriers.sort(key=lambda courier: courier == "fedex")
    return couriers


def _verdict(courier: str, number: str) -> str:
    """Empty for a good number of this courier, else the code of what is wrong with it."""
    try:
        check(courier, number)
    except BadTrackingNumber as error:
        return error.code
    return ""


# --- check digits -------------------------------------------------------------------------


def s10_check_digit(serial: str) -> int:
    """The ninth digit of a postal number from its first eight (UPU standard S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def fedex_check_digit(serial: str) -> int:
    """The twelfth digit of a FedEx Express number from its first eleven."""
    return sum(int(digit) * weight for digit, weight in zip(serial, FEDEX_WEIGHTS, strict=False)) % 11 % 10


def gs1_check_digit(serial: str) -> int:
    """The check digit of GS1 numbers: the digits from the right weigh 3, 1, 3, 1, ..."""
    total = sum(int(digit) * (1 if i % 2 else 3) for i, digit in enumerate(reversed(serial)))
    return -total % 10


def ups_check_digit(serial: str) -> int:
    """The last digit of a UPS 1Z number from the 15 characters between; letters count as (A=2, B=3, ...)."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in serial]
    return -sum(value * (2 if i % 2 else 1) for i, value in enumerate(values)) % 10


def dhl_check_digit(serial: str) -> int:
    """The last digit of a DHL Express waybill: the digits before it, modulo 7."""
    return int(serial) % 7


# --- one rule per courier -----------------------------------------------------------------


def _prove(number: str, wanted: int, written: str) -> None:
    if str(wanted) != written:
        raise BadTrackingNumber(
            "bad_check_digit",
            _("%(number)s has a typing slip: its check digit does not fit.") % {"number": number},
        )


def _bad_form(number: str, courier: str, form: str) -> BadTrackingNumber:
    return BadTrackingNumber(
        "bad_form",
        _("%(number)s is no %(courier)s number: those have %(form)s.")
        % {"number": number, "courier": courier, "form": form},
    )


def _s10(number: str) -> None:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", number):
        raise _bad_form(number, _("postal"), _("two letters, nine digits and two letters"))
    _prove(number, s10_check_digit(number[2:10]), number[10])


def _ems(number: str) -> None:
    _s10(number)
    if not number.endswith("KR"):
        raise BadTrackingNumber(
            "not_korean", _("%(number)s is a postal number, but not one of Korea Post.") % {"number": number}
        )


def _fedex(number: str) -> None:
    form = _("12, 15, 20 or 22 digits")
    if not re.fullmatch(r"[0-9]+", number):
        raise _bad_form(number, "FedEx", form)
    last = number[-1]
    match len(number):
        case 12:
            _prove(number, fedex_check_digit(number[:11]), last)
        case 15:
            _prove(number, gs1_check_digit(number[:14]), last)
        case 20 if number.startswith(SSCC_TYPES) and str(gs1_check_digit(number[2:19])) == last:
            pass  # a Ground number on a shipping container; the check digit leaves out its first two
        case 20:
            # A Ground Economy number without its "92", which the check digit covers all the same.
            covered = number[:19] if number.startswith("92") else "92" + number[:19]
            _prove(number, gs1_check_digit(covered), last)
        case 22 if number.startswith("96"):
            _prove(number, gs1_check_digit(number[7:21]), last)
        case 22 if number.startswith("92"):
            _prove(number, gs1_check_digit(number[:21]), last)
        case _:
            raise _bad_form(number, "FedEx", form)


def _ups(number: str) -> None:
    if not re.fullmatch(r"1Z[A-Z0-9]{15}[0-9]", number):
        raise _bad_form(number, "UPS", _("1Z and 16 letters or digits"))
    _prove(number, ups_check_digit(number[2:17]), number[17])


def _usps(number: str) -> None:
    if re.fullmatch(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", number):
        return _s10(number)
    if re.fullmatch(r"9[1-5][0-9]{18,20}", number) and len(number) != 21:
        return _prove(number, gs1_check_digit(number[:-1]), number[-1])
    if re.fullmatch(r"[0-9]{20}", number):
        if number.startswith(USPS_20_TYPES) and str(gs1_check_digit(number[:19])) == number[19]:
            return None
        # The short form of a 22-digit number: the check digit covers the missing "91" too.
        return _prove(number, gs1_check_digit("91" + number[:19]), number[19])
    raise _bad_form(number, "USPS", _("20 or 22 digits, or the form of a postal number"))


def _dhl(number: str) -> None:
    if not re.fullmatch(r"[0-9]{10,11}", number):
        raise _bad_form(number, "DHL Express", _("10 or 11 digits"))
    _prove(number, dhl_check_digit(number[:-1]), number[-1])


RULES: dict[str, Callable[[str], None]] = {
    "ems": _ems,
    "fedex": _fedex,
    "ups": _ups,
    "usps": _usps,
    "dhl": _dhl,
}
