"""One transaction, tried again when the database chose us as the loser of a deadlock."""

import random
import time
from collections.abc import Callable

from django.db import OperationalError, connection, transaction

# InnoDB: deadlock, lock wait time-out, record changed since last read.
_LOST_THE_LOCK = {1213, 1205, 1020}
_TRIES = 6


def in_transaction[T](work: Callable[[], T]) -> T:
    """Run `work` in a transaction and return its value.

    Inside an outer transaction it simply joins: only the outermost may try again, because a
    deadlock has rolled back everything. `work` must therefore be repeatable from the start.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            lost = bool(error.args) and error.args[0] in _LOST_THE_LOCK
            if not lost or attempt == _TRIES:
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
    raise AssertionError("unreachable")
