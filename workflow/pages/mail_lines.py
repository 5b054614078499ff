"""Template library `mail_lines`: which line of a notice is a sentence, a link or a button."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_ENDS_IN_LINK = re.compile(r"(?P<label>.*?)[:：]?\s*(?P<url>https?://\S+)", re.DOTALL)
# What a customer came for. Other links of ours stay quiet, under the words before them.
_DEEDS = ("/pay/", "/track/")


@dataclass(frozen=True, slots=True)
class MailLine:
    kind: str  # text, link or button
    text: str
    url: str = ""


@register.filter
def mail_lines(lines: Iterable[str], site_url: str) -> list[MailLine]:
    """Lines as what they are in a mail.

    Only addresses of our own become buttons or hide behind words: what a customer or a shop typed
    may hold any address, and that one must be seen in full before it is followed.
    """
    return [_line(line.strip(), site_url.rstrip("/")) for line in lines]


def _line(line: str, site_url: str) -> MailLine:
    found = _ENDS_IN_LINK.fullmatch(line)
    if found is None or not found["url"].startswith(f"{site_url}/"):
        return MailLine("text", line)
    label, url = found["label"].strip(), found["url"]
    path = urlsplit(url).path
    if not label:
        return MailLine("button", str(_name(path)), url)
    return MailLine("button" if path.startswith(_DEEDS) else "link", label, url)


def _name(path: str) -> Any:
    if path.startswith("/pay/"):
        return _("Pay now")
    if path.startswith("/track/"):
        return _("Track the parcel")
    return _("Open the order")
