"""Matters that only a person can settle; where much money moves, only two."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.money import format_usd
from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.errors import GuardFailed, NotPermitted, WrongState
from workflow.engine.transactions import in_transaction
from workflow.live import attention_changed
from workflow.models import Attention, Order
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
    return bool(user is not None and user.is_staff and user.has_perm(right_to_settle(matter)))


def takes_two(matter: Attention) -> bool:
    """Whether settling it moves more than one person may answer for. The limit itself needs one."""
    return matter.concern in MONEY_CONCERNS and (matter.amount_cents or 0) > settings.TWO_PERSONS_ABOVE_CENTS


def settle_attention(*, attention_id: int, actor: Actor, note: str) -> Attention:
    """Say that a matter is settled, and how. Money needs the right to move money.

    Raises NotPermitted, WrongState when it is settled already, GuardFailed (second_person) when it takes
    two: see `services.approvals`. Then nothing changed.
    """

    def deed() -> Attention:
        matter = lock_to_settle(attention_id, actor)
        if takes_two(matter):
            raise GuardFailed(
                _("Above %(limit)s a second person has to agree: ask for one.")
                % {"limit": format_usd(settings.TWO_PERSONS_ABOVE_CENTS)},
                code="second_person",
            )
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


def close(matter: Attention, *, actor: Actor, note: str) -> None:
    """Write down that a locked matter is settled. Who may, and whether two have to, is asked before."""
    matter.settled_at = clock.now()
    matter.settled_by_id = actor.user_id
    matter.settled_note = note[:300]
    matter.save(update_fields=["settled_at", "settled_by", "settled_note"])
    attention_changed(matter.order)
