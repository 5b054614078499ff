"""Who calls, how often, and with what body: the parts every view of the API gets from the settings."""

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, parsers, status, throttling
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from integrations.languages import asks_for_ours


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("This is more than one request may carry.")


class TokenAuthentication(XSessionTokenAuthentication):
    """`X-Session-Token`, as the account pages hand it out. No CSRF token: no browser sends it by itself."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is not None:
            speak_to(request, found[0])
        return found

    def authenticate_header(self, request: Any) -> str:
        """Being the first in the list, it makes “not logged in” a 401, not a 403."""
        return 'X-Session-Token realm="bidangil"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session cookie, with CSRF protection."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is not None:
            speak_to(request, found[0])
        return found


def speak_to(request: Any, member: Any) -> None:
    """Answer in the language the request asks for; where it asks for none of ours, in the member's.

    The locale middleware sets the language anew for each request, so nothing needs undoing.
    """
    if not asks_for_ours(request):
        translation.activate(member.language)


class JSONParser(parsers.JSONParser):
    """JSON of a bounded size and depth."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        # The framework reads the stream itself, past Django's own limit on bodies.
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("This is nested too deeply.")) from None


class RateFromSettings:
    """Read the rate when it is asked for, so that changed settings count at once."""

    scope: str | None

    def get_rate(self) -> str | None:
        rates: Any = api_settings.DEFAULT_THROTTLE_RATES
        return str(rates[self.scope])


class AnonThrottle(RateFromSettings, throttling.AnonRateThrottle):
    """By the caller's address, for those who are not logged in."""


class MemberThrottle(RateFromSettings, throttling.UserRateThrottle):
    """All calls of one member together."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return super().get_cache_key(request, view) if request.user.is_authenticated else None


class DeedThrottle(RateFromSettings, throttling.ScopedRateThrottle):
    """Only the POSTs of a view that names a `throttle_scope`; reading there stays free.

    A view with `count_when_done` calls its `count_done()` for each success: what it refuses, a body with a
    typing mistake for one, uses up nothing. Every other attempt counts.
    """

    _when_done = False

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method != "POST":
            return True
        self._when_done = getattr(view, "count_when_done", False)
        if self._when_done:
            view.count_done = self._count
        return super().allow_request(request, view)

    def throttle_success(self) -> bool:
        return self._when_done or super().throttle_success()

    def _count(self) -> None:
        # Others of this member may have been counted since we looked.
        self.history = self.cache.get(self.key, [])
        super().throttle_success()
