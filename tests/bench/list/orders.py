"""A past of any length: members, orders in every state with items and quotes, as the lists read them.

Written straight into the tables, because a million orders through the door would take days; so there are no
log rows and no effects, and nothing but the lists may be measured on it. The same count gives the same rows.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import batched, groupby
from typing import Any

from django.contrib.auth.models import Group
from django.db import models

from community.models import Member
from console.roles import sync_roles
from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from workflow.models import Charge, Order, OrderItem, Parcel, ParcelLine, Quote
from workflow.references import _ALPHABET
from workflow.states import ChargeKind, ItemState, OrderState

OWNER = "desk0@bidangil.example"
STAFF = 12
ORDERS_A_CUSTOMER = 10
# So many of each state at least, so that the page of a queue is full in a small shop as well.
A_PAGE = 60
_BATCH = 5_000
_YEARS = timedelta(days=5 * 365)
# Of a hundred orders: a fifth is open, far more than a desk could bear, so that no queue is short.
_STATES: tuple[tuple[OrderState, int], ...] = (
    (OrderState.DELIVERED, 68),
    (OrderState.CANCELLED, 5),
    (OrderState.EXPIRED, 4),
    (OrderState.REJECTED, 3),
    (OrderState.REQUESTED, 3),
    (OrderState.NEEDS_INFO, 1),
    (OrderState.APPROVED, 2),
    (OrderState.ITEMS_DUE, 3),
    (OrderState.ITEMS_PAID, 4),
    (OrderState.IN_WAREHOUSE, 1),
    (OrderState.DELIVERY_DUE, 1),
    (OrderState.DELIVERY_PAID, 1),
    (OrderState.SHIPPED, 4),
)
_UNPRICED = (OrderState.REQUESTED, OrderState.NEEDS_INFO, OrderState.APPROVED, OrderState.REJECTED)
_ENDED = (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.EXPIRED, OrderState.REJECTED)
_WEIGHED = (OrderState.DELIVERY_DUE, OrderState.DELIVERY_PAID, OrderState.SHIPPED, OrderState.DELIVERED)
_GOODS = ("Bucket hat", "Picture book", "Ceramic cup", "Knit cardigan", "Sheet masks", "Desk lamp", "Tea set")


def generate(count: int) -> Member:
    """Fill the empty tables with `count` orders and return the owner, who sees everything."""
    sync_roles()
    chance = random.Random(count)
    now = clock.now()
    staff = [_staff(number) for number in range(STAFF)]
    customers = max(1, count // ORDERS_A_CUSTOMER)
    first = (Member.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    _write(Member, _members(customers, first))
    states = _some_of_each(count, chance)
    _write(Order, _orders(states, first, customers, [one.pk for one in staff], now, chance))
    _write(OrderItem, _items(states))
    _write(Quote, _quotes(states, now))
    send_and_charge()
    return staff[0]


def send_and_charge() -> None:
    """A parcel for each order under way, and a charge for it, so that their numbers are found."""
    under_way = OrderItem.objects.filter(order__state=OrderState.SHIPPED).order_by("order_id", "position")
    items = list(under_way.values_list("order_id", "order__customer_id", "pk"))
    first = (Parcel.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    parcels: list[Parcel] = []
    lines: list[ParcelLine] = []
    charges: list[Charge] = []
    for number, ((order, customer), its) in enumerate(groupby(items, key=lambda item: item[:2])):
        parcels.append(_parcel(first + number, customer, number))
        lines += [ParcelLine(parcel_id=first + number, item_id=item, quantity=1) for _o, _c, item in its]
        charges.append(
            Charge(
                order_id=order, kind=ChargeKind.ITEMS, ref=charge_ref_of(number), token=f"charge-{number}",
                amount_cents=1_000 + number % 90_000,
            )
        )  # fmt: skip
    for model, rows in ((Parcel, parcels), (ParcelLine, lines), (Charge, charges)):
        _write(model, rows)


def _staff(number: int) -> Member:
    person = Member.objects.create_user(
        f"desk{number}@bidangil.example", name=f"Desk {number}", is_staff=True, is_superuser=number == 0
    )
    person.groups.add(Group.objects.get(name="owner" if number == 0 else "buyer"))
    return person


def _members(count: int, first: int) -> Iterator[Member]:
    for number in range(count):
        yield Member(
            pk=first + number,
            email=f"customer{number:07}@mail.example",
            name=f"Customer {number:07}",
            phone=f"+1213{number:07}",
            password="!",
        )


def _some_of_each(count: int, chance: random.Random) -> list[OrderState]:
    """The states of so many orders in no order; a shop too small for a page of each has what it has."""
    names, weights = [state for state, _n in _STATES], [n for _state, n in _STATES]
    certain = names * A_PAGE if count > A_PAGE * len(names) else []
    states = [*certain, *chance.choices(names, weights, k=count - len(certain))]
    chance.shuffle(states)
    return states


def ref_of(number: int) -> str:
    """The reference of the order with this number: spread over the alphabet as real ones are."""
    return f"BD-{_spread(number)}"


def charge_ref_of(number: int) -> str:
    return f"CH-{_spread(number)}"


def tracking_number_of(number: int) -> str:
    return valid_number("fedex", number)


def _spread(number: int) -> str:
    spread, digits = (number * 2_654_435_761) % len(_ALPHABET) ** 8, ""
    for _place in range(8):
        spread, digit = divmod(spread, len(_ALPHABET))
        digits += _ALPHABET[digit]
    return digits


def _orders(
    states: list[OrderState],
    first: int,
    customers: int,
    staff: list[int],
    now: datetime,
    chance: random.Random,
) -> Iterator[Order]:
    step = _YEARS / len(states)
    # One in fifty, or more in a small shop: what is put off is a page as well.
    put_off = max(0.02, 1.2 * A_PAGE / (1 + sum(state not in _ENDED for state in states)))
    for number, state in enumerate(states):
        created = now - _YEARS + step * number
        is_open = state not in _ENDED
        # Open orders are of the last two weeks, whenever they were made: a queue holds fresh work.
        moved = now - timedelta(minutes=chance.randrange(20_000)) if is_open else created + timedelta(days=20)
        yield Order(
            pk=number + 1,
            ref=ref_of(number),
            customer_id=first + chance.randrange(customers),
            state=state,
            seq=1,
            moved_at=moved,
            created_at=created,
            due_at=moved + timedelta(days=7) if is_open and state != OrderState.SHIPPED else None,
            assignee_id=chance.choice(staff) if chance.random() < 0.5 else None,
            snoozed_until=now + timedelta(days=3) if is_open and chance.random() < put_off else None,
            left_to_buy=_lines(number) if _item_state(state, number) == ItemState.APPROVED else 0,
            share_token=f"share-{number}",
        )


def _items(states: list[OrderState]) -> Iterator[OrderItem]:
    for number, state in enumerate(states):
        for position in range(_lines(number)):
            yield OrderItem(
                order_id=number + 1,
                position=position + 1,
                url=f"https://www.musinsa.com/products/{number}",
                title=_GOODS[(number + position) % len(_GOODS)],
                quantity=1 + number % 2,
                state=_item_state(state, number),
            )


def _lines(number: int) -> int:
    return 1 + number % 3


def _item_state(state: OrderState, number: int) -> ItemState:
    if state in (OrderState.REQUESTED, OrderState.NEEDS_INFO):
        return ItemState.REQUESTED
    if state == OrderState.ITEMS_PAID:
        return ItemState.BOUGHT if number % 2 else ItemState.APPROVED
    return ItemState.PACKED if state in _WEIGHED else ItemState.APPROVED


def _quotes(states: list[OrderState], valid_until: datetime) -> Iterator[Quote]:
    for number, state in enumerate(states):
        kinds = [] if state in _UNPRICED else [ChargeKind.ITEMS]
        if state in _WEIGHED:
            kinds.append(ChargeKind.DELIVERY)
        for kind in kinds:
            yield Quote(
                order_id=number + 1,
                kind=kind,
                version=1,
                content={},
                total_cents=1_000 + number % 90_000,
                valid_until=valid_until,
            )


def _parcel(pk: int, customer: int, number: int) -> Parcel:
    return Parcel(
        pk=pk, customer_id=customer, weight_g=1_200, length_mm=300, width_mm=200, height_mm=150,
        service="economy", courier="fedex", tracking_number=tracking_number_of(number),
        under_way=f"fedex:{tracking_number_of(number)}", shipped_at=clock.now(),
    )  # fmt: skip


def _write(model: type[models.Model], rows: Iterable[Any]) -> None:
    for some in batched(rows, _BATCH):
        model._base_manager.bulk_create(some)
