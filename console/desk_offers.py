"""What may be arranged about an order without moving it: whose work it is, when it comes back, its slip."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from console import ages, queues
from console.masking import REVEAL
from console.offers import Offer
from console.pages.rows import Person, person
from console.queues import OPEN
from workflow.models import Order
from workflow.services.desk import may_arrange


@dataclass(frozen=True, slots=True)
class Desk:
    """For console/order/_desk.html: the order at the desk, and the buttons beside it."""

    who: Person | None
    put_off_until: datetime | None
    offers: list[Offer]


def desk_offers(order: Order, user: Any, back: str) -> list[Offer]:
    """The deeds that this person may do on the order at the desk; each opens a dialog and comes back to
    `back`."""
    found = []
    if may_arrange(user):
        is_open = order.state in OPEN
        if is_open and order.assignee_id != user.pk:
            found.append(_offer(order, "take", _("Assign to me"), back))
        if is_open:
            found.append(_offer(order, "assign", _("Assign to…"), back))
        if order.assignee_id is not None:
            found.append(_offer(order, "give-back", _("Give back"), back, help=_("Then it is nobody's.")))
        if queues.is_put_off(order):
            found.append(_offer(order, "take-up", _("Take up again"), back))
        elif is_open:
            help = _("Out of its queue until a moment of your choice, or until something happens.")
            found.append(_offer(order, "put-off", _("Put off"), back, help=help))
    slip = slip_offer(order, user, back)
    return [*found, slip] if slip else found


def may_print_slip(user: Any) -> bool:
    """It shows where the parcel goes."""
    return bool(user.has_perm(REVEAL) and user.has_perm("workflow.view_order"))


def slip_offer(order: Order, user: Any, back: str) -> Offer | None:
    """The paper that goes into the box, for who may print it."""
    if not may_print_slip(user):
        return None
    url = f"{reverse('admin:packing_slip', args=(order.ref,))}?{urlencode({'next': back})}"
    return Offer(name="packing_slip", label=_("Print the packing slip"), url=url, help=_("With the address."))


def desk_view(order: Order, user: Any, back: str) -> Desk:
    """The same for the panel on the order page. Reads the assignee."""
    return Desk(
        who=person(order.assignee, user),
        put_off_until=order.snoozed_until if queues.is_put_off(order) else None,
        offers=desk_offers(order, user, back),
    )


def desk_url(order: Order, deed: str, back: str) -> str:
    return f"{reverse('admin:desk', args=(order.pk, deed))}?{urlencode({'next': back})}"


def until_words(at: datetime) -> str:
    return _("Put off until %(when)s") % {"when": ages.moment(at)}


def _offer(order: Order, deed: str, label: str, back: str, *, help: str = "") -> Offer:
    return Offer(name=deed, label=label, url=desk_url(order, deed, back), help=help)
