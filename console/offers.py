"""Which deeds a person is offered on an order or an item, and what holds a deed back right now.

The door asks again under its lock: an offer is a button, not a permission.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.money import format_usd
from console import awaited
from workflow.engine.actors import Kind
from workflow.engine.models import FlowModel
from workflow.engine.steps import Arc
from workflow.models import Order, OrderItem
from workflow.selectors.lanes import forward_arc

FLOWS: dict[str, type[FlowModel]] = {Order.flow_name: Order, OrderItem.flow_name: OrderItem}

# Guards that the deed's own dialog fulfils: the screening dialog decides on the items it is held back by.
_FULFILLED_BY_DIALOG = {"approve_quote": {"every_item_screened"}}
# A request is made by the customer or entered by staff as a whole, not by a button on an order.
_NOT_A_BUTTON = {"request_quote"}
# What a row or the floor calls a deed where there is little room: what the hands do.
_SHORT = {"approve_quote": gettext_lazy("Screen"), "confirm_delivery_fee": gettext_lazy("Weigh")}


@dataclass(frozen=True, slots=True)
class Offer:
    """One button. `blocked` is the sentence that says why the deed is not possible yet, or empty."""

    name: str
    label: str
    url: str
    help: str = ""
    danger: bool = False
    blocked: str = ""
    forward: bool = False


@cache
def arcs_by_name(flow: str) -> dict[str, Arc]:
    """One arc for each deed of a flow; label, form and permission are the same from every state."""
    return {arc.name: arc for arc in reversed(FLOWS[flow].arcs())}


def is_dialog(flow: str, arc: Arc) -> bool:
    """Whether the console has a dialog for the deed. Items are decided on and packed by deeds of
    their order; only the deeds that ask for something of their own have a button."""
    if flow == OrderItem.flow_name:
        return bool(arc.step.form)
    return Kind.STAFF in arc.step.by and not arc.step.by_itself and arc.name not in _NOT_A_BUTTON


def may(user: Any, arc: Arc) -> bool:
    """Whether this person may ever do the deed, whatever the state."""
    if Kind.STAFF not in arc.step.by or not (user.is_active and user.is_staff):
        return False
    return bool(arc.permission is None or user.has_perm(arc.permission))


def held_back_by(subject: FlowModel, arc: Arc) -> str:
    """The first guard's sentence that says why not, or an empty string."""
    fulfilled = _FULFILLED_BY_DIALOG.get(arc.name, set())
    reasons = (guard.why_not(subject) for guard in arc.guards if guard.name not in fulfilled)
    return next((str(reason) for reason in reasons if reason is not None), "")


def of_subject(subject: FlowModel, user: Any, *, back: str = "") -> list[Offer]:
    """Every deed that this person may do from the subject's present state, in the flow's order."""
    arcs = _from_state(subject)
    return [
        _offer(subject, arc, back=back)
        for arc in arcs
        if is_dialog(subject.flow_name, arc) and may(user, arc)
    ]


def next_step(order: Order, user: Any, *, back: str = "") -> Offer | None:
    """The button that takes the order on, where it is this person's to press. No query: the list
    asks for each row, and the dialog itself says what still holds the deed back."""
    arc = forward_arc(str(order.state))
    if arc is None or Kind.STAFF not in arc.step.by or Kind.CUSTOMER in arc.step.by or not may(user, arc):
        return None
    return Offer(
        name=arc.name,
        label=short_label(arc.name, arc.step.label),
        url=dialog_url(order, arc.name, back=back),
        forward=True,
    )


def short_label(name: str, label: Any) -> str:
    """A deed's name for a row and for the floor."""
    return str(_SHORT.get(name, label))


def dialog_url(subject: FlowModel, name: str, *, back: str = "") -> str:
    """The address of a deed's dialog; `back` is where the person goes on when it is done."""
    url = reverse("admin:deed", args=(subject.flow_name, subject.pk, name))
    return f"{url}?{urlencode({'next': back})}" if back else url


def primary(offers: Iterable[Offer]) -> Offer | None:
    """The one deed that takes the subject on, if it is possible now."""
    return next((offer for offer in offers if offer.forward and not offer.blocked), None)


def _from_state(subject: FlowModel) -> list[Arc]:
    state = str(subject.state)  # type: ignore[attr-defined]
    return [arc for arc in type(subject).arcs() if arc.source == state]


def _offer(subject: FlowModel, arc: Arc, *, back: str) -> Offer:
    step = arc.step
    return Offer(
        name=arc.name,
        label=str(step.label),
        url=dialog_url(subject, arc.name, back=back),
        help=str(step.help) if step.help else "",
        danger=step.danger,
        blocked=held_back_by(subject, arc),
        # What the customer normally does, staff may take down, but it is not their next step.
        forward=step.forward and Kind.CUSTOMER not in step.by,
    )


def turn_sentence(order: Order, missing_cents: int) -> str:
    """What the order waits for when nobody at the desk has a button for it; the amount in US cents
    where it is money."""
    if words := awaited.of_order(order):
        return words
    arc = forward_arc(str(order.state))
    if arc is None:
        return ""
    what = f"{arc.step.label} · {format_usd(missing_cents)}" if missing_cents else str(arc.step.label)
    return _("Waiting for: %(step)s") % {"step": what}
