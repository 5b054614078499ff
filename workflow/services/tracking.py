"""What a courier's news does to a parcel and its orders."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from integrations import clock
from integrations.couriers.base import Track
from integrations.couriers.handover import onward
from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.engine import actors, door
from workflow.engine.errors import Refused
from workflow.live import parcel_changed
from workflow.models import Order, Parcel, TrackingEvent
from workflow.polling import Cadence, cadence_of
from workflow.services import parcel_matters
from workflow.states import OrderState

# A person has to look: the parcel will not move on by itself.
_TROUBLE = {
    TrackingStatus.CUSTOMS_HOLD,
    TrackingStatus.EXCEPTION,
    TrackingStatus.RETURNED,
    TrackingStatus.UNKNOWN,
}
# Believed of the first courier too when another one carries the parcel on.
_WEIGHTY = {
    TrackingStatus.DELIVERED,
    TrackingStatus.RETURNED,
    TrackingStatus.CUSTOMS_HOLD,
    TrackingStatus.EXCEPTION,
}

# The fingerprints of a parcel's scans, by the courier that told them.
type Known = Mapping[str, Collection[str]]


def follow(*, parcel_id: int, track: Track, fingerprints: Sequence[str], told_by: str = "") -> None:
    """Write the new scans, move the status, and deliver the orders when the courier says so.

    `told_by` is who told it, when that is not the parcel's own courier. Runs inside the caller's
    transaction; writes nothing when there is no news. A parcel never comes back from a terminal status,
    except to `returned`. The orders' locks are taken before the parcel's, as everywhere.
    """
    orders, parcel = lock_with_orders(parcel_id)
    teller = told_by or parcel.courier
    if parcel.tracking_number != track.number or teller not in (parcel.courier, parcel.onward):
        return  # corrected while the courier was asked
    known = known_scans([parcel_id])[parcel_id]
    if not is_news(parcel, track, fingerprints, told_by=teller, known=known):
        return
    _take_scans(orders, parcel, teller, track, fingerprints, known)
    status = _move_status(orders, parcel, teller, track, known)
    if teller == parcel.courier and not parcel.onward:
        parcel.onward = onward(parcel.courier, track)
    if status.is_terminal:
        # The courier may give the number to somebody else one day.
        parcel.under_way = parcel.quiet_since = None
    parcel.cadence = cadence_of(status=parcel.status, stalled=parcel.stalled_at is not None)
    parcel.save()
    parcel_changed(orders, parcel)
    if status is TrackingStatus.DELIVERED:
        parcel_matters.settle_delivered(orders)
        for order in orders:
            _deliver(order, parcel, teller)


def lock_with_orders(parcel_id: int) -> tuple[list[Order], Parcel]:
    """The parcel and every order that has something in it, locked until the transaction ends."""
    order_ids = list(
        Order.objects.filter(items__parcel_lines__parcel=parcel_id)
        .order_by("id")
        .values_list("id", flat=True)
        .distinct()
    )
    orders = [Order.lock(order_id) for order_id in order_ids]
    return orders, Parcel.objects.select_for_update().get(pk=parcel_id)


def asked_once(parcel_ids: Sequence[int]) -> None:
    """Parcels that were just shipped have been asked about for the first time, and nothing is known:
    from now on they wait for their turn. Runs inside the caller's transaction."""
    fresh = Parcel.objects.filter(pk__in=parcel_ids, cadence=Cadence.FIRST)
    fresh.update(cadence=Cadence.USUAL)


def known_scans(parcel_ids: Collection[int]) -> Mapping[int, Known]:
    """What is written already, for each parcel. One query, however many parcels."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = TrackingEvent.objects.filter(parcel__in=parcel_ids).order_by()
    for parcel_id, courier, mark in rows.values_list("parcel_id", "courier", "fingerprint"):
        found[parcel_id][courier].add(mark)
    return found


def is_news(parcel: Parcel, track: Track, marks: Sequence[str], *, told_by: str, known: Known) -> bool:
    """Whether there is anything to write: a scan we have not, or another status with the same scans.

    The latter only where one courier tells everything; of two, the one with the latest scan is right.
    """
    if not track.found:
        return False
    mine = known.get(told_by, ())
    if any(mark not in mine for mark in marks):
        return True
    return set(known) <= {told_by} and _next_status(parcel, track) != parcel.status


def _leads(parcel: Parcel, teller: str, known: Known) -> bool:
    """Whether this courier's word says where the parcel is: that of the one who has it now.

    The clocks of two couriers do not compare (many scans come without a zone), so once the second
    courier has told a scan, the first one's late ones are written down but do not move the status.
    """
    return teller == parcel.onward or not (parcel.onward and known.get(parcel.onward))


def _next_status(parcel: Parcel, track: Track) -> TrackingStatus:
    before = TrackingStatus(parcel.status)
    if before.is_terminal and track.status is not TrackingStatus.RETURNED:
        return before
    return track.status


def _move_status(
    orders: Sequence[Order], parcel: Parcel, teller: str, track: Track, known: Known
) -> TrackingStatus:
    before = TrackingStatus(parcel.status)
    if not _leads(parcel, teller, known) and track.status not in _WEIGHTY:
        return before
    status = _next_status(parcel, track)
    if status is not before:
        parcel.status, parcel.status_at = status, clock.now()
        if status in _TROUBLE:
            parcel_matters.raise_trouble(orders, parcel, track)
    return status


def _take_scans(
    orders: Sequence[Order],
    parcel: Parcel,
    teller: str,
    track: Track,
    fingerprints: Sequence[str],
    known: Known,
) -> None:
    now, mine = clock.now(), known.get(teller, ())
    new = [
        TrackingEvent(
            parcel=parcel,
            courier=teller,
            fingerprint=mark,
            occurred_at=scan.occurred,
            occurred_text=scan.occurred_text[:40],
            code=scan.code[:20],
            status=scan.status,
            description=scan.description[:300],
            place=scan.place[:120],
            seen_at=now,
        )
        for mark, scan in dict(zip(fingerprints, track.scans, strict=True)).items()
        if mark not in mine
    ]
    TrackingEvent.objects.bulk_create(new)
    if not new:
        return
    if parcel.stalled_at is not None:
        parcel_matters.settle_silence(orders, parcel)
        parcel.stalled_at = None
    parcel.quiet_since = now


def _deliver(order: Order, parcel: Parcel, teller: str) -> None:
    if order.state != OrderState.SHIPPED:
        return
    try:
        door.fire(
            Order,
            order.pk,
            "deliver",
            actor=actors.courier(courier_of(teller).name),
            parcel=parcel.pk,
        )
    except Refused:
        # Another parcel of the order is still under way; its own scan will try again.
        return
