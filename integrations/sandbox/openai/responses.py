"""`POST /v1/responses` and `GET /v1/responses/{id}`, below `/openai`."""

import json
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.sandbox.openai import goods, strict
from integrations.sandbox.openai.errors import OpenAIError
from integrations.sandbox.openai.request import check, schema_of, told
from integrations.sandbox.store import Json, Store

REFUSAL = "I'm sorry, but I can't help with that request."
PLAIN = "Ask with a JSON document that holds `items`, and with a JSON schema for the answer."
BITES = 4  # letters a token, roughly
MOST_BYTES = 1024 * 1024


class OpenAI:
    """Answers by what `goods` knows. Hints of the fault switches: refusal, incomplete, malformed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(self, request: Request) -> Response:
        """POST /openai/v1/responses."""
        try:
            _let_in(request)
            body = check(_json(await request.body()))
            made = respond(body, hints=request.scope.get("sandbox.hints", set()))
        except OpenAIError as error:
            return _answer(error.body, error.status)
        with self._store.transaction():
            self._store.run(
                "INSERT INTO openai_responses (id, at, stored, client_request, request, response)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                made["id"],
                time.time(),
                made["store"],
                request.headers.get("x-client-request-id", ""),
                _dump(body),
                _dump(made),
            )
        return _answer(made)

    async def retrieve(self, request: Request) -> Response:
        """GET /openai/v1/responses/{id}: only what was to be stored can be had again."""
        name = request.path_params["id"]
        try:
            _let_in(request)
            row = self._store.one("SELECT response FROM openai_responses WHERE id = ? AND stored", name)
            if row is None:
                raise OpenAIError(404, f"Response with id '{name}' not found.")
        except OpenAIError as error:
            return _answer(error.body, error.status)
        return _answer(json.loads(row["response"]))


def respond(body: Json, *, hints: set[str]) -> Json:
    """The response object for a request that was checked."""
    question = told(body)
    schema, found = schema_of(body), _kinds(question)
    text = PLAIN
    if schema is not None:
        text = json.dumps(strict.fill(schema, _known(schema, found)), ensure_ascii=False)
    tokens_in = (len(question) + len(body.get("instructions", ""))) // BITES + 1
    tokens_out = len(text) // BITES + 1
    limit = body.get("max_output_tokens")
    short = "incomplete" in hints or (limit is not None and tokens_out > limit)
    if short:
        text = text[: (limit or tokens_out) * BITES // 2]
    elif "malformed" in hints:
        text = text[: len(text) // 2]
    content: Json = {
        "type": "output_text",
        "text": text,
        "annotations": _citations(text, found) if body.get("tools") else [],
        "logprobs": [],
    }
    if "refusal" in hints:
        content = {"type": "refusal", "refusal": REFUSAL}
    status = "incomplete" if short else "completed"
    message = {
        "id": _new("msg"),
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": [content],
    }
    searches = [_search(kind) for kind, _row in found] if body.get("tools") else []
    return _envelope(body, status, [*searches, message], tokens_in, tokens_out)


def _envelope(body: Json, status: str, output: list[Json], tokens_in: int, tokens_out: int) -> Json:
    return {
        "id": _new("resp"),
        "object": "response",
        "created_at": int(time.time()),
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "model": body["model"],
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": body.get("reasoning", {}).get("effort", "medium"), "summary": None},
        "service_tier": "default",
        "store": body.get("store", True),
        "temperature": body.get("temperature", 1.0),
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": body.get("tool_choice", "auto"),
        "tools": body.get("tools", []),
        "top_p": body.get("top_p", 1.0),
        "truncation": body.get("truncation", "disabled"),
        "usage": {
            "input_tokens": tokens_in,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": tokens_out,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": tokens_in + tokens_out,
        },
        "user": None,
        "metadata": body.get("metadata", {}),
    }


def _kinds(question: str) -> list[tuple[goods.Goods, Json]]:
    """The items of a question that is a JSON document, each with its kind."""
    try:
        rows = json.loads(question)["items"]
    except (ValueError, TypeError, KeyError):
        return []
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    texts = [[str(row.get(name, "")) for name in ("title", "link", "options")] for row in rows]
    return [(goods.look_at(*text), row) for text, row in zip(texts, rows, strict=True)]


def _known(schema: Json, found: list[tuple[goods.Goods, Json]]) -> Json:
    """What can be said, under whatever name the schema gives to its list."""
    facts = [{**row, **kind.facts} for kind, row in found]
    lists = [name for name, inner in schema.get("properties", {}).items() if inner["type"] == "array"]
    return dict.fromkeys(lists, facts)


def _search(kind: goods.Goods) -> Json:
    topic = kind.words[0] if kind.words else "goods"
    query = f"import {topic} into the United States by mail"
    action = {"type": "search", "query": query, "queries": [query]}
    return {"id": _new("ws"), "type": "web_search_call", "status": "completed", "action": action}


def _citations(text: str, found: list[tuple[goods.Goods, Json]]) -> list[Json]:
    """Where in the text each source stands for the first time."""
    titles = dict(kind.source for kind, _row in found)
    return [
        {
            "type": "url_citation",
            "start_index": text.index(url),
            "end_index": text.index(url) + len(url),
            "url": url,
            "title": title,
        }
        for url, title in titles.items()
        if url in text
    ]


def _let_in(request: Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise OpenAIError(401, "Missing bearer authentication in header", code="missing_api_key")
    if key.startswith("bad"):
        raise OpenAIError(
            401,
            f"Incorrect API key provided: {key[:3]}***. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
            code="invalid_api_key",
        )


def _json(raw: bytes) -> Any:
    if len(raw) > MOST_BYTES:
        raise OpenAIError(413, "The request is too large.")
    try:
        return json.loads(raw)
    except ValueError as error:
        raise OpenAIError(
            400,
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
            "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
            "valid JSON.)",
        ) from error


def _answer(body: Json, status: int = 200) -> Response:
    return JSONResponse(body, status, headers={"x-request-id": _new("req")})


def _new(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(24)}"


def _dump(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
