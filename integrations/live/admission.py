"""Who opens a stream, and what they may hear. Asked once when it opens and again every quarter of an hour.

Plain blocking code, run in a few threads of its own; when it has answered, no connection is held for the
stream.
"""

import io
import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.headless.contrib.rest_framework.authentication import authenticate_by_x_session_token
from django.conf import settings
from django.contrib import auth
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from integrations.live import channels, tokens

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """`language` is for what we may have to tell this listener later."""

    user_id: int | None
    channels: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """HTTP status, a stable code for machines, a sentence in the caller's language."""

    status: int
    code: str
    detail: str


def admit(scope: dict[str, Any]) -> Ticket | Refusal:
    """Look at a request for a stream: session cookie, `X-Session-Token`, or `?token=`.

    Anything but a good answer is a Refusal; never raises.
    """
    close_old_connections()
    try:
        request = ASGIRequest(scope, io.BytesIO())
        with translation.override(translation.get_language_from_request(request)):
            return _admit(request)
    except Exception:
        logger.exception("A stream could not be admitted.")
        return Refusal(503, "unavailable", "The stream cannot be opened right now. Please try again.")
    finally:
        close_old_connections()


def _admit(request: ASGIRequest) -> Ticket | Refusal:
    user, granted = None, None
    try:
        if token := request.GET.get("token"):
            bearer = tokens.read(token)
            user, granted = bearer.user, bearer.channels
        else:
            user = _member(request)
    except tokens.BadToken as error:
        return Refusal(401, error.code, _("This stream token is no longer good. Please ask for a new one."))
    wanted = (
        channels.asked_for(request, user) if request.GET.getlist("channel") or granted is None else granted
    )
    if not wanted:
        return Refusal(401, "not_authenticated", _("Log in, or bring a stream token."))
    if len(wanted) > channels.MOST_CHANNELS:
        return Refusal(
            400,
            "too_many_channels",
            _("A stream carries at most %(n)d channels.") % {"n": channels.MOST_CHANNELS},
        )
    if any(not _may(user, granted, channel) for channel in wanted):
        # The same for what does not exist: a stranger learns nothing.
        if user is None and not all(channel.startswith("order-") for channel in wanted):
            return Refusal(401, "not_authenticated", _("Log in, or bring a stream token."))
        return Refusal(403, "channel_forbidden", _("You may not listen to this."))
    return Ticket(user.pk if user else None, tuple(wanted), translation.get_language() or "en")


def _may(user: Any, granted: tuple[str, ...] | None, channel: str) -> bool:
    return (granted is None or channel in granted) and channels.may_read(user, channel)


def _member(request: ASGIRequest) -> Any:
    """The member behind an `X-Session-Token` or the browser's session; None for nobody."""
    if token := request.headers.get("X-Session-Token"):
        found = authenticate_by_x_session_token(token)
        return found[0] if found else None
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = auth.get_user(request)
    return user if user.is_authenticated else None
