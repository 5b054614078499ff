"""One vocabulary for where a parcel is, whatever words its courier uses."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TrackingStatus(StrEnum):
    """The normalised tracking status. `unknown` is for staff to look at: the courier's words are kept."""

    PRE_TRANSIT = "pre_transit"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    CUSTOMS_HOLD = "customs_hold"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"
    UNKNOWN = "unknown"

    @property
    def is_terminal(self) -> bool:
        """The journey is over; only `returned` may still follow `delivered`."""
        return self in (TrackingStatus.DELIVERED, TrackingStatus.RETURNED)

    @property
    def label(self) -> Promise:
        """The status in words, translated when shown."""
        return LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[str, Promise]]:
        """Pairs for a model field or a form."""
        return [(status.value, status.label) for status in cls]


LABELS: dict[TrackingStatus, Promise] = {
    TrackingStatus.PRE_TRANSIT: _("Label made"),
    TrackingStatus.PICKED_UP: _("Picked up"),
    TrackingStatus.IN_TRANSIT: _("On its way"),
    TrackingStatus.CUSTOMS: _("At customs"),
    TrackingStatus.CUSTOMS_HOLD: _("Held by customs"),
    TrackingStatus.OUT_FOR_DELIVERY: _("Out for delivery"),
    TrackingStatus.ATTEMPT_FAILED: _("Delivery attempt failed"),
    TrackingStatus.AVAILABLE_FOR_PICKUP: _("Ready to be collected"),
    TrackingStatus.DELIVERED: _("Delivered"),
    TrackingStatus.EXCEPTION: _("Delayed or in trouble"),
    TrackingStatus.RETURNED: _("Returned to sender"),
    TrackingStatus.UNKNOWN: _("Not understood"),
}
