"""The words a flow is written in: lanes, steps, guards and declared effects.

@transition(state, source=APPROVED, target=ITEMS_DUE, permission="workflow.confirm_item_prices",
            conditions=[every_item_priced],
            custom=step(Lane.STAFF, 2, _("Confirm item prices"), effects=[...]))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflow.engine.actors import Kind


class Lane(StrEnum):
    USER = "user"
    STAFF = "staff"
    COURIER = "courier"
    CLOCK = "clock"


# Who may walk in which lane, where a step does not say otherwise.
WALKERS = {
    Lane.USER: frozenset({Kind.CUSTOMER}),
    Lane.STAFF: frozenset({Kind.STAFF}),
    Lane.COURIER: frozenset({Kind.COURIER}),
    Lane.CLOCK: frozenset({Kind.CLOCK}),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """An effect that a transition causes. `args` is called under the lock, right after the
    transition, with the subject and what the log remembers; its JSON is frozen in the row."""

    name: str
    target: str = ""
    args: Callable[[Any, Mapping[str, Any]], dict[str, Any]] = lambda subject, data: {}
    due: Callable[[Any, Mapping[str, Any]], datetime | None] = lambda subject, data: None


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that can say why not. django-fsm calls it for yes or no; the door asks for the reason."""

    name: str
    why_not: Callable[[Any], Any]

    def __call__(self, subject: Any) -> bool:
        return self.why_not(subject) is None

    @property
    def __name__(self) -> str:
        return self.name


def guard(why_not: Callable[[Any], Any]) -> Guard:
    """Decorate a function that returns None, or the sentence that says why not."""
    return Guard(why_not.__name__, why_not)


@dataclass(frozen=True, slots=True)
class Step:
    """What the business knows of a transition beyond its states.

    `number` is set on the steps customers and staff count (user 1 to 5, staff 1 to 4).
    `forward` marks the way an order normally goes: whose turn it is derives from it.
    `service` and `form` are dotted names: the function that performs the deed for a person,
    and the inputs it asks for.
    """

    lane: Lane
    number: int | None
    label: Any
    effects: tuple[Declared, ...] = ()
    by: frozenset[Kind] = frozenset()
    forward: bool = False
    help: Any = ""
    service: str = ""
    form: str = ""
    danger: bool = False
    done_label: Any = ""
    by_itself: bool = False  # another deed causes it; nobody is offered a button


def step(
    lane: Lane,
    number: int | None,
    label: Any,
    *,
    effects: Iterable[Declared | Iterable[Declared]] = (),
    by: Iterable[Kind] | None = None,
    forward: bool = False,
    help: Any = "",
    service: str = "",
    form: str = "",
    danger: bool = False,
    done_label: Any = "",
    by_itself: bool = False,
) -> dict[str, Step]:
    """Build the `custom=` of a transition."""
    flat: list[Declared] = []
    for one in effects:
        if isinstance(one, Declared):
            flat.append(one)
        else:
            flat.extend(one)
    return {
        "step": Step(
            lane=lane,
            number=number,
            label=label,
            effects=tuple(flat),
            by=frozenset(by) if by is not None else WALKERS[lane],
            forward=forward or number is not None,
            help=help,
            service=service,
            form=form,
            danger=danger,
            done_label=done_label or label,
            by_itself=by_itself,
        )
    }


@dataclass(frozen=True, slots=True)
class Arc:
    """One arrow of a flow: a transition seen from one source state."""

    name: str
    source: str
    target: str
    step: Step
    permission: Any
    guards: tuple[Guard, ...] = field(default=())
