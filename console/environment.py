"""Which system this is, in the header of every page: nobody should ship from the demo by mistake."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _


def badge(request: HttpRequest) -> list[str]:
    """[words, colour] for Unfold's environment label."""
    return {
        "demo": [_("Demo"), "warning"],
        "test": [_("Test"), "info"],
        "staging": [_("Staging"), "info"],
        "production": [_("Production"), "danger"],
    }[settings.ENVIRONMENT]


def title_prefix(request: HttpRequest) -> str:
    """Before the title of the browser's tab, except in production."""
    return "" if settings.ENVIRONMENT == "production" else f"[{badge(request)[0]}]"
