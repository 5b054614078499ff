"""One authenticated API call, and what list calls and `expand` share."""

from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.options import Options
from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe.errors import invalid, missing
from integrations.sandbox.stripe.forms import integer

RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass
class Call:
    """A parsed request as the handlers see it."""

    store: Store
    options: Options
    params: dict[str, Any]
    base_url: str
    hints: set[str] = field(default_factory=set)  # faults that a handler must act out, such as "decline"


def page(call: Call, kind: str, *, path: str, filters: dict[str, str] | None = None) -> Json:
    """A list as Stripe pages it: newest first, `limit`, `starting_after`, `ending_before`, `created`.

    `filters` maps a parameter to the key of the body it must equal.
    """
    store, params = call.store, call.params
    limit = integer(params.get("limit", 10), "limit")
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", param="limit")
    where, args = ["1"], []
    for name, sign, value in _created(params.get("created")):
        where.append(f"created {sign} ?")
        args.append(integer(value, name))
    for name, key in (filters or {}).items():
        if params.get(name):
            where.append(f"json_extract(body, '$.{key}') = ?")
            args.append(params[name])
    order = "DESC"
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        if params.get(name):
            seq = store.value("SELECT seq FROM stripe_objects WHERE id = ? AND kind = ?", params[name], kind)
            if seq is None:
                raise missing(kind, str(params[name]), name)
            where.append(f"seq {sign} ?")
            args.append(seq)
            order = "DESC" if sign == "<" else "ASC"
    found = store.select(kind, " AND ".join(where), args, f"ORDER BY seq {order} LIMIT {limit + 1}")
    rows = found[:limit]
    if order == "ASC":
        rows.reverse()
    return listing(rows, path, more=len(found) > limit)


def listing(rows: list[Json], path: str, *, more: bool = False) -> Json:
    """Stripe's list envelope."""
    return {"object": "list", "data": rows, "has_more": more, "url": path}


def _created(value: Any) -> list[tuple[str, str, Any]]:
    if value in (None, ""):
        return []
    if not isinstance(value, dict):
        return [("created", "=", value)]
    for name in value:
        if name not in RANGES:
            raise invalid(f"Received unknown parameter: created[{name}]", param=f"created[{name}]")
    return [(f"created[{name}]", RANGES[name], v) for name, v in value.items()]


def expand(store: Store, body: Json, wanted: Any) -> Json:
    """Replace ids by their objects along each path of `expand[]`; `line_items` is filled for sessions."""
    paths = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    for path in paths:
        if not _expand(store, body, str(path).split(".")):
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    return body


def _expand(store: Store, node: Any, path: list[str]) -> bool:
    if not path or node is None:
        return True
    if isinstance(node, list):
        return all(_expand(store, child, path) for child in node)
    if not isinstance(node, dict):
        return False
    head, rest = path[0], path[1:]
    if head == "line_items" and node.get("object") == "checkout.session":
        lines = store.private(node["id"]).get("line_items", [])
        node[head] = listing(lines, f"/v1/checkout/sessions/{node['id']}/line_items")
    elif head == "refunds" and node.get("object") == "charge":
        rows = store.select(
            "refund", "json_extract(body, '$.charge') = ?", (node["id"],), "ORDER BY seq DESC"
        )
        node[head] = listing(rows, f"/v1/charges/{node['id']}/refunds")
    elif head not in node:
        return False
    elif isinstance(node[head], str):
        found = store.find(node[head])
        if found is None:
            return False
        node[head] = found
    return _expand(store, node[head], rest)
