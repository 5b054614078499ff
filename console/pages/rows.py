"""Orders as rows of a list: one query for a page of them, whatever they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from console import ages, awaited, masking, offers, tones
from console.place import Place, order_urls
from console.queues import OPEN
from console.templatetags.console import whole
from integrations import clock
from workflow.models import Order, OrderItem, Quote
from workflow.selectors.lanes import turn_of
from workflow.services.desk import may_arrange
from workflow.states import ChargeKind, OrderState, Turn

# No order's key, and nothing else in an address: what stands for the key where addresses are looked up.
_PK = 9_999_999_999


@dataclass(frozen=True, slots=True)
class NextStep:
    """The row's one button. `is_dialog` opens the deed's dialog; else it leads to the order."""

    label: str
    url: str
    deed: str = ""
    is_dialog: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Whose work the order is: `initials` for the row, the name for who asks."""

    name: str
    initials: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows, ready to be written down. `pick` is what its tick sends."""

    order: Any
    ref: str
    pick: str
    pick_label: str
    url: str
    customer: str
    items: str
    more_items: int
    state: str
    state_label: str
    tone: str
    turn: str
    age: str
    moved: str
    due: ages.Due | None
    due_at: str
    amount_cents: int | None
    next: NextStep | None
    who: Person | None
    who_label: str
    put_off_until: datetime | None
    # Where the person takes the order from a row that is nobody's, and where they come back to.
    take_url: str
    back: str

    def __getitem__(self, name: str) -> Any:
        # A template asks this way first, and an error that it has to catch costs more than the answer.
        return getattr(self, name)


def with_summary(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add what a row shows, as subqueries that run for the rows of one page only."""
    mine = OrderItem.objects.filter(order=OuterRef("pk"))
    first = mine.order_by("position")
    quoted = Quote.objects.filter(order=OuterRef("pk")).order_by("-version").values("total_cents")
    return orders.select_related("customer", "assignee").annotate(
        first_title=Subquery(first.values("title")[:1]),
        first_url=Subquery(first.values("url")[:1]),
        item_count=_count(mine),
        to_arrive=_count(mine.filter(state__in=awaited.TO_ARRIVE)),
        items_cents=Subquery(quoted.filter(kind=ChargeKind.ITEMS)[:1]),
        delivery_cents=Subquery(quoted.filter(kind=ChargeKind.DELIVERY)[:1]),
    )


def _count(items: QuerySet[OrderItem]) -> Any:
    counted = items.order_by().values("order").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def rows(orders: Iterable[Any], user: Any, *, back: str, place: Place | None = None) -> list[Row]:
    """Rows for orders that `with_summary` has loaded. No further query.

    `back` is where a deed done from the row leads; `place` the list they stand in, if it is one: there a
    person may take an order and tick it.
    """
    page = _Page(user, back, place)
    return [page.row(order) for order in orders]


def person(who: Any, user: Any) -> Person | None:
    """Somebody at the desk as a chip: two letters, or one of a name without a space."""
    if who is None:
        return None
    name = masking.person(who)
    words = name.split()
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else name[:1]
    return Person(name, letters.upper(), who.pk == user.pk)


class _Page:
    """What the rows of one page share, looked up once for all of them: words, tones, deeds, addresses."""

    def __init__(self, user: Any, back: str, place: Place | None) -> None:
        self._user, self._back = user, back
        self._url = order_urls(place)
        self._may_take = place is not None and may_arrange(user)
        self._take_url = _address("admin:desk", _PK, "take")
        self._now = clock.now()
        self._pick, self._assigned = _("Tick %(ref)s"), _("Assigned to %(name)s")
        self._kinds: dict[str, _Kind] = {}
        self._people: dict[int, tuple[Person | None, str]] = {}

    def row(self, order: Any) -> Row:
        kind = self._kind(order)
        url = self._url(order)
        waits = order.snoozed_until is not None and order.snoozed_until > self._now
        parts = [cents for cents in (order.items_cents, order.delivery_cents) if cents is not None]
        who, who_label = self._person(order)
        is_free = self._may_take and who is None and order.state in OPEN
        return Row(
            order=order,
            ref=order.ref,
            pick=f"{order.pk}:{order.seq}",
            pick_label=self._pick % {"ref": order.ref},
            url=url,
            customer=masking.person(order.customer),
            items=order.first_title or order.first_url or "",
            more_items=max(0, order.item_count - 1),
            state=str(order.state),
            state_label=kind.label,
            tone=kind.tone,
            turn=kind.turn,
            age=ages.age(order.moved_at) if kind.turn else "",
            moved=whole(order.moved_at) if kind.turn else "",
            due=ages.due(order.due_at),
            due_at=whole(order.due_at) if order.due_at else "",
            amount_cents=sum(parts) if parts else None,
            next=self._next(order, kind, url),
            who=who,
            who_label=who_label,
            put_off_until=order.snoozed_until if waits else None,
            take_url=self._take_url(order.pk) if is_free else "",
            back=self._back,
        )

    def _kind(self, order: Any) -> "_Kind":
        state = str(order.state)
        if state not in self._kinds:
            turn = turn_of(state)
            offer = offers.next_step(order, self._user)
            self._kinds[state] = _Kind(
                label=str(OrderState(state).label),
                tone=tones.of_order(state),
                turn="" if turn is Turn.NOBODY else str(turn.label),
                offer=offer,
                dialog_url=_address("admin:deed", Order.flow_name, _PK, offer.name, next=self._back)
                if offer
                else None,
            )
        return self._kinds[state]

    def _person(self, order: Any) -> tuple[Person | None, str]:
        if order.assignee_id is None:
            return None, ""
        if order.assignee_id not in self._people:
            who = person(order.assignee, self._user)
            self._people[order.assignee_id] = who, self._assigned % {"name": who.name if who else ""}
        return self._people[order.assignee_id]

    def _next(self, order: Any, kind: "_Kind", page: str) -> NextStep | None:
        """Between payment and parcel the next step is an item's; else it is the order's forward deed."""
        if order.state == OrderState.ITEMS_PAID:
            page = f"{page}#items"
            label = awaited.of_counts(to_buy=order.left_to_buy, to_arrive=order.to_arrive)
            if order.left_to_buy and (step := _lead(self._user, "buy", label, page)):
                return step
            if order.to_arrive:
                # What is bought may arrive while a colleague still buys the rest.
                return _lead(
                    self._user, "receive", awaited.of_counts(to_buy=0, to_arrive=order.to_arrive), page
                )
            if order.left_to_buy:
                return None
        if kind.offer is None or kind.dialog_url is None:
            return None
        return NextStep(kind.offer.label, kind.dialog_url(order.pk), kind.offer.name)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What orders of one state have in common on a page; `turn` is empty where it is nobody's."""

    label: str
    tone: str
    turn: str
    offer: offers.Offer | None
    dialog_url: Callable[[int], str] | None


def _address(name: str, *parts: Any, **query: str) -> Callable[[int], str]:
    """The address of this name for any order's key: it is looked up once, for all rows of a page."""
    before, after = reverse(name, args=parts).split(str(_PK))
    asked = {key: value for key, value in query.items() if value}
    after += f"?{urlencode(asked)}" if asked else ""
    return lambda pk: f"{before}{pk}{after}"


def _lead(user: Any, name: str, label: str, page: str) -> NextStep | None:
    if not offers.may(user, offers.arcs_by_name(OrderItem.flow_name)[name]):
        return None
    return NextStep(label, page, is_dialog=False)
