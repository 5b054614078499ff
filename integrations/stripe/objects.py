"""Stripe's objects as our own frozen values; nothing above this package sees the SDK's."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class CheckoutSession:
    """A hosted payment page. Amounts are minor units of `currency` (lower case: "usd" means cents).

    `status` is open, complete or expired; `payment_status` is paid, unpaid or no_payment_required.
    Only complete *and* paid means that money came. `url` is empty unless the session is open,
    `payment_intent` until the customer begins to pay.
    """

    id: str
    status: str
    payment_status: str
    amount_total: int | None
    currency: str
    url: str
    expires_at: datetime | None
    payment_intent: str
    client_reference_id: str
    metadata: dict[str, str]
    created: datetime

    @property
    def is_paid(self) -> bool:
        """Money has come. `complete` alone is not enough: slow methods are complete and still unpaid."""
        return self.status == "complete" and self.payment_status == "paid"


@dataclass(frozen=True)
class Refund:
    """Money on its way back. `status`: pending, requires_action, succeeded, failed or canceled.

    `amount_cents` is in the minor unit of `currency`; a succeeded refund can still fail later.
    """

    id: str
    status: str
    amount_cents: int
    currency: str
    payment_intent: str
    charge: str
    failure_reason: str
    metadata: dict[str, str]
    created: datetime


@dataclass(frozen=True)
class IncomingEvent:
    """Something Stripe says has happened: a hint to fetch `object_id` again, never a truth by itself."""

    id: str
    type: str
    created: datetime
    object_id: str
    object_type: str
    livemode: bool
    payload: dict[str, Any] = field(repr=False)


class Unreadable(ValueError):
    """An object of Stripe lacks what we cannot do without."""


def plain(found: Any) -> dict[str, Any]:
    """The SDK's object as a plain dict; raises Unreadable when the reply was JSON but no object."""
    to_dict = getattr(found, "to_dict", None)
    data = to_dict() if callable(to_dict) else found
    if not isinstance(data, dict):
        raise Unreadable("not an object")
    return data


def session_from(found: Any) -> CheckoutSession:
    """Read a `checkout.session`; raises Unreadable without id and creation time."""
    data = plain(found)
    amount = data.get("amount_total")
    return CheckoutSession(
        id=_needed_text(data, "id"),
        status=_text(data, "status"),
        payment_status=_text(data, "payment_status"),
        amount_total=amount if isinstance(amount, int) else None,
        currency=_text(data, "currency").lower(),
        url=_text(data, "url"),
        expires_at=_time(data.get("expires_at")),
        payment_intent=_reference(data.get("payment_intent")),
        client_reference_id=_text(data, "client_reference_id"),
        metadata=_metadata(data),
        created=_needed_time(data),
    )


def refund_from(found: Any) -> Refund:
    """Read a `refund`; raises Unreadable without id, amount and creation time."""
    data = plain(found)
    amount = data.get("amount")
    if not isinstance(amount, int):
        raise Unreadable("a refund without an amount")
    return Refund(
        id=_needed_text(data, "id"),
        status=_text(data, "status"),
        amount_cents=amount,
        currency=_text(data, "currency").lower(),
        payment_intent=_reference(data.get("payment_intent")),
        charge=_reference(data.get("charge")),
        failure_reason=_text(data, "failure_reason"),
        metadata=_metadata(data),
        created=_needed_time(data),
    )


def event_from(found: Any) -> IncomingEvent:
    """Read an `event`; raises Unreadable when it is none."""
    data = plain(found)
    if data.get("object") != "event":
        raise Unreadable("not an event")
    inner = data.get("data")
    about = inner.get("object") if isinstance(inner, dict) else None
    if not isinstance(about, dict):
        raise Unreadable("an event about nothing")
    return IncomingEvent(
        id=_needed_text(data, "id"),
        type=_needed_text(data, "type"),
        created=_needed_time(data),
        object_id=_text(about, "id"),
        object_type=_text(about, "object"),
        livemode=data.get("livemode") is True,
        payload=data,
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _needed_text(data: dict[str, Any], name: str) -> str:
    if value := _text(data, name):
        return value
    raise Unreadable(f"no {name}")


def _time(value: Any) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _needed_time(data: dict[str, Any]) -> datetime:
    if created := _time(data.get("created")):
        return created
    raise Unreadable("no creation time")


def _reference(value: Any) -> str:
    """An id, whether Stripe gave the id alone or the expanded object."""
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) else ""


def _metadata(data: dict[str, Any]) -> dict[str, str]:
    found = data.get("metadata")
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
