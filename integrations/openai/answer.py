"""Reading what the model answered, and believing none of it: closed vocabularies, short texts, addresses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from integrations.errors import TryLater
from integrations.openai.question import LONGEST_REASON, MOST_SOURCES
from integrations.openai.suggestions import Confidence, Outcome, Suggestion, Suggestions, Verdict

PROVIDER = "openai"
LONGEST_SOURCE = 500
# Failures of a response that are not the question's fault.
PASSING = ("server_error", "rate_limit_exceeded")


def _plain(value: object) -> object:
    """One line of printable text, cut where it grows too long."""
    if not isinstance(value, str):
        return value
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


def _addresses(value: object) -> tuple[str, ...]:
    """Web addresses only, each once; anything else (javascript:, a name before the host) is dropped."""
    given = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(url for url in given if isinstance(url, str) and _is_web(url)))[:MOST_SOURCES]


def _is_web(url: str) -> bool:
    if len(url) > LONGEST_SOURCE or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and "@" not in parts.netloc


Reason = Annotated[str, StringConstraints(min_length=1), BeforeValidator(_plain)]


class _Thought(BaseModel):
    ref: str
    verdict: Verdict
    confidence: Confidence
    reason_en: Reason
    reason_ko: Reason
    sources: Annotated[tuple[str, ...], BeforeValidator(_addresses)] = ()


class _Thoughts(BaseModel):
    suggestions: list[Any]


class _Part(BaseModel):
    type: str
    text: str | None = None
    refusal: str | None = None


class _Piece(BaseModel):
    """One piece of the output: the message, or a search or a thought, which have other contents."""

    type: str
    content: list[_Part] | None = None


class _Why(BaseModel):
    """`incomplete_details` has a reason, `error` a code and a message."""

    reason: str | None = None
    code: str | None = None
    message: str | None = None


class _Usage(BaseModel):
    total_tokens: int = 0


class _Reply(BaseModel):
    id: str
    status: str
    model: str | None = None
    output: list[_Piece] = []
    incomplete_details: _Why | None = None
    error: _Why | None = None
    usage: _Usage | None = None


def read(body: bytes, refs: dict[str, int], *, not_asked: tuple[int, ...]) -> Suggestions:
    """Read the body of a 200. `refs` are the names the model was given, and our ids.

    Raises TryLater when it is no response at all, or one that failed on OpenAI's side.
    """
    try:
        reply = _Reply.model_validate_json(body)
    except ValidationError as error:
        raise TryLater("bad_reply", "OpenAI's reply could not be read.", PROVIDER) from error
    ending = Suggestions(
        "answered",
        not_asked=not_asked,
        model=reply.model or "",
        response_id=reply.id,
        tokens=reply.usage.total_tokens if reply.usage else 0,
    )

    def end(outcome: Outcome, detail: str | None) -> Suggestions:
        return replace(ending, outcome=outcome, detail=str(_plain(detail or "")))

    if reply.status == "incomplete":
        return end("incomplete", reply.incomplete_details.reason if reply.incomplete_details else "")
    if reply.status != "completed":
        why = reply.error or _Why()
        if why.code and why.code not in PASSING:
            return end("refused", f"{why.code}: {why.message or ''}")
        raise TryLater(why.code or "not_completed", why.message or f"It ended {reply.status}.", PROVIDER)
    return _read_message(reply, refs, ending, end)


def _read_message(
    reply: _Reply,
    refs: dict[str, int],
    ending: Suggestions,
    end: Callable[[Outcome, str | None], Suggestions],
) -> Suggestions:
    parts = [part for piece in reply.output if piece.type == "message" for part in piece.content or []]
    for part in parts:
        if part.type == "refusal":
            return end("refused", part.refusal)
    text = "".join(part.text or "" for part in parts if part.type == "output_text")
    try:
        thoughts = _Thoughts.model_validate_json(text).suggestions
    except ValidationError:
        return end("unreadable", "The answer is not the JSON that was asked for.")
    by_item: dict[int, Suggestion] = {}
    for thought in _sound(thoughts):
        if thought.ref in refs:
            # The first word about an item counts: a second one about the same is not what we asked for.
            by_item.setdefault(refs[thought.ref], _suggestion(thought, ending.model))
    return replace(ending, by_item=by_item)


def _sound(thoughts: list[Any]) -> Iterator[_Thought]:
    """Those that keep to the vocabularies; one that does not takes no other with it."""
    for thought in thoughts:
        try:
            yield _Thought.model_validate(thought)
        except ValidationError:
            continue


def _suggestion(thought: _Thought, model: str) -> Suggestion:
    return Suggestion(
        verdict=thought.verdict,
        confidence=thought.confidence,
        reason_en=thought.reason_en,
        reason_ko=thought.reason_ko,
        sources=thought.sources,
        model=model,
    )
