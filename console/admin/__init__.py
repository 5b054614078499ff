"""The staff's screens, one file a noun. Imported by the admin's autodiscovery."""

from console.admin import (
    attention,
    charge,
    effect,
    group,
    member,
    notification,
    order,
    parcel,
    payment,
    plumbing,
    webhook_event,
)

__all__ = [
    "attention",
    "charge",
    "effect",
    "group",
    "member",
    "notification",
    "order",
    "parcel",
    "payment",
    "plumbing",
    "webhook_event",
]
