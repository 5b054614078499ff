"""Shop addresses: one spelling for one host. Nothing here ever opens an address."""

import re
from urllib.parse import urlsplit

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def normalise_host(text: str) -> str:
    """The host of an address or host name: lower case, ASCII (IDNA), without port, "www." and final dot.

    "https://www.Musinsa.com/app" and "musinsa.com." give "musinsa.com". A user part cannot
    disguise the host: "https://musinsa.com@evil.example" gives "evil.example".
    Raises ValueError when no public host name with a dot can be read.
    """
    text = text.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise ValueError(f"{text!r} has no readable host name.") from None
    host = host.removeprefix("www.")
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise ValueError(f"{text!r} has no readable host name.")
    return host


def parent_hosts(host: str) -> list[str]:
    """`host` and each host above it down to two labels, longest first."""
    labels = host.split(".")
    return [".".join(labels[i:]) for i in range(len(labels) - 1)]
