"""Names for orders and charges that people read aloud, and tokens nobody can guess."""

import hashlib
import json
import secrets
from typing import Any

# Without I, L, O, U, 0 and 1: a number read over the phone arrives as it left.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _code(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def order_ref() -> str:
    """For example `BD-7K3M9QXP`: 30^8 possibilities; the unique key catches the rest."""
    return f"BD-{_code(8)}"


def charge_ref() -> str:
    return f"CH-{_code(8)}"


def link_token() -> str:
    """For links that need no log-in: 192 bits."""
    return secrets.token_urlsafe(24)


def fingerprint_of(parts: list[Any]) -> str:
    """What these parts are, in 24 letters: equal parts are equal."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
