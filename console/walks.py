"""One page of a long list of orders: its ids along the indexes first, then nothing but these rows.

A database finds the beginning of a list at once where an index holds its rows in the list's order. It does so
for one state; for several it would gather and sort all of them, be it 100,000. So each state is walked for
itself, no further than the page reaches, and the walks are merged.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from workflow.models import Order

type Walk = QuerySet[Order]


def page_ids(walks: Sequence[Walk], ordering: Sequence[str], *, start: int, stop: int) -> list[int]:
    """The ids from place `start` up to `stop` of a list, in its order.

    `walks` are parts that have no row in common and together are the list; where it is sorted by state first,
    one for each state and in that order. At most one query for each.
    """
    if len(walks) == 1:
        return list(_ids(walks[0], ordering)[start:stop])
    if ordering[0].removeprefix("-") == "state":
        return _one_after_the_other(walks, ordering, stop)[start:]
    fields = [term.removeprefix("-") for term in ordering]
    found: list[tuple[Any, ...]] = []
    for walk in walks:
        found += walk.order_by(*ordering).values_list("pk", *fields)[:stop]
    return [row[0] for row in _in_order(found, ordering)[start:stop]]


def in_this_order(rows: QuerySet[Order], ids: Sequence[int]) -> list[Order]:
    """The orders with these ids, in the order of the ids. One query."""
    by_id = {order.pk: order for order in rows.filter(pk__in=ids).order_by()}
    return [by_id[pk] for pk in ids if pk in by_id]


def on_copies(rows: QuerySet[Order], wanted: Q, fields: Sequence[str]) -> QuerySet[Order]:
    """The rows that fulfil the condition, asked of copies of these fields, of which no index knows.

    Where a database has a better index than the one it would take for such a field: for all that are
    nobody's, say, of which it would read half a million.
    """
    copies = {f"{name}_copy": Coalesce(name, name) for name in fields}
    return rows.alias(**copies).filter(_of_copies(wanted, set(fields)))


def _of_copies(wanted: Q, fields: set[str]) -> Q:
    return Q(
        *(
            _of_copies(part, fields) if isinstance(part, Q) else _of_copy(part, fields)
            for part in wanted.children
        ),
        _connector=wanted.connector,
        _negated=wanted.negated,
    )


def _of_copy(part: Any, fields: set[str]) -> Any:
    if not isinstance(part, tuple):
        return part
    field, mark, lookup = part[0].partition("__")
    return (f"{field}_copy{mark}{lookup}", part[1]) if field in fields else part


def _ids(walk: Walk, ordering: Sequence[str]) -> Any:
    return walk.order_by(*ordering).values_list("pk", flat=True)


def _one_after_the_other(walks: Sequence[Walk], ordering: Sequence[str], stop: int) -> list[int]:
    """The next state only where the ones before do not fill the page."""
    found: list[int] = []
    for walk in walks:
        found += _ids(walk, ordering)[: stop - len(found)]
        if len(found) >= stop:
            break
    return found


def _in_order(found: list[tuple[Any, ...]], ordering: Sequence[str]) -> list[tuple[Any, ...]]:
    """Sorted as both databases sort: what has no value stands before all that has one."""
    for place, term in reversed(list(enumerate(ordering, start=1))):

        def key(row: tuple[Any, ...], at: int = place) -> tuple[bool, Any]:
            return row[at] is not None, row[at]

        found.sort(key=key, reverse=term.startswith("-"))
    return found
