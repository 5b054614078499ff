"""The public pages of rows that are still being written, by the kind of their entry."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from catalog.pages import announcements, guides, stores

PREVIEWS: Mapping[str, Callable[[HttpRequest, Any], HttpResponse]] = {
    "guide": guides.show,
    "announcement": announcements.show,
    "store": stores.show,
}
