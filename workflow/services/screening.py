"""Screening: what the rules say, and what a person decides."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.screening import screener_at
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, Stale
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.live import item_moved
from workflow.models import Order, OrderItem
from workflow.services import approvals
from workflow.states import ItemState


@dataclass(frozen=True, slots=True)
class Decision:
    """`verdict` is approve, reject, or second: ask a second person to allow it against the rule. The
    last two need a reason."""

    verdict: str
    reason: str = ""


def apply_rules(order: Order) -> int:
    """Write on each item what the rules in force say of it. Returns how many items were hit."""
    now = clock.now()
    screener = screener_at(now)
    hit = 0
    for item in order.items.filter(state=ItemState.REQUESTED):
        item.hits = [
            found.as_json()
            for found in screener.screen(title=item.title, url=item.url, options=item.options, note=item.note)
        ]
        item.screened_at = now
        item.save(update_fields=["hits", "screened_at"])
        item_moved(item, "screened")
        hit += bool(item.hits)
    return hit


def approve_quote(
    *, order_id: int, actor: Actor, decisions: dict[int, Decision], expect_seq: int | None = None
) -> TransitionLog | None:
    """Decide on the items that are still open and approve the request, in one transaction.

    Where an item waits for a second person, the others are decided, and the request stays as it is: the
    answer is None. Raises BadInput without a reason where one is needed, GuardFailed for an item that a
    rule forbids, when an item stays undecided, or when all that is left waits for somebody else; then
    nothing changed.
    """

    def decide(order: Order) -> int:
        decided = 0
        for item in order.items.filter(state=ItemState.REQUESTED):
            decision = decisions.get(item.pk)
            if decision is None:
                continue
            decided += 1
            if decision.verdict == "approve":
                door.fire(OrderItem, item.pk, "approve", actor=actor)
                continue
            if not decision.reason.strip():
                raise BadInput(_("Give a reason for “%(item)s”.") % {"item": item}, field=f"reason_{item.pk}")
            if decision.verdict == "second":
                approvals.ask_override(item_id=item.pk, actor=actor, reason=decision.reason)
                continue
            if decision.verdict != "reject":
                raise BadInput(
                    _("Choose what to do with “%(item)s”.") % {"item": item}, field=f"verdict_{item.pk}"
                )
            door.fire(OrderItem, item.pk, "reject", actor=actor, reason=decision.reason)
        return decided

    def decide_and_approve() -> TransitionLog | None:
        # The items are decided before the door asks its guard, under the same lock.
        order = Order.lock(order_id)
        if expect_seq is not None and order.seq != expect_seq:
            raise Stale
        decided = decide(order)
        if decided and approvals.of_order(order):
            return None
        states = list(order.items.values_list("state", flat=True))
        return door.fire(
            Order, order_id, "approve_quote", actor=actor,
            approved=states.count(ItemState.APPROVED), rejected=states.count(ItemState.REJECTED),
        )  # fmt: skip

    return in_transaction(decide_and_approve)


def reject_quote(*, order_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """Reject the whole request. The customer reads the reason as it is written."""
    return door.fire(Order, order_id, "reject_quote", actor=actor, expect_seq=expect_seq, reason=reason)
