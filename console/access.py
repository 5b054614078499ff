"""The way into the console's own pages: staff only, and a clear answer when that is no longer true."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

type ConsoleView = Callable[..., HttpResponse]


def is_dialog(request: HttpRequest) -> bool:
    """Whether the page asked for a piece of itself (htmx) and not for a whole page."""
    return request.headers.get("HX-Request") == "true"


def staff_only(view: ConsoleView) -> ConsoleView:
    """Let staff in; send others to the log-in page and back, also out of an open dialog."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return view(request, *args, **kwargs)
        return to_login(request)

    return never_cache(guarded)


def to_login(request: HttpRequest) -> HttpResponse:
    """Send the whole browser page to the log-in page, and from there back to where the person was.

    A page at work is told so (`X-Logged-Out`), and keeps what was typed until it is open again; the log-in
    page (`over`) says what happened.
    """
    wanted = {"next": request.get_full_path()}
    if is_dialog(request):
        # A log-in form inside a dialog would log in, and then show a page inside the dialog.
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        page = here._replace(scheme="", netloc="", fragment="").geturl()
        wanted = {"next": page or reverse("admin:index"), "over": "1"}
    elif request.method == "POST":
        # Where a form is sent to is no page to come back to; where it stood is.
        wanted = {"next": way_back(request, request.get_full_path()), "over": "1"}
    answer = go_to(request, f"{reverse('admin:login')}?{urlencode(wanted)}")
    answer["X-Logged-Out"] = "1"
    return answer


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the whole browser page to `url`, from a dialog or from a plain form."""
    if is_dialog(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def way_back(request: HttpRequest, default: str) -> str:
    """Where the person came from (`next`), if it is an address of our own; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default
