"""Orders that cannot go on, and why: with whom, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations import clock
from workflow.engine.models import Effect
from workflow.models import AuditEntry, Charge, Order, OrderItem, PaymentAttempt
from workflow.selectors.ageing import OPEN_STATES
from workflow.states import AttemptStatus

_MOST = 200


class Why(StrEnum):
    MONEY = "money"  # behind a call about money that failed, or of which nobody knows
    BANK = "bank"  # a slow payment is on its way
    SECOND = "second"  # a second person has to agree
    PUT_OFF = "put_off"  # somebody put it off
    EDITED = "edited"  # somebody is editing it this moment


@dataclass(frozen=True, slots=True)
class Held:
    """`who` is a name or empty; `until` only for what was put off; `about` says more where there is more."""

    why: Why
    order: Order
    who: str
    since: datetime
    until: datetime | None = None
    about: str = ""
    amount_cents: int | None = None


def held_up() -> list[Held]:
    """Oldest first, at most 200 of each reason. What waits for a second person stands with the approvals,
    who edits is known to the console alone: neither is in it."""
    found = [*_behind_money(), *_bank_under_way(), *_put_off()]
    return sorted(found, key=lambda one: (one.since, one.order.pk))


def _behind_money() -> Iterable[Held]:
    """At most four queries: the effects, and whose order they are of."""
    stuck = list(
        Effect.objects.filter(status__in=Effect.UNDECIDED, money=True)
        .defer("args", "result")
        .order_by("finished", "id")[:_MOST]
    )
    items = [one.subject_id for one in stuck if one.flow == OrderItem.flow_name]
    of_item = dict(OrderItem.objects.filter(pk__in=items).values_list("pk", "order_id"))
    attempts = [one.subject_id for one in stuck if one.flow == "attempt"]
    of_attempt = dict(PaymentAttempt.objects.filter(pk__in=attempts).values_list("pk", "charge__order_id"))
    inside = {OrderItem.flow_name: of_item, "attempt": of_attempt}

    def owner(one: Effect) -> int | None:
        if one.flow == Order.flow_name:
            return one.subject_id
        return inside.get(one.flow, {}).get(one.subject_id)

    owners = {one.pk: owner(one) for one in stuck}
    orders = Order.objects.in_bulk([pk for pk in owners.values() if pk is not None])
    for effect in stuck:
        order = orders.get(owners[effect.pk] or 0)
        if order is not None:
            yield Held(Why.MONEY, order, "", effect.finished or effect.created, about=str(effect.name))


def _bank_under_way() -> Iterable[Held]:
    under_way = (
        PaymentAttempt.objects.filter(status=AttemptStatus.UNDER_WAY)
        .select_related("charge__order__customer")
        .defer("params")
        .order_by("created_at")[:_MOST]
    )
    for attempt in under_way:
        charge: Charge = attempt.charge
        yield Held(
            Why.BANK,
            charge.order,
            charge.order.customer.name,
            attempt.created_at,
            about=charge.ref,
            amount_cents=attempt.amount_cents,
        )


def _put_off() -> Iterable[Held]:
    orders = list(
        Order.objects.filter(state__in=OPEN_STATES, snoozed_until__gt=clock.now()).order_by("snoozed_until")[
            :_MOST
        ]
    )
    said = AuditEntry.objects.filter(order__in=orders, verb="put_off").order_by("id")
    last = {entry.order_id: entry for entry in said}
    for order in orders:
        entry = last.get(order.pk)
        yield Held(
            Why.PUT_OFF,
            order,
            entry.actor_label if entry else "",
            entry.at if entry else order.moved_at,
            until=order.snoozed_until,
            about=str(entry.data.get("why", "")) if entry else "",
        )
