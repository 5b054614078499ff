"""A courier's JSON API behind an OAuth token (client credentials): FedEx, UPS and USPS work alike."""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater

# Tokens are given up early, so that none dies between check and use.
TOKEN_MARGIN_SECONDS = 120


class Connection:
    """The way to one courier, at `settings.<PROVIDER>` (`api_base`, `client_id`, `client_secret`).

    `credentials` turns the id and the secret into what `requests` sends to `token_path`.
    `shut_out_seconds` is how long the courier gives out no tokens after it answered 403 to a request
    for one; None where such a 403 means that our account is blocked.

    Calls only read, so every failure is TryLater, ProviderRefused or Misconfigured, never
    OutcomeUnknown. Safe for several threads: one fetches a token, the others wait for it.
    """

    def __init__(
        self,
        *,
        provider: str,
        name: str,
        token_path: str,
        credentials: Callable[[str, str], dict[str, Any]],
        shut_out_seconds: float | None = None,
    ) -> None:
        self._provider = provider
        self._name = name
        self._token_path = token_path
        self._credentials = credentials
        self._shut_out_seconds = shut_out_seconds
        self._local = threading.local()
        self._lock = threading.Lock()
        # (address, client id) -> (token, monotonic time at which we give it up)
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}

    def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> requests.Response:
        """The reply, whatever its status but 401: one request, and one more with a new token when the
        courier calls ours stale. Raises HttpInTransaction inside a transaction. Takes at most 38 s.
        """
        http.refuse_in_transaction()
        with http.deadline():
            for _ in range(2):
                token = self._token()
                reply = self._send(
                    method, path, headers={**(headers or {}), "Authorization": f"Bearer {token}"}, **kwargs
                )
                if reply.status_code != 401:
                    return reply
                self._forget(token)
        raise Misconfigured(
            "bad_key",
            f"{self._name} does not accept the token it gave us; our app there may lack the tracking API.",
            self._provider,
        )

    def answer(self, reply: requests.Response, *, refusals: tuple[int, ...] = ()) -> dict[str, Any]:
        """The JSON object of a 200 (or of one of the statuses `refusals`, which the caller reads on).

        Every other reply raises the error it stands for.
        """
        status = reply.status_code
        if status == 429:
            raise self._later("rate_limited", f"{self._name} asks us to slow down.", reply)
        if status >= 500:
            raise self._later("server_error", f"{self._name} answered {status}.", reply)
        if status == 403:
            raise Misconfigured(
                "no_permission", f"{self._name} does not let our account do this.", self._provider
            )
        if 300 <= status < 400:
            raise Misconfigured(
                "redirected", "The address answers with a redirect, so it is no API.", self._provider
            )
        body = _json_object(reply)
        if status != 200 and (status not in refusals or body is None):
            raise ProviderRefused(f"http_{status}", f"{self._name} answered {status}.", self._provider)
        if body is None:
            raise TryLater("bad_reply", f"{self._name}'s reply could not be read.", self._provider)
        return body

    def _token(self) -> str:
        """The cached token, or a new one."""
        ours: dict[str, Any] = getattr(settings, self._provider.upper())
        base, client_id = str(ours["api_base"]), str(ours["client_id"])
        if not client_id:
            raise Misconfigured("no_key", f"{self._provider.upper()}_CLIENT_ID is empty.", self._provider)
        with self._lock:
            token, good_until = self._tokens.get((base, client_id), ("", 0.0))
            if token and time.monotonic() < good_until:
                return token
            token, lives = self._new_token(client_id, str(ours["client_secret"]))
            self._tokens[base, client_id] = (token, time.monotonic() + lives - TOKEN_MARGIN_SECONDS)
            return token

    def _new_token(self, client_id: str, client_secret: str) -> tuple[str, int]:
        """A token that can stand in a header, and its life in seconds."""
        reply = self._send("POST", self._token_path, **self._credentials(client_id, client_secret))
        if reply.status_code == 403 and self._shut_out_seconds is not None:
            raise TryLater(
                "token_penalty",
                f"{self._name} gives out no tokens for now.",
                self._provider,
                self._shut_out_seconds,
            )
        if reply.status_code in (400, 401):
            raise Misconfigured(
                "bad_key", f"{self._name} does not accept our client id and secret.", self._provider
            )
        answer = self.answer(reply)
        # UPS, and sometimes USPS, write the number of seconds as text.
        token, lives = answer.get("access_token"), str(answer.get("expires_in"))
        if (
            not isinstance(token, str)
            or not re.fullmatch(r"[\x21-\x7e]+", token)
            or not re.fullmatch(r"[0-9]{1,9}", lives)
        ):
            raise TryLater("bad_reply", f"{self._name} sent no token.", self._provider)
        return token, int(lives)

    def _forget(self, token: str) -> None:
        """Drop a token that the courier refused, unless another thread has replaced it already."""
        with self._lock:
            self._tokens = {at: kept for at, kept in self._tokens.items() if kept[0] != token}

    def _send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        if not hasattr(self._local, "session"):
            self._local.session = http.session()
        session: http.BoundedSession = self._local.session
        base = str(getattr(settings, self._provider.upper())["api_base"]).rstrip("/")
        try:
            return session.request(method, base + path, **kwargs)
        except requests.RequestException as error:
            raise _as_read(http.translate(error, self._provider)) from None

    def _later(self, code: str, message: str, reply: requests.Response) -> TryLater:
        return TryLater(code, message, self._provider, http.retry_after(reply.headers))


def _as_read(error: ProviderError) -> ProviderError:
    """Tracking only reads, so a lost reply means no more than: ask again."""
    if isinstance(error, OutcomeUnknown):
        return TryLater(error.code, error.message, error.provider)
    return error


def _json_object(reply: requests.Response) -> dict[str, Any] | None:
    try:
        body = reply.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
