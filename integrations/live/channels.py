"""Who may hear what. Closed by default: a name that fits no rule is nobody's."""

import re
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django_eventstream.channelmanager import ChannelManagerBase

STAFF = "staff"
MOST_CHANNELS = 10

_USER = re.compile(r"user-([1-9][0-9]{0,18})", re.ASCII)
_ORDER = re.compile(r"order-([A-Za-z0-9_-]{16,60})", re.ASCII)


def of_user(user_id: int) -> str:
    """A member's own channel: their orders, payments and, one day, pictures."""
    return f"user-{user_id}"


def of_order(share_token: str) -> str:
    """The channel behind a shared tracking link; who knows the link may listen, as long as it is good."""
    return f"order-{share_token}"


def user_of(channel: str) -> int | None:
    """The member whose own channel this is."""
    found = _USER.fullmatch(channel)
    return int(found[1]) if found else None


def has_desk_right(user: Any) -> bool:
    """Whether this member is one of those for whom the desk's channel is there."""
    return bool(
        user is not None
        and user.is_active
        and user.is_staff
        and user.has_perm(settings.LIVE["staff_permission"])
    )


def may_read(user: Any, channel: str, session: Any = None) -> bool:
    """Whether this member (None: nobody has logged in) may listen here now.

    `settings.LIVE` names the right that the desk's channel needs, the function that knows whether `session`
    (None: there is none) has shown all that the desk asks for at a log-in, and the one that knows which of
    many tracking links are good.
    """
    if channel == STAFF:
        proof = settings.LIVE["staff_proof"]
        return has_desk_right(user) and bool(import_string(proof)(user, session))
    if (own := _USER.fullmatch(channel)) is not None:
        return bool(user is not None and user.is_active and user.pk == int(own[1]))
    return channel in with_good_links([channel])


def with_good_links(names: Collection[str]) -> frozenset[str]:
    """Those channels among them that stand behind a good tracking link; one query for all."""
    links = {found[1]: name for name in names if (found := _ORDER.fullmatch(name)) is not None}
    if not links:
        return frozenset()
    good = import_string(settings.LIVE["good_order_links"])(list(links))
    return frozenset(links[token] for token in good)


def asked_for(request: HttpRequest, user: Any) -> list[str]:
    """The channels that a request names (`?channel=...`), each once; without any, the caller's own."""
    named = list(dict.fromkeys(request.GET.getlist("channel")))
    return named or ([of_user(user.pk)] if user is not None else [])


class Channels(ChannelManagerBase):
    """The same rules for django-eventstream's own parts, which a GRIP proxy uses."""

    def get_channels_for_request(self, request: HttpRequest, view_kwargs: dict[str, Any]) -> set[str]:
        user: Any = request.user if request.user.is_authenticated else None
        if user is not None:
            # The next question names the member alone.
            user.asks_in = request.session
        return set(asked_for(request, user))

    def can_read_channel(self, user: Any, channel: str) -> bool:
        return may_read(user, channel, getattr(user, "asks_in", None))

    def is_channel_reliable(self, channel: str) -> bool:
        return True
