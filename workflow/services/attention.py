"""Matters that only a person can settle."""

from typing import Any

from django.utils.translation import gettext as _

from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted, WrongState
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


def settle_attention(*, attention_id: int, actor: Actor, note: str) -> Attention:
    """Say that a matter is settled, and how. Money needs the right to move money.

    Raises NotPermitted, or WrongState when it is settled already; then nothing changed.
    """

    def deed() -> Attention:
        matter: Any = Attention.objects.select_for_update().get(pk=attention_id)
        if not may_settle(matter, actor.user):
            raise NotPermitted
        if matter.settled_at is not None:
            raise WrongState(_("This matter is settled already."))
        matter.settled_at = clock.now()
        matter.settled_by_id = actor.user_id
        matter.settled_note = note[:300]
        matter.save(update_fields=["settled_at", "settled_by", "settled_note"])
        attention_changed(matter.order)
        return matter

    return in_transaction(deed)
