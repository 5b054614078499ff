"""Charges: what the customer is asked to pay, made from a frozen quote."""

from datetime import datetime
from typing import Any

from integrations import clock
from workflow.engine.actors import Actor
from workflow.models import Charge, Order, Quote
from workflow.states import ChargeStatus


def freeze_quote(
    order: Order,
    *,
    kind: str,
    total_cents: int,
    content: dict[str, Any],
    valid_until: datetime,
    actor: Actor,
    note: str = "",
) -> Quote:
    """Write the next version of the quote. The order is locked, so versions do not collide."""
    last = order.current_quote(kind)
    return Quote.objects.create(
        order=order,
        kind=kind,
        version=last.version + 1 if last else 1,
        total_cents=total_cents,
        content=content,
        note=note,
        valid_until=valid_until,
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )


def draft_charge(order: Order, quote: Quote, lines: list[dict[str, Any]]) -> Charge:
    """A charge for the quote's whole sum. An open charge of the same kind is cancelled and named
    as replaced, so that its session is closed before this one opens."""
    replaced = (
        order.charges.filter(kind=quote.kind, replaced_by=None)
        .exclude(status=ChargeStatus.PAID)
        .order_by("-id")
        .first()
    )
    if replaced is not None:
        replaced.status = ChargeStatus.CANCELLED
        replaced.save(update_fields=["status"])
    return Charge.objects.create(
        order=order,
        quote=quote,
        kind=quote.kind,
        amount_cents=quote.total_cents,
        lines=lines,
        replaces=replaced,
        created_at=clock.now(),
    )


def cancel_open_charges(order: Order, *, status: str = ChargeStatus.CANCELLED) -> None:
    """Nothing can be paid on this order any more; the sessions are closed by an effect."""
    order.charges.filter(status__in=(ChargeStatus.DRAFT, ChargeStatus.OPEN)).update(status=status)
