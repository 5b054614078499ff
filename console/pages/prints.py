"""What goes on paper: what to fetch from which shop, what belongs to which order, what lies in a parcel."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import qrcode  # type: ignore[import-untyped]
from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

from catalog.hosts import normalise_host, parent_hosts
from catalog.models import Store
from workflow.models import Order, OrderItem, Quote
from workflow.states import ChargeKind, ItemState, OrderState

MOST = 500
_TO_COME = (ItemState.BOUGHT, ItemState.MISMATCH)
_TO_FIND = (*_TO_COME, ItemState.RECEIVED, ItemState.PACKED)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop with what is to be bought there."""

    name: str
    host: str
    items: list[OrderItem]


@dataclass(frozen=True, slots=True)
class Box:
    """What belongs together in one order: `parts` are what is still to come and what is here, each under its
    words; one of which there is nothing is left out."""

    order: Order
    parts: list[tuple[str, list[OrderItem]]]


@dataclass(frozen=True, slots=True)
class PickList:
    """What is to be bought, by shop; what is bought and has to be found, by order."""

    shops: list[Shop]
    orders: list[Box]
    pieces: int
    # Orders that were chosen but have nothing to fetch now.
    without: list[str]


def pick_list(orders: Iterable[Order], *, only_to_buy: bool) -> PickList:
    """The list for at most 500 orders; `only_to_buy` for who goes shopping. Three queries beside theirs."""
    chosen = list(orders)
    prefetch_related_objects(chosen, "customer")
    states = (ItemState.APPROVED,) if only_to_buy else (ItemState.APPROVED, *_TO_FIND)
    wanted = OrderItem.objects.filter(order__in=chosen, state__in=states)
    wanted = wanted.select_related("order__customer")
    to_buy: list[OrderItem] = []
    by_order: dict[int, list[OrderItem]] = {}
    for item in wanted:
        if item.state != ItemState.APPROVED:
            by_order.setdefault(item.order_id, []).append(item)
        elif item.order.state == OrderState.ITEMS_PAID:
            to_buy.append(item)
    shown = {item.order_id for item in to_buy} | by_order.keys()
    return PickList(
        shops=_by_shop(to_buy),
        orders=[_box(order, by_order[order.pk]) for order in chosen if order.pk in by_order],
        pieces=sum(item.quantity for item in [*to_buy, *(one for some in by_order.values() for one in some)]),
        without=[order.ref for order in chosen if order.pk not in shown],
    )


def _box(order: Order, items: list[OrderItem]) -> Box:
    to_come = [item for item in items if item.state in _TO_COME]
    here = [item for item in items if item.state not in _TO_COME]
    parts = [(_("Still to come"), to_come), (_("Here already"), here)]
    return Box(order, [(words, some) for words, some in parts if some])


def _by_shop(items: list[OrderItem]) -> list[Shop]:
    hosts = {item.pk: _host(item.url) for item in items}
    stores = {
        store.host: store
        for store in Store.objects.filter(
            host__in={one for host in hosts.values() if host for one in parent_hosts(host)}
        )
    }
    groups: dict[str, list[OrderItem]] = {}
    for item in items:
        host = hosts[item.pk]
        known = next((one for one in parent_hosts(host) if one in stores), host) if host else ""
        groups.setdefault(known, []).append(item)
    korean = (get_language() or "").startswith("ko")
    shops = []
    for host, some in groups.items():
        store = stores.get(host)
        name = (store.name_ko if korean and store.name_ko else store.name) if store else host
        shops.append(Shop(name, host, sorted(some, key=lambda item: (item.order.ref, item.position))))
    return sorted(shops, key=lambda shop: (not shop.name, shop.name.casefold()))


def _host(url: str) -> str:
    try:
        return normalise_host(url)
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """An item in the box. `cents` is the whole line in US cents, None where it was never priced."""

    item: OrderItem
    cents: int | None


@dataclass(frozen=True, slots=True)
class Slip:
    """What lies in the order's parcels."""

    order: Order
    address: Any
    lines: list[SlipLine]
    total_cents: int | None
    parcels: list[Any]
    qr: SafeString


def slip(order: Order, *, url: str) -> Slip:
    """The packing slip of an order; `url` is where its code leads."""
    quote = order.current_quote(ChargeKind.ITEMS)
    priced = _line_cents(quote) if quote else {}
    lines = [
        SlipLine(item, priced.get(item.pk))
        for item in order.items.all()
        if item.will_be_sent and item.state != ItemState.REQUESTED
    ]
    known = [line.cents for line in lines if line.cents is not None]
    parcels = list(order.parcels)
    return Slip(
        order=order,
        address=getattr(order, "address", None),
        lines=lines,
        total_cents=sum(known) if lines and len(known) == len(lines) else None,
        parcels=parcels,
        qr=qr_code(url),
    )


def qr_code(text: str) -> SafeString:
    """A QR code as inline SVG, drawn from our own address."""
    image = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2)
    return mark_safe(image.to_string(encoding="unicode"))  # noqa: S308 (drawn here, the text is not in it)


def _line_cents(quote: Quote) -> dict[int, int]:
    """US cents of each item's line, as the customer's frozen quote says."""
    return {int(line["key"]): line["amount_cents"] for line in quote.lines if str(line["key"]).isdigit()}
