"""How the plain lists are drawn: each cell knows its column's title, for a screen too narrow for columns."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()

_DASHES = ("—", "-")


@register.filter
def under(cells: Sequence[str], heads: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The cells of a row as Unfold made them, each with its column's title in `data-label`; one that says
    nothing has `data-empty`."""
    for cell, head in zip(cells, heads, strict=True):
        title = str(capfirst(strip_tags(str(head["text"])))).strip()
        marks = f' data-label="{escape(title)}"' if title.strip("\xa0") else ""
        words = strip_tags(cell).strip()
        # A tick and a mark say something without words.
        if words in _DASHES or not (words or "<input" in cell or "<span" in cell):
            marks += " data-empty"
        yield mark_safe(f"{cell[:3]}{marks}{cell[3:]}")  # noqa: S308 (the cell is made and its title escaped)
