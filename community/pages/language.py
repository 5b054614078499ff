"""One language a member reads us in: on the pages, in mails and in texts."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

# Machines and staff choose for themselves: by header, and by the console's own switch.
_NOT_OURS = ("/console/", "/api/", "/_allauth/", "/webhooks/", "/healthz", "/readyz")


def member_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a member who is logged in reads the pages in the language they have chosen,
    on whatever machine. Stands after the authentication; the cookie serves everybody else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_NOT_OURS) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and for members also in their profile."""
    wanted: Any = request.POST.get("language", "")
    if request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        request.user.language = wanted
        request.user.save(update_fields=["language"])
    return set_language(request)
