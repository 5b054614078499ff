"""Orders as rows of a list: one query for a page of them, whatever they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from console import ages, offers, tones
from console.place import Place, order_url
from console.queues import OPEN
from integrations import clock
from workflow.models import Order, OrderItem, Quote
from workflow.selectors.lanes import turn_of
from workflow.services.desk import may_arrange
from workflow.states import ChargeKind, ItemState, OrderState, Turn


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
    order: Any
    url: str
    items: str
    more_items: int
    tone: str
    turn: str
    turn_tone: str
    age: str
    due: ages.Due | None
    amount_cents: int | None
    next: NextStep | None
    who: "Person | None"
    put_off_until: datetime | None
    # Where the person comes back to; also sent with the row's own button.
    back: str
    may_take: bool = False


def with_summary(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add what a row shows, as subqueries that run for the rows of one page only."""
    mine = OrderItem.objects.filter(order=OuterRef("pk"))
    first = mine.order_by("position")
    quoted = Quote.objects.filter(order=OuterRef("pk")).order_by("-version").values("total_cents")
    return orders.select_related("customer", "assignee").annotate(
        first_title=Subquery(first.values("title")[:1]),
        first_url=Subquery(first.values("url")[:1]),
        item_count=_count(mine),
        to_buy=_count(mine.filter(state=ItemState.APPROVED)),
        to_arrive=_count(mine.filter(state__in=(ItemState.BOUGHT, ItemState.MISMATCH))),
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
    may_take = place is not None and may_arrange(user)
    return [_row(order, user, back, place, may_take) for order in orders]


def person(who: Any, user: Any) -> Person | None:
    """Somebody at the desk as a chip: two letters, or one of a name without a space."""
    if who is None:
        return None
    words = str(who).partition("@")[0].split()
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else str(who)[:1]
    return Person(str(who), letters.upper(), who.pk == user.pk)


def _row(order: Any, user: Any, back: str, place: Place | None, may_take: bool) -> Row:
    turn = turn_of(order.state)
    waits = order.snoozed_until is not None and order.snoozed_until > clock.now()
    page = order_url(order, place)
    parts = [cents for cents in (order.items_cents, order.delivery_cents) if cents is not None]
    return Row(
        order=order,
        url=page,
        items=order.first_title or order.first_url or "",
        more_items=max(0, order.item_count - 1),
        tone=tones.of_order(order.state),
        turn=str(turn.label),
        turn_tone=tones.of_turn(turn),
        age=ages.age(order.moved_at) if turn is not Turn.NOBODY else "",
        due=ages.due(order.due_at),
        amount_cents=sum(parts) if parts else None,
        next=_next(order, user, page, back),
        who=person(order.assignee, user),
        put_off_until=order.snoozed_until if waits else None,
        back=back,
        may_take=may_take and order.assignee_id is None and order.state in OPEN,
    )


def _next(order: Any, user: Any, page: str, back: str) -> NextStep | None:
    """Between payment and parcel the next step is an item's; else it is the order's forward deed."""
    if order.state == OrderState.ITEMS_PAID:
        page = f"{page}#items"
        if order.to_buy:
            label = ngettext("Buy %(n)d item", "Buy %(n)d items", order.to_buy) % {"n": order.to_buy}
            return _lead(user, "buy", label, page)
        if order.to_arrive:
            label = ngettext("%(n)d to arrive", "%(n)d to arrive", order.to_arrive) % {"n": order.to_arrive}
            return _lead(user, "receive", label, page)
    offer = offers.next_step(order, user, back=back)
    return NextStep(offer.label, offer.url, offer.name) if offer else None


def _lead(user: Any, name: str, label: str, page: str) -> NextStep | None:
    if not offers.may(user, offers.arcs_by_name(OrderItem.flow_name)[name]):
        return None
    return NextStep(label, page, is_dialog=False)


def oldest_deadline_first(orders: QuerySet[Order]) -> QuerySet[Order]:
    """What is due first stands first; what has no deadline comes last, oldest first."""
    return orders.order_by(F("due_at").asc(nulls_last=True), "id")
