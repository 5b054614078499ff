"""Screening: what the rules say, and what a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.screening import Screener, screener_at
from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, Stale
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.live import item_moved
from workflow.models import Order, OrderItem
from workflow.services import approvals
from workflow.states import ItemState

RIGHT = "workflow.screen_order"


@dataclass(frozen=True, slots=True)
class Decision:
    """`verdict` is approve, reject, or second: ask a second person to allow it against the rule. The
    last two need a reason."""

    verdict: str
    reason: str = ""


def say_what_rules_say(items: Iterable[OrderItem]) -> None:
    """Set on each item, nothing saved, what the rules in force say of it. Asks no network."""
    now = clock.now()
    screener = screener_at(now)
    for item in items:
        item.hits, item.screened_at = hits_of(item, screener), now


def hits_of(item: OrderItem, screener: Screener) -> list[dict[str, Any]]:
    found = screener.screen(title=item.title, url=item.url, options=item.options, note=item.note)
    return [hit.as_json() for hit in found]


def apply_rules(order: Order) -> int:
    """Write on each undecided item of a locked order what the rules in force say of it.

    Returns of how many they say something else than before: another rule, or another verdict.
    """
    undecided = Q(state=ItemState.REQUESTED) | Q(state=ItemState.APPROVED, screened_at=None)
    items = list(order.items.filter(undecided))
    before = [(item.screened_at, item.hits) for item in items]
    say_what_rules_say(items)
    changed = 0
    for item, (screened_at, hits) in zip(items, before, strict=True):
        if screened_at is not None and hits == item.hits:
            continue
        item.save(update_fields=["hits", "screened_at"])
        item_moved(item, "screened")
        changed += verdicts_of(hits) != verdicts_of(item.hits)
    return changed


def verdicts_of(hits: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """What the hits come to: which rule says what. Their words alone change nothing."""
    return {(hit["code"], hit["verdict"]) for hit in hits}


def approve_quote(
    *, order_id: int, actor: Actor, decisions: dict[int, Decision], expect_seq: int | None = None
) -> TransitionLog | None:
    """Decide on the items that are still open and approve the request, in one transaction.

    The rules of this moment are asked first. Where they say something else than the page that was decided on,
    that alone is written down, and GuardFailed (rules_changed) asks to look again.

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

    def decide_and_approve() -> TransitionLog | str | None:
        # The items are decided before the door asks its guard, under the same lock.
        order = Order.lock(order_id)
        if expect_seq is not None and order.seq != expect_seq:
            raise Stale
        if may_screen(actor) and apply_rules(order):
            return "rules_changed"
        decided = decide(order)
        if decided and approvals.of_order(order):
            return None
        states = list(order.items.values_list("state", flat=True))
        return door.fire(
            Order, order_id, "approve_quote", actor=actor,
            approved=states.count(ItemState.APPROVED), rejected=states.count(ItemState.REJECTED),
        )  # fmt: skip

    done = in_transaction(decide_and_approve)
    if isinstance(done, str):
        raise GuardFailed(
            _("The screening rules say something else by now. Look at the items again, then decide."),
            code=done,
        )
    return done


def may_screen(actor: Actor) -> bool:
    return actor.may(RIGHT)


def reject_quote(*, order_id: int, actor: Actor, reason: str, expect_seq: int | None = None) -> TransitionLog:
    """Reject the whole request. The customer reads the reason as it is written."""
    return door.fire(Order, order_id, "reject_quote", actor=actor, expect_seq=expect_seq, reason=reason)
