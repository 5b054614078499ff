"""A list of orders by its address: the closed set of filters, the search and the order of its rows.

The screen, saved views, bulk deeds and the order page's previous and next all read an address here, so
that each of them means the same rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import masking, queues
from console.queues import Queue
from console.search import orders_matching
from console.walks import on_copies
from integrations import clock
from workflow.models import Order
from workflow.models.order import ENDED
from workflow.selectors.ageing import BAND_WORDS, in_band
from workflow.selectors.lanes import states_of_turn
from workflow.states import OrderState, Turn

# The columns of the list in their order, by what each sorts; None for one that does not sort.
COLUMNS: tuple[str | None, ...] = ("-id", None, None, "state", "due_at", None, None)
_SORTING = {str(index) for index, field in enumerate(COLUMNS) if field is not None}
PAGE, ORDER, SEARCH = "p", "o", "q"
# Not part of what a list shows, but of how its screen works; of these the page is kept.
_OF_THE_SCREEN = (PAGE, "all", "e", "_facets", "_popup", "_to_field")
_KEPT = (PAGE, "all")
_LONGEST_SEARCH = 100
_PEOPLE = "console.people_with_work"
_PEOPLE_LIVE_S = 60
# What filters and queues ask of an order, beside what makes a list short.
_COPIED = ("state", "assignee_id", "due_at", "moved_at")
OLDEST = next(reversed(BAND_WORDS))

type Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One filter: its parameter, what it is called, the entry that filters nothing, its values, and the
    rows that each value leaves."""

    parameter: str
    title: Any
    nothing: Any
    choices: Callable[[Queue | None], Choices]
    rows: Callable[[str, Any], Q]
    # In a queue, where its empty entry means something else.
    nothing_in_queue: Any = ""

    def empty(self, queue: Queue | None) -> str:
        return str(self.nothing_in_queue or self.nothing) if queue is not None else str(self.nothing)


def _state_rows(value: str, user: Any) -> Q:
    return Q(state=value)


def _turn_rows(value: str, user: Any) -> Q:
    return Q(state__in=states_of_turn(Turn(value)))


def _due_rows(value: str, user: Any) -> Q:
    return Q(due_at__lt=clock.now()) if value == "overdue" else Q(due_at__gte=clock.now())


def _age_rows(value: str, user: Any) -> Q:
    return in_band(value)


def _put_off_rows(value: str, user: Any) -> Q:
    return {"hidden": queues.not_put_off(), "only": queues.put_off()}.get(value, Q())


def _who_rows(value: str, user: Any) -> Q:
    if value == "nobody":
        return Q(assignee_id=None)
    return Q(assignee_id=user.pk if value == "me" else int(value))


def _put_off_choices(queue: Queue | None) -> Choices:
    only = ("only", _("Only what is put off"))
    return [only, ("shown", _("With what is put off"))] if queue else [("hidden", _("Without it")), only]


def _who_choices(queue: Queue | None) -> Choices:
    if queue is not None and queue.across is queues.Across.MINE:
        return []
    return [("me", _("Me")), ("nobody", _("Nobody")), *((str(pk), name) for pk, name in people_with_work())]


NARROWINGS: tuple[Narrowing, ...] = (
    Narrowing(
        "state",
        gettext_lazy("state"),
        gettext_lazy("Any state"),
        lambda queue: list(OrderState.choices),
        _state_rows,
    ),
    Narrowing(
        "turn",
        gettext_lazy("turn"),
        gettext_lazy("Anybody's turn"),
        lambda queue: list(Turn.choices),
        _turn_rows,
    ),
    Narrowing(
        "due",
        gettext_lazy("deadline"),
        gettext_lazy("Any deadline"),
        lambda queue: [("overdue", _("Overdue")), ("ahead", _("Still ahead"))],
        _due_rows,
    ),
    Narrowing(
        "age",
        gettext_lazy("last step"),
        gettext_lazy("Any age"),
        lambda queue: list(BAND_WORDS.items()),
        _age_rows,
    ),
    Narrowing("who", gettext_lazy("assigned to"), gettext_lazy("Anybody's"), _who_choices, _who_rows),
    Narrowing(
        "put_off",
        gettext_lazy("put off"),
        gettext_lazy("Put off or not"),
        _put_off_choices,
        _put_off_rows,
        gettext_lazy("Not put off"),
    ),
)
BY_PARAMETER = {narrowing.parameter: narrowing for narrowing in NARROWINGS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list. `good` is what the list understands, `ignored` says in sentences
    which parts it does not."""

    queue: Queue | None
    good: QueryDict
    ignored: tuple[str, ...]

    @property
    def query(self) -> str:
        return normal(self.good)


def offered(queue: Queue | None) -> tuple[Narrowing, ...]:
    """The filters of this list: none that says nothing new in it."""
    if queue is None:
        return NARROWINGS
    left = {"due", "who", "put_off"}
    if queue.across is queues.Across.MINE:
        left = {"state", "turn", "due", "put_off"}
    elif queue.across is queues.Across.PUT_OFF:
        left = {"state", "turn", "due", "who"}
    elif queue.across is queues.Across.TO_ANSWER:
        left |= {"state", "turn"}
    elif len(queue.states) > 1:
        left |= {"state"}
    return tuple(narrowing for narrowing in NARROWINGS if narrowing.parameter in left)


def read(query: QueryDict, queue: Queue | None) -> Asked:
    """Read an address strictly: what is no filter of this list, or no value of it, is named and left out."""
    known = {narrowing.parameter: narrowing for narrowing in offered(queue)}
    good, ignored = QueryDict(mutable=True), []
    for parameter in query:
        value = str(query.get(parameter) or "")  # of a parameter given twice, the last counts
        if parameter in _OF_THE_SCREEN:
            if parameter in _KEPT:
                good[parameter] = value
        elif parameter == SEARCH:
            good[parameter] = value
        elif parameter == ORDER:
            good[parameter] = _sound_order(value)
            if good[parameter] != value:
                ignored.append(_("The list cannot be sorted in the way that is asked for."))
        elif parameter not in known:
            ignored.append(_("There is no filter “%(name)s” in this list.") % {"name": parameter[:40]})
        elif not value:
            continue
        elif value in {code for code, _label in known[parameter].choices(queue)}:
            good[parameter] = value
        elif parameter == "who":
            ignored.append(_("The person of the filter “assigned to” no longer has work here."))
        else:
            ignored.append(
                _("The filter “%(name)s” knows no value “%(value)s”.")
                % {"name": known[parameter].title, "value": value[:40]}
            )
    if len(good.get(SEARCH, "")) > _LONGEST_SEARCH:
        del good[SEARCH]
        ignored.append(_("A search takes up to %(n)d characters.") % {"n": _LONGEST_SEARCH})
    for parameter in [name for name, value in good.items() if not value]:
        del good[parameter]
    return Asked(queue, good, tuple(ignored))


def chosen(asked: Asked, user: Any) -> QuerySet[Order]:
    """The orders that the address asks for, in its order. A queue leaves out what is put off, unless its
    filter asks for it. One query when it is read."""
    rows = _short(asked, user) if _is_short(asked) else _long(asked, user)
    term = asked.good.get(SEARCH, "").strip()
    if term:
        rows = rows.filter(orders_matching(term, whole=not masking.may_reveal(user)))
    return rows.order_by(*ordering(asked))


def walks(asked: Asked, user: Any) -> list[QuerySet[Order]]:
    """The same list in parts for `console.walks.page_ids`: by state, or whole where it is short or no index
    would answer it faster."""
    is_searched, first = bool(asked.good.get(SEARCH, "").strip()), ordering(asked)[0]
    states = _states(asked)
    of_all = len(states) == len(OrderState.values) and first.removeprefix("-") != "state"
    if is_searched or of_all or _is_short(asked) or asked.good.get("put_off") == "only":
        return [chosen(asked, user)]
    wanted = _beside_state(asked, user)
    return [_in_state(state, wanted, asked) for state in sorted(states, reverse=first.startswith("-"))]


def _is_short(asked: Asked) -> bool:
    """Whether an index finds the list's few orders before anything else is asked of them."""
    if asked.queue is None:
        return asked.good.get("put_off") == "only"
    return asked.queue.across in (queues.Across.PUT_OFF, queues.Across.TO_ANSWER)


def _short(asked: Asked, user: Any) -> QuerySet[Order]:
    wanted = _narrowed(asked, user)
    if asked.queue is None:
        # As a list of ids, however they are sorted: they are few, and the index of what is put off alone
        # says which.
        few = on_copies(Order.objects.filter(queues.put_off()), wanted, _COPIED)
        return Order.objects.filter(pk__in=few.order_by().values("pk"))
    in_queue = queues.belonging if asked.good.get("put_off") else queues.condition
    return on_copies(Order.objects.all(), wanted & in_queue(asked.queue, user), _COPIED)


def _long(asked: Asked, user: Any) -> QuerySet[Order]:
    wanted = _beside_state(asked, user)
    rows = (
        on_copies(Order.objects.all(), wanted, ("due_at",))
        if _is_of_open_days(asked)
        else Order.objects.filter(wanted)
    )
    states = _states(asked)
    # An index is used to the full where one state is all that is said about states.
    if len(states) == 1:
        return rows.filter(state=states.pop())
    return rows if len(states) == len(OrderState.values) else rows.filter(state__in=states)


def _in_state(state: str, wanted: Q, asked: Asked) -> QuerySet[Order]:
    """The orders of one state. Of those that have ended nearly all are old: SQLite is kept from gathering and
    sorting them by the moment of their end, and walks them by the list's order instead."""
    rows = Order.objects.filter(state=state)
    if state in ENDED and asked.good.get("age") == OLDEST:
        return on_copies(rows, wanted, ("moved_at",))
    return on_copies(rows, wanted, ("due_at",)) if _is_of_open_days(asked) else rows.filter(wanted)


def _beside_state(asked: Asked, user: Any) -> Q:
    """What the address asks for, beside the states that `_states` names."""
    wanted = _narrowed(asked, user, but=("state", "turn"))
    if asked.queue is not None:
        wanted &= queues.besides_state(asked.queue, user)
        if not asked.good.get("put_off"):
            wanted &= queues.not_put_off()
    return wanted


def _states(asked: Asked) -> set[str]:
    """The states that the list's rows can be in."""
    states = set(OrderState.values)
    if asked.queue and (its := queues.states_of(asked.queue)):
        states &= set(its)
    if "state" in asked.good:
        states &= {str(asked.good["state"])}
    if "turn" in asked.good:
        states &= set(states_of_turn(Turn(str(asked.good["turn"]))))
    if _is_of_open_days(asked):
        states &= set(queues.OPEN)
    return states


def _is_of_open_days(asked: Asked) -> bool:
    """Whether a deadline and an age are asked for at once. Only what is open has a deadline, and of each open
    state an index says the age. By the deadline half of all that is open would be read."""
    return asked.queue is None and "due" in asked.good and "age" in asked.good


def _narrowed(asked: Asked, user: Any, but: Sequence[str] = ()) -> Q:
    """All its filters together, `but` these."""
    wanted = Q()
    for parameter, narrowing in BY_PARAMETER.items():
        if parameter in asked.good and parameter not in but:
            wanted &= narrowing.rows(str(asked.good[parameter]), user)
    return wanted


def ordering(asked: Asked) -> list[str]:
    """Fields to sort by, the last of them unique, so that each row has one place."""
    usual = list(asked.queue.ordering) if asked.queue else ["-id"]
    part = asked.good.get(ORDER, "")
    if not part:
        return usual
    field, turned = COLUMNS[int(part.removeprefix("-"))] or "", part.startswith("-")
    first = field.removeprefix("-") if turned and field.startswith("-") else "-" * turned + field
    # Everything in one direction: so one index answers both, read from its beginning or from its end.
    fields = [term.removeprefix("-") for term in (first, *usual)]
    return [("-" if first.startswith("-") else "") + name for name in dict.fromkeys(fields)]


def normal(query: QueryDict | Iterable[tuple[str, str]]) -> str:
    """The query string without the page and in one order: equal for what shows the same."""
    pairs = query.items() if isinstance(query, QueryDict) else query
    return urlencode(sorted((name, value) for name, value in pairs if value and name not in _OF_THE_SCREEN))


def people_with_work() -> list[tuple[int, str]]:
    """Staff who have an open order, by name; at most a minute old."""
    found: list[tuple[int, str]] | None = cache.get(_PEOPLE)
    if found is None:
        # Not as EXISTS: MariaDB would gather everybody's orders first.
        theirs = Order.objects.filter(assignee=OuterRef("pk"), state__in=queues.OPEN).order_by()
        has_work = IsNull(Subquery(theirs.values("pk")[:1]), False)
        people = get_user_model().objects.filter(has_work, is_staff=True, is_active=True).order_by()
        found = sorted(
            ((person.pk, masking.person(person)) for person in people), key=lambda entry: entry[1].casefold()
        )
        cache.set(_PEOPLE, found, _PEOPLE_LIVE_S)
    return found


def forget_people() -> None:
    cache.delete(_PEOPLE)


def _sound_order(text: str) -> str:
    """The sorting that the list knows, of one that somebody typed: by one column, "4" or "-4"."""
    part = text[:40].split(".")[0]
    return part if part.removeprefix("-") in _SORTING else ""
