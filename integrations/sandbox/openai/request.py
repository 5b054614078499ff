"""Is this a request the Responses API would take? Only what a question about goods needs is known."""

from typing import Any

from integrations.sandbox.openai import strict
from integrations.sandbox.openai.errors import OpenAIError, required, unknown, wrong_type, wrong_value
from integrations.sandbox.store import Json

# Every field of the API that this stand-in takes, and its type; OpenAI takes more.
FIELDS: dict[str, tuple[type, ...]] = {
    "model": (str,),
    "input": (str, list),
    "instructions": (str,),
    "tools": (list,),
    "tool_choice": (str,),
    "text": (dict,),
    "reasoning": (dict,),
    "max_output_tokens": (int,),
    "include": (list,),
    "metadata": (dict,),
    "safety_identifier": (str,),
    "store": (bool,),
    "stream": (bool,),
    "temperature": (int, float),
    "top_p": (int, float),
    "truncation": (str,),
}
WORDS = {
    str: "a string",
    list: "an array",
    dict: "an object",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
}
ROLES = ("user", "assistant", "system", "developer")
SIZES = ("low", "medium", "high")
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
LEAST_TOKENS = 16
# Taken out of service by the vendor.
RETIRED = ("gpt-4o-search-preview", "gpt-4o-mini-search-preview")


def check(body: Any) -> Json:
    """The request itself; OpenAIError says what is wrong with it."""
    if not isinstance(body, dict):
        raise wrong_type("body", "an object", body)
    for name, value in body.items():
        if name not in FIELDS:
            raise unknown(name)
        _typed(name, value, *FIELDS[name])
    for name in ("model", "input"):
        if not body.get(name):
            raise required(name)
    _model(body["model"])
    if body.get("stream"):
        raise OpenAIError(400, "This stand-in does not stream.", code="unsupported_value", param="stream")
    if body.get("max_output_tokens", LEAST_TOKENS) < LEAST_TOKENS:
        raise OpenAIError(
            400,
            f"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= {LEAST_TOKENS}, "
            f"but got {body['max_output_tokens']} instead.",
            code="integer_below_min_value",
            param="max_output_tokens",
        )
    _reasoning(body.get("reasoning", {}), tools=body.get("tools", []))
    for n, message in enumerate(body["input"] if isinstance(body["input"], list) else []):
        _message(f"input[{n}]", message)
    for n, tool in enumerate(body.get("tools", [])):
        _tool(f"tools[{n}]", tool)
    _text(body.get("text", {}))
    return body


def told(body: Json) -> str:
    """What the user says last."""
    if isinstance(body["input"], str):
        return str(body["input"])
    messages = [message["content"] for message in body["input"] if message["role"] == "user"]
    last = messages[-1] if messages else ""
    return last if isinstance(last, str) else "".join(part["text"] for part in last)


def schema_of(body: Json) -> Json | None:
    """The JSON schema that binds the answer, if one does."""
    wanted = body.get("text", {}).get("format", {})
    return wanted["schema"] if wanted.get("type") == "json_schema" else None


def _typed(name: str, value: Any, *kinds: type) -> None:
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise wrong_type(name, " or ".join(WORDS[kind] for kind in kinds), value)


def _only(name: str, given: Json, *known: str) -> None:
    for field in given:
        if field not in known:
            raise unknown(f"{name}.{field}")


def _model(model: str) -> None:
    if model in RETIRED or not model.startswith(("gpt-", "o3", "o4")):
        raise OpenAIError(
            404,
            f"The model `{model}` does not exist or you do not have access to it.",
            code="model_not_found",
            param="model",
        )


def _reasoning(given: Json, *, tools: list[Any]) -> None:
    _only("reasoning", given, "effort", "summary")
    effort = given.get("effort", "low")
    if effort not in EFFORTS:
        raise wrong_value("reasoning.effort", effort, ", ".join(f"'{word}'" for word in EFFORTS))
    if effort == "minimal" and tools:
        raise OpenAIError(
            400,
            "The following tools cannot be used with reasoning.effort 'minimal': web_search.",
            param="tools",
        )


def _message(name: str, message: Any) -> None:
    _typed(name, message, dict)
    _only(name, message, "type", "role", "content")
    if message.get("role") not in ROLES:
        raise wrong_value(f"{name}.role", message.get("role"), ", ".join(f"'{role}'" for role in ROLES))
    if "content" not in message:
        raise required(f"{name}.content")
    _typed(f"{name}.content", message["content"], str, list)
    for n, part in enumerate(message["content"] if isinstance(message["content"], list) else []):
        at = f"{name}.content[{n}]"
        _typed(at, part, dict)
        _only(at, part, "type", "text")
        if part.get("type") != "input_text":
            raise wrong_value(f"{at}.type", part.get("type"), "'input_text'")
        if "text" not in part:
            raise required(f"{at}.text")
        _typed(f"{at}.text", part["text"], str)


def _tool(name: str, tool: Any) -> None:
    _typed(name, tool, dict)
    if tool.get("type") not in ("web_search", "web_search_2025_08_26"):
        raise wrong_value(f"{name}.type", tool.get("type"), "'web_search'")
    _only(name, tool, "type", "search_context_size", "user_location", "filters", "external_web_access")
    if tool.get("search_context_size", "medium") not in SIZES:
        raise wrong_value(
            f"{name}.search_context_size", tool["search_context_size"], "'low', 'medium', and 'high'"
        )


def _text(text: Json) -> None:
    _only("text", text, "format", "verbosity")
    wanted = text.get("format", {"type": "text"})
    _typed("text.format", wanted, dict)
    if wanted.get("type") == "text":
        return _only("text.format", wanted, "type")
    if wanted.get("type") != "json_schema":
        raise wrong_value("text.format.type", wanted.get("type"), "'text' and 'json_schema'")
    _only("text.format", wanted, "type", "name", "schema", "strict", "description")
    for field in ("name", "schema"):
        if not wanted.get(field):
            raise required(f"text.format.{field}")
    _typed("text.format.schema", wanted["schema"], dict)
    return strict.check(wanted["schema"], name=str(wanted["name"]), strictly=bool(wanted.get("strict")))
