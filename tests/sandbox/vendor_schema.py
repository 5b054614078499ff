"""Stripe's own published schema as a judge of what the sandbox says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parent / "stripe_schema.json"
BASE = "urn:stripe"


def violations(body: dict[str, Any]) -> list[str]:
    """Where an API object (or the objects of a list, or an event with its object) breaks the schema."""
    if body.get("object") == "list":
        return [text for row in body["data"] for text in violations(row)]
    name = (
        "error" if "error" in body else f"deleted_{body['object']}" if body.get("deleted") else body["object"]
    )
    found = [
        f"{name} at {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in _validator(name).iter_errors(body)
    ]
    if name == "event":
        found += [f"{body['type']}: {text}" for text in violations(body["data"]["object"])]
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{BASE}#/components/schemas/{name}"}, registry=_registry())


@cache
def _registry() -> Registry[Any]:
    document = _plain(json.loads(FILE.read_text("utf-8")))
    return Registry().with_resource(BASE, Resource(contents=document, specification=DRAFT202012))


def _plain(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` spelt out, and no field that the vendor does not know."""
    if isinstance(node, list):
        return [_plain(child) for child in node]
    if not isinstance(node, dict):
        return node
    result = {key: _plain(value) for key, value in node.items() if key != "nullable"}
    if isinstance(node.get("$ref"), str):
        result["$ref"] = BASE + node["$ref"]
    if node.get("type") == "object" and "properties" in node and "additionalProperties" not in node:
        result["additionalProperties"] = False
    return {"anyOf": [result, {"type": "null"}]} if node.get("nullable") is True else result
