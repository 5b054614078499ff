"""The first page of the day: what needs this person now, and how much waits in each queue."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from console import live, offers, queues
from console.pages.rows import Row, oldest_deadline_first, rows, with_summary
from workflow.models import Order, OrderItem
from workflow.states import OrderState

_MOST_ROWS = 12
_ITEM_DEEDS = ("buy", "receive")


@dataclass(frozen=True, slots=True)
class Card:
    queue: queues.Queue
    tally: queues.Tally
    late: str
    url: str


def home_context(user: Any) -> dict[str, Any]:
    """Everything the home page shows to this person. A fixed number of queries."""
    mine = queues.for_person(user)
    tallies = queues.tallies() if mine else {}
    cards = [_card(queue, tallies[queue.slug]) for queue in mine]
    return {
        "title": "",
        "needs_now": needs_now(user),
        "cards": cards,
        "has_work": bool(mine),
    }


def _card(queue: queues.Queue, tally: queues.Tally) -> Card:
    return Card(queue, tally, live.late(tally), reverse("admin:queue", args=(queue.slug,)))


def needs_now(user: Any) -> list[Row]:
    """The orders this person can take on right now, oldest deadline first."""
    states = [state for state in OrderState.values if _can_take_on(user, state)]
    if not states or not user.has_perm("workflow.view_order"):
        return []
    waiting = oldest_deadline_first(with_summary(Order.objects.filter(state__in=states)))
    return rows(waiting[:_MOST_ROWS], user, back=reverse("admin:index"))


def _can_take_on(user: Any, state: str) -> bool:
    if state == OrderState.ITEMS_PAID:
        arcs = offers.arcs_by_name(OrderItem.flow_name)
        return any(offers.may(user, arcs[name]) for name in _ITEM_DEEDS)
    return offers.next_step(Order(state=state, pk=0), user) is not None
