"""Personal data as the console shows it to somebody who has not asked for it: enough to recognise, too little
to use. Names are shown; the rest is looked at one piece at a time, on record (`console.reveals`)."""

import re
from typing import Any

DOTS = "•••"
REVEAL = "community.reveal_member"

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_SHOWN_DIGITS = 4


def may_reveal(user: Any) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm(REVEAL))


def email(address: str) -> str:
    """ "mina@gmail.com" is "m•••@gmail.com"."""
    name, at, host = address.partition("@")
    return f"{name[:1]}{DOTS}{at}{host}" if at else (DOTS if address else "")


def phone(number: str) -> str:
    """ "+12135550142" is "+1 ••• ••• 0142": the country and the last four digits."""
    digits = re.sub(r"\D", "", number)
    if len(digits) <= _SHOWN_DIGITS:
        return DOTS if digits else ""
    # NANP first: "+12" would be no country.
    country = next((code for code in ("1", "82", "81", "86", "44", "49") if digits.startswith(code)), "")
    front = f"+{country} " if number.startswith("+") and country else ""
    return f"{front}{DOTS} {DOTS} {digits[-_SHOWN_DIGITS:]}"


def place(address: Any) -> str:
    """A postal address without its street: "••• , Los Angeles, CA 90012"."""
    return f"{DOTS} , {address.city}, {address.state} {address.postal_code}"


def place_in_words(line: str) -> str:
    """The same for an address that was written down as one line ("name, street, city, state ZIP")."""
    parts = line.rsplit(", ", 2)
    if len(parts) < 3:
        return DOTS if line else ""
    return f"{DOTS} , {parts[1]}, {parts[2]}"


def recipient(text: str) -> str:
    """Where a notice went: an e-mail address or a telephone number."""
    return email(text) if "@" in text else phone(text)


def person(member: Any) -> str:
    """A member's name; without one, their masked address."""
    return member.name or email(member.email)


def label(text: str) -> str:
    """A name written down in a log, which is an address where the person had no name."""
    return _ADDRESS.sub(lambda found: email(found[0]), text)
