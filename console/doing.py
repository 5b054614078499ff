"""Middleware: what somebody does in the console is told to the desk as theirs (`integrations.live.doers`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from integrations.live.doers import doing


def as_their_own(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Nothing is done by a GET, so nothing is told of.
        if request.method != "POST" or not request.path.startswith(reverse("admin:index")):
            return get_response(request)
        with doing(request.user.pk):
            return get_response(request)

    return middleware
