"""The tabs of an order page: which there are for whom, and which one fits the order's state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from workflow.models import Order
from workflow.states import OrderState

ITEMS, PAYMENTS, PARCELS, MESSAGES, TIMELINE = "items", "payments", "parcels", "messages", "timeline"

_LABELS = {
    ITEMS: _("Items & quote"),
    PAYMENTS: _("Payments"),
    PARCELS: _("Parcels"),
    MESSAGES: _("Messages"),
    TIMELINE: _("Timeline"),
}
# Where the work of a state is; the others begin with the items.
_OF_STATE = {
    OrderState.ITEMS_DUE: PAYMENTS,
    OrderState.DELIVERY_DUE: PAYMENTS,
    OrderState.DELIVERY_PAID: PARCELS,
    OrderState.SHIPPED: PARCELS,
    OrderState.DELIVERED: PARCELS,
    OrderState.REJECTED: TIMELINE,
    OrderState.CANCELLED: TIMELINE,
    OrderState.EXPIRED: TIMELINE,
}


@dataclass(frozen=True, slots=True)
class Tab:
    """`number` is its place, from 1. `dot` says that something new waits in it."""

    slug: str
    label: Any
    number: int
    url: str
    is_open: bool
    count: int | None = None
    dot: bool = False

    @property
    def template(self) -> str:
        return f"console/order/_tab_{self.slug}.html"


def tabs_of(
    order: Order,
    user: Any,
    query: QueryDict,
    *,
    counts: Mapping[str, int],
    new: Iterable[str] = (),
) -> list[Tab]:
    """The tabs this person may see; open is the one that `?tab=` names, else the one of the state."""
    slugs = [slug for slug in _LABELS if slug != PAYMENTS or user.has_perm("workflow.view_charge")]
    wanted = query.get("tab") or _OF_STATE.get(OrderState(order.state), ITEMS)
    opened = wanted if wanted in slugs else ITEMS
    return [
        Tab(
            slug=slug,
            label=_LABELS[slug],
            number=number,
            url=with_query(query, tab=slug),
            is_open=slug == opened,
            count=counts.get(slug),
            dot=slug in new,
        )
        for number, slug in enumerate(slugs, start=1)
    ]


def with_query(query: QueryDict, **changed: str) -> str:
    """This page's address with some of its query changed."""
    copy = query.copy()
    for name, value in changed.items():
        copy[name] = value
    return f"?{copy.urlencode()}"


def at(page: str, slug: str) -> str:
    """An order page's address (with its place in a list, if it has one), opened at one of its tabs."""
    return f"{page}{'&' if '?' in page else '?'}tab={slug}#{slug}"
