"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` becomes nested dicts and lists."""

from typing import Any
from urllib.parse import parse_qsl

from integrations.sandbox.stripe.errors import invalid, required

MAX_DEPTH = 8
BIGGEST = 2**63 - 1
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
    params = {name: _lists(value) for name, value in tree.items()}
    for name, value in params.items():
        _check_kind(name, value, name)
    return params


def _check_kind(name: str, value: Any, at: str) -> None:
    """Refuse a hash where text belongs and the like, before a handler has to wonder."""
    kind = "hash" if name in HASHES else "array" if name in LISTS else "string"
    if value == "":
        return
    if {"hash": dict, "array": list, "string": str}[kind] is not type(value):
        if not (name == "created" and isinstance(value, str)):  # a time, or a range of times
            raise invalid(f"Invalid {kind}: {at}", param=at)
    elif kind == "hash" and name != "metadata":
        for key, child in value.items():
            _check_kind(key, child, f"{at}[{key}]")
    elif kind == "array":
        for place, child in enumerate(value):
            if isinstance(child, dict) and name in ROWS:
                for key, grandchild in child.items():
                    _check_kind(key, grandchild, f"{at}[{place}][{key}]")
            elif name in ROWS or not isinstance(child, str):
                raise invalid(f"Invalid {'object' if name in ROWS else 'string'}", param=f"{at}[{place}]")


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
        number = int(str(value))
    except ValueError:
        number = BIGGEST + 1
    if abs(number) > BIGGEST:
        raise invalid(f"Invalid integer: {value}", param=param, code="parameter_invalid_integer")
    return number


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


def choice(value: Any, param: str, allowed: frozenset[str]) -> str | None:
    """One of the words Stripe knows here, or None when it was left out."""
    if value in (None, ""):
        return None
    if value not in allowed:
        raise invalid(f"Invalid {param}: must be one of {', '.join(sorted(allowed))}", param=param)
    return str(value)


def currency(value: Any, param: str) -> str:
    """A currency code in lower case."""
    code = str(value or "").lower()
    if not code:
        raise required(param)
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise invalid(f"Invalid currency: {code}", param=param)
    return code


def names(text: str) -> frozenset[str]:
    """Parameter names from a text of words."""
    return frozenset(text.split())


HASHES = names(
    "metadata payment_intent_data card sepa_debit us_bank_account billing_details address shipping created"
    " customer_details evidence price_data product_data adjustable_quantity automatic_tax custom_text"
    " phone_number_collection payment_method_options invoice_creation after_expiration consent_collection"
    " adaptive_pricing origin_context automatic_payment_methods shipping_address_collection recurring"
)
LISTS = names("line_items payment_method_types images enabled_events types expand custom_fields tax_rates")
ROWS = names("line_items custom_fields")
