"""The staff's screens, one file a noun. Imported by the admin's autodiscovery."""

from console.admin import (
    attention,
    catalog,
    charge,
    effect,
    group,
    member,
    notification,
    order,
    parcel,
    payment,
    plumbing,
    rate_card,
    webhook_event,
)

__all__ = [
    "attention",
    "catalog",
    "charge",
    "effect",
    "group",
    "member",
    "notification",
    "order",
    "parcel",
    "payment",
    "plumbing",
    "rate_card",
    "webhook_event",
]
