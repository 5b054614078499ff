"""The Unfold console's composition: its name, its colours, its sidebar, its search."""

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

# One sheet and, where it behaves, one script for each room of the console; the first holds what all share.
_STYLES = (
    "console",
    "home",
    "queues",
    "order",
    "messages",
    "screening",
    "operations",
    "warehouse",
    "keys",
    "editor",
    "blocks",
)
_SCRIPTS = (
    "console", "typed", "lists", "keys", "scan", "plots", "picks", "order", "rows", "presence", "messages",
    "editor", "rich", "blocks",
)  # fmt: skip


def _asset(name: str) -> Callable[[Any], str]:
    return lambda request: static(name)


UNFOLD: dict[str, object] = {
    "SITE_TITLE": "Bidangil 비단길",
    "SITE_HEADER": "Bidangil",
    "SITE_SUBHEADER": "비단길",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("console/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("console/mark.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": lambda request: reverse("admin:set_language")},
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "console.environment.badge",
    "ENVIRONMENT_TITLE_PREFIX": "console.environment.title_prefix",
    "STYLES": [_asset(f"console/{sheet}.css") for sheet in _STYLES],
    "SCRIPTS": [_asset(f"console/{script}.js") for script in _SCRIPTS],
    "LOGIN": {
        "image": lambda request: static("console/road.svg"),
        "form": "console.login.ConsoleLoginForm",
    },
    "BORDER_RADIUS": "8px",
    "COLORS": {
        # Celadon: dark enough at 600 and 700 for white text, light enough at 400 and 500 for night.
        "primary": {
            "50": "#effaf7",
            "100": "#d3f2e9",
            "200": "#a8e4d4",
            "300": "#74cfba",
            "400": "#44b49d",
            "500": "#2d9e88",
            "600": "#17796a",
            "700": "#136155",
            "800": "#134e46",
            "900": "#13403b",
            "950": "#052522",
        },
    },
    # The menu under one's name.
    "ACCOUNT": {
        "navigation": [
            {"title": _("Security"), "link": reverse_lazy("mfa_index")},
            {"title": _("Change password"), "link": reverse_lazy("admin:password_change")},
        ]
    },
    "COMMAND": {"search_callback": "console.palette.search"},
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "console.navigation.sidebar",
    },
}
