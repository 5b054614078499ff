"""Which language a public page speaks to somebody who came by a link."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from integrations.languages import asks_for_ours


def speak_like(request: HttpRequest, customer: Any) -> None:
    """Use the customer's language unless this visitor has chosen one, or is a member with their own.

    The link is shared by mail: the browser's setting says less than the language we wrote in.
    """
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
        return
    translation.activate(customer.language)
    request.LANGUAGE_CODE = customer.language


def speak_to_reader(request: HttpRequest, customer: Any) -> None:
    """Use the language this visitor has chosen, or else their browser's, and only then the customer's.

    The tracking link is handed on: whoever reads it is often somebody else.
    """
    if not asks_for_ours(request):
        speak_like(request, customer)


def language_now() -> str:
    """`ko` or `en`: the language this page is being written in."""
    return "ko" if (translation.get_language() or "").startswith("ko") else "en"
