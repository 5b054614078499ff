"""What a customer's page needs to listen: its channel, from where, and the words for what happens."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from integrations.live.channels import of_order, of_user
from integrations.live.publishing import position
from workflow.models import Order
from workflow.pages.words import ITEM_NOW, NOW, PARCEL_NEWS
from workflow.states import ItemState, OrderState


def is_reread(request: HttpRequest) -> bool:
    """Whether an open page reads itself again, to take over what has changed."""
    return request.headers.get("X-Live") == "1"


def to_own_orders(request: HttpRequest, order: Order) -> dict[str, Any]:
    """For a page about one order of the member who has logged in. Called before its data is read."""
    return _context(request, of_user(order.customer_id), order, reverse("order", args=(order.ref,)))


def to_shared_link(request: HttpRequest, order: Order) -> dict[str, Any]:
    """For the page behind the tracking link. Called before its data is read."""
    return _context(request, of_order(order.share_token), order, reverse("track", args=(order.share_token,)))


def _context(request: HttpRequest, channel: str, order: Order, address: str) -> dict[str, Any]:
    if is_reread(request):
        # What is to be said once is said on the next page, not to a script.
        return {"messages": []}
    return {
        "live": {
            "channels": [channel],
            "since": position(),
            "order": order.ref,
            "address": address,
            "words": _words(),
        }
    }


def _words() -> dict[str, Any]:
    """Sentences by event; `{state}` is filled in on the page."""
    return {
        "order": _("The order moved on: {state}."),
        "item": _("News of an item: {state}."),
        "money": _("There is news of a payment."),
        "paid": _("Payment received."),
        "parcel": _("News of the parcel."),
        "scan": _("The courier scanned the parcel."),
        "link": _("There is a new tracking link."),
        "message": _("There is news in your messages."),
        "orders": {state.value: str(NOW[state].short) for state in OrderState if state in NOW},
        "parcels": {status.value: str(sentence) for status, sentence in PARCEL_NEWS.items()},
        "items": {state.value: str(ITEM_NOW[state]) for state in ItemState},
        "held": _("This has just changed. What you have typed stays until you look."),
        "show": _("Show how it is now"),
    }
