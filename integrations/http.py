"""The one place where HTTP is done: time-outs, redirects, transactions and what an exception means.

`requests` goes through `session()`; the SDKs of Stripe and OpenAI are given the same session, and the AWS
and SMTP clients call `refuse_in_transaction()` and use the same limits.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from django.db import connections
from requests import exceptions as r

from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, TryLater

USER_AGENT = "Bidangil/1"


@dataclass(frozen=True)
class Limits:
    """Seconds for the connection, for one silence while reading, and for a whole call with retries.

    `total` stays under the engine's lease (60 s) and django-q2's time-out (45 s). `max_body` is in bytes.
    """

    connect: float = 5
    read: float = 20
    total: float = 38
    max_body: int = 16 * 1024 * 1024


LIMITS = Limits()

_deadline: ContextVar[float | None] = ContextVar("http_deadline", default=None)


class HttpInTransaction(RuntimeError):
    """A programming error: a provider was called while a database transaction was open."""


class ForeignRedirect(r.RequestException):
    """An API answered with a redirect that we do not follow."""


class OutOfTime(r.ReadTimeout):
    """The total time of a call was used up while its reply was still arriving."""


def refuse_in_transaction() -> None:
    """Raise HttpInTransaction inside `transaction.atomic()`.

    A provider may take 20 s; a transaction that waits for it holds its locks that long, and a
    rollback cannot take back what the provider did. The blocks that Django's TestCase wraps
    around each test do not count.
    """
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise HttpInTransaction(
                "A provider must not be called inside a transaction: declare an effect instead."
            )


@contextmanager
def deadline() -> Iterator[None]:
    """Let all HTTP inside the block share one total time, `LIMITS.total` seconds.

    A deadline that is already running stays in force.
    """
    if _deadline.get() is not None:
        yield
        return
    token = _deadline.set(time.monotonic() + LIMITS.total)
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left() -> float:
    """What remains of the running deadline in seconds (never negative), or the whole time if none runs."""
    end = _deadline.get()
    return LIMITS.total if end is None else max(0.0, end - time.monotonic())


@contextmanager
def watchdog(cut: Callable[[], object]) -> Iterator[threading.Event]:
    """Call `cut` from another thread when the running deadline is over, and set the event.

    A socket's own time-out limits each silence only; talk that trickles must be cut from beside.
    """
    over = threading.Event()

    def bite() -> None:
        over.set()
        # The talk may have ended at this very moment: then there is no socket left to cut.
        with suppress(ValueError, OSError):
            cut()

    timer = threading.Timer(seconds_left(), bite)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def is_loopback(url: str) -> bool:
    """True when the address is this machine, which no proxy of the environment can reach for us."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class BoundedSession(requests.Session):
    """A `requests` session that cannot wait for ever, nor be led to another host.

    A `patient` one lets a silence last as long as the whole call may: for a peer that thinks first.
    """

    def __init__(self, *, patient: bool = False) -> None:
        super().__init__()
        self._patient = patient
        self.headers["User-Agent"] = USER_AGENT
        self.max_redirects = 3

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send one request; the body is read here, so that the total time holds for slow bodies too."""
        refuse_in_transaction()
        with deadline():
            left = seconds_left()
            if left <= 0:
                raise r.ConnectTimeout("No time is left for this call.", request=request)
            read = left if self._patient else min(LIMITS.read, left)
            kwargs["timeout"] = (min(LIMITS.connect, left), read)
            kwargs["stream"] = True
            response = super().send(request, **kwargs)
            if not isinstance(response.raw, BytesIO):
                response.raw = BytesIO(_read_body(response))
            return response

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Follow a redirect only for a read, and only to the same scheme, host and port."""
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        old, new = urlsplit(resp.url), urlsplit(requests.compat.urljoin(resp.url, target))
        if resp.request.method not in ("GET", "HEAD") or (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise ForeignRedirect("The API answered with a redirect.", response=resp)
        return target

    def merge_environment_settings(  # type: ignore[override]
        self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        settings = super().merge_environment_settings(url, proxies, stream, verify, cert)
        if is_loopback(url):
            settings["proxies"] = {}
        return settings


def session(*, patient: bool = False) -> BoundedSession:
    """A new session. It keeps connections open, so hold one per client and thread."""
    return BoundedSession(patient=patient)


def _read_body(response: requests.Response) -> bytes:
    """The decoded body, read piece by piece so that neither time nor size can run away."""
    raw = response.raw
    body = bytearray()
    with watchdog(raw.shutdown) as out_of_time:
        try:
            while piece := raw.read1(65536, decode_content=True):
                body += piece
                if len(body) > LIMITS.max_body:
                    raise r.ContentDecodingError("The reply is too large.", response=response)
            if out_of_time.is_set():
                raise OutOfTime("The reply did not arrive in time.", response=response)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raw.close()
            if out_of_time.is_set() or isinstance(error, urllib3.exceptions.ReadTimeoutError):
                raise OutOfTime("The reply did not arrive in time.", response=response) from error
            if isinstance(error, r.RequestException):
                raise
            raise r.ChunkedEncodingError("The reply broke off.", response=response) from error
    return bytes(body)


def translate(error: BaseException, provider: str) -> ProviderError:
    """What an exception of `requests` means for the caller.

    Only what certainly failed before the request left is TryLater; any doubt is OutcomeUnknown.
    The messages never repeat the address: Korea Post wants its key in there.
    """
    if isinstance(error, r.ConnectTimeout):
        return TryLater("connect_timeout", "No connection came about in time.", provider)
    if isinstance(error, ForeignRedirect | r.TooManyRedirects):
        return Misconfigured("redirected", "The address answers with a redirect, so it is no API.", provider)
    if isinstance(error, r.InvalidURL | r.InvalidSchema | r.MissingSchema | r.InvalidProxyURL):
        return Misconfigured("bad_address", "The address in the settings is not a web address.", provider)
    if isinstance(error, r.ProxyError):
        return TryLater("proxy", "The proxy of this machine could not be used.", provider)
    if isinstance(error, r.SSLError):
        if _caused_by(error, ssl.SSLCertVerificationError):
            return TryLater("certificate", "The provider's certificate could not be verified.", provider)
        return OutcomeUnknown("tls", "The encrypted connection broke.", provider)
    if isinstance(error, r.ReadTimeout):
        return OutcomeUnknown("read_timeout", "The request was sent, but no reply came in time.", provider)
    if isinstance(error, r.ConnectionError) and _caused_by(
        error, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    ):
        return TryLater("no_connection", "No connection came about.", provider)
    if isinstance(error, r.RequestException):
        return OutcomeUnknown("reply_lost", "The request was sent, but the reply was lost.", provider)
    raise error


def retry_after(headers: Any) -> float | None:
    """The seconds in a `Retry-After` header; None when it is absent or a date."""
    value = str((headers or {}).get("Retry-After") or (headers or {}).get("retry-after") or "").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 7 else None


def _caused_by(error: BaseException, kinds: type[BaseException] | tuple[type[BaseException], ...]) -> bool:
    """Look through causes, arguments and urllib3's `reason` for one of `kinds`.

    Not through `__context__`: it may hold the failure of an earlier attempt.
    """
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        found = todo.pop()
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        if isinstance(found, kinds):
            return True
        seen.add(id(found))
        todo += [found.__cause__, getattr(found, "reason", None), *found.args]
    return False
