"""An order that staff enter for somebody who called or wrote: for a member, or for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from community.invitations import invite, may_invite
from community.models import Member
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted
from workflow.engine.transactions import in_transaction
from workflow.models import Order
from workflow.services.audit import record
from workflow.services.requests import WantedItem, request_quote


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Who has no account yet. It gets one without a password; the invitation leads to it."""

    email: str
    name: str
    phone: str = ""
    language: str = Member.Language.ENGLISH


def enter_order(
    *,
    customer: Member | NewCustomer,
    items: Sequence[WantedItem],
    address: dict[str, str],
    actor: Actor,
    note: str = "",
    if_out_of_stock: str = Order.StockOut.BUY_REST,
) -> Order:
    """Take down a request, as the customer would have sent it; a new customer is invited to an account.

    Raises NotPermitted, or BadInput (known_email, no_customer, and those of `request_quote`); then there is
    neither order nor account nor mail.
    """
    if not may_invite(actor.user):
        raise NotPermitted

    def deed() -> Order:
        member = _account(customer) if isinstance(customer, NewCustomer) else customer
        if not member.is_active:
            raise BadInput(_("This account is closed."), field="customer", code="no_customer")
        order = request_quote(
            customer=member,
            items=items,
            address=address,
            actor=actor,
            note=note,
            channel=Order.Channel.STAFF,
            if_out_of_stock=if_out_of_stock,
        )
        record(actor=actor, verb="entered", about=order.ref, order=order)
        if isinstance(customer, NewCustomer):
            invite(member=member, actor=actor)
        return order

    return in_transaction(deed)


def _account(new: NewCustomer) -> Any:
    if Member.objects.filter(email=new.email.strip().lower()).exists():
        raise BadInput(
            _("Somebody with this e-mail address has an account. Look for them above and choose them."),
            field="email",
            code="known_email",
        )
    return Member.objects.create_user(new.email, name=new.name, phone=new.phone, language=new.language)
