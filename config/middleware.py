"""Bodies that would be misread further in are answered at the door."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.problems import MEDIA_TYPE, Problem

type Handler = Callable[[HttpRequest], HttpResponse]

_ACCOUNTS = "/_allauth/"
# What allauth reads is two or three deep; a security key's answer, five.
_MAX_DEPTH = 20


def length_required(get_response: Handler) -> Handler:
    """411 for a body in chunks. WSGI's input is as long as Content-Length says, so Django would read such
    a body as empty, and what the caller sent would be lost without a word."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" not in request.META:
            return get_response(request)
        # The locale middleware stands further in.
        with translation.override(translation.get_language_from_request(request)):
            problem = Problem(
                411, "length_required", _("Please send this with a Content-Length, not in chunks.")
            )
            if request.path.startswith(("/api/", _ACCOUNTS)):
                return _answer(problem)
            return HttpResponse(str(problem.detail), status=411, content_type="text/plain; charset=utf-8")

    return middleware


def readable_account_bodies(get_response: Handler) -> Handler:
    """400 for what is no JSON object, before allauth reads it: there, a deep one is a fault of ours, and
    the rest gets an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_ACCOUNTS) or request.method in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        problem = _problem_of(request)
        if problem is None:
            return get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            return _answer(problem)

    return middleware


def _problem_of(request: HttpRequest) -> Problem | None:
    try:
        if not request.body:
            return None
        data = json.loads(request.body)
        # Half a surrogate pair passes as JSON, but neither a hash nor a database takes it.
        json.dumps(data, ensure_ascii=False).encode()
    except RequestDataTooBig:
        return Problem(413, "too_large", gettext_lazy("This is more than one request may carry."))
    except (ValueError, RecursionError):
        return Problem(400, "parse_error", gettext_lazy("The body cannot be read as JSON."))
    if not isinstance(data, dict) or _is_deeper_than(data, _MAX_DEPTH):
        return Problem(400, "parse_error", gettext_lazy("The body must be a JSON object, not nested deeply."))
    return None


def _is_deeper_than(data: Any, depth: int) -> bool:
    level = [data]
    for _step in range(depth):
        level = [
            inner
            for node in level
            if isinstance(node, dict | list)
            for inner in (node.values() if isinstance(node, dict) else node)
        ]
    return bool(level)


def _answer(problem: Problem) -> HttpResponse:
    return JsonResponse(problem.body(), status=problem.status, content_type=MEDIA_TYPE)
