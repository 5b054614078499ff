"""Every refusal of the API as `application/problem+json` (RFC 9457), made in this one place.

`code` is for machines and stable; `detail` is for people, in the language of the request.
"""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rest_framework import exceptions
from rest_framework.response import Response

from integrations.errors import ProviderError, TryLater
from workflow.engine.errors import BadInput, NotPermitted, Refused
from workflow.engine.replies import BadKey, KeyReused
from workflow.services.checkout import BeingChanged

MEDIA_TYPE = "application/problem+json"
# Seconds. Enough for a session to be closed and a new one opened, or a provider to recover.
_RETRY_AFTER = 5

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Problem:
    status: int
    code: str
    detail: Any
    errors: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        return {
            "type": f"urn:bidangil:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": str(self.detail),
            "errors": self.errors,
        }


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever a view raised. Never None: a fault of ours is a problem, too."""
    problem = _problem(error) or _our_fault(error, context)
    return Response(problem.body(), problem.status, headers=problem.headers, content_type=MEDIA_TYPE)


def _problem(error: Exception) -> Problem | None:
    match error:
        case Http404():
            return _from_framework(exceptions.NotFound())
        case PermissionDenied():
            return _from_framework(exceptions.PermissionDenied())
        case exceptions.ValidationError():
            errors = list(_flat(error.get_full_details()))
            return Problem(422, "invalid", _("Some of what you sent cannot be used: see “errors”."), errors)
        case exceptions.Throttled():
            return _from_framework(error, detail=_wait(getattr(error, "wait", None)))
        case exceptions.APIException():
            return _from_framework(error)
        case Refused():
            return _from_refusal(error)
        case ProviderError():
            return _from_provider(error)
        case RequestDataTooBig():
            return Problem(413, "too_large", _("This is more than one request may carry."))
        case SuspiciousOperation():
            return Problem(400, "bad_request", _("This request cannot be read."))
    return None


def _wait(seconds: float | None) -> str:
    """Minutes, rounded up: people read the sentence, machines the seconds of `Retry-After`."""
    minutes = max(1, math.ceil((seconds or 0) / 60))
    return ngettext(
        "That was too often. Please try again in %(n)d minute.",
        "That was too often. Please try again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}


def _from_framework(error: exceptions.APIException, *, detail: Any = None) -> Problem:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    code = str(getattr(error.detail, "code", error.default_code))
    return Problem(error.status_code, code, detail or error.detail, headers=headers)


def _from_refusal(refusal: Refused) -> Problem:
    """Views look only among the caller's own rows, so somebody else's order is a 404 before the
    door can refuse it; what remains of NotPermitted is a deed that is not for customers."""
    match refusal:
        case BadInput():
            errors = []
            if refusal.field:
                errors = [{"field": refusal.field, "code": refusal.code, "message": str(refusal)}]
            return Problem(422, refusal.code, refusal, errors)
        case KeyReused() | BadKey():
            return Problem(422, refusal.code, refusal)
        case NotPermitted():
            return Problem(403, refusal.code, refusal)
        case BeingChanged():
            return Problem(503, refusal.code, refusal, headers={"Retry-After": str(_RETRY_AFTER)})
    return Problem(409, refusal.code, refusal)


def _from_provider(error: ProviderError) -> Problem:
    """The provider's words are for staff: they stand in the log, not in the answer."""
    logger.warning("%s", error)
    wait = error.retry_after if isinstance(error, TryLater) and error.retry_after else _RETRY_AFTER
    return Problem(
        503,
        "provider_unavailable",
        _("The payment page cannot be opened right now. Nothing was charged. Please try again in a minute."),
        headers={"Retry-After": str(math.ceil(wait))},
    )


def _our_fault(error: Exception, context: dict[str, Any]) -> Problem:
    request = context["request"]
    logger.error("%s %s failed.", request.method, request.path, exc_info=error)
    # What Django itself would do on the way to its error page: reporters listen to it.
    got_request_exception.send(sender=None, request=request._request)
    return Problem(500, "server_error", _("Something went wrong on our side. We have been told."))


def _flat(details: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """One entry for each message, with the path of its field: `address.city`, `items.3.url`."""
    match details:
        case {"message": message, "code": code}:
            yield {"field": path, "code": str(code), "message": str(message)}
        case dict():
            for name, inner in details.items():
                yield from _flat(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
        case list():
            for inner in details:
                yield from _flat(inner, path)
