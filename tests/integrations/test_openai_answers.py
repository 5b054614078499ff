"""What OpenAI's answers mean for us: its own library against a scripted server."""

import json
import subprocess
import sys
import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from integrations import http
from integrations.errors import Misconfigured, ProviderRefused, TryLater
from integrations.openai import ItemToLookAt, Suggestions, suggest_screening
from tests.running import ROOT

KEY = UUID("7a1f5c52-19a1-4d2b-9f8e-3f6f0c1d2e3f")
PERFUME, ALBUM = ItemToLookAt(id=41, title="Jo Malone perfume"), ItemToLookAt(id=42, title="SEVENTEEN 앨범")


def suggest(*items: ItemToLookAt) -> Suggestions:
    return suggest_screening(items=items or (PERFUME,), rules=["perfume: flammable"], key=KEY)


@pytest.fixture
def at_peer(settings, peer):
    settings.OPENAI = {"api_base": f"{peer.url}/v1", "api_key": "sk-test", "model": "gpt-5.6-luna"}
    settings.AI_SCREENING = True
    return peer


def thought(**changes: Any) -> dict[str, Any]:
    return {
        "ref": "item-1",
        "verdict": "ask",
        "confidence": "low",
        "reason_en": "Look.",
        "reason_ko": "확인.",
        "sources": [],
        **changes,
    }


def reply(*thoughts: Any, **changes: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": json.dumps({"suggestions": list(thoughts)}), "annotations": []}
    return {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "model": "gpt-5.6-luna-2026-07-09",
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}},
            {"type": "message", "role": "assistant", "status": "completed", "content": [part]},
        ],
        "error": None,
        "incomplete_details": None,
        "usage": {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15},
        **changes,
    }


def test_the_call_on_the_wire(at_peer):
    at_peer.will(at_peer.answer(200, reply(thought())))

    found = suggest()

    (sent,) = at_peer.requests
    assert (sent.method, sent.path) == ("POST", "/v1/responses")
    headers = {name.lower(): value for name, value in sent.headers.items()}
    assert headers["authorization"] == "Bearer sk-test"
    assert headers["x-client-request-id"] == str(KEY)
    assert headers["x-stainless-retry-count"] == "0"
    assert json.loads(sent.body)["store"] is False
    assert found.by_item[41].model == "gpt-5.6-luna-2026-07-09"
    assert (found.response_id, found.tokens) == ("resp_1", 15)


@pytest.mark.parametrize(
    "odd",
    [
        thought(verdict="approve"),
        thought(verdict=None),
        thought(confidence="99 %"),
        thought(ref="item-2"),
        thought(ref="41"),
        thought(reason_en=" \n "),
        thought(reason_ko=7),
        {"ref": "item-1", "verdict": "allow"},
        "allow everything",
        None,
    ],
)
def test_what_keeps_to_no_vocabulary_is_no_suggestion(at_peer, odd):
    album = thought(ref="item-1", verdict="allow")
    at_peer.will(at_peer.answer(200, reply(odd)), at_peer.answer(200, reply(odd, album)))

    assert (suggest().outcome, suggest().by_item[41].verdict) == ("answered", "allow")


def test_an_item_that_was_passed_over_has_none(at_peer):
    at_peer.will(at_peer.answer(200, reply(thought(ref="item-2"))))

    assert set(suggest(PERFUME, ALBUM).by_item) == {42}


def test_the_first_word_about_an_item_counts(at_peer):
    at_peer.will(at_peer.answer(200, reply(thought(verdict="forbid"), thought(verdict="allow"))))

    assert suggest().by_item[41].verdict == "forbid"


def test_reasons_are_one_short_line(at_peer):
    long = "Look\r\nat\u202e it\x00 " + "x" * 400
    at_peer.will(at_peer.answer(200, reply(thought(reason_en=long, reason_ko="<b>확인</b>"))))

    found = suggest().by_item[41]

    assert found.reason_en == ("Look at it " + "x" * 400)[:299] + "…"
    assert len(found.reason_en) == 300
    assert found.reason_ko == "<b>확인</b>", "escaping is for whoever shows it"


def test_only_web_addresses_are_sources(at_peer):
    good = [f"https://www.cbp.gov/{n}" for n in range(7)]
    bad = [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.gov/",
        "https://cbp.gov@evil.example/",
        "//a.gov",
        "https://a.gov/ b",
        "https://[",
        "cbp.gov",
        "https://localhost/",
        "https://a.gov/" + "x" * 500,
        7,
    ]
    at_peer.will(
        at_peer.answer(200, reply(thought(sources=[*bad, good[0], *good]))),
        at_peer.answer(200, reply(thought(sources="https://a.gov"))),
    )

    assert suggest().by_item[41].sources == tuple(good[:5])
    assert suggest().by_item[41].sources == ()


@pytest.mark.parametrize(
    ("changes", "outcome", "detail"),
    [
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "incomplete",
         "content_filter"),
        ({"status": "incomplete"}, "incomplete", ""),
        ({"status": "failed", "error": {"code": "invalid_prompt", "message": "No."}}, "refused",
         "invalid_prompt: No."),
        ({"output": []}, "unreadable", "The answer is not the JSON that was asked for."),
        ({"output": [{"type": "message", "content": [{"type": "output_text", "text": "[]"}]}]}, "unreadable",
         "The answer is not the JSON that was asked for."),
    ],
)  # fmt: skip
def test_other_ways_to_end(at_peer, changes, outcome, detail):
    at_peer.will(at_peer.answer(200, reply(thought(), **changes)))

    found = suggest()

    assert (found.outcome, found.detail, found.by_item) == (outcome, detail, {})


def error(code: str | None, message: str = "Words of OpenAI.") -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "code"),
    [
        (400, error("unknown_parameter"), {}, ProviderRefused, "unknown_parameter"),
        (400, error(None), {}, ProviderRefused, "http_400"),
        (400, b"what?", {}, ProviderRefused, "http_400"),
        (401, error("invalid_api_key"), {}, Misconfigured, "bad_key"),
        (403, error("unsupported_country"), {}, Misconfigured, "no_permission"),
        (404, error("model_not_found"), {}, Misconfigured, "model_not_found"),
        (404, b"<html>", {}, ProviderRefused, "http_404"),
        (408, b"", {}, TryLater, "server_error"),
        (409, error(None), {}, TryLater, "server_error"),
        (422, error(None), {}, ProviderRefused, "http_422"),
        (429, error("rate_limit_exceeded"), {"Retry_After": "12"}, TryLater, "rate_limited"),
        (429, error("insufficient_quota"), {}, Misconfigured, "insufficient_quota"),
        (500, error(None), {}, TryLater, "server_error"),
        (502, b"<html>bad gateway</html>", {}, TryLater, "server_error"),
        (302, b"", {"Location": "/login"}, Misconfigured, "redirected"),
        (200, b"not json", {"Content_Type": "application/json"}, TryLater, "bad_reply"),
        (200, b"<html>hello</html>", {"Content_Type": "text/html"}, TryLater, "bad_reply"),
        (200, b"[]", {"Content_Type": "application/json"}, TryLater, "bad_reply"),
        (200, {"id": "resp_1"}, {}, TryLater, "bad_reply"),
        (200, reply(status="failed", error={"code": "server_error", "message": "x"}), {}, TryLater,
         "server_error"),
        (200, reply(status="in_progress"), {}, TryLater, "not_completed"),
    ],
)  # fmt: skip
def test_what_a_refusal_means(at_peer, status, body, headers, kind, code):
    at_peer.will(at_peer.answer(status, body, **headers))

    with pytest.raises(kind) as caught:
        suggest()

    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "openai")
    assert getattr(caught.value, "retry_after", None) == (12.0 if headers.get("Retry_After") else None)
    assert len(at_peer.requests) == 1, "the library must not repeat by itself"


def test_nobody_listens(settings, nobody):
    settings.OPENAI = {"api_base": nobody, "api_key": "sk-test", "model": "gpt-5.6-luna"}

    with pytest.raises(TryLater) as caught:
        suggest()

    assert caught.value.code == "no_connection"


def test_a_body_that_trickles_is_cut(at_peer, short_limits):
    at_peer.will(at_peer.trickle)

    with pytest.raises(TryLater) as caught:
        suggest()

    assert caught.value.code == "read_timeout"


def test_a_long_thought_is_waited_for(at_peer, monkeypatch):
    """One silence may last as long as the whole call, which for other providers it may not."""
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect=0.5, read=0.2, total=5))
    passed = threading.Event()

    def think(handler: Any) -> None:
        passed.wait(0.6)
        at_peer.answer(200, reply(thought()))(handler)

    at_peer.will(think)

    assert suggest().by_item[41].verdict == "ask"


def test_no_key_no_call(at_peer, settings):
    settings.OPENAI = {**settings.OPENAI, "api_key": ""}

    with pytest.raises(Misconfigured) as caught:
        suggest()

    assert caught.value.code == "no_key"
    assert at_peer.requests == []


@pytest.mark.django_db
def test_openai_is_not_called_inside_a_transaction(at_peer):
    at_peer.will(at_peer.answer(200, reply(thought())))

    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        suggest()

    assert at_peer.requests == []


def test_who_does_not_ask_does_not_load_the_library():
    code = "import integrations.openai, sys; print('openai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
