"""Personal data as the console shows it to somebody who has not asked for it: enough to recognise, too little
to use. Names are shown; the rest is looked at one piece at a time, on record (`console.reveals`)."""

import re
from typing import Any

from workflow.engine.actors import staff_may

DOTS = "•••"
REVEAL = "community.reveal_member"

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_SHOWN_DIGITS = 4
# Of what effects are told and answer, the texts that are no person's words or whereabouts.
_SHOWN_ARGS = frozenset(
    {"code", "to", "language", "ref", "order_ref", "charge", "state", "status", "courier", "muted",
     "outcome", "verdict", "concern", "service", "currency"}
)  # fmt: skip
# Fields of a provider's object that are about a person.
_PERSONAL = re.compile(
    r"email|phone|address|name|line[12]|postal|recipient|billing|shipping|customer_details|receipt|card", re.I
)


def may_reveal(user: Any) -> bool:
    return staff_may(user, REVEAL)


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
    """A postal address without its street: "•••, Los Angeles, CA 90012"."""
    return f"{DOTS}, {address.city}, {address.state} {address.postal_code}"


def place_in_words(line: str) -> str:
    """The same for an address that was written down as one line ("name, street, city, state ZIP")."""
    parts = line.rsplit(", ", 2)
    if len(parts) < 3:
        return DOTS if line else ""
    return f"{DOTS}, {parts[1]}, {parts[2]}"


def recipient(text: str) -> str:
    """Where a notice went: an e-mail address or a telephone number."""
    return email(text) if "@" in text else phone(text)


def given(name: str, args: Any) -> Any:
    """What an effect called `name` was told or answered: numbers, codes and references as they are, all else
    as dots. Nothing of an account's mail: a code in it opens the account."""
    if name.startswith("account."):
        return DOTS if args else {}
    return _listed(args)


def payload(data: Any) -> Any:
    """What a provider told us, without the person: their fields as dots, addresses in any text masked."""
    if isinstance(data, dict):
        return {
            key: _dotted(value) if _PERSONAL.search(str(key)) else payload(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [payload(value) for value in data]
    return label(data) if isinstance(data, str) else data


def _listed(args: Any, key: str = "") -> Any:
    if isinstance(args, dict):
        return {name: _listed(value, str(name)) for name, value in args.items()}
    if isinstance(args, list):
        return [_listed(value, key) for value in args]
    if isinstance(args, str) and key not in _SHOWN_ARGS:
        return _dotted(args)
    return args


def _dotted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _dotted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_dotted(inner) for inner in value]
    if isinstance(value, str) and "@" in value:
        return label(value) if _ADDRESS.fullmatch(value) else DOTS
    return DOTS if value not in (None, "", True, False) else value


def person(member: Any) -> str:
    """A member's name; without one, their masked address."""
    return member.name or email(member.email)


def label(text: str) -> str:
    """A name written down in a log, which is an address where the person had no name."""
    return _ADDRESS.sub(lambda found: email(found[0]), text)
