"""Events as bytes (WHATWG HTML, “Server-sent events”)."""

import json
from typing import Any

from integrations.live.positions import Position

OPEN, RESET, ERROR, KEEP_ALIVE = "stream-open", "stream-reset", "stream-error", "keep-alive"
# Some proxies hold back the first two kilobytes of an answer.
PADDING = b":" + b" " * 2048 + b"\n\n"


def encode(type: str, data: str, position: Position | None = None) -> bytes:
    """One event. `data` is a single line; with a position, the client sends it back when it resumes."""
    place = f"id: {position}\n" if position is not None else ""
    return f"event: {type}\n{place}data: {data}\n\n".encode()


def failure(code: str, detail: str) -> bytes:
    """The last event of a stream that we end for a reason the client should know."""
    return encode(ERROR, one_line({"code": code, "detail": detail}))


def retry(milliseconds: int) -> bytes:
    """How long the client waits before it connects again."""
    return f"retry: {milliseconds}\n\n".encode()


def one_line(data: dict[str, Any]) -> str:
    """JSON without line breaks; letters as they are. Raises TypeError for what JSON cannot say."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
