"""Mina and James use the API, Juno works the desk."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from tests.workflow import conftest as people
from tests.workflow.story import ADDRESS
from workflow.engine.models import Effect, TransitionLog

mina, james, juno, story = people.mina, people.james, people.juno, people.story


@pytest.fixture
def api(mina: Any) -> APIClient:
    """Mina's client, as the app's would be once it is logged in."""
    return client_of(mina)


@pytest.fixture
def jamess(james: Any) -> APIClient:
    return client_of(james)


def client_of(member: Any, **headers: str) -> APIClient:
    client = APIClient(headers={"accept-language": "en", **headers})
    client.force_login(member)
    return client


@pytest.fixture
def rates(settings: Any) -> Callable[..., None]:
    """Change throttle rates: `rates(order_creation="2/hour")`."""

    def change(**given: str) -> None:
        framework = copy.deepcopy(settings.REST_FRAMEWORK)
        framework["DEFAULT_THROTTLE_RATES"].update(given)
        settings.REST_FRAMEWORK = framework
        assert given.items() <= api_settings.DEFAULT_THROTTLE_RATES.items()

    return change


def wanted(**given: Any) -> dict[str, Any]:
    """The body of a good request, with parts of it changed."""
    return {
        "items": [
            {
                "url": "https://www.musinsa.com/products/1",
                "title": "Bucket hat",
                "options": "black, M",
                "quantity": 2,
            },
            {"url": "https://product.kyobobook.co.kr/detail/S1", "title": "Picture book"},
        ],
        "address": ADDRESS,
        **given,
    }


def traces() -> tuple[int, int]:
    """What every refusal must leave as it was."""
    return TransitionLog.objects.count(), Effect.objects.count()


def problem(reply: Any, status: int, code: str) -> dict[str, Any]:
    """The problem in the reply, which must be one of this status and code."""
    assert reply.status_code == status, reply.content
    assert reply.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = reply.json()
    assert (body["status"], body["code"]) == (status, code), body
    assert body["type"] == f"urn:bidangil:problem:{code}"
    assert set(body) == {"type", "title", "status", "code", "detail", "errors"}
    assert body["detail"]
    return body


def fields(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in body["errors"]]
