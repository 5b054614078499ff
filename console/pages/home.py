"""The first page of the day: what needs this person now, how much waits in each queue, how it has gone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from console import figures, live, offers, queues
from console.pages.plots import plots
from console.pages.rows import Row, oldest_deadline_first, rows, with_summary
from console.pages.waiting import waiting_for
from workflow.models import Order, OrderItem
from workflow.states import OrderState

_MOST_ROWS = 12
_ITEM_DEEDS = ("buy", "receive")
_REMEMBERED = "console.days"


@dataclass(frozen=True, slots=True)
class Card:
    queue: queues.Queue
    tally: queues.Tally
    late: str
    url: str


def home_context(request: HttpRequest) -> dict[str, Any]:
    """Everything the home page shows to this person. A fixed number of queries."""
    user: Any = request.user
    days = chosen_period(request)
    drawn, still_counting = plots(user, days)
    mine = queues.for_person(user)
    tallies = queues.tallies(user) if mine else {}
    cards = [_card(queue, tallies[queue.slug]) for queue in mine]
    return {
        "title": "",
        "needs_now": needs_now(user),
        "waiting": waiting_for(user),
        "plots": drawn,
        "still_counting": still_counting,
        "days": days,
        "periods": figures.PERIODS,
        "cards": cards,
        "has_work": bool(mine),
    }


def chosen_period(request: HttpRequest) -> int:
    """The days that `?days=` asks for, else those this person looked at last, else thirty.

    Remembered in the session: a taste, no deed.
    """
    asked = request.GET.get("days", "")
    if asked.isdecimal() and int(asked) in figures.PERIODS:
        if request.session.get(_REMEMBERED) != int(asked):
            request.session[_REMEMBERED] = int(asked)
        return int(asked)
    remembered = request.session.get(_REMEMBERED)
    return remembered if remembered in figures.PERIODS else figures.USUAL


def _card(queue: queues.Queue, tally: queues.Tally) -> Card:
    return Card(queue, tally, live.late(tally), reverse("admin:queue", args=(queue.slug,)))


def needs_now(user: Any) -> list[Row]:
    """The orders this person can take on right now, oldest deadline first."""
    states = [state for state in OrderState.values if _can_take_on(user, state)]
    if not states or not user.has_perm("workflow.view_order"):
        return []
    mine = Order.objects.filter(queues.not_put_off(), state__in=states)
    waiting = oldest_deadline_first(with_summary(mine))
    return rows(waiting[:_MOST_ROWS], user, back=reverse("admin:index"))


def _can_take_on(user: Any, state: str) -> bool:
    if state == OrderState.ITEMS_PAID:
        arcs = offers.arcs_by_name(OrderItem.flow_name)
        return any(offers.may(user, arcs[name]) for name in _ITEM_DEEDS)
    return offers.next_step(Order(state=state, pk=0), user) is not None
