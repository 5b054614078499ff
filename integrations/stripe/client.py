"""The Stripe SDK, set up once per thread, and what its errors mean for us.

The SDK's own retries are off: they hide what an earlier attempt may have done. `call()` makes
one second attempt itself after a quick connection failure and remembers the doubt.
"""

import threading
import time
from collections.abc import Callable

import stripe
from django.conf import settings

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater
from integrations.stripe.objects import Unreadable

PROVIDER = "stripe"
API_VERSION = "2026-10-28.endive"
QUICK_SECONDS = 6.0
PAUSE_SECONDS = 0.3

_local = threading.local()


def client() -> stripe.StripeClient:
    """The SDK's client for the address and key in the settings, with pinned API version.

    One per thread, since `requests` sessions are not made to be shared. Raises Misconfigured
    when there is no key.
    """
    base, key = str(settings.STRIPE["api_base"]), str(settings.STRIPE["secret_key"])
    if not key:
        raise Misconfigured("no_key", "STRIPE_SECRET_KEY is empty.", PROVIDER)
    if getattr(_local, "made_for", None) != (base, key):
        _local.client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": base},
            max_network_retries=0,
            http_client=stripe.RequestsClient(
                timeout=(http.LIMITS.connect, http.LIMITS.read), session=http.session()
            ),
        )
        _local.made_for = (base, key)
    made: stripe.StripeClient = _local.client
    return made


def call[T](work: Callable[[stripe.StripeClient], T], *, changes: bool) -> T:
    """Run `work`, which asks Stripe and reads its answer, and translate every error into one of ours.

    `changes=True` is for calls that change something at Stripe; they must carry an idempotency
    key (or be harmless to repeat), because a quick connection failure is answered with one second
    attempt. When an attempt left its outcome open and the next one did not settle it, the error is
    OutcomeUnknown. With `changes=False` an open outcome is TryLater, since a read changes nothing.
    The whole takes at most `http.LIMITS.total` seconds. Raises ProviderError's subclasses.
    """
    http.refuse_in_transaction()
    doubt: OutcomeUnknown | None = None
    with http.deadline():
        started = time.monotonic()
        for last in (False, True):
            try:
                return work(client())
            except stripe.StripeError as error:
                ours = translate(error)
            except Unreadable as error:
                ours = OutcomeUnknown("bad_reply", f"Stripe's reply could not be read: {error}.", PROVIDER)
            if not changes:
                ours = as_read(ours)
            elif doubt is not None and isinstance(ours, TryLater):
                # "Nothing happened" is true of this attempt only, not of the one before.
                ours = doubt
            if isinstance(ours, OutcomeUnknown):
                doubt = ours
            quick = time.monotonic() - started < QUICK_SECONDS
            if last or not quick or ours.code not in ("no_connection", "reply_lost"):
                raise ours
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("the loop returns or raises")


def as_read(error: ProviderError) -> ProviderError:
    """The same error for a call that only reads: an open outcome there means that nothing happened."""
    if isinstance(error, OutcomeUnknown):
        return TryLater(error.code, error.message, error.provider)
    return error


def translate(error: stripe.StripeError) -> ProviderError:
    """Which of our errors a Stripe SDK error is. Stripe's own words are kept as the message."""
    words = (error.user_message or "").strip()
    status = error.http_status
    if isinstance(error, stripe.APIConnectionError):
        if error.__cause__ is not None:
            return http.translate(error.__cause__, PROVIDER)
        return OutcomeUnknown("reply_lost", "The connection to Stripe failed.", PROVIDER)
    if isinstance(error, stripe.AuthenticationError):
        return Misconfigured("bad_key", words or "Stripe does not accept our key.", PROVIDER)
    if isinstance(error, stripe.PermissionError):
        return Misconfigured("no_permission", words or "Our key may not do this.", PROVIDER)
    if isinstance(error, stripe.RateLimitError) or status == 429:
        wait = http.retry_after(error.headers)
        return TryLater("rate_limited", words or "Too many requests.", PROVIDER, wait)
    if status == 409:
        return TryLater("key_in_use", words or "An earlier call with this key still runs.", PROVIDER)
    if isinstance(error, stripe.IdempotencyError):
        # Something was done under this key before, with other parameters: a bug or a stale row of ours.
        return ProviderRefused("key_reused", words or "This key was used for another call.", PROVIDER)
    if isinstance(error, stripe.CardError | stripe.InvalidRequestError):
        return ProviderRefused(error.code or "invalid_request", words or "Stripe refused.", PROVIDER)
    if status is not None and 300 <= status < 400:
        return Misconfigured("redirected", "The address answers with a redirect, so it is no API.", PROVIDER)
    if status is not None and 400 <= status < 500:
        return ProviderRefused(error.code or f"http_{status}", f"Stripe answered {status}.", PROVIDER)
    if status == 503 and str((error.headers or {}).get("stripe-should-retry")).lower() == "true":
        return TryLater("unavailable", words or "Stripe is not available.", PROVIDER)
    if status is not None and status >= 500:
        return OutcomeUnknown("server_error", f"Stripe answered {status}.", PROVIDER)
    return OutcomeUnknown("bad_reply", "Stripe's reply could not be read.", PROVIDER)
