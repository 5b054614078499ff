"""What the desk reads where a page is not there, not theirs, too old or broken.

Inside an open page that is a small dialog, else a page in the console's own frame. Everybody else reads the
customers' pages.
"""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from community.second_factor import is_satisfied
from console.access import is_dialog, to_login, way_back
from console.dialogs import Dialog, show
from workflow.engine.errors import NotPermitted


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_desks(request):
        return defaults.page_not_found(request, exception)
    sentence = _("This is no longer there: a colleague may have removed it meanwhile. Nothing was done.")
    return _fault(request, _("Not found"), sentence, 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # What cannot be read is not read again for the answer.
    request.POST = QueryDict()
    if not _is_desks(request):
        return defaults.bad_request(request, exception)
    sentence = _("What was sent is too large or damaged. Nothing was done: go back and choose fewer rows.")
    return _fault(request, _("This did not work"), sentence, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_desks(request):
        return defaults.permission_denied(request, exception)
    return _fault(request, _("Not allowed"), str(NotPermitted.default), 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Who is not logged in any more is sent to log in: that is the reason, and the cookie only its sign."""
    if _is_desks(request):
        sentence = _("This page has grown old. Load it again, then send this once more. Nothing was done.")
        return _fault(request, _("Please try again"), sentence, 403)
    is_login = request.resolver_match is not None and request.resolver_match.url_name == "login"
    if _is_of_the_console(request) and not is_login and not admin.site.has_permission(request):
        answer = to_login(request)
        add_never_cache_headers(answer)
        return answer
    return csrf.csrf_failure(request, reason)


def broken(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database: it may be what is broken."""
    if not _is_of_the_console(request):
        return defaults.server_error(request)
    return HttpResponse(render_to_string("console/faults/broken.html"), status=500)


def _fault(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    if is_dialog(request):
        dialog = Dialog(
            name="refused",
            title=title,
            about="",
            action=request.path,
            back=way_back(request, reverse("admin:index")),
            submit="",
            refusal=sentence,
            closed=True,
        )
        answer = show(request, dialog, status=status)
        # For what asks for a piece of a dialog: this is no piece.
        answer["X-Fault"] = "1"
    else:
        context = admin.site.each_context(request) | {"title": title, "sentence": sentence, "status": status}
        answer = render(request, "console/faults/page.html", context, status=status)
    add_never_cache_headers(answer)
    return answer


def _is_of_the_console(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


def _is_desks(request: HttpRequest) -> bool:
    """Whether a member of staff asks who may see the console's frame: never on a password alone."""
    if not _is_of_the_console(request) or not hasattr(request, "user"):
        return False
    if not admin.site.has_permission(request):
        return False
    return is_satisfied(request.user, request.session)
