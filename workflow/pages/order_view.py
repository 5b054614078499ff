"""Everything the order page shows, put into words before the template sees it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from catalog.money import format_usd
from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.models import Order, OrderItem, Parcel
from workflow.pages import bill, refunds
from workflow.pages.scans import ScanView, newest_first
from workflow.pages.story import chapters, told_time
from workflow.pages.words import (
    ITEM_NOW,
    ITEM_TONE,
    LOOKED_AFTER,
    NOW,
    PACKED_NOW,
    REASON_IS_FOR_CUSTOMER,
    STEP,
    TONE,
    TROUBLE,
    Now,
    courier_says,
)
from workflow.selectors.lanes import TurnNow, lanes, timeline
from workflow.states import ItemState, OrderState, Turn
from workflow.wording import track_link

_OVER = (OrderState.REJECTED, OrderState.CANCELLED, OrderState.EXPIRED)


@dataclass(frozen=True, slots=True)
class ItemView:
    key: int
    name: str
    host: str
    url: str
    options: str
    quantity: int
    note: str
    state: Any
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    key: int
    courier: str
    number: str
    status: Any
    url: str
    newest: ScanView | None


def page_context(order: Order, user: Any) -> dict[str, Any]:
    """The order page of its customer."""
    log, items = timeline(order), list(order.items.all())
    view, actor = lanes(order, log), Actor.customer(user)
    sent = list(order.parcels.exclude(tracking_number="").prefetch_related("events"))
    trouble = _trouble(order, sent)
    return {
        "order": order,
        "now": trouble or NOW[order.state],
        "tone": "bad" if trouble else TONE.get(OrderState(order.state), "ours"),
        "steps": [(STEP[step.name], step.status) for step in view.user],
        "our_steps": [(step.label, step.status) for step in view.staff],
        "turn": "" if trouble else turn_words(order, view.now),
        "ending": _ending(order, log),
        "due": bill.payable(order),
        "due_amount": _due_amount(order),
        "items": [_item(item, order) for item in items],
        "bills": bill.bills(order),
        "charges": bill.charges(order),
        "strays": refunds.strays(order),
        "refunds": refunds.refunds(order),
        "parcels": [_parcel(parcel) for parcel in sent],
        "chapters": chapters(order, log, items),
        "can_cancel": door.why_not(order, "cancel", actor) is None,
        "can_change_address": door.why_not(order, "change_address", actor) is None,
        "asked": told_time(order, order.created_at),
        "is_over": order.state in _OVER,
        "track_link": track_link(order.share_token),
    }


def turn_words(order: Order, now: TurnNow) -> str:
    """Whose turn it is and by when, in one sentence; empty when nobody owes anything."""
    due = told_time(order, now.due_at) if now.due_at else ""
    if now.turn is Turn.CUSTOMER:
        return _("Your turn, until %(time)s") % {"time": due} if due else _("Your turn")
    if now.turn is Turn.STAFF:
        if not due:
            return _("Our turn")
        if now.is_overdue:
            return _("Our turn. We had promised this by %(time)s and are late. We are sorry.") % {"time": due}
        return _("Our turn, by %(time)s") % {"time": due}
    return _("With the courier") if now.turn is Turn.COURIER else ""


def item_name(item: OrderItem) -> str:
    """The name, or the shop where the customer gave only a link."""
    return item.title or _("Item from %(shop)s") % {"shop": _host(item.url) or item.url}


def _item(item: OrderItem, order: Order) -> ItemView:
    return ItemView(
        key=item.pk,
        name=item_name(item),
        host=_host(item.url),
        url=item.url if item.url.startswith(("https://", "http://")) else "",
        options=item.options,
        quantity=item.quantity,
        note=item.note,
        state=_item_state(item, order),
        tone=ITEM_TONE.get(item.state, "ours"),
        reason=item.decision_reason if item.state in REASON_IS_FOR_CUSTOMER else "",
    )


def _item_state(item: OrderItem, order: Order) -> Any:
    if item.state == ItemState.PACKED:
        return PACKED_NOW.get(order.state, ITEM_NOW[ItemState.PACKED])
    # What was to happen with it no longer matters once the order has ended.
    undecided = item.state in (ItemState.REQUESTED, ItemState.APPROVED)
    return "" if undecided and order.state in _OVER else ITEM_NOW[item.state]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _trouble(order: Order, parcels: list[Parcel]) -> Now | None:
    """What to say first while a parcel is in trouble: "on its way" or "arrived" would mislead."""
    if order.state not in (OrderState.SHIPPED, OrderState.DELIVERED):
        return None
    for parcel in parcels:
        headline = TROUBLE.get(TrackingStatus(parcel.status))
        if headline:
            return Now(short=headline, headline=headline, sentence=LOOKED_AFTER)
    return None


def _parcel(parcel: Parcel) -> ParcelView:
    courier = courier_of(parcel.courier)
    scans = newest_first(parcel.events.all(), first=parcel.onward)
    return ParcelView(
        key=parcel.pk,
        courier=courier.name,
        number=parcel.tracking_number,
        status=courier_says(TrackingStatus(parcel.status)),
        url=courier.tracking_url(parcel.tracking_number),
        newest=scans[0] if scans else None,
    )


def _due_amount(order: Order) -> str:
    charge = bill.payable(order)
    return format_usd(charge.amount_cents) if charge else ""


def _ending(order: Order, log: list[Any]) -> str:
    """Why an order ended early; empty when it did not. Its money stands under the refunds."""
    if not log or order.state not in (OrderState.REJECTED, OrderState.CANCELLED):
        return ""
    return str(log[-1].data.get("reason", ""))
