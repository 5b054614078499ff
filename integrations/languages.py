"""Which language a request asks for."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def asks_for_ours(request: HttpRequest) -> bool:
    """Whether `Accept-Language` names one of our languages. Where it names none, the locale middleware has
    fallen back on ours, and the reader's own language is the better guess."""
    ours = dict(settings.LANGUAGES)
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return any(code.partition("-")[0] in ours for code, _weight in asked)
