"""The public pages of rows that are still being written, by the kind of their entry: called with the request,
the row and `is_draft`."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from catalog.pages import announcements, guides, stores

PREVIEWS: Mapping[str, Callable[..., HttpResponse]] = {
    "guide": guides.show,
    "announcement": announcements.show,
    "store": stores.show,
}
