"""Who is doing what is told of right now: their own pages need not tell them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_doer: ContextVar[int | None] = ContextVar("live_doer", default=None)


@contextmanager
def doing(user_id: int | None) -> Iterator[None]:
    """What is published for the desk while this lasts carries this member's id; None for nobody's."""
    token = _doer.set(user_id)
    try:
        yield
    finally:
        _doer.reset(token)


def doer() -> int | None:
    return _doer.get()
