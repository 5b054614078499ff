"""The first page of the day: what needs this person now, how much waits in each queue, how it has gone."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from console import awaited, figures, live, offers, queues
from console.navigation import sidebar
from console.pages.plots import plots
from console.pages.rows import Row, rows, with_summary
from console.pages.waiting import waiting_for
from console.walks import in_this_order
from workflow.models import Order, OrderItem
from workflow.selectors.lanes import states_of_turn
from workflow.states import OrderState, Turn

_MOST_ROWS = 12
_ITEM_DEEDS = {"buy": awaited.TO_BUY, "receive": awaited.TO_ARRIVE}
_REMEMBERED = "console.days"


@dataclass(frozen=True, slots=True)
class Card:
    queue: queues.Queue
    tally: queues.Tally
    waiting: str
    late: str
    url: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What "Needs you now" does not show: in words, and where it stands, if on one page."""

    words: str
    url: str = ""


def home_context(request: HttpRequest) -> dict[str, Any]:
    """Everything the home page shows to this person. A fixed number of queries."""
    user: Any = request.user
    days = chosen_period(request)
    drawn, still_counting = plots(user, days)
    mine = queues.for_person(user)
    tallies = queues.tallies(user) if mine else {}
    cards = [_card(queue, tallies[queue.slug]) for queue in mine]
    urgent = needs_now(user)
    return {
        "title": "",
        "needs_now": urgent,
        "rest": _rest(user, cards, len(urgent)),
        "rooms": [] if mine else _rooms(request),
        "waiting": waiting_for(user),
        "plots": drawn,
        "still_counting": still_counting,
        "days": days,
        "periods": figures.PERIODS,
        "cards": cards,
    }


def _rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """What stands at the side, for who has no queue: their whole work."""
    home = reverse("admin:index")
    return [item for group in sidebar(request) for item in group["items"] if item["link"] != home]


def chosen_period(request: HttpRequest) -> int:
    """The days that `?days=` asks for, else those this person looked at last, else thirty.

    Remembered in the session: a taste, no deed.
    """
    asked = request.GET.get("days", "")
    if len(asked) < 4 and asked.isdecimal() and int(asked) in figures.PERIODS:
        if request.session.get(_REMEMBERED) != int(asked):
            request.session[_REMEMBERED] = int(asked)
        return int(asked)
    remembered = request.session.get(_REMEMBERED)
    return remembered if remembered in figures.PERIODS else figures.USUAL


def _card(queue: queues.Queue, tally: queues.Tally) -> Card:
    return Card(
        queue, tally, live.many(tally.waiting), live.late(tally), reverse("admin:queue", args=(queue.slug,))
    )


def needs_now(user: Any) -> list[Row]:
    """The orders this person can take on right now, oldest deadline first."""
    states = _states(user)
    if not states or not user.has_perm("workflow.view_order"):
        return []
    shown = in_this_order(with_summary(Order.objects.all()), _most_urgent(states, _of_items(user)))
    return rows(shown, user, back=reverse("admin:index"))


def _most_urgent(states: list[str], of_items: Q) -> list[int]:
    """The ids of the first twelve: what is due first stands first, what has no deadline comes last."""
    others = [state for state in OrderState.values if state not in states]
    looked_at = Order.objects.filter(of_items, queues.not_put_off())
    # By what the states are not: the index of deadlines is walked, which soon meets twelve, and not sorted.
    dated = looked_at.filter(due_at__isnull=False).exclude(state__in=others).order_by("due_at", "id")
    # By their last step and not by their id: SQLite would walk all that has no deadline, which is the past.
    dateless = looked_at.filter(due_at=None, state__in=states).order_by("moved_at", "id")
    ids = [pk for rows in (dated, dateless) for pk in rows.values_list("pk", flat=True)[:_MOST_ROWS]]
    return ids[:_MOST_ROWS]


def _states(user: Any) -> list[str]:
    return [state for state in OrderState.values if _can_take_on(user, state)]


def _own_items(user: Any) -> set[str]:
    """The states in which an item waits for this person: to be bought, to arrive, both or neither."""
    arcs = offers.arcs_by_name(OrderItem.flow_name)
    return {
        str(state) for name, states in _ITEM_DEEDS.items() if offers.may(user, arcs[name]) for state in states
    }


def _of_items(user: Any) -> Q:
    """Leaves out the paid orders in which no item waits for this person."""
    own = _own_items(user)
    if own >= {*awaited.TO_BUY, *awaited.TO_ARRIVE}:
        return Q()
    items = OrderItem.objects.filter(order=OuterRef("pk"), state__in=own).order_by()
    return ~Q(state=OrderState.ITEMS_PAID) | Q(IsNull(Subquery(items.values("pk")[:1]), False))


def _rest(user: Any, cards: list[Card], shown: int) -> Rest | None:
    """Where the orders stand that the twelve leave out; nothing where all are shown. No query.

    Their number is that of the badges, which is some seconds old.
    """
    own = [card for card in cards if card.queue.group == queues.DESK and card.queue.states]
    n = sum(card.tally.waiting for card in own)
    if shown < _MOST_ROWS or n <= shown:
        return None
    words = _("All %(n)s") % {"n": live.many(n)}
    if len(own) == 1:
        return Rest(words, own[0].url)
    if set(states_of_turn(Turn.STAFF)) <= set(_states(user)):
        every = reverse("admin:workflow_order_changelist")
        return Rest(words, f"{every}?{urlencode({'turn': Turn.STAFF, 'put_off': 'hidden'})}")
    return Rest(
        _("%(shown)s of %(n)s; the others stand in your queues.") % {"shown": shown, "n": live.many(n)}
    )


def _can_take_on(user: Any, state: str) -> bool:
    if state == OrderState.ITEMS_PAID:
        return bool(_own_items(user))
    return offers.next_step(Order(state=state, pk=0), user) is not None
