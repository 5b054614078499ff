"""A caller's own rows, and nobody else's: what is not among them does not exist for them (404)."""

from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from workflow.engine.errors import BadInput
from workflow.engine.models import TransitionLog
from workflow.models import Address, Charge, Notification, Order, OrderItem, Parcel, ParcelLine
from workflow.models.order import OrderQuerySet
from workflow.selectors.lanes import item_news


class Event(NamedTuple):
    """A deed on an order, or on the one item of it."""

    entry: TransitionLog
    item: OrderItem | None


def own_orders(member: Any) -> OrderQuerySet:
    return Order.objects.of(member)


def own_order(member: Any, ref: str) -> Order:
    """The order with its address. Raises Http404."""
    return get_object_or_404(own_orders(member).select_related("address"), ref=ref)


def own_order_whole(member: Any, ref: str) -> Order:
    """The order with everything its detail shows, in a fixed number of queries. Raises Http404."""
    whole = own_orders(member).select_related("address").prefetch_related("items", "quotes", "charges")
    return get_object_or_404(whole, ref=ref)


def own_charge(member: Any, ref: str) -> Charge:
    """Raises Http404."""
    return get_object_or_404(Charge.objects.filter(order__customer=member), ref=ref)


def own_notifications(member: Any) -> Any:
    return Notification.objects.filter(customer=member).select_related("order")


def parcels_of(order: Order) -> list[Parcel]:
    """The boxes with what they hold of this order, and their scans, newest first."""
    lines = ParcelLine.objects.filter(item__order=order).select_related("item").order_by("item__position")
    return list(
        Parcel.objects.filter(lines__item__order=order)
        .distinct()
        .order_by("id")
        .prefetch_related(Prefetch("lines", queryset=lines), "events")
    )


def events_of(order: Order) -> list[Event]:
    """The deeds on the order and the telling ones on its items, each with its item, as they happened."""
    items = {item.pk: item for item in order.items.all()}
    of_order = TransitionLog.objects.filter(flow=Order.flow_name, subject_id=order.pk)
    events = [Event(row, None) for row in of_order]
    events += [Event(row, items[row.subject_id]) for row in item_news(items)]
    return sorted(events, key=lambda event: event.entry.pk)


def address_from_book(member: Any, address_id: int) -> dict[str, str]:
    """The parts of an entry of the member's address book. Raises BadInput: there is no such entry."""
    entry = Address.objects.filter(customer=member, pk=address_id).first()
    if entry is None:
        raise BadInput(_("Your address book has no such entry."), field="address_id", code="unknown_address")
    return entry.parts()
