"""The OpenAI SDK, set up once per thread, and what its errors mean for us.

The SDK brings its own HTTP client. Beneath it lies our session, so that time, size, redirects, proxies and
the ban on calls inside a transaction are the same as for everybody else. Its own retries are off: the engine
repeats.
"""

import threading
from typing import Any
from uuid import UUID

import httpx2
import openai
import requests
from django.conf import settings

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater
from integrations.openai.answer import PROVIDER

# Our session sets these itself, or has undone what they say of the body.
NOT_PASSED_ON = (
    "host",
    "connection",
    "accept-encoding",
    "content-length",
    "content-encoding",
    "transfer-encoding",
)

_local = threading.local()


class OurTransport(httpx2.BaseTransport):
    """Carries the SDK's requests over our session."""

    def __init__(self) -> None:
        self._session = http.session(patient=True)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it and read the whole reply. Raises what `requests` raises, and HttpInTransaction."""
        reply = self._session.request(
            request.method, str(request.url), headers=_passed_on(request.headers), data=request.read()
        )
        return httpx2.Response(
            reply.status_code, headers=_passed_on(reply.headers), content=reply.content, request=request
        )


def client() -> openai.OpenAI:
    """The SDK's client for the address and key in the settings. Raises Misconfigured when there is no key."""
    base, key = str(settings.OPENAI["api_base"]), str(settings.OPENAI["api_key"])
    if not key:
        raise Misconfigured("no_key", "OPENAI_API_KEY is empty.", PROVIDER)
    if getattr(_local, "made_for", None) != (base, key):
        _local.client = openai.OpenAI(
            api_key=key,
            base_url=base,
            max_retries=0,
            timeout=http.LIMITS.total,
            http_client=httpx2.Client(transport=OurTransport()),
        )
        _local.made_for = (base, key)
    made: openai.OpenAI = _local.client
    return made


def ask(*, key: UUID, **params: Any) -> bytes:
    """The body of OpenAI's answer to one `POST /v1/responses`, unread: the SDK would not check it.

    Takes at most `http.LIMITS.total` seconds. Nothing changes at OpenAI, so an open outcome is TryLater.
    Raises TryLater, ProviderRefused, Misconfigured.
    """
    http.refuse_in_transaction()
    with http.deadline():
        try:
            reply = client().responses.with_raw_response.create(
                **params, extra_headers={"X-Client-Request-Id": str(key)}
            )
        except requests.RequestException as error:
            raise _as_read(http.translate(error, PROVIDER)) from error
        except openai.APIStatusError as error:
            raise translate(error) from error
        except openai.OpenAIError as error:
            raise TryLater("bad_reply", "OpenAI's reply could not be read.", PROVIDER) from error
    return bytes(reply.http_response.content)


def translate(error: openai.APIStatusError) -> ProviderError:
    """Which of our errors a refusal is. OpenAI's own words are kept, but not about a key: they repeat it."""
    body = error.body if isinstance(error.body, dict) else {}
    status, code, words = error.status_code, error.code or "", str(body.get("message") or "").strip()
    if status == 401:
        return Misconfigured("bad_key", "OpenAI does not accept our key.", PROVIDER)
    if status == 403:
        return Misconfigured("no_permission", words or "Our key may not do this.", PROVIDER)
    if code in ("insufficient_quota", "model_not_found"):
        return Misconfigured(code, words or "OpenAI will not serve our account.", PROVIDER)
    if status == 429:
        wait = http.retry_after(error.response.headers)
        return TryLater("rate_limited", words or "Too many requests.", PROVIDER, wait)
    if status >= 500 or status in (408, 409):
        wait = http.retry_after(error.response.headers)
        return TryLater("server_error", f"OpenAI answered {status}.", PROVIDER, wait)
    return ProviderRefused(code or f"http_{status}", words or f"OpenAI answered {status}.", PROVIDER)


def _as_read(error: ProviderError) -> ProviderError:
    if isinstance(error, OutcomeUnknown):
        return TryLater(error.code, error.message, error.provider)
    return error


def _passed_on(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in NOT_PASSED_ON}
