"""How we speak to a customer about their order: what happens now, and what they can do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations.couriers.status import TrackingStatus
from workflow.states import ItemState, OrderState


@dataclass(frozen=True, slots=True)
class Now:
    """Where an order stands: two words for a list, a headline and a sentence for its page."""

    short: Any
    headline: Any
    sentence: Any


NOW: dict[str, Now] = {
    OrderState.REQUESTED: Now(
        _("Being checked"),
        _("We are checking your items"),
        _("We look at each item and at the rules for sending it to the U.S. Then we tell you the price. "
          "There is nothing to pay yet."),
    ),
    OrderState.NEEDS_INFO: Now(
        _("Question for you"),
        _("We have a question for you"),
        _("Please answer below, then we go on at once."),
    ),
    OrderState.APPROVED: Now(
        _("Being priced"),
        _("We are working out your price"),
        _("Your items can be sent. We look up the prices in the shops and write to you. "
          "There is nothing to pay yet."),
    ),
    OrderState.REJECTED: Now(
        _("Not possible"),
        _("We cannot buy this for you"),
        _("We are sorry. You have paid nothing and owe nothing."),
    ),
    OrderState.ITEMS_DUE: Now(
        _("Items to pay"),
        _("Your price is ready"),
        _("Pay for the items, and we buy them. The delivery is a second, separate payment "
          "once we have weighed them."),
    ),
    OrderState.ITEMS_PAID: Now(
        _("Being bought"),
        _("We are buying your items"),
        _("Your payment has arrived. We order in the shops and wait for the parcels at our warehouse."),
    ),
    OrderState.IN_WAREHOUSE: Now(
        _("At our warehouse"),
        _("Everything has arrived at our warehouse"),
        _("We pack and weigh your parcel. Then we tell you the delivery fee."),
    ),
    OrderState.DELIVERY_DUE: Now(
        _("Delivery to pay"),
        _("Your parcel is packed and weighed"),
        _("Pay for the delivery, and it leaves Korea."),
    ),
    OrderState.DELIVERY_PAID: Now(
        _("Leaving soon"),
        _("Your parcel is about to leave"),
        _("Your payment has arrived. We hand the parcel to the courier and send you the tracking number."),
    ),
    OrderState.SHIPPED: Now(
        _("On its way to you"),
        _("Your parcel is on its way"),
        _("Follow it from Korea to your door."),
    ),
    OrderState.DELIVERED: Now(
        _("Delivered"),
        _("Your parcel has arrived"),
        _("Thank you for ordering with us. If something is missing or damaged, or if you would like to "
          "tell us how it was, please answer our e-mail."),
    ),
    OrderState.CANCELLED: Now(
        _("Order cancelled"),
        _("This order was cancelled"),
        _("Nothing more happens with it."),
    ),
    OrderState.EXPIRED: Now(
        _("Price ran out"),
        _("The price was not paid in time"),
        _("Prices and the exchange rate move, so we hold a price for a limited time. "
          "Ask again, and we look up today's."),
    ),
}  # fmt: skip

# What has gone wrong with a parcel, said in place of its order's headline until it is well again.
TROUBLE: dict[TrackingStatus, Any] = {
    TrackingStatus.CUSTOMS_HOLD: _("Customs is holding your parcel"),
    TrackingStatus.EXCEPTION: _("Your parcel is delayed or in trouble"),
    TrackingStatus.ATTEMPT_FAILED: _("The courier could not deliver your parcel"),
    TrackingStatus.RETURNED: _("Your parcel was returned to the sender"),
}
LOOKED_AFTER = _("We have seen this and are looking after it. We write to you if we need anything.")

# The news that a parcel now has this status, to customers and staff; the others are one scan among many.
PARCEL_NEWS: dict[TrackingStatus, Any] = {
    TrackingStatus.CUSTOMS_HOLD: _("Customs is holding the parcel."),
    TrackingStatus.EXCEPTION: _("The parcel is delayed or in trouble."),
    TrackingStatus.OUT_FOR_DELIVERY: _("The parcel is out for delivery."),
    TrackingStatus.ATTEMPT_FAILED: _("The courier could not deliver the parcel."),
    TrackingStatus.AVAILABLE_FOR_PICKUP: _("The parcel is ready to be collected."),
    TrackingStatus.DELIVERED: _("The parcel has arrived."),
    TrackingStatus.RETURNED: _("The parcel was returned to the sender."),
}

# The customer's five steps in a word or two each, by the deed that ends them.
STEP: dict[str, Any] = {
    "request_quote": _("Quote"),
    "items_paid": _("Pay items"),
    "delivery_paid": _("Pay delivery"),
    "ship": _("Tracking"),
    "deliver": _("Arrival"),
}

ITEM_NOW: dict[str, Any] = {
    ItemState.REQUESTED: _("Being checked"),
    ItemState.APPROVED: _("Accepted"),
    ItemState.REJECTED: _("Not possible"),
    ItemState.BOUGHT: _("Bought"),
    ItemState.OUT_OF_STOCK: _("Out of stock"),
    ItemState.RECEIVED: _("At our warehouse"),
    ItemState.MISMATCH: _("Being put right with the shop"),
    ItemState.PACKED: _("Packed"),
}
# What is packed travels with the order from then on.
PACKED_NOW: dict[str, Any] = {
    OrderState.SHIPPED: _("Shipped"),
    OrderState.DELIVERED: _("Delivered"),
}


def courier_says(status: TrackingStatus) -> Any:
    """A parcel's status; what we could not sort is told in the courier's words, not as a fault."""
    return _("News from the courier") if status is TrackingStatus.UNKNOWN else status.label


# Reasons that were written for the customer. What staff note at the shelf or against a rule is theirs.
REASON_IS_FOR_CUSTOMER = (ItemState.REJECTED, ItemState.OUT_OF_STOCK)

TONE = {
    OrderState.NEEDS_INFO: "you",
    OrderState.ITEMS_DUE: "you",
    OrderState.DELIVERY_DUE: "you",
    OrderState.DELIVERED: "good",
    OrderState.SHIPPED: "good",
    OrderState.REJECTED: "ended",
    OrderState.CANCELLED: "ended",
    OrderState.EXPIRED: "ended",
}

ITEM_TONE = {
    ItemState.REJECTED: "ended",
    ItemState.OUT_OF_STOCK: "ended",
    ItemState.MISMATCH: "you",
    ItemState.RECEIVED: "good",
    ItemState.PACKED: "good",
    ItemState.BOUGHT: "good",
}
