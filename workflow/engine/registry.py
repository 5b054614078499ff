"""Which function runs which effect, and how it treats the unknown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflow.engine.models import Effect


class Unknown(StrEnum):
    """What to do when a call was sent and its reply was lost."""

    RETRY = "retry"  # the provider honours our key: the same call again is safe
    ASK = "ask"  # nobody can know: a person decides


@dataclass(slots=True)
class Conclusion:
    """What a handler leaves to be written, in one transaction with the end of its effect.

    `record` runs only if the effect is still ours. It may fire transitions; if the door
    refuses, the effect ends as superseded and nothing that `record` wrote remains.
    """

    record: Callable[[], None] | None = None
    result: dict[str, Any] = field(default_factory=dict)


type Handle = Callable[[Effect], Conclusion | None]


@dataclass(frozen=True, slots=True)
class Handler:
    name: str
    run: Handle
    money: bool
    unknown: Unknown
    max_attempts: int
    # Called in the transaction in which a person says that it was done: what would its end have left?
    marked_done: Callable[[Effect], None] | None = None
    # Names of args that are emptied once the effect has ended for good: what nobody may read afterwards.
    forgets: tuple[str, ...] = ()


_handlers: dict[str, Handler] = {}


def handler(
    name: str,
    *,
    money: bool = False,
    unknown: Unknown = Unknown.RETRY,
    max_attempts: int = 12,
    marked_done: Callable[[Effect], None] | None = None,
    forgets: tuple[str, ...] = (),
) -> Callable[[Handle], Handle]:
    """Register the decorated function as the one that runs effects called `name`."""

    def register(run: Handle) -> Handle:
        if name in _handlers and _handlers[name].run is not run:
            raise RuntimeError(f"Two handlers for the effect {name!r}.")
        _handlers[name] = Handler(name, run, money, unknown, max_attempts, marked_done, forgets)
        return run

    return register


def handler_of(name: str) -> Handler:
    return _handlers[name]


def args_kept(effect: Effect) -> dict[str, Any]:
    """The args as they stay when the effect has ended: without what its handler forgets."""
    forgets = _handlers[effect.name].forgets if effect.name in _handlers else ()
    return {name: "" if name in forgets else value for name, value in effect.args.items()}


def is_known(name: str) -> bool:
    return name in _handlers
