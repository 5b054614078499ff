"""One deed on many orders: which deeds fit, for whom, what is kept while it runs, and its result by row."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.errors import CatalogError
from console import masking, offers
from console.desk_offers import until_words
from console.dialogs import deed_form
from console.pages.desk import AssignForm, PutOffForm
from console.queues import OPEN, Queue
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, Refused, WrongState
from workflow.models import Order
from workflow.services import desk
from workflow.services.deeds import perform
from workflow.states import OrderState

MOST = 500
CHUNK = 25
CHUNK_WITHOUT_SCRIPT = 100
_KEPT_S = 24 * 60 * 60
_LOCK_S = 120

# Deeds of the flow that ask for nothing, or for the same from every order. The others want something of each
# order: a decision by item, prices, weights, a tracking number, an address.
FLOW_DEEDS = ("items_ready", "extend_deadline", "ask_customer", "reject_quote", "cancel")
TAKE, ASSIGN, PUT_OFF = "take", "assign", "put-off"
_DESK_LABELS = {
    TAKE: gettext_lazy("Assign to me"),
    ASSIGN: gettext_lazy("Assign to…"),
    PUT_OFF: gettext_lazy("Put off"),
}


@dataclass(frozen=True, slots=True)
class BulkOffer:
    """One button of the bar. `states` are those from which the deed is possible."""

    name: str
    label: str
    help: str
    danger: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """One ticked row: the order, and its sequence number when the list was drawn."""

    order_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Outcome:
    order_id: int
    ref: str
    done: bool
    words: str
    customer: str = ""
    is_there: bool = True
    # Not possible from the state it is in: the same deed again ends the same way.
    is_hopeless: bool = False


@dataclass(slots=True)
class Run:
    """A bulk deed of one person: what was picked, with which inputs, and how far it has come."""

    token: str
    deed: str
    picks: list[Pick]
    back: str
    inputs: dict[str, str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    has_begun: bool = False

    @property
    def left(self) -> int:
        return len(self.picks) - len(self.outcomes)

    @property
    def done(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.done]

    @property
    def refused(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.done]

    @property
    def worth_a_try(self) -> list[Outcome]:
        """Those refused that may go another time: stale rows, a missing price, a colleague who let go."""
        return [outcome for outcome in self.refused if outcome.is_there and not outcome.is_hopeless]


type Deed = Callable[[Order, Pick], str]


class TooMany(Exception):
    """More rows than one bulk deed takes."""


# --- what is offered --------------------------------------------------------------------------------------


def offered(user: Any, queue: Queue | None) -> list[BulkOffer]:
    """The deeds that this person may do on many rows of a list; in a queue those that its states allow."""
    if queue is not None and queue.holds != "order":
        return []
    states = set(queue.states) if queue is not None and queue.states else set(OPEN)
    return [one for one in _all(user) if states.intersection(one.states)]


def find(name: str, user: Any) -> BulkOffer | None:
    """The deed by its name, if it is one for many orders and this person may ever do it."""
    return next((one for one in _all(user) if one.name == name), None)


def is_known(name: str) -> bool:
    return name in FLOW_DEEDS or name in _DESK_LABELS


def _all(user: Any) -> Iterator[BulkOffer]:
    if desk.may_arrange(user):
        for name, label in _DESK_LABELS.items():
            states = OPEN if name == PUT_OFF else tuple(OrderState.values)
            yield BulkOffer(name, str(label), "", False, states)
    for name in FLOW_DEEDS:
        arc = offers.arcs_by_name(Order.flow_name)[name]
        if offers.may(user, arc):
            states = tuple(one.source for one in Order.arcs() if one.name == name)
            yield BulkOffer(name, str(arc.step.label), str(arc.step.help or ""), arc.step.danger, states)


def form_of(name: str, data: Any = None) -> Any:
    """The inputs that all rows share, or None where nothing is asked."""
    if name == TAKE:
        return None
    if name == ASSIGN:
        return AssignForm(data)
    if name == PUT_OFF:
        return PutOffForm(data)
    form = deed_form(offers.arcs_by_name(Order.flow_name)[name], Order(), data)
    return form if form.fields else None


# --- what is picked ---------------------------------------------------------------------------------------


def read_picks(texts: Iterable[str]) -> list[Pick]:
    """Ticked rows as "12:3", order and sequence number; several in one text are parted by commas. Each order
    once. What is none is left out. Raises TooMany."""
    picks: dict[int, Pick] = {}
    for text in texts:
        for part in text.split(","):
            order_id, _colon, seq = part.strip().partition(":")
            if _is_number(order_id) and _is_number(seq):
                picks.setdefault(int(order_id), Pick(int(order_id), int(seq)))
                if len(picks) > MOST:
                    raise TooMany
    return list(picks.values())


def fresh(order_ids: Iterable[int]) -> list[Pick]:
    """The orders as they are now."""
    found = Order.objects.filter(pk__in=list(order_ids)).order_by().values_list("pk", "seq")
    seqs = dict(found)
    return [Pick(pk, seqs[pk]) for pk in order_ids if pk in seqs]


@dataclass(frozen=True, slots=True)
class Group:
    """Picked orders of one state, by reference; `possible` is whether the deed can be done from it."""

    label: str
    refs: list[str]
    possible: bool


def by_state(picks: Sequence[Pick], offer: BulkOffer) -> list[Group]:
    """The picked orders by the state they are in now, the possible ones first. One query."""
    found = Order.objects.filter(pk__in=[pick.order_id for pick in picks]).order_by("id")
    refs: dict[str, list[str]] = {}
    for state, ref in found.values_list("state", "ref"):
        refs.setdefault(str(state), []).append(ref)
    labels = dict(OrderState.choices)
    groups = [Group(str(labels[state]), refs[state], state in offer.states) for state in refs]
    return sorted(groups, key=lambda group: not group.possible)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


# --- what runs --------------------------------------------------------------------------------------------


def prepare(*, user: Any, deed: str, picks: list[Pick], back: str) -> Run:
    """Keep what was picked for a day under a token that is good for one go."""
    run = Run(secrets.token_urlsafe(16), deed, picks, back)
    _save(user, run)
    return run


def load(user: Any, token: str) -> Run | None:
    """The person's own run, or None when it is nobody's or a day has passed."""
    run: Run | None = cache.get(_key(user, token))
    if run is not None and not run.has_begun:
        # Kept apart, in one write: a process that died after it has not taken the run with it.
        inputs: dict[str, str] | None = cache.get(f"{_key(user, token)}.begun")
        if inputs is not None:
            run.inputs, run.has_begun = inputs, True
    return run


def begin(*, user: Any, run: Run, inputs: dict[str, str]) -> bool:
    """Say with which inputs it runs. False when it has begun already: a second press, a page loaded again."""
    return bool(cache.add(f"{_key(user, run.token)}.begun", inputs, _KEPT_S))


def go_on(*, user: Any, token: str, rows: int) -> Run | None:
    """Do the next `rows` rows, each for itself: what one is refused leaves the others alone.

    One request at a time does so; another that comes meanwhile gets the run as it stands. A row whose outcome
    was lost with its process is refused as stale when its turn comes again, never done twice.
    """
    lock = f"{_key(user, token)}.lock"
    if not cache.add(lock, 1, _LOCK_S):
        return load(user, token)
    try:
        run = load(user, token)
        if run is None or not run.has_begun:
            return run
        try:
            deed, offer = _deed_of(user, run), find(run.deed, user)
            for pick in run.picks[len(run.outcomes) : len(run.outcomes) + rows]:
                run.outcomes.append(_do(deed, pick, offer))
        finally:
            _save(user, run)
        return run
    finally:
        cache.delete(lock)


def _do(deed: Deed, pick: Pick, offer: BulkOffer | None) -> Outcome:
    try:
        order = Order.objects.select_related("customer", "address", "assignee").get(pk=pick.order_id)
        customer = masking.person(order.customer)
        words = deed(order, pick)
    except Order.DoesNotExist:
        words = _("This order is no longer there.")
        return Outcome(pick.order_id, f"#{pick.order_id}", False, words, is_there=False)
    except (Refused, CatalogError) as refusal:
        hopeless = offer is not None and order.state not in offer.states
        return Outcome(order.pk, order.ref, False, str(refusal.message), customer, is_hopeless=hopeless)
    return Outcome(order.pk, order.ref, True, words, customer)


def _deed_of(user: Any, run: Run) -> Deed:
    """What is done to each order: it says what was done, or raises Refused or CatalogError."""
    actor = Actor.staff(user)
    if run.deed not in _DESK_LABELS:
        return lambda order, pick: _fire(actor, run, order, pick)
    if run.deed == TAKE:
        return lambda order, pick: _take(actor, order, pick)
    form = form_of(run.deed, run.inputs)
    if not form.is_valid():
        # What was right when it began is not any more: a colleague who left, a moment that has passed.
        return lambda order, pick: _refuse(form)
    if run.deed == ASSIGN:
        return lambda order, pick: _assign(actor, order, pick, form.cleaned_data["to"])
    until = form.until()
    return lambda order, pick: _put_off(actor, order, pick, until, form.cleaned_data["why"])


def _fire(actor: Actor, run: Run, order: Order, pick: Pick) -> str:
    arc = offers.arcs_by_name(Order.flow_name)[run.deed]
    form = deed_form(arc, order, run.inputs)
    if not form.is_valid():
        _refuse(form)
    perform(
        flow=Order.flow_name, subject_id=order.pk, name=run.deed, actor=actor,
        expect_seq=pick.seq, inputs=form.inputs(),
    )  # fmt: skip
    return str(arc.step.done_label)


def _take(actor: Actor, order: Order, pick: Pick) -> str:
    """Nobody takes work out of a colleague's hands by the dozen; “Assign to…” does it by name."""
    if order.assignee is not None and order.assignee != actor.user:
        raise WrongState(_("%(person)s works on it.") % {"person": order.assignee})
    desk.assign(order_id=order.pk, actor=actor, to=actor.user, expect_seq=pick.seq)
    return _("Assigned to you")


def _assign(actor: Actor, order: Order, pick: Pick, to: Any) -> str:
    desk.assign(order_id=order.pk, actor=actor, to=to, expect_seq=pick.seq)
    return _("Assigned to %(person)s") % {"person": to} if to is not None else _("Given back")


def _put_off(actor: Actor, order: Order, pick: Pick, until: datetime, why: str) -> str:
    """Who puts off many has not looked into each: what a customer has written stays where it is seen."""
    desk.put_off(order_id=order.pk, actor=actor, until=until, why=why, expect_seq=pick.seq, only_read=True)
    return until_words(until)


def _refuse(form: Any) -> NoReturn:
    raise BadInput(" ".join(str(fault) for found in form.errors.values() for fault in found))


def _key(user: Any, token: str) -> str:
    return f"console.bulk.{user.pk}.{token}"


def _save(user: Any, run: Run) -> None:
    cache.set(_key(user, run.token), run, _KEPT_S)
