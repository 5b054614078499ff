"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` becomes nested dicts and lists."""

from typing import Any
from urllib.parse import parse_qsl

from integrations.sandbox.stripe.errors import invalid

MAX_DEPTH = 8
Params = dict[str, Any]


def parse(text: str) -> Params:
    """Nested parameters of a body or a query. An empty value means "unset" to Stripe and stays as ''."""
    tree: Params = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=2000):
        head, *rest = name.split("[")
        path = [head, *(part.rstrip("]") for part in rest)]
        if len(path) > MAX_DEPTH:
            raise invalid(f"Invalid parameter nesting: {head}", param=head)
        _place(tree, path, value)
    return {name: _lists(value) for name, value in tree.items()}


def _place(tree: Params, path: list[str], value: str) -> None:
    node = tree
    for part in path[:-1]:
        key = part if part else str(len(node))
        child = node.setdefault(key, {})
        if not isinstance(child, dict):
            raise invalid("Invalid parameter: a name was given both as a value and as a hash", param=path[0])
        node = child
    last = path[-1] if path[-1] else str(len(node))
    node[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(child) for key, child in value.items()}


def integer(value: Any, param: str) -> int:
    """A whole number, or Stripe's complaint."""
    try:
        return int(str(value))
    except ValueError:
        raise invalid(f"Invalid integer: {value}", param=param, code="parameter_invalid_integer") from None


def truth(value: Any) -> bool:
    """Stripe's booleans in form encoding."""
    return str(value).lower() in ("true", "1")


def metadata(value: Any, param: str = "metadata", *, base: dict[str, str] | None = None) -> dict[str, str]:
    """Checked metadata laid over `base`: at most 50 keys, 40 characters a key, 500 a value; '' removes."""
    if value in (None, ""):
        return {} if value == "" else dict(base or {})
    if not isinstance(value, dict):
        raise invalid(f"Invalid hash: {param}", param=param)
    result = dict(base or {})
    for key, text in value.items():
        if not isinstance(text, str):
            raise invalid("Metadata values must be strings", param=f"{param}[{key}]")
        if len(key) > 40:
            raise invalid(
                f"Metadata keys can have up to 40 characters, got {len(key)}", param=f"{param}[{key}]"
            )
        if len(text) > 500:
            raise invalid(
                f"Metadata values can have up to 500 characters, got {len(text)}", param=f"{param}[{key}]"
            )
        if text == "":
            result.pop(key, None)
        else:
            result[key] = text
    if len(result) > 50:
        raise invalid("You cannot have more than 50 metadata keys", param=param)
    return result


def only(params: Params, allowed: frozenset[str]) -> None:
    """Refuse a parameter that the call does not know, as Stripe does: a typo must not pass in silence."""
    for name in params:
        if name not in allowed and name != "expand":
            raise invalid(f"Received unknown parameter: {name}", param=name, code="parameter_unknown")


def names(text: str) -> frozenset[str]:
    """Parameter names from a text of words."""
    return frozenset(text.split())
