"""Matters that only a person can settle; where much money moves, only two."""

from typing import Any

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from catalog.money import format_usd
from integrations import clock
from workflow.engine.actors import Actor, staff_may
from workflow.engine.errors import GuardFailed, NotPermitted, WrongState
from workflow.engine.transactions import in_transaction
from workflow.live import attention_changed
from workflow.models import Approval, Attention, Order, OrderItem
from workflow.models.order import ENDED
from workflow.states import MONEY_CONCERNS, Concern


def raise_attention(
    *, order: Order | None, concern: Concern, about: str, detail: str = "", amount_cents: int | None = None
) -> Attention:
    """Put a matter before a person, once: the same concern about the same thing is one row."""
    matter, created = Attention.objects.get_or_create(
        concern=concern,
        about=about,
        defaults={"order": order, "detail": detail, "amount_cents": amount_cents},
    )
    if created:
        attention_changed(order)
    return matter


def right_to_settle(matter: Attention) -> str:
    """The permission that closing this matter needs."""
    return "workflow.settle_money" if matter.concern in MONEY_CONCERNS else "workflow.change_attention"


def may_settle(matter: Attention, user: Any) -> bool:
    """Whether this person may close the matter."""
    return staff_may(user, right_to_settle(matter))


def takes_two(matter: Attention) -> bool:
    """Whether settling it moves more than one person may answer for. The limit itself needs one.

    The money matters of an order count together, those that two have settled aside: five small refunds are
    one large one. Where nobody knows how much it is, it takes two.
    """
    if matter.concern not in MONEY_CONCERNS:
        return False
    if matter.amount_cents is None:
        return True
    others = 0
    if matter.order_id is not None:
        by_two = Q(approvals__verdict=Approval.Verdict.AGREED)
        rows = Attention.objects.filter(order=matter.order_id, concern__in=MONEY_CONCERNS)
        rows = rows.exclude(pk=matter.pk).exclude(by_two)
        others = rows.aggregate(total=Sum("amount_cents"))["total"] or 0
    return bool(matter.amount_cents + others > settings.TWO_PERSONS_ABOVE_CENTS)


def settle_attention(*, attention_id: int, actor: Actor, note: str) -> Attention:
    """Say that a matter is settled, and how. Money needs the right to move money.

    Raises NotPermitted, WrongState when it is settled already, GuardFailed (second_person) when it takes
    two: see `services.approvals`, or (forbidden) while the item that a changed rule forbids stands as it was.
    Then nothing changed.
    """

    def deed() -> Attention:
        matter = lock_to_settle(attention_id, actor)
        if takes_two(matter):
            raise GuardFailed(
                _("Above %(limit)s a second person has to agree: ask for one.")
                % {"limit": format_usd(settings.TWO_PERSONS_ABOVE_CENTS)},
                code="second_person",
            )
        _refuse_while_stopped(matter)
        close(matter, actor=actor, note=note)
        return matter

    return in_transaction(deed)


def lock_to_settle(attention_id: int, actor: Actor) -> Attention:
    """The matter, locked, for who may settle it now. Raises NotPermitted, WrongState."""
    matter = Attention.objects.select_for_update().get(pk=attention_id)
    if not may_settle(matter, actor.user):
        raise NotPermitted
    if matter.settled_at is not None:
        raise WrongState(_("This matter is settled already."))
    return matter


def about_item(item: OrderItem, rule_id: int) -> str:
    """What a matter is about that a changed rule has raised. Another version of the rule is another one."""
    return f"item:{item.pk}:rule:{rule_id}"


def _refuse_while_stopped(matter: Attention) -> None:
    if matter.concern != Concern.RESTRICTED_LATER or matter.order is None or matter.order.state in ENDED:
        return
    named = matter.about.split(":")[1]
    item = OrderItem.objects.filter(order=matter.order_id, pk=named).first()
    if item is not None and item.is_stopped:
        raise GuardFailed(
            _("The rule still forbids “%(item)s”: ask a second person to allow it, or leave it out.")
            % {"item": item},
            code="forbidden",
        )


def close(matter: Attention, *, actor: Actor, note: str) -> None:
    """Write down that a locked matter is settled. Who may, and whether two have to, is asked before."""
    matter.settled_at = clock.now()
    matter.settled_by_id = actor.user_id
    matter.settled_note = note
    matter.save(update_fields=["settled_at", "settled_by", "settled_note"])
    attention_changed(matter.order)
