"""What stands beside an order whatever tab is open: its money, its parcel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations import clock
from workflow.models import Order, Parcel, TrackingEvent
from workflow.models.attention import REFUND_FAILED, REFUND_MADE
from workflow.models.order import ENDED
from workflow.services.stalls import expected_by
from workflow.states import ChargeKind, Concern

# Matters that end with money going back.
_GIVES_BACK = frozenset({Concern.REFUND_DUE, Concern.PAID_TWICE, Concern.PAID_LATE, Concern.AMOUNT_DIFFERS})


@dataclass(frozen=True, slots=True)
class Money:
    """US cents of one kind of charge: promised, arrived, still missing (never below zero). An order
    that has ended asks for nothing more."""

    label: str
    due: int
    received: int
    ended: bool

    @property
    def missing(self) -> int:
        return 0 if self.ended else max(0, self.due - self.received)


@dataclass(frozen=True, slots=True)
class MoneyPanel:
    """US cents. `refunds` is what unsettled matters say has to go back, `returned` what the provider told has
    gone back: it stays in what was received, which is what the customer has paid of each quote."""

    parts: list[Money]
    refunds: int
    returned: int

    @property
    def due(self) -> int:
        return sum(part.due for part in self.parts)

    @property
    def received(self) -> int:
        return sum(part.received for part in self.parts)

    @property
    def missing(self) -> int:
        return sum(part.missing for part in self.parts)


def money_panel(order: Order, quotes: list[Any]) -> MoneyPanel:
    due = {quote.kind: quote.total_cents for quote in sorted(quotes, key=lambda quote: quote.version)}
    parts = [
        Money(str(kind.label), due.get(kind, 0), order.received_cents(kind), order.state in ENDED)
        for kind in (ChargeKind.ITEMS, ChargeKind.DELIVERY)
        if kind in due
    ]
    refunds = sum(
        matter.amount_cents or 0
        for matter in order.concerns.all()
        if matter.settled_at is None and matter.concern in _GIVES_BACK
    )
    return MoneyPanel(parts, refunds, _returned(order))


def _returned(order: Order) -> int:
    """US cents of the refunds that the provider told of; one that failed later is not among them."""
    told = {matter.about: matter.amount_cents or 0 for matter in order.concerns.all()}
    made = {
        about.removeprefix(REFUND_MADE): cents
        for about, cents in told.items()
        if about.startswith(REFUND_MADE)
    }
    return sum(cents for refund, cents in made.items() if REFUND_FAILED + refund not in told)


@dataclass(frozen=True, slots=True)
class ParcelPanel:
    """The newest parcel. `expected` is until when a further scan should come, `late` whether it has not."""

    parcel: Parcel
    scan: TrackingEvent | None
    expected: datetime | None
    late: bool
    photos: int


def parcel_panel(parcels: list[Parcel]) -> ParcelPanel | None:
    if not parcels:
        return None
    parcel = parcels[-1]
    expected = expected_by(parcel, at=clock.now())
    return ParcelPanel(
        parcel=parcel,
        scan=next(iter(parcel.events.all()), None),
        expected=expected,
        late=expected is not None and expected < clock.now(),
        photos=len(parcel.photos.all()),
    )
