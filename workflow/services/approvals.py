"""What two people have to want: one asks, with a reason, and another one agrees. Then it is done at once.

Both are asked for their rights when they act. What has changed since it was asked about is not agreed to.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from integrations import clock
from workflow.engine import door
from workflow.engine.actors import Actor, staff_may
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted, Stale, WrongState
from workflow.engine.transactions import in_transaction
from workflow.guards import order_takes_override
from workflow.live import approval_changed
from workflow.models import Approval, Attention, Order, OrderItem
from workflow.references import fingerprint_of
from workflow.selectors.accounts import apart_from, too_close
from workflow.services.attention import close, lock_to_settle, right_to_settle, takes_two
from workflow.services.audit import record
from workflow.states import UNTIL_BOUGHT, ItemState, OrderState

RIGHT_TO_ASK_OVERRIDE = "workflow.screen_order"
RIGHT_TO_OVERRIDE = "workflow.override_screening"
RIGHT_TO_SETTLE = "workflow.settle_money"

# What can be agreed to now, as the guard `order_takes_override` has it: the order may have ended or wait for
# an answer meanwhile, the matter may be settled.
WAITING = Q(verdict="") & (
    Q(kind=Approval.Kind.OVERRIDE, item__state=ItemState.REQUESTED, order__state=OrderState.REQUESTED)
    | Q(kind=Approval.Kind.OVERRIDE, item__state=ItemState.APPROVED, order__state__in=UNTIL_BOUGHT)
    | Q(kind=Approval.Kind.SETTLE, matter__settled_at=None)
)


def waiting() -> QuerySet[Approval]:
    """Requests that somebody can still answer, oldest first, with what they are about."""
    about = ("order", "item", "matter__order", "asked_by")
    return Approval.objects.filter(WAITING).select_related(*about).order_by("asked_at", "id")


def of_order(order: Order) -> list[Approval]:
    """The order's requests that wait, oldest first. No query where none can: read with its concerns."""
    screened = order.state == OrderState.REQUESTED
    if not screened and all(matter.settled_at is not None for matter in order.concerns.all()):
        return []
    return list(waiting().filter(order=order))


def answerable_by(user: Any) -> Q:
    """Which requests this person may answer as the second one: of their rights, and never their own."""
    rights = {
        Approval.Kind.OVERRIDE: RIGHT_TO_OVERRIDE,
        Approval.Kind.SETTLE: RIGHT_TO_SETTLE,
    }
    kinds = [kind for kind, right in rights.items() if staff_may(user, right)]
    return WAITING & Q(kind__in=kinds, asked_by__isnull=False) & apart_from(user.pk, field="asked_by")


def right_to_agree(approval: Approval) -> str:
    """The permission that the second person needs."""
    if approval.matter is not None:
        return right_to_settle(approval.matter)
    return RIGHT_TO_OVERRIDE


def may_decide(approval: Approval, user: Any) -> bool:
    """Whether this person may be the second one. Never who asked."""
    if approval.asked_by_id is None or not staff_may(user, right_to_agree(approval)):
        return False
    return bool(approval.asked_by_id != user.pk) and not too_close(user.pk, approval.asked_by_id)


def may_withdraw(approval: Approval, user: Any) -> bool:
    """Whether it is their own, or one that has lost its asker and that they could have asked themselves."""
    if user is None or not user.is_active or not user.is_staff:
        return False
    if approval.asked_by_id is not None:
        return bool(approval.asked_by_id == user.pk)
    return staff_may(user, _right_to_ask(approval))


def _right_to_ask(approval: Approval) -> str:
    return right_to_settle(approval.matter) if approval.matter is not None else RIGHT_TO_ASK_OVERRIDE


def ask_override(*, item_id: int, actor: Actor, reason: str) -> Approval:
    """Ask a second person to allow an item that a rule forbids.

    Raises NotPermitted, BadInput without a reason, WrongState when it is decided or asked already,
    GuardFailed when no rule forbids it or the request is not being screened. Then nothing changed.
    """

    def deed() -> Approval:
        if not actor.may(RIGHT_TO_ASK_OVERRIDE):
            raise NotPermitted
        if not reason.strip():
            raise BadInput(_("Say why."), field="reason")
        item = OrderItem.lock(item_id)
        if item.state not in (ItemState.REQUESTED, ItemState.APPROVED) or item.is_overridden:
            raise WrongState(_("“%(item)s” is decided already.") % {"item": item})
        closed = order_takes_override.why_not(item)
        if closed is not None:
            raise GuardFailed(closed)
        if not item.is_forbidden:
            raise GuardFailed(_("No rule forbids “%(item)s”: one person can allow it.") % {"item": item})
        return _ask(
            Approval(
                kind=Approval.Kind.OVERRIDE, order=item.order, item=item, mark=item.fingerprint,
                reason=reason.strip()[:500],
            ),
            actor,
        )  # fmt: skip

    return in_transaction(deed)


def ask_settle(*, attention_id: int, actor: Actor, note: str) -> Approval:
    """Ask a second person to settle a matter of much money; `note` says how it is to be settled.

    Raises NotPermitted, BadInput without a note, WrongState when it is settled or asked already,
    GuardFailed when one person is enough. Then nothing changed.
    """

    def deed() -> Approval:
        matter = lock_to_settle(attention_id, actor)
        if not note.strip():
            raise BadInput(_("Say how it is to be settled."), field="note")
        if not takes_two(matter):
            raise GuardFailed(_("One person can settle this."))
        return _ask(
            Approval(
                kind=Approval.Kind.SETTLE, order=matter.order, matter=matter,
                amount_cents=matter.amount_cents, reason=note.strip()[:500],
            ),
            actor,
        )  # fmt: skip

    return in_transaction(deed)


def decide(*, approval_id: int, actor: Actor, agree: bool, note: str = "") -> Approval:
    """The second person's word. Agreeing does what was asked for, in the same transaction.

    Raises NotPermitted (also to who asked), WrongState when it is decided already, BadInput for a
    refusal without a note, Stale when it is about something else by now, and whatever the deed itself
    raises. Then nothing changed.
    """

    def deed() -> Approval:
        approval = _lock(approval_id)
        if not may_decide(approval, actor.user):
            raise NotPermitted(_second_of_all(approval, actor))
        _still_open(approval)
        if not agree and not note.strip():
            raise BadInput(_("Say why not: the person who asked reads it."), field="note")
        if agree and approval.slot != _slot(approval):
            raise Stale(_("What was asked about has changed since. Ask anew."))
        _end(approval, Approval.Verdict.AGREED if agree else Approval.Verdict.REFUSED, actor, note)
        if agree:
            _DO[approval.kind](approval, actor)
        return approval

    return in_transaction(deed)


def withdraw(*, approval_id: int, actor: Actor) -> Approval:
    """Take one's own request back, or one whose asker has no account any more: nobody could agree to that.

    Raises NotPermitted for others, WrongState when it is decided.
    """

    def deed() -> Approval:
        approval = _lock(approval_id)
        if not may_withdraw(approval, actor.user):
            raise NotPermitted
        _still_open(approval)
        _end(approval, Approval.Verdict.WITHDRAWN, actor, "")
        return approval

    return in_transaction(deed)


def _ask(approval: Approval, actor: Actor) -> Approval:
    """Put it on record. What it is about is locked, so that two who ask at once are told so."""
    about = {"item": approval.item} if approval.item_id else {"matter": approval.matter}
    waiting_one = Approval.objects.select_for_update().filter(verdict="", **about).first()
    if waiting_one is not None:
        if waiting_one.asked_by_id is not None:
            raise WrongState(_("A second person has been asked for already."))
        _end(waiting_one, Approval.Verdict.WITHDRAWN, actor, "")
    approval.slot = _slot(approval)
    approval.asked_by_id, approval.asked_label = actor.user_id, actor.label[:120]
    approval.asked_at = clock.now()
    approval.save()
    _tell("asked_second", approval, actor)
    return approval


def _lock(approval_id: int) -> Approval:
    """The request, and before it what it is about: every deed takes its locks in this order."""
    seen = Approval.objects.get(pk=approval_id)
    item = OrderItem.lock(seen.item_id) if seen.item_id is not None else None
    if seen.matter_id is not None:
        Attention.objects.select_for_update().get(pk=seen.matter_id)
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    if item is not None:
        approval.item = item
    return approval


def _still_open(approval: Approval) -> None:
    if approval.verdict:
        raise WrongState(
            _("This has been answered already: %(verdict)s.") % {"verdict": approval.get_verdict_display()}
        )


def _second_of_all(approval: Approval, actor: Actor) -> Any:
    if actor.user is not None and approval.asked_by_id == actor.user_id:
        return _("You have asked for this yourself: somebody else has to agree.")
    if too_close(actor.user_id, approval.asked_by_id):
        return _("One of you has made or changed the other's account lately: somebody else has to agree.")
    return None


def _end(approval: Approval, verdict: Approval.Verdict, actor: Actor, note: str) -> None:
    approval.verdict, approval.slot = verdict, None
    approval.decided_by_id, approval.decided_label = actor.user_id, actor.label[:120]
    approval.decided_at, approval.decided_note = clock.now(), note.strip()[:500]
    approval.save()
    _tell(_VERBS[verdict], approval, actor)


def _override(approval: Approval, actor: Actor) -> None:
    if approval.item_id is None:
        raise WrongState
    door.fire(
        OrderItem, approval.item_id, "override", actor=actor,
        approval=approval.pk, asked_by=approval.asked_label, reason=approval.reason,
        note=approval.decided_note,
    )  # fmt: skip


def _settle(approval: Approval, actor: Actor) -> None:
    if approval.matter_id is None:
        raise WrongState
    matter = lock_to_settle(approval.matter_id, actor)
    words = [f"{approval.asked_label}: {approval.reason}", actor.label]
    note = " · ".join(words) + (f": {approval.decided_note}" if approval.decided_note else "")
    close(matter, actor=actor, note=note)


def _slot(approval: Approval) -> str:
    """What the request is about, as it is now: another title, rule or amount is another thing."""
    item, matter = approval.item, approval.matter
    if item is not None:
        return f"override:{item.pk}:{item.fingerprint}"
    if matter is not None:
        parts = [matter.concern, matter.amount_cents, matter.detail]
        return f"settle:{matter.pk}:{fingerprint_of(parts)}"
    raise WrongState


def _tell(verb: str, approval: Approval, actor: Actor) -> None:
    record(
        actor=actor,
        verb=verb,
        about=str(approval.item or approval.matter),
        order=approval.order,
        data={
            "approval": approval.pk,
            "kind": str(approval.kind),
            "what": str(approval.item or approval.matter),
            "reason": "" if approval.verdict else approval.reason,
            "note": approval.decided_note,
        },
    )
    approval_changed(approval.order)


_VERBS = {
    Approval.Verdict.AGREED: "agreed",
    Approval.Verdict.REFUSED: "refused",
    Approval.Verdict.WITHDRAWN: "withdrew",
}
_DO: dict[str, Callable[[Approval, Actor], None]] = {
    Approval.Kind.OVERRIDE: _override,
    Approval.Kind.SETTLE: _settle,
}
