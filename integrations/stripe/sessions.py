"""Checkout Sessions: open one, look at it, close it, find one whose reply was lost."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import stripe

from integrations import http
from integrations.errors import ProviderRefused
from integrations.stripe.client import call
from integrations.stripe.objects import CheckoutSession, Unreadable, plain, session_from

PAGE = 100


def create_session(*, key: UUID, params: dict[str, Any]) -> CheckoutSession:
    """Open a session. Called again with the same key and params it answers with the same session.

    `key` is the payment attempt's own key and `params` what `checkout_params` made and the
    attempt froze. Raises TryLater, OutcomeUnknown (look with `find_session`, or repeat with the
    same key), ProviderRefused (code `key_reused`: the key was spent on other params), Misconfigured.
    """
    wanted = cast(Any, params)
    return call(
        lambda client: session_from(
            client.v1.checkout.sessions.create(wanted, {"idempotency_key": str(key)})
        ),
        changes=True,
    )


def retrieve_session(session_id: str) -> CheckoutSession:
    """The session as it stands at Stripe now, which is the truth.

    Raises TryLater, ProviderRefused (`resource_missing`), Misconfigured.
    """
    return call(lambda client: session_from(client.v1.checkout.sessions.retrieve(session_id)), changes=False)


def expire_session(session_id: str) -> CheckoutSession:
    """Close a session, so that nobody can pay it any more, and return it.

    When it was complete or expired already it is returned as it stands: look at `is_paid`, the
    customer may have been faster. Raises like `create_session`; repeating is harmless.
    """
    with http.deadline():
        try:
            return call(
                lambda client: session_from(client.v1.checkout.sessions.expire(session_id)), changes=True
            )
        except ProviderRefused:
            session = retrieve_session(session_id)
            if session.status == "open":
                raise
            return session


def find_session(
    *, metadata: dict[str, str], created_from: datetime, created_to: datetime
) -> CheckoutSession | None:
    """The session that carries all of `metadata`, among those created in the period (both ends included).

    For a reply that was lost: Stripe has no search for sessions, so this pages through the list.
    Allow for clocks that differ by some minutes. When several fit, a paid one comes before an open
    one, and a newer before an older. None means that Stripe has no such session, for certain.
    Raises TryLater, ProviderRefused, Misconfigured; ValueError for empty metadata.
    """
    if not metadata:
        raise ValueError("Without metadata every session would fit.")
    period = {"gte": int(created_from.timestamp()), "lte": int(created_to.timestamp())}
    with http.deadline():
        sessions = pages(lambda client: client.v1.checkout.sessions.list, session_from, created=period)
        found = [session for session in sessions if metadata.items() <= session.metadata.items()]
    return max(found, key=lambda s: (s.is_paid, s.status == "open", s.created), default=None)


def pages[T](
    method: Callable[[stripe.StripeClient], Callable[[Any], Any]], read: Callable[[Any], T], **params: Any
) -> Iterator[T]:
    """Every object of a Stripe list, newest first, page by page.

    Written here because the SDK's own pager would ask for the next page outside `call`.
    """
    after: dict[str, str] = {}
    while True:
        rows, last_id = call(_one_page(method, read, {"limit": PAGE, **params, **after}), changes=False)
        yield from rows
        if not last_id:
            return
        after = {"starting_after": last_id}


def _one_page[T](
    method: Callable[[stripe.StripeClient], Callable[[Any], Any]],
    read: Callable[[Any], T],
    query: dict[str, Any],
) -> Callable[[stripe.StripeClient], tuple[list[T], str]]:
    """Work for `call`: the objects of one page, and the id to go on from ("" after the last page)."""

    def work(client: stripe.StripeClient) -> tuple[list[T], str]:
        page = plain(method(client)(query))
        rows = page.get("data")
        if not isinstance(rows, list):
            raise Unreadable("a list without data")
        last_id = plain(rows[-1]).get("id", "") if rows and page.get("has_more") else ""
        return [read(row) for row in rows], str(last_id)

    return work
