"""The desk's queues: one for each kind of work that waits, with what it holds and what it asks for."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from integrations import clock
from integrations.live.models import LiveEvent
from integrations.live.positions import Position
from workflow.engine.models import Effect
from workflow.models import Approval, Attention, Message, Order
from workflow.models.order import ENDED
from workflow.services import approvals
from workflow.services.desk import PERMISSION as MAY_ARRANGE
from workflow.states import OrderState

_COUNTS = "console.queue_counts"
_MINE = "console.queue_mine"
_COUNTS_LIVE_S = 15
_MOST_COUNTED = 1_000
_counting = threading.Lock()


class Across(StrEnum):
    """What gathers orders of every open state in one queue."""

    MINE = "mine"  # assigned to whoever looks
    PUT_OFF = "put-off"  # nobody has to look before a moment that is still ahead
    TO_ANSWER = "to-answer"  # the customer wrote something that the desk has not read


@dataclass(frozen=True, slots=True)
class Queue:
    """`holds` says of which model its rows are: order, attention, effect or approval. `permissions` are those
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
    across: Across | None = None

    @property
    def has_pick_list(self) -> bool:
        """Whether its orders hold pieces that somebody fetches: to be bought, to arrive, or to be packed."""
        return bool(_FETCHED.intersection(self.states))


OWN, DESK, WAITING, TROUBLE = "own", "desk", "waiting", "trouble"
GROUPS = {
    OWN: _("My work"),
    DESK: _("On our desk"),
    WAITING: _("Waiting for others"),
    TROUBLE: _("Needs a look"),
}
_FETCHED = {OrderState.ITEMS_PAID, OrderState.IN_WAREHOUSE, OrderState.DELIVERY_PAID}
# Orders of which somebody still owes a step.
OPEN = tuple(state for state in OrderState.values if state not in {*ENDED, OrderState.NEW})

QUEUES: tuple[Queue, ...] = (
    Queue(
        "mine", _("Mine"), "person_check",
        _("Every open order that is assigned to you, whoever has to move next."),
        _("No open order is assigned to you."),
        (MAY_ARRANGE,), OWN, across=Across.MINE,
    ),
    Queue(
        "put-off", _("Put off"), "snooze",
        _("Nobody has to look before the moment that stands in the row; what happens brings an order back."),
        _("Nothing is put off."),
        (MAY_ARRANGE,), OWN, ordering=("snoozed_until", "id"), across=Across.PUT_OFF,
    ),
    Queue(
        "to-answer", _("Unread messages"), "forum",
        _("The customer has written. Answer, or say that no answer is needed."),
        _("Every message has been read."),
        ("workflow.add_message",), DESK, across=Across.TO_ANSWER,
    ),
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
        "second-person", _("Second person"), "group",
        _("Somebody asks for a second person: to allow an item against a rule, to settle much money."),
        _("Nobody waits for a second person."),
        (approvals.RIGHT_TO_OVERRIDE, approvals.RIGHT_TO_SETTLE), TROUBLE, holds="approval",
        ordering=("asked_at", "id"),
    ),
    Queue(
        "failed-effects", _("Failed effects"), "sync_problem",
        _("Calls to the outside that failed, or of which nobody knows whether they arrived."),
        _("Everything that had to leave the building has left."),
        ("engine.change_effect",), TROUBLE, holds="effect", ordering=("finished", "id"),
    ),
)  # fmt: skip
BY_SLUG = {queue.slug: queue for queue in QUEUES}
MODELS = {"order": Order, "attention": Attention, "effect": Effect, "approval": Approval}
# What is counted for each person by themselves.
_SECOND = BY_SLUG["second-person"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many orders wait in a queue, and how many of them are past their deadline. Both are counted up to
    1,000: a badge says "999+", and to count a hundred thousand takes longer than a page."""

    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Every queue's tally by slug. `newest` is the last live event there was when they were counted, `asked`
    the place in the stream after which somebody asked; `mark` tells this count from every other one."""

    tallies: dict[str, Tally]
    newest: int
    asked: str
    mark: str = ""

    def are_after(self, place: str) -> bool:
        """Whether they were counted after what happened at `place`. Ids may show out of order: with an
        equal head, only the very same place is certain."""
        return not place or place == self.asked or Position.parse(place).head < self.newest


def put_off() -> Q:
    """Orders that nobody has to look at yet."""
    return Q(snoozed_until__gt=clock.now())


def not_put_off() -> Q:
    return ~put_off()


def condition(queue: Queue, user: Any = None) -> Q:
    """Which rows of the queue's model stand in it now; what is put off stands in its own queue only.
    `user` is the person who looks: without one, nothing is theirs."""
    belongs = belonging(queue, user)
    return belongs if queue.holds != "order" or queue.across is Across.PUT_OFF else belongs & not_put_off()


def belonging(queue: Queue, user: Any = None) -> Q:
    """The same with what is put off: where it will come back to."""
    if queue.holds == "attention":
        return Q(settled_at=None)
    if queue.holds == "effect":
        return Q(status__in=Effect.UNDECIDED)
    if queue.holds == "approval":
        return approvals.answerable_by(user) if user is not None and user.pk else approvals.WAITING
    wanted = besides_state(queue, user)
    if queue.across is Across.PUT_OFF:
        # By what they are not: so the index of these moments is read, which is in the queue's own order.
        return wanted & ~Q(state__in=[state for state in OrderState.values if state not in OPEN])
    return wanted & Q(state__in=states) if (states := states_of(queue)) else wanted


def states_of(queue: Queue) -> tuple[str, ...]:
    """The states that an order of the queue can be in; none for any."""
    return OPEN if queue.across in (Across.MINE, Across.PUT_OFF) else queue.states


def besides_state(queue: Queue, user: Any = None) -> Q:
    """What makes an order belong to the queue, beside its state."""
    if queue.across is Across.MINE:
        return Q(assignee_id=user.pk) if user is not None and user.pk else Q(pk__in=[])
    if queue.across is Across.PUT_OFF:
        return put_off()
    if queue.across is Across.TO_ANSWER:
        # As a list of ids and not as EXISTS: few are unread, and the orders are many.
        unread = Message.objects.filter(side=Message.Side.CUSTOMER, read_at=None)
        return Q(pk__in=unread.values("order"))
    if queue.to_buy is None:
        return Q()
    return Q(left_to_buy__gt=0) if queue.to_buy else Q(left_to_buy=0)


def is_put_off(order: Order) -> bool:
    return order.snoozed_until is not None and order.snoozed_until > clock.now() and order.state in OPEN


def of_order(order: Order) -> Queue | None:
    """The queue in which the order stands, or None."""
    if is_put_off(order):
        return BY_SLUG[Across.PUT_OFF]
    to_buy = order.left_to_buy > 0
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


def tallies(user: Any = None, *, after: str = "") -> dict[str, Tally]:
    """Every queue's tally by slug, as `counts` says; with a person also what is theirs."""
    found = counts(after=after)
    if user is None:
        return found.tallies
    theirs = [BY_SLUG[Across.MINE]] if user.has_perm(MAY_ARRANGE) else []
    # One's own requests are not one's work. Where nobody has asked, nobody is counted.
    theirs += [_SECOND] if found.tallies[_SECOND.slug].waiting and wants(user, _SECOND) else []
    return {**found.tallies, **{queue.slug: _theirs(user, queue, found) for queue in theirs}}


def _theirs(user: Any, queue: Queue, found: Counts) -> Tally:
    """Kept for as long as the counts it stands beside, so what makes those new makes this new too."""
    key = f"{_MINE}.{queue.slug}.{user.pk}"
    kept = cache.get(key)
    if kept is None or kept[0] != found.mark:
        rows: Any = MODELS[queue.holds]._default_manager.filter(condition(queue, user))
        kept = (found.mark, _tally(rows) if queue.holds == "order" else Tally(rows.count()))
        cache.set(key, kept, _COUNTS_LIVE_S)
    tally: Tally = kept[1]
    return tally


def forget_tallies() -> None:
    """Count again on the next page: something moved just now, and the person who moved it looks."""
    cache.delete(_COUNTS)


def _counts(after: str) -> Counts:
    # The event before the rows: what moves in between is counted, and told of once more.
    newest: int | None = LiveEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return Counts(_count(QUEUES), newest or 0, after, mark=str(time.time_ns()))


def _count(queues: Sequence[Queue]) -> dict[str, Tally]:
    standing = _standing(queues)
    counts = {}
    for queue in queues:
        if queue.slug in standing:
            counts[queue.slug] = standing[queue.slug]
        elif queue.holds != "order":
            counts[queue.slug] = Tally(MODELS[queue.holds]._default_manager.filter(condition(queue)).count())
        elif queue.across is Across.MINE:
            counts[queue.slug] = Tally()  # nobody's: see `tallies`
        else:
            counts[queue.slug] = _tally(Order.objects.filter(condition(queue)))
    return counts


# Counted twice, and not once in the order of deadlines: MariaDB would sort all that stands there.
_STANDING = """
    SELECT %s,
    (SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {here} LIMIT {most}) AS waiting),
    (SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {here} AND due_at < %s LIMIT {most}) AS overdue)
"""
_HERE = "state = %s AND (snoozed_until IS NULL OR snoozed_until <= %s) {left}"
_LEFT = {None: "", True: "AND left_to_buy > 0", False: "AND left_to_buy = 0"}
# What is put off is open: every deed takes it up again, the last one as well.
_AWAY = """
    SELECT %s, COUNT(*), 0 FROM (SELECT 1 FROM {table} WHERE snoozed_until > %s LIMIT {most}) AS away
"""


def _standing(queues: Sequence[Queue]) -> dict[str, Tally]:
    """By slug the queues of one state or several, and what is put off. In one query, which Django has no
    words for: each is counted along its index, and no further than it is shown."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    given = {"table": connection.ops.quote_name(Order._meta.db_table), "most": _MOST_COUNTED}
    parts, asked = [_AWAY.format(**given)], [Across.PUT_OFF.value, now]
    for queue in queues:
        for state in queue.states:
            parts.append(_STANDING.format(here=_HERE.format(left=_LEFT[queue.to_buy]), **given))
            asked += [queue.slug, str(state), now, str(state), now, now]
    counts: dict[str, Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), asked)
        for slug, waiting, overdue in cursor.fetchall():
            before = counts.get(slug, Tally())
            counts[slug] = Tally(before.waiting + waiting, before.overdue + overdue)
    return counts


def _tally(orders: QuerySet[Order]) -> Tally:
    """The same of any orders; what is due first is counted first, so that all that is overdue is counted."""
    some = orders.order_by("due_at")[:_MOST_COUNTED]
    late = Count("id", filter=Q(due_at__lt=clock.now()))
    return Tally(**some.aggregate(waiting=Count("id"), overdue=late))


_VIEW = {
    "order": "workflow.view_order",
    "attention": "workflow.view_attention",
    "effect": "engine.view_effect",
    "approval": "workflow.view_approval",
}
