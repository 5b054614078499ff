"""Text that people typed, without what nobody can see: one line, or several."""

import unicodedata
from typing import Any

from django import forms

# Not marks but letters of their own that print as nothing; names made of them look empty.
_FILLERS = dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " ")
_BREAKS = {"\r\n": "\n", "\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}


def clean_line(text: str) -> str:
    """One line: control characters and white space become one space, invisible ones nothing.

    Invisible is Unicode's class Cf: zero-width characters and the marks that turn the direction
    of writing, with which a name or a link can show something other than it says.
    """
    return " ".join("".join(_seen(character) for character in text).split())


def clean_lines(text: str) -> str:
    """The same for several lines: line breaks and the spaces inside a line stay as they are."""
    for mark, line_break in _BREAKS.items():
        text = text.replace(mark, line_break)
    lines = ("".join(_seen(character) for character in line).rstrip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cf", "Cs"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else _FILLERS.get(character, character)


class LineField(forms.CharField):
    """A text of one line; `required` asks for something that can be seen."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class LinesField(forms.CharField):
    """A text that may have several lines; `required` asks for something that can be seen."""

    def to_python(self, value: Any) -> str:
        return clean_lines(super().to_python(value) or "")
