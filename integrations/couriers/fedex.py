"""FedEx Track v1: the connection. What its replies mean stands in `fedex_reply`."""

import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings

from integrations import http
from integrations.couriers.base import Track, check_batch
from integrations.couriers.fedex_reply import read_tracks
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater

PROVIDER = "fedex"
# FedEx's tokens live 3,600 s; ours are given up early, so that none dies between check and use.
TOKEN_MARGIN_SECONDS = 120
# FedEx shuts an address out of its token service for ten minutes, with 403, after 3 requests a second.
TOKEN_PENALTY_SECONDS = 600


class FedEx:
    """FedEx, by its tracking API at `settings.FEDEX`."""

    code = "fedex"
    name = "FedEx"
    batch_size = 30
    can_track = True

    def __init__(self) -> None:
        self._local = threading.local()
        self._lock = threading.Lock()
        # (address, client id) -> (token, monotonic time at which we give it up)
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}

    def track(self, numbers: Sequence[str]) -> dict[str, Track]:
        """See `Courier.track`. One request, and one more with a new token when FedEx calls ours stale."""
        wanted = check_batch(numbers, self.batch_size)
        http.refuse_in_transaction()
        with http.deadline():
            token = self._token()
            reply = self._ask(wanted, token)
            if reply.status_code == 401:
                self._forget(token)
                reply = self._ask(wanted, self._token())
            if reply.status_code == 401:
                raise Misconfigured("bad_key", "FedEx does not accept the token it gave us.", PROVIDER)
            return read_tracks(_answer(reply), wanted)

    def tracking_url(self, number: str) -> str:
        """FedEx's public page about the number."""
        return "https://www.fedex.com/fedextrack/?trknbr=" + quote(number, safe="")

    def _ask(self, numbers: list[str], token: str) -> requests.Response:
        return self._post(
            "/track/v1/trackingnumbers",
            headers={"Authorization": f"Bearer {token}", "X-locale": "en_US"},
            json={
                "includeDetailedScans": True,
                "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": number}} for number in numbers],
            },
        )

    def _token(self) -> str:
        """The cached token, or a new one. One thread fetches, the others wait for it."""
        base, client_id = str(settings.FEDEX["api_base"]), str(settings.FEDEX["client_id"])
        if not client_id:
            raise Misconfigured("no_key", "FEDEX_CLIENT_ID is empty.", PROVIDER)
        with self._lock:
            token, good_until = self._tokens.get((base, client_id), ("", 0.0))
            if token and time.monotonic() < good_until:
                return token
            reply = self._post(
                "/oauth/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": client_id,
                    "client_secret": str(settings.FEDEX["client_secret"]),
                },
            )
            if reply.status_code == 403:
                raise TryLater(
                    "token_penalty", "FedEx gives out no tokens for now.", PROVIDER, TOKEN_PENALTY_SECONDS
                )
            if reply.status_code in (400, 401):
                raise Misconfigured("bad_key", "FedEx does not accept our client id and secret.", PROVIDER)
            answer = _answer(reply)
            fresh, lives = answer.get("access_token"), str(answer.get("expires_in"))
            if not isinstance(fresh, str) or not fresh or not lives.isdigit():
                raise TryLater("bad_reply", "FedEx sent no token.", PROVIDER)
            good_until = time.monotonic() + int(lives) - TOKEN_MARGIN_SECONDS
            self._tokens[base, client_id] = (fresh, good_until)
            return fresh

    def _forget(self, token: str) -> None:
        """Drop a token that FedEx refused, unless another thread has replaced it already."""
        with self._lock:
            self._tokens = {at: kept for at, kept in self._tokens.items() if kept[0] != token}

    def _post(self, path: str, **kwargs: Any) -> requests.Response:
        if not hasattr(self._local, "session"):
            self._local.session = http.session()
        session: http.BoundedSession = self._local.session
        try:
            return session.post(str(settings.FEDEX["api_base"]).rstrip("/") + path, **kwargs)
        except requests.RequestException as error:
            raise _as_read(http.translate(error, PROVIDER)) from None


def _as_read(error: ProviderError) -> ProviderError:
    """Tracking only reads, so a lost reply means no more than: ask again."""
    if isinstance(error, OutcomeUnknown):
        return TryLater(error.code, error.message, error.provider)
    return error


def _answer(reply: requests.Response) -> dict[str, Any]:
    """The JSON object of a 200, or the error that the status stands for."""
    status = reply.status_code
    if status == 429:
        wait = http.retry_after(reply.headers)
        raise TryLater("rate_limited", "FedEx asks us to slow down.", PROVIDER, wait)
    if status >= 500:
        raise TryLater("server_error", f"FedEx answered {status}.", PROVIDER, http.retry_after(reply.headers))
    if status == 403:
        raise Misconfigured("no_permission", "Our FedEx project may not track.", PROVIDER)
    if 300 <= status < 400:
        raise Misconfigured("redirected", "The address answers with a redirect, so it is no API.", PROVIDER)
    if status != 200:
        raise ProviderRefused(f"http_{status}", f"FedEx answered {status}.", PROVIDER)
    try:
        answer = reply.json()
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TryLater("bad_reply", "FedEx's reply could not be read.", PROVIDER)
    return answer
