"""Ticking rows of a list, for what may be done with several at once: see console/views/bulk_matters.py."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def pick_box(row: Any, words: Any) -> SafeString:
    """The row's tick, inside the list's own form."""
    return format_html(
        '<input type="checkbox" class="bd-pick" name="pick" value="{}" aria-label="{}">',
        row.pk,
        _("Tick %(row)s") % {"row": words},
    )
