"""Tokens for clients that cannot send a cookie or a header with a stream: native EventSource across origins.

A token says who and which channels, signed; it opens a stream for five minutes and allows no more than its
owner may do at that moment. It is no log-in: nothing else accepts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing

LIVES = 300  # seconds
_SALT = "integrations.live.stream"


class BadToken(Exception):
    """`code` is token_expired or bad_token."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bearer:
    user: Any
    channels: tuple[str, ...]


def issue(user: Any, channels: Sequence[str]) -> str:
    """A token for this member and these channels, which the caller has checked."""
    # A new password ends tokens as it ends sessions.
    claims = {"u": user.pk, "c": list(channels), "h": _mark(user)}
    return signing.dumps(claims, salt=_SALT, compress=True)


def read(token: str) -> Bearer:
    """Who a token speaks for. Raises BadToken: forged, too old, or its owner is gone, inactive or changed."""
    try:
        claims = signing.loads(token, salt=_SALT, max_age=LIVES)
    except signing.SignatureExpired:
        raise BadToken("token_expired") from None
    except signing.BadSignature:
        raise BadToken("bad_token") from None
    user = get_user_model()._default_manager.filter(pk=claims["u"], is_active=True).first()
    if user is None or claims["h"] != _mark(user):
        raise BadToken("bad_token")
    return Bearer(user, tuple(claims["c"]))


def _mark(user: Any) -> str:
    return str(user.get_session_auth_hash())[:16]
