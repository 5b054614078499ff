"""What each member of staff did on a day: deeds by name, orders touched, how long orders had waited."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db.models import OuterRef, Subquery

from workflow.engine import operations
from workflow.engine.actors import Kind
from workflow.engine.models import TransitionLog
from workflow.models import AuditEntry, Order, OrderItem
from workflow.selectors.figures import Minutes, bounds, minutes_between

# Deeds on single items that a person does as such; the others follow from deeds on their order.
_OF_ITEMS = ("buy", "out_of_stock", "give_up", "receive", "report_mismatch")


@dataclass(frozen=True, slots=True)
class Work:
    """`deeds` by "flow.name"; `orders` touched, each counted once a day; `waits`: from when the order
    came into the queue to the deed that took it out, in minutes."""

    deeds: Mapping[str, int] = field(default_factory=dict)
    orders: int = 0
    waits: Minutes = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.deeds.values())


def work_of(day: date) -> dict[int, Work]:
    """By the person's id. Deeds of accounts that are gone are left out. Four queries."""
    start, end = bounds(day)
    deeds: dict[int, Counter[str]] = defaultdict(Counter)
    orders: dict[int, set[int]] = defaultdict(set)
    waits: dict[int, Counter[int]] = defaultdict(Counter)
    log = TransitionLog.objects.filter(
        actor_kind=Kind.STAFF, actor__isnull=False, at__gte=start, at__lt=end
    ).order_by()

    before = TransitionLog.objects.filter(
        flow=Order.flow_name, subject_id=OuterRef("subject_id"), seq=OuterRef("seq") - 1
    )
    rows = log.filter(flow=Order.flow_name).annotate(came=Subquery(before.values("at")[:1]))
    for person, name, order, came, at in rows.values_list("actor_id", "name", "subject_id", "came", "at"):
        if name in _follow_by_themselves():
            continue
        deeds[person][f"order.{name}"] += 1
        orders[person].add(order)
        if came is not None and name in _take_out_of_queues():
            waits[person][minutes_between(came, at)] += 1

    of_order = OrderItem.objects.filter(pk=OuterRef("subject_id")).values("order_id")
    on_items = log.filter(flow=OrderItem.flow_name, name__in=_OF_ITEMS).annotate(of=Subquery(of_order[:1]))
    for person, name, order in on_items.values_list("actor_id", "name", "of"):
        deeds[person][f"item.{name}"] += 1
        orders[person].add(order)

    decided = log.filter(flow=operations.FLOW).values_list("actor_id", "name")
    for person, name in decided:
        deeds[person][f"effect.{name}"] += 1

    noted = AuditEntry.objects.filter(actor__isnull=False, at__gte=start, at__lt=end).order_by()
    for person, verb, order in noted.values_list("actor_id", "verb", "order_id"):
        deeds[person][f"desk.{verb}"] += 1
        if order is not None:
            orders[person].add(order)
    return {person: Work(dict(deeds[person]), len(orders[person]), dict(waits[person])) for person in deeds}


def together(days: Iterable[Mapping[int, Work]]) -> dict[int, Work]:
    """Several days as one. An order touched on two days counts twice."""
    deeds: dict[int, Counter[str]] = defaultdict(Counter)
    orders: Counter[int] = Counter()
    waits: dict[int, Counter[int]] = defaultdict(Counter)
    for day in days:
        for person, work in day.items():
            deeds[person].update(work.deeds)
            orders[person] += work.orders
            waits[person].update(work.waits)
    return {person: Work(dict(deeds[person]), orders[person], dict(waits[person])) for person in deeds}


@cache
def _follow_by_themselves() -> frozenset[str]:
    return frozenset(arc.name for arc in Order.arcs() if arc.step.by_itself)


@cache
def _take_out_of_queues() -> frozenset[str]:
    return frozenset(arc.name for arc in Order.arcs() if arc.step.forward)
