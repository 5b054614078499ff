"""The kinds of personal data that can be looked at, each with whose it is and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from console import masking
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.models import Address, Notification, Order, OrderAddress
from workflow.services.audit import record


@dataclass(frozen=True, slots=True)
class Kind:
    """`permissions`: one of them is needed beside the right to reveal, that of the page it stands on."""

    label: Any
    model: type[models.Model]
    permissions: tuple[str, ...]
    masked: Callable[[Any], str]
    whole: Callable[[Any], str]
    whose: Callable[[Any], Any]
    order: Callable[[Any], Order | None] = lambda row: None

    def allows(self, user: Any) -> bool:
        return masking.may_reveal(user) and any(user.has_perm(one) for one in self.permissions)


_PEOPLE = ("community.view_member", "workflow.view_order")

KINDS: dict[str, Kind] = {
    "email": Kind(
        _("E-mail"), get_user_model(), _PEOPLE, lambda one: masking.email(one.email), lambda one: one.email,
        lambda one: one,
    ),
    "phone": Kind(
        _("Phone"), get_user_model(), _PEOPLE, lambda one: masking.phone(one.phone), lambda one: one.phone,
        lambda one: one,
    ),
    "book-address": Kind(
        _("Address"), Address, ("community.view_member",), masking.place,
        lambda one: f"{one.one_line()}, {one.phone}", lambda one: one.customer,
    ),
    "address": Kind(
        _("Delivery address"), OrderAddress, ("workflow.view_orderaddress",), masking.place,
        lambda one: f"{one.one_line()}, {one.phone}", lambda one: one.order.customer, lambda one: one.order,
    ),
    "recipient": Kind(
        _("Recipient"), Notification, ("workflow.view_notification",),
        lambda one: masking.recipient(one.recipient), lambda one: one.recipient, lambda one: one.customer,
        lambda one: one.order,
    ),
}  # fmt: skip


def reveal(*, kind: str, row: Any, actor: Actor) -> str:
    """The data in clear, for this once. The look is recorded: what, whose, never the data itself.

    Raises NotPermitted; then nothing is shown and nothing recorded.
    """
    given = KINDS[kind]
    if actor.user is None or not given.allows(actor.user):
        raise NotPermitted

    def deed() -> str:
        whose = given.whose(row)
        order = given.order(row)
        record(
            actor=actor,
            verb="revealed",
            about=" · ".join(part for part in (_name(whose), order.ref if order else "") if part),
            order=order,
            customer=whose,
            data={"field": kind, "row": row.pk},
        )
        return given.whole(row)

    return in_transaction(deed)


def _name(member: Any) -> str:
    return (member.name or f"#{member.pk}") if member is not None else ""
