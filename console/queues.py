"""The desk's queues: one for each kind of work that waits, with what it holds and what it asks for."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from integrations import clock
from integrations.live.models import LiveEvent
from integrations.live.positions import Position
from workflow.engine.models import Effect
from workflow.models import Attention, Order, OrderItem
from workflow.states import ItemState, OrderState

_COUNTS = "console.queue_counts"
_COUNTS_LIVE_S = 15
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Queue:
    """`holds` says of which model its rows are: order, attention or effect. `permissions` are those
    of the deeds the queue asks for: who has none of them is not shown the queue, but may open it where they
    may see its rows."""

    slug: str
    title: Any
    icon: str
    hint: Any
    empty: Any
    permissions: tuple[str, ...]
    group: str
    holds: str = "order"
    states: tuple[str, ...] = ()
    ordering: tuple[str, ...] = field(default=("due_at", "id"))
    # Within one state: does something still have to be bought? None where it does not matter.
    to_buy: bool | None = None


DESK, WAITING, TROUBLE = "desk", "waiting", "trouble"
GROUPS = {DESK: _("On our desk"), WAITING: _("Waiting for others"), TROUBLE: _("Needs a look")}

QUEUES: tuple[Queue, ...] = (
    Queue(
        "to-screen", _("To screen"), "policy",
        _("May these items be sent? Allow or reject each, or ask the customer."),
        _("Every request has been screened."),
        ("workflow.screen_order",), DESK, states=(OrderState.REQUESTED,),
    ),
    Queue(
        "to-price", _("To price"), "sell",
        _("Look up the price of each item in its shop and confirm it once."),
        _("No approved request waits for its price."),
        ("workflow.confirm_item_prices",), DESK, states=(OrderState.APPROVED,),
    ),
    Queue(
        "to-buy", _("To buy"), "shopping_cart",
        _("Paid by the customer: buy the items at their shops."),
        _("Nothing is paid and still to be bought."),
        ("workflow.buy_items",), DESK, states=(OrderState.ITEMS_PAID,), to_buy=True,
    ),
    Queue(
        "arriving", _("Arriving"), "inventory_2",
        _("Everything is bought: mark the items as they arrive."),
        _("Nothing is on its way to the warehouse."),
        ("workflow.receive_items",), DESK, states=(OrderState.ITEMS_PAID,), to_buy=False,
    ),
    Queue(
        "to-weigh", _("To weigh"), "weight",
        _("Everything has arrived: pack it, weigh and measure the parcel."),
        _("No packed parcel waits for the scales."),
        ("workflow.confirm_delivery_fee",), DESK, states=(OrderState.IN_WAREHOUSE,),
    ),
    Queue(
        "to-ship", _("To ship"), "local_shipping",
        _("The delivery is paid: hand the parcel over and enter its tracking number."),
        _("No paid parcel waits to be shipped."),
        ("workflow.ship_order",), DESK, states=(OrderState.DELIVERY_PAID,),
    ),
    Queue(
        "awaiting-customer", _("Awaiting customer"), "contact_support",
        _("We asked something; the order goes on with the answer."),
        _("No question is open."),
        ("workflow.view_order",), WAITING, states=(OrderState.NEEDS_INFO,),
    ),
    Queue(
        "awaiting-payment", _("Awaiting payment"), "payments",
        _("The pay link is out. Reminders and the end of the offer come by themselves."),
        _("No payment is open."),
        ("workflow.view_order",), WAITING, states=(OrderState.ITEMS_DUE, OrderState.DELIVERY_DUE),
    ),
    Queue(
        "in-transit", _("In transit"), "flight_takeoff",
        _("With the courier, who tells us of each scan."),
        _("No parcel is under way."),
        ("workflow.view_order",), WAITING, states=(OrderState.SHIPPED,), ordering=("moved_at", "id"),
    ),
    Queue(
        "attention", _("Attention"), "flag",
        _("Matters that only a person can settle: refunds, odd payments, parcels in trouble."),
        _("Nothing needs a person's decision."),
        ("workflow.change_attention",), TROUBLE, holds="attention", ordering=("raised_at", "id"),
    ),
    Queue(
        "failed-effects", _("Failed effects"), "sync_problem",
        _("Calls to the outside that failed, or of which nobody knows whether they arrived."),
        _("Everything that had to leave the building has left."),
        ("engine.change_effect",), TROUBLE, holds="effect", ordering=("finished", "id"),
    ),
)  # fmt: skip
BY_SLUG = {queue.slug: queue for queue in QUEUES}
_MODELS = {"order": Order, "attention": Attention, "effect": Effect}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows wait in a queue, and how many of them are past their deadline."""

    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Every queue's tally by slug. `newest` is the last live event there was when they were counted, `asked`
    the place in the stream after which somebody asked."""

    tallies: dict[str, Tally]
    newest: int
    asked: str

    def are_after(self, place: str) -> bool:
        """Whether they were counted after what happened at `place`. Ids may show out of order: with an
        equal head, only the very same place is certain."""
        return not place or place == self.asked or Position.parse(place).head < self.newest


def condition(queue: Queue) -> Q:
    """Which rows of the queue's model stand in it."""
    if queue.holds == "attention":
        return Q(settled_at=None)
    if queue.holds == "effect":
        return Q(status__in=(Effect.Status.DEAD, Effect.Status.UNSURE))
    wanted = Q(state__in=queue.states)
    if queue.to_buy is None:
        return wanted
    left = Exists(OrderItem.objects.filter(order=OuterRef("pk"), state=ItemState.APPROVED))
    return wanted & Q(left if queue.to_buy else ~left)


def of_order(order: Order) -> Queue | None:
    """The queue in which the order stands. Reads its items, which its page has loaded anyway."""
    to_buy = any(item.state == ItemState.APPROVED for item in order.items.all())
    return next(
        (queue for queue in QUEUES if order.state in queue.states and queue.to_buy in (None, to_buy)), None
    )


def wants(user: Any, queue: Queue) -> bool:
    """Whether the queue is this person's work."""
    may_look = user.has_perm(_VIEW[queue.holds])
    return may_look and any(user.has_perm(one) for one in queue.permissions)


def may_open(user: Any, queue: Queue) -> bool:
    return bool(user.has_perm(_VIEW[queue.holds]))


def for_person(user: Any) -> list[Queue]:
    return [queue for queue in QUEUES if wants(user, queue)]


def counts(*, after: str = "") -> Counts:
    """Every queue's tally, at most 15 seconds old: they stand on each page.

    With `after`, a place in the event stream, counted after what happened there. However many ask after the
    same event, each process counts once. Raises BadPosition for what is no place.
    """
    found = cache.get(_COUNTS)
    if found is None or not found.are_after(after):
        with _counting:
            found = cache.get(_COUNTS)
            if found is None or not found.are_after(after):
                found = _counts(after)
                cache.set(_COUNTS, found, _COUNTS_LIVE_S)
    return found


def tallies() -> dict[str, Tally]:
    return counts().tallies


def forget_tallies() -> None:
    """Count again on the next page: something moved just now, and the person who moved it looks."""
    cache.delete(_COUNTS)


def _counts(after: str) -> Counts:
    # The event before the rows: what moves in between is counted, and told of once more.
    newest: int | None = LiveEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return Counts(_count(QUEUES), newest or 0, after)


def _count(queues: Sequence[Queue]) -> dict[str, Tally]:
    states = [state for queue in queues for state in queue.states]
    by_state = {
        row["state"]: (row["waiting"], row["overdue"])
        for row in Order.objects.filter(state__in=states)
        .order_by()
        .values("state")
        .annotate(waiting=Count("id"), overdue=Count("id", filter=Q(due_at__lt=clock.now())))
    }
    counts = {}
    for queue in queues:
        if queue.holds == "order" and queue.to_buy is not None:
            counted = Order.objects.filter(condition(queue)).aggregate(
                waiting=Count("id"), overdue=Count("id", filter=Q(due_at__lt=clock.now()))
            )
            counts[queue.slug] = Tally(**counted)
        elif queue.holds == "order":
            sums = [by_state.get(state, (0, 0)) for state in queue.states]
            counts[queue.slug] = Tally(sum(one for one, _late in sums), sum(late for _one, late in sums))
        else:
            counts[queue.slug] = Tally(_MODELS[queue.holds]._default_manager.filter(condition(queue)).count())
    return counts


_VIEW = {
    "order": "workflow.view_order",
    "attention": "workflow.view_attention",
    "effect": "engine.view_effect",
}
