"""Identifiers that look like Stripe's."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


def new(prefix: str, length: int = 24) -> str:
    """A fresh identifier such as `pi_3Qk...`."""
    return f"{prefix}_" + "".join(secrets.choice(_ALPHABET) for _ in range(length))
