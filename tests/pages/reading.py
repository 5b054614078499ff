"""What a person sees of a page."""

import re
from html.parser import HTMLParser
from typing import Any

_SILENT = {"script", "style", "template", "noscript", "title"}
_SHOWN_ATTRIBUTES = {"placeholder", "aria-label", "alt"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silence = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.silence += tag in _SILENT
        self.words += [str(value) for name, value in attrs if name in _SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self.silence -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self.silence and data.strip():
            self.words.append(" ".join(data.split()))


def seen(reply: Any) -> str:
    """The words of the page, one node a line."""
    reader = _Reader()
    reader.feed(reply.content.decode())
    return "\n".join(reader.words)


def field(reply: Any, name: str) -> str:
    """The value of the first input with this name, as a browser would send it back."""
    tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', reply.content.decode())
    assert tag, f"the page has no input {name!r}"
    value = re.search(r'value="([^"]*)"', tag[0])
    return value[1] if value else ""
