"""The warehouse's pages: a number in, the box's order out, and what is to be done with it."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.urls import reverse

from console import ages, offers, queues, tones
from console.desk_offers import slip_offer
from console.pages.messages import notes_to_read
from console.search import begins
from workflow.models import Order, OrderItem, Parcel
from workflow.selectors.lanes import whose_turn
from workflow.states import ItemState

# The deeds of the floor, in the order in which a box meets them.
RIGHTS = ("workflow.receive_items", "workflow.confirm_delivery_fee", "workflow.ship_order")
_QUEUES = ("arriving", "to-weigh", "to-ship")
_ITEM_DEEDS = ("receive", "report_mismatch")
_ORDER_DEEDS = ("items_ready", "confirm_delivery_fee", "revise_delivery_fee", "ship", "correct_tracking")
_MOST_FOUND = 20
_LONGEST = 200
_REF = re.compile(r"(?:BD-?)?([0-9A-Z]{8})")


@dataclass(frozen=True, slots=True)
class Found:
    """An order that a number leads to; `item` is the one whose box it is, where the number says so."""

    order: Order
    item: OrderItem | None = None

    @property
    def url(self) -> str:
        page = reverse("admin:warehouse_order", args=(self.order.ref,))
        return f"{page}?item={self.item.pk}#item-{self.item.pk}" if self.item else page


@dataclass(frozen=True, slots=True)
class FloorItem:
    item: OrderItem
    tone: str
    is_this_one: bool
    deeds: list[offers.Offer]


def may_enter(user: Any) -> bool:
    """Whether the warehouse's pages are this person's work."""
    return bool(user.has_perm("workflow.view_order")) and any(user.has_perm(right) for right in RIGHTS)


def cards(user: Any) -> list[tuple[queues.Queue, queues.Tally]]:
    """The floor's queues, with how much waits in each."""
    tallies = queues.tallies()
    return [(queue, tallies[slug]) for slug in _QUEUES if queues.wants(user, queue := queues.BY_SLUG[slug])]


def find(number: str) -> list[Found]:
    """What a scanned or typed number may mean, at most twenty, newest first.

    A packing slip's code holds the order's address; else it is an order's number, the shop's order number
    on the box, or a tracking number. Whole numbers first; only when none fits, their beginnings.
    """
    text = _inner(number)
    if not text:
        return []
    return _whole(text) or (_beginning(text) if len(text) >= 4 else [])


def _inner(number: str) -> str:
    text = number.strip()[:_LONGEST]
    if text.lower().startswith(("http://", "https://")):
        try:
            text = urlsplit(text).path.rstrip("/").rpartition("/")[2]
        except ValueError:
            return ""
    return text


def _whole(text: str) -> list[Found]:
    upper = text.upper().replace(" ", "")
    by_ref = _REF.fullmatch(upper)
    orders = Order.objects.filter(ref=f"BD-{by_ref[1]}") if by_ref else Order.objects.none()
    return [
        *(Found(order) for order in orders),
        *_of_items(Q(shop_order_number__in={text, upper})),
        *_of_parcels(Q(tracking_number=upper)),
    ]


def _beginning(text: str) -> list[Found]:
    upper = text.upper().replace(" ", "")
    return [
        *_of_items(begins("shop_order_number", text)),
        *_of_parcels(begins("tracking_number", upper)),
    ][:_MOST_FOUND]


def _of_items(wanted: Q) -> list[Found]:
    items = OrderItem.objects.filter(wanted).select_related("order__customer").order_by("-id")[:_MOST_FOUND]
    return [Found(item.order, item) for item in items]


def _of_parcels(wanted: Q) -> list[Found]:
    parcels = Parcel.objects.filter(wanted).order_by("-id")[:_MOST_FOUND]
    orders = Order.objects.filter(items__parcel_lines__parcel__in=list(parcels)).select_related("customer")
    return [Found(order) for order in orders.distinct().order_by("-id")[:_MOST_FOUND]]


def floor_context(order: Order, user: Any, *, item_id: int | None) -> dict[str, Any]:
    """What the floor needs of one order: its boxes, and the one thing to do next."""
    page = reverse("admin:warehouse_order", args=(order.ref,))
    items = list(order.items.all())
    for item in items:
        item.order = order
    given = [offer for offer in offers.of_subject(order, user, back=page) if offer.name in _ORDER_DEEDS]
    primary = offers.primary(given)
    return {
        "order": order,
        "tone": tones.of_order(order.state),
        "turn": whose_turn(order),
        "turn_sentence": offers.turn_sentence(order, 0),
        "due": ages.due(order.due_at),
        "primary": _short(primary) if primary else None,
        "others": [_short(offer) for offer in given if offer is not primary],
        "slip": slip_offer(order, user, page),
        "notes": notes_to_read(order, user),
        "items": [_item(item, user, page, item_id) for item in items if item.state != ItemState.REJECTED],
        "parcels": list(order.parcels.prefetch_related("photos")),
        "may_photograph": user.has_perm("workflow.add_photo"),
    }


def _short(offer: offers.Offer) -> offers.Offer:
    return replace(offer, label=offers.short_label(offer.name, offer.label))


def _item(item: OrderItem, user: Any, page: str, item_id: int | None) -> FloorItem:
    return FloorItem(
        item=item,
        tone=tones.of_item(item.state),
        is_this_one=item.pk == item_id,
        deeds=[
            offer
            for offer in offers.of_subject(item, user, back=page)
            if offer.name in _ITEM_DEEDS and not offer.blocked
        ],
    )
