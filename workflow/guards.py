"""The rules that hold a step back, each with the sentence that says why."""

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.engine.steps import guard
from workflow.states import UNTIL_BOUGHT, AttemptStatus, ChargeKind, ItemState, OrderState

if TYPE_CHECKING:
    from workflow.models import Order, OrderItem

IN_HAND = (ItemState.RECEIVED, ItemState.PACKED)
SPENT_ON = (ItemState.BOUGHT, ItemState.RECEIVED, ItemState.MISMATCH, ItemState.PACKED)


def _count(order: "Order", *states: str) -> int:
    return sum(item.state in states for item in order.items.all())


@guard
def has_items(order: "Order") -> Any:
    return None if order.items.exists() else _("The request has no items.")


@guard
def every_item_screened(order: "Order") -> Any:
    """Every item is allowed, rejected, or overridden by two people; at least one may be bought."""
    for item in order.items.all():
        if item.state == ItemState.APPROVED and item.screened_at is None:
            return _not_looked_at(item)
    undecided = _count(order, ItemState.REQUESTED)
    if undecided:
        waiting = order.approvals.filter(kind="override", verdict="", item__state=ItemState.REQUESTED).count()
        if waiting == undecided:
            return ngettext(
                "%(n)d item waits for a second person.", "%(n)d items wait for a second person.", waiting
            ) % {"n": waiting}
        return ngettext(
            "%(n)d item has not been screened yet.", "%(n)d items have not been screened yet.", undecided
        ) % {"n": undecided}
    if not _count(order, ItemState.APPROVED):
        return _("Every item is rejected: reject the whole request instead.")
    return None


@guard
def nothing_bought(order: "Order") -> Any:
    """Until something is bought, a cancellation is whole."""
    if _count(order, *SPENT_ON):
        return _("Something has been bought already, so the order can no longer be cancelled as a whole.")
    return None


@guard
def nothing_received(order: "Order") -> Any:
    """Once money is in, a change of price is a top-up or a refund, and time alone ends nothing."""
    if order.received_cents(ChargeKind.ITEMS):
        return _("The customer has paid already.")
    return None


@guard
def no_delivery_money(order: "Order") -> Any:
    if order.received_cents(ChargeKind.DELIVERY):
        return _("The customer has paid the delivery already.")
    return None


@guard
def no_payment_under_way(order: "Order") -> Any:
    """A slow payment (a bank transfer) was made and has not arrived: what it pays for must stand still."""
    if order.charges.filter(attempts__status=AttemptStatus.UNDER_WAY).exists():
        return _("A bank payment is on its way. Wait until it has arrived or failed.")
    return None


@guard
def items_are_paid(order: "Order") -> Any:
    missing = order.missing_cents(ChargeKind.ITEMS)
    return None if missing <= 0 else _("The items are not fully paid.")


@guard
def delivery_is_paid(order: "Order") -> Any:
    missing = order.missing_cents(ChargeKind.DELIVERY)
    return None if missing <= 0 else _("The delivery is not fully paid.")


@guard
def nothing_left_to_buy(order: "Order") -> Any:
    """Nothing more to order at the shops, and something on its way."""
    if _count(order, ItemState.REQUESTED, ItemState.APPROVED):
        return _("Not everything is bought yet.")
    return None if _count(order, ItemState.BOUGHT) else _("Nothing is on its way.")


@guard
def all_items_in_hand(order: "Order") -> Any:
    """Every item received, refunded or dropped, and at least one to send."""
    waiting = _count(order, ItemState.REQUESTED, ItemState.APPROVED, ItemState.BOUGHT, ItemState.MISMATCH)
    if waiting:
        return ngettext("%(n)d item has not arrived yet.", "%(n)d items have not arrived yet.", waiting) % {
            "n": waiting
        }
    if not _count(order, *IN_HAND):
        return _("No item is left to send: the money has to go back instead.")
    return None


@guard
def has_open_parcel(order: "Order") -> Any:
    return None if order.parcels.exists() else _("The order has no parcel yet.")


@guard
def parcel_delivered(order: "Order") -> Any:
    """All parcels of the order, as the courier tells it."""
    if all(parcel.status == "delivered" for parcel in order.parcels.all()):
        return None
    return _("The courier has not reported the delivery yet.")


@guard
def order_is_paid(item: "OrderItem") -> Any:
    """We spend our money after the customer has paid, never before."""
    from_paid = ("items_paid",)
    return None if item.order.state in from_paid else _("The items of this order are not paid for.")


@guard
def order_is_requested(item: "OrderItem") -> Any:
    return None if item.order.state == "requested" else _("This request is not being screened.")


@guard
def order_takes_corrections(item: "OrderItem") -> Any:
    """Once prices are promised, what they were promised for stands still."""
    if item.order.state in ("requested", "needs_info", "approved"):
        return None
    return _("The prices are confirmed: the items of this order can no longer be corrected.")


@guard
def order_is_being_priced(item: "OrderItem") -> Any:
    return None if item.order.state == "approved" else _("This order is not being priced.")


def _not_looked_at(item: "OrderItem") -> str:
    return _("The rules have not looked at “%(item)s” yet.") % {"item": item}


def _stopped(item: "OrderItem") -> str:
    return _(
        "A screening rule forbids “%(item)s” by now: ask a second person to allow it, or leave it out."
    ) % {"item": item}


@guard
def nothing_stopped(order: "Order") -> Any:
    """What a rule forbids by now is promised only where two people have agreed to it as it is."""
    return next((_stopped(item) for item in order.items.all() if item.is_stopped), None)


@guard
def is_not_stopped(item: "OrderItem") -> Any:
    """A rule that was changed after the item was allowed is not passed over by one person."""
    return _stopped(item) if item.is_stopped else None


@guard
def something_else_is_left(item: "OrderItem") -> Any:
    others = (other.state for other in item.order.items.all() if other.pk != item.pk)
    if ItemState.APPROVED in others:
        return None
    return _("Nothing else is left of this order: cancel it instead.")


@guard
def order_takes_override(item: "OrderItem") -> Any:
    """What waits for a decision, while the request is screened; what was allowed before the rule, until it
    is bought."""
    states = UNTIL_BOUGHT if item.state == ItemState.APPROVED else (OrderState.REQUESTED,)
    return None if item.order.state in states else _("This request is not being screened.")


@guard
def has_no_hits(item: "OrderItem") -> Any:
    """A forbidden thing needs an override with a reason, not a plain approval."""
    if item.screened_at is None:
        return _not_looked_at(item)
    if item.is_forbidden:
        return _("A screening rule forbids this item: reject it, or ask a second person to allow it.")
    return None


@guard
def second_person_agreed(item: "OrderItem") -> Any:
    """One has asked, another one has agreed to the item as it is now: `services.approvals` writes both in the
    deed's transaction."""
    agreed = item.approvals.filter(
        kind="override", verdict="agreed", mark=item.fingerprint,
        asked_by__isnull=False, decided_by__isnull=False,
    )  # fmt: skip
    if agreed.exclude(asked_by=F("decided_by")).exists():
        return None
    return _("Nobody else has agreed to this yet.")
