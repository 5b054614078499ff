"""Structured output: which schemas strict mode takes, and an answer that keeps to one."""

from typing import Any

from integrations.sandbox.openai.errors import OpenAIError
from integrations.sandbox.store import Json

TYPES = ("object", "array", "string", "number", "integer", "boolean")
KEYWORDS = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"pattern", "format"},
    "number": {"minimum", "maximum", "multipleOf"},
    "integer": {"minimum", "maximum", "multipleOf"},
    "boolean": set(),
}
EVERYWHERE = {"type", "description", "title", "enum", "const"}
EMPTY: dict[str, Any] = {"string": "", "number": 0, "integer": 0, "boolean": False}


def check(schema: Json, *, name: str, strictly: bool) -> None:
    """OpenAIError when OpenAI would not take this schema. The simple types only: no `anyOf`, no `$ref`."""
    if schema.get("type") != "object":
        raise _invalid(name, (), "schema must be a JSON Schema of 'type: \"object\"'")
    _check(schema, name, (), strictly)


def _check(schema: Any, name: str, where: tuple[str, ...], strictly: bool) -> None:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind not in TYPES:
        raise _invalid(name, where, "schema must have a 'type' key")
    if strictly and (strange := sorted(set(schema) - EVERYWHERE - KEYWORDS[kind])):
        raise _invalid(name, where, f"'{strange[0]}' is not permitted")
    if kind == "array":
        if "items" not in schema:
            raise _invalid(name, where, "array schema missing items")
        _check(schema["items"], name, (*where, "items"), strictly)
    if kind == "object":
        fields = schema.get("properties", {})
        if strictly and schema.get("additionalProperties") is not False:
            raise _invalid(name, where, "'additionalProperties' is required to be supplied and to be false")
        if strictly and (left := [field for field in fields if field not in schema.get("required", [])]):
            raise _invalid(
                name,
                where,
                "'required' is required to be supplied and to be an array including every key in properties. "
                f"Missing '{left[0]}'",
            )
        for field, inner in fields.items():
            _check(inner, name, (*where, "properties", field), strictly)


def _invalid(name: str, where: tuple[str, ...], why: str) -> OpenAIError:
    context = "(" + ", ".join(f"'{step}'" for step in where) + ("," if len(where) == 1 else "") + ")"
    return OpenAIError(
        400,
        f"Invalid schema for response_format '{name}': In context={context}, {why}.",
        code="invalid_json_schema",
        param="text.format.schema",
    )


def fill(schema: Json, known: Any) -> Any:
    """An answer that keeps to `schema`, with what is `known` wherever that fits, by the names of the fields.

    `known` is a dict for an object and a list for an array; what does not fit is replaced by the first
    value of an enum, or by nothing.
    """
    kind, choices = schema["type"], schema.get("enum")
    if kind == "object":
        facts = known if isinstance(known, dict) else {}
        return {name: fill(inner, facts.get(name)) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        rows = known if isinstance(known, list) else []
        return [fill(schema["items"], row) for row in rows][: schema.get("maxItems")]
    if choices:
        return known if known in choices else choices[0]
    return known if isinstance(known, type(EMPTY[kind])) else EMPTY[kind]
