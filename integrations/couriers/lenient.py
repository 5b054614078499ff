"""Reading JSON of couriers without trust: whatever has another type than expected is passed over."""

from typing import Any


def as_dict(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_dicts(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """The text without spaces around it; empty when it is no text."""
    return value.strip() if isinstance(value, str) else ""
