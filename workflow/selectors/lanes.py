"""Both lanes of an order and whose turn it is, derived from the flow and the log. Nothing is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.engine.models import TransitionLog
from workflow.engine.steps import Arc, Lane
from workflow.models import Order, OrderItem
from workflow.states import OrderState, Turn

_TURN_OF_LANE = {Lane.USER: Turn.CUSTOMER, Lane.STAFF: Turn.STAFF, Lane.COURIER: Turn.COURIER}


@dataclass(frozen=True, slots=True)
class LaneStep:
    """One of the nine counted steps. `status` is done, current or waiting."""

    number: int
    name: str
    label: Any
    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TurnNow:
    """Whose turn it is, since when, by when, and with what deed."""

    turn: Turn
    deed: str
    label: Any
    since: datetime
    due_at: datetime | None

    @property
    def age(self) -> timedelta:
        return clock.now() - self.since

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()


@dataclass(frozen=True, slots=True)
class Lanes:
    user: tuple[LaneStep, ...]
    staff: tuple[LaneStep, ...]
    now: TurnNow


@cache
def forward_arc(state: str) -> Arc | None:
    """The deed by which an order normally leaves this state."""
    return next((arc for arc in Order.arcs() if arc.source == state and arc.step.forward), None)


@cache
def counted_steps(lane: Lane) -> tuple[Arc, ...]:
    """The numbered steps of a lane. The courier's delivery is the customer's fifth."""
    lanes = {Lane.USER, Lane.COURIER} if lane is Lane.USER else {lane}
    steps = {arc.step.number: arc for arc in Order.arcs() if arc.step.lane in lanes and arc.step.number}
    return tuple(steps[number] for number in sorted(steps))


@cache
def states_of_turn(turn: Turn) -> tuple[str, ...]:
    """Every state in which it is this side's turn; queues are made of these."""
    return tuple(state for state in OrderState.values if turn_of(state) is turn)


def turn_of(state: str) -> Turn:
    arc = forward_arc(state)
    return _TURN_OF_LANE.get(arc.step.lane, Turn.NOBODY) if arc else Turn.NOBODY


def whose_turn(order: Order) -> TurnNow:
    arc = forward_arc(str(order.state))
    return TurnNow(
        turn=turn_of(str(order.state)),
        deed=arc.name if arc else "",
        label=arc.step.label if arc else "",
        since=order.moved_at,
        due_at=order.due_at,
    )


def timeline(order: Order) -> list[TransitionLog]:
    """Every deed on the order, oldest first."""
    return list(
        TransitionLog.objects.filter(flow=Order.flow_name, subject_id=order.pk)
        .order_by("seq")
        .select_related("actor")
    )


def item_news(item_ids: Iterable[int]) -> QuerySet[TransitionLog]:
    """Of the deeds on single items, those a customer waits for; page and API tell the same."""
    return TransitionLog.objects.filter(
        flow=OrderItem.flow_name, subject_id__in=item_ids, name__in=("buy", "receive", "out_of_stock")
    )


def lanes(order: Order, log: list[TransitionLog] | None = None) -> Lanes:
    """The public view of an order: five steps of the customer, four of the staff."""
    log = timeline(order) if log is None else log
    done = {row.name: row.at for row in log}
    arc = forward_arc(str(order.state))
    current = arc.name if arc else ""
    return Lanes(
        user=_user_lane(done, current), staff=_lane(Lane.STAFF, done, current), now=whose_turn(order)
    )


def _lane(lane: Lane, done: dict[str, datetime], current: str) -> tuple[LaneStep, ...]:
    return tuple(
        _lane_step(arc, arc.step.number or 0, arc.step.label, done, current) for arc in counted_steps(lane)
    )


def _user_lane(done: dict[str, datetime], current: str) -> tuple[LaneStep, ...]:
    steps = [
        _lane_step(arc, arc.step.number or 0, arc.step.label, done, current)
        for arc in counted_steps(Lane.USER)
    ]
    # Customer step 4, "receive tracking info", is what the staff's shipping gives them.
    shipping = next(arc for arc in counted_steps(Lane.STAFF) if arc.name == "ship")
    steps.append(_lane_step(shipping, 4, _("Receive tracking"), done, current))
    return tuple(sorted(steps, key=lambda step: step.number))


def _lane_step(arc: Arc, number: int, label: Any, done: dict[str, datetime], current: str) -> LaneStep:
    at = done.get(arc.name)
    status = "done" if at and arc.name != current else "current" if arc.name == current else "waiting"
    return LaneStep(number=number, name=arc.name, label=label, status=status, at=at)
