"""Whose work an order is at the desk, and until when nobody has to look at it.

Neither moves the order: they are the desk's own arrangement, seen by staff only.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from integrations import clock
from workflow.engine.actors import Actor, staff_may
from workflow.engine.errors import BadInput, NotPermitted, Stale, WrongState
from workflow.engine.transactions import in_transaction
from workflow.live import desk_changed
from workflow.models import Message, Order
from workflow.models.order import ENDED
from workflow.services.audit import record

PERMISSION = "workflow.assign_order"


def may_arrange(user: Any) -> bool:
    """Whether this person may assign orders and put them off."""
    return staff_may(user, PERMISSION)


def assign(*, order_id: int, actor: Actor, to: Any | None, expect_seq: int | None = None) -> Order:
    """Make the order the work of one member of staff, or of nobody (`to=None`).

    Raises NotPermitted, Stale where the order has moved since it was looked at, or BadInput for somebody who
    does not work here or may not see orders; then nothing changed. Assigning it to who has it already changes
    nothing and is no fault.
    """

    def deed() -> Order:
        order = _locked(order_id, actor, expect_seq)
        if to is not None and not staff_may(to, "workflow.view_order"):
            raise BadInput(_("%(person)s cannot work on orders.") % {"person": to}, field="to")
        if order.assignee_id == (to.pk if to is not None else None):
            return order
        order.assignee = to
        order.save(update_fields=["assignee"])
        record(
            actor=actor,
            verb="assigned" if to is not None else "unassigned",
            about=order.ref,
            order=order,
            data={"to": to.pk, "name": str(to)} if to is not None else {},
        )
        desk_changed(order)
        return order

    return in_transaction(deed)


def put_off(
    *,
    order_id: int,
    actor: Actor,
    until: datetime,
    why: str = "",
    expect_seq: int | None = None,
    only_read: bool = False,
) -> Order:
    """Take the order out of its queue until `until`, or until something happens to it.

    Raises NotPermitted, Stale where it has moved since it was looked at, WrongState for an order that has
    ended, or (`only_read`) whose customer waits for an answer, BadInput for a moment that has passed.
    The customer's own deadlines go on.
    """

    def deed() -> Order:
        order = _locked(order_id, actor, expect_seq)
        if order.state in ENDED:
            raise WrongState(_("This order has ended: nothing is left to put off."))
        if only_read and order.messages.filter(side=Message.Side.CUSTOMER, read_at=None).exists():
            raise WrongState(_("The customer has written and nobody has read it yet."))
        if until <= clock.now():
            raise BadInput(_("Choose a moment that is still ahead."), field="until")
        order.snoozed_until = until
        order.save(update_fields=["snoozed_until"])
        record(
            actor=actor,
            verb="put_off",
            about=order.ref,
            order=order,
            data={"until": until.isoformat(), "why": why[:300]},
        )
        desk_changed(order)
        return order

    return in_transaction(deed)


def take_up(*, order_id: int, actor: Actor) -> Order:
    """Put the order back into its queue now. Raises NotPermitted."""

    def deed() -> Order:
        order = _locked(order_id, actor)
        if order.snoozed_until is None:
            return order
        order.snoozed_until = None
        order.save(update_fields=["snoozed_until"])
        record(actor=actor, verb="taken_up", about=order.ref, order=order)
        desk_changed(order)
        return order

    return in_transaction(deed)


def _locked(order_id: int, actor: Actor, expect_seq: int | None = None) -> Order:
    if not may_arrange(actor.user):
        raise NotPermitted
    order = Order.lock(order_id)
    if expect_seq is not None and order.seq != expect_seq:
        raise Stale
    return order
