"""Who does a deed. Every log row has one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    PROVIDER = "provider"  # a settled payment, as the card provider tells it
    COURIER = "courier"  # a scan
    CLOCK = "clock"  # a deadline
    SYSTEM = "system"


def staff_may(user: Any, permission: str) -> bool:
    """Whether this is somebody who still works here and has the right."""
    return bool(user is not None and user.is_active and user.is_staff and user.has_perm(permission))


@dataclass(frozen=True, slots=True)
class Actor:
    """`user` is set for people and decides on permissions; the label is what the timeline shows."""

    kind: Kind
    label: str
    user: Any = None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    def may(self, permission: str) -> bool:
        return staff_may(self.user, permission)

    @classmethod
    def staff(cls, user: Any) -> "Actor":
        return cls(Kind.STAFF, str(user), user)

    @classmethod
    def customer(cls, user: Any) -> "Actor":
        return cls(Kind.CUSTOMER, str(user), user)


STRIPE = Actor(Kind.PROVIDER, "Stripe")
CLOCK = Actor(Kind.CLOCK, "Clock")
SYSTEM = Actor(Kind.SYSTEM, "Bidangil")


def courier(name: str) -> Actor:
    return Actor(Kind.COURIER, name)
