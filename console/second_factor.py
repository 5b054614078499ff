"""Nobody works at the desk on a password alone: the gate before every page of the console.

It stands before the views and not in them, so that a new page cannot forget it.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from community.second_factor import Standing, has_to_confirm, standing
from console.access import go_to, is_dialog

type Handler = Callable[[HttpRequest], HttpResponse]

# Where the account pages find the way back to the desk.
WAY_BACK = "second_factor_way"
_OPEN = {"login", "logout", "set_language"}


class Gate:
    """Middleware: leads staff who have no second factor to the page that sets one up, and sessions that have
    not shown it to the one that asks for the code. Nothing of the console is shown or done before."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not _is_of_the_desk(request) or not admin.site.has_permission(request):
            return None
        where = standing(request.user, request.session)
        if where in (Standing.SHOWN, Standing.NOT_NEEDED):
            if WAY_BACK in request.session:
                del request.session[WAY_BACK]
            return None
        answer = _ask(request, where)
        add_never_cache_headers(answer)
        return answer


def _is_of_the_desk(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and "admin" in match.app_names and match.url_name not in _OPEN


def _ask(request: HttpRequest, where: Standing) -> HttpResponse:
    if _is_for_a_script(request):
        return JsonResponse(
            {"detail": _("Your second factor is asked for. Load the page again.")}, status=403
        )
    back = _way_back(request)
    if where == Standing.TO_SHOW:
        return go_to(request, f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
    request.session[WAY_BACK] = back
    if has_to_confirm(request.user):
        # Until then the page that sets the factor up turns everybody away.
        messages.info(request, _("Confirm your e-mail address first; then set up your second factor."))
        return go_to(request, reverse("account_email"))
    return go_to(request, reverse("mfa_activate_totp"))


def _is_for_a_script(request: HttpRequest) -> bool:
    """Whether a script reads the answer, that would take the other page for the one it wanted."""
    if is_dialog(request):
        return False  # htmx sends the whole page on
    return (
        request.headers.get("X-Live") == "1"
        or request.headers.get("Sec-Fetch-Dest") == "empty"
        or "application/json" in request.headers.get("Accept", "")
        or getattr(request.resolver_match, "url_name", "") == "live_badges"
    )


def _way_back(request: HttpRequest) -> str:
    """The page they wanted; for a dialog or a deed, the page they saw."""
    if is_dialog(request):
        wanted = request.headers.get("HX-Current-URL", "")
    elif request.method in ("GET", "HEAD"):
        return request.get_full_path()
    else:
        wanted = request.headers.get("Referer", "")
    parts = urlsplit(wanted)
    here = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_ours = here.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(here, None)
    return here if is_ours else reverse("admin:index")
