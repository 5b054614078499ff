"""Cut Stripe's published OpenAPI file down to the objects the sandbox speaks of.

    python -m tests.sandbox.prune_schema spec3.json > tests/sandbox/stripe_schema.json

The input is Stripe's own `spec3.json` (github.com/stripe/openapi, MIT), as carried by the wheel
`seahaven-stripe-world` 0.3.0. Prose and vendor extensions are dropped; an expandable field keeps
the objects of ROOTS and loses the others, which then can only be ids.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOTS = (
    "charge",
    "checkout.session",
    "deleted_webhook_endpoint",
    "dispute",
    "error",
    "event",
    "item",
    "payment_intent",
    "payment_method",
    "price",
    "product",
    "refund",
    "webhook_endpoint",
)
REF = "#/components/schemas/"
PROSE = ("description", "title", "externalDocs", "example", "deprecated")


def prune(spec: dict[str, Any]) -> dict[str, Any]:
    """The schemas of ROOTS and what they lean on."""
    schemas = spec["components"]["schemas"]
    kept: dict[str, Any] = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = clean(schemas[name])
            waiting += references(kept[name])
    version = spec["info"]["version"]
    return {"version": version, "components": {"schemas": {name: kept[name] for name in sorted(kept)}}}


def clean(node: Any) -> Any:
    """A schema without prose, and without the expansions we never make."""
    if isinstance(node, list):
        return [clean(child) for child in node]
    if not isinstance(node, dict):
        return node
    if "x-expansionResources" in node and "anyOf" in node:
        ours = [way for way in node["anyOf"] if "$ref" not in way or way["$ref"].removeprefix(REF) in ROOTS]
        node = {**node, "anyOf": ours}
    result = {}
    for key, value in node.items():
        if key == "properties":  # names of fields, which may be called "description"
            result[key] = {name: clean(child) for name, child in value.items()}
        elif key not in PROSE and not key.startswith("x-"):
            result[key] = clean(value)
    return result


def references(node: Any) -> list[str]:
    """The names of the schemas a schema points to."""
    if isinstance(node, list):
        return [name for child in node for name in references(child)]
    if not isinstance(node, dict):
        return []
    here = [node["$ref"].removeprefix(REF)] if isinstance(node.get("$ref"), str) else []
    return here + [name for child in node.values() for name in references(child)]


if __name__ == "__main__":
    print(
        json.dumps(
            prune(json.loads(Path(sys.argv[1]).read_text("utf-8"))), separators=(",", ":"), sort_keys=True
        )
    )
