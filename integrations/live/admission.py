"""Who opens a stream, and what they may hear. Asked once when it opens and again every quarter of an hour.

Plain blocking code, run in a thread of its own; when it has answered, no connection is held for the
stream. After a restart everybody comes back at once, so many are looked up together: only a certain yes
comes from that, everything else takes the ordinary way.
"""

import io
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from allauth.headless.contrib.rest_framework.authentication import authenticate_by_x_session_token
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from integrations.languages import asks_for_ours
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


_UNREADABLE = Refusal(400, "bad_request", "This request cannot be read.")
UNAVAILABLE = Refusal(503, "unavailable", "The stream cannot be opened right now. Please try again.")


@dataclass(frozen=True, slots=True)
class _Caller:
    """A member and what their session knows; a stream token has no session."""

    user: Any
    session: Any = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What one query each told about many: members by session key, and channels of good links. Only what
    is certain stands here; whoever is missing is asked about alone."""

    members: dict[str, "_Caller"] = field(default_factory=dict)
    channels: frozenset[str] = frozenset()


def admit_all(scopes: Sequence[Mapping[str, Any]]) -> list[Ticket | Refusal]:
    """Look at requests for streams: session cookie, `X-Session-Token`, or `?token=`.

    Anything but a good answer is a Refusal; never raises. Many at once cost three queries together.
    """
    close_old_connections()
    try:
        requests = [_request(scope) for scope in scopes]
        readable = [request for request in requests if request is not None]
        known = _look_up(readable) if len(readable) > 1 else _Known()
        return [_answer(request, known) if request is not None else _UNREADABLE for request in requests]
    finally:
        close_old_connections()


def _request(scope: Mapping[str, Any]) -> ASGIRequest | None:
    """None for one that cannot be read: it must not spoil the answers of those beside it."""
    try:
        request = ASGIRequest(dict(scope), io.BytesIO())
        _read = request.GET, request.COOKIES, request.headers
    except (SuspiciousOperation, ValueError):
        return None
    return request


def _answer(request: ASGIRequest, known: _Known) -> Ticket | Refusal:
    try:
        with translation.override(translation.get_language_from_request(request)):
            return _admit(request, known)
    except Exception:
        logger.exception("A stream could not be admitted.")
        return UNAVAILABLE


def _look_up(requests: Sequence[ASGIRequest]) -> _Known:
    try:
        return _look_up_together(requests)
    except Exception:
        logger.exception("Streams are admitted one by one.")
        return _Known()


def _look_up_together(requests: Sequence[ASGIRequest]) -> _Known:
    named = {name for one in requests for name in one.GET.getlist("channel")[: channels.MOST_CHANNELS]}
    keys = {one.COOKIES.get(settings.SESSION_COOKIE_NAME, "") for one in requests}
    return _Known(_members_of(keys), channels.with_good_links(named))


def _members_of(keys: Collection[str]) -> dict[str, _Caller]:
    """The members behind these sessions, held to all that `django.contrib.auth.get_user` asks for."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    if not hasattr(store, "model"):  # sessions that are no rows are asked one by one
        return {}
    rows = store.model.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    claims = {key: store.decode(data) for key, data in rows.values_list("session_key", "session_data")}
    ids = {key: int(claim[auth.SESSION_KEY]) for key, claim in claims.items() if auth.SESSION_KEY in claim}
    members = auth.get_user_model()._default_manager.filter(is_active=True).in_bulk(set(ids.values()))
    return {
        key: _Caller(members[pk], claims[key])
        for key, pk in ids.items()
        if pk in members and _is_theirs(claims[key], members[pk])
    }


def _is_theirs(claim: Mapping[str, Any], member: Any) -> bool:
    return claim.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and constant_time_compare(
        claim.get(auth.HASH_SESSION_KEY, ""), member.get_session_auth_hash()
    )


def _admit(request: ASGIRequest, known: _Known) -> Ticket | Refusal:
    caller, granted = None, None
    try:
        if token := request.GET.get("token"):
            bearer = tokens.read(token)
            caller, granted = _Caller(bearer.user), bearer.channels
        else:
            caller = _caller(request, known)
    except tokens.BadToken as error:
        return Refusal(401, error.code, _("This stream token is no longer good. Please ask for a new one."))
    with translation.override(_language(request, caller.user if caller else None)):
        return _ticket(request, caller, granted, known)


def _language(request: ASGIRequest, user: Any) -> str:
    """As everywhere in the API: what the request asks for; where that is none of ours, the member's own."""
    if user is None or asks_for_ours(request):
        return translation.get_language() or settings.LANGUAGE_CODE
    return str(user.language)


def _ticket(
    request: ASGIRequest, caller: _Caller | None, granted: tuple[str, ...] | None, known: _Known
) -> Ticket | Refusal:
    user = caller.user if caller else None
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
    if any(not _may(caller, granted, channel, known) for channel in wanted):
        # The same for what does not exist: a stranger learns nothing.
        if user is None and not all(channel.startswith("order-") for channel in wanted):
            return Refusal(401, "not_authenticated", _("Log in, or bring a stream token."))
        return Refusal(403, "channel_forbidden", _("You may not listen to this."))
    return Ticket(user.pk if user else None, tuple(wanted), translation.get_language() or "en")


def _may(caller: _Caller | None, granted: tuple[str, ...] | None, channel: str, known: _Known) -> bool:
    if granted is not None and channel not in granted:
        return False
    if channel in known.channels:
        return True
    return channels.may_read(caller and caller.user, channel, caller and caller.session)


def _caller(request: ASGIRequest, known: _Known) -> _Caller | None:
    """The member behind an `X-Session-Token` or the browser's session; None for nobody."""
    if token := request.headers.get("X-Session-Token"):
        found = authenticate_by_x_session_token(token)
        return _Caller(*found) if found else None
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    if (member := known.members.get(key)) is not None:
        return member
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = auth.get_user(request)
    return _Caller(user, request.session) if user.is_authenticated else None
