"""What a courier's news does to a parcel and its orders."""

from collections.abc import Sequence

from integrations import clock
from integrations.couriers.base import Track
from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.engine import actors, door
from workflow.engine.errors import Refused
from workflow.models import Attention, Order, Parcel, TrackingEvent
from workflow.polling import next_poll
from workflow.services.attention import raise_attention
from workflow.states import Concern, OrderState

# A person has to look: the parcel will not move on by itself.
_TROUBLE = {
    TrackingStatus.CUSTOMS_HOLD,
    TrackingStatus.EXCEPTION,
    TrackingStatus.RETURNED,
    TrackingStatus.UNKNOWN,
}


def follow(*, parcel_id: int, track: Track, fingerprints: Sequence[str]) -> None:
    """Write the new scans, move the status, and deliver the orders when the courier says so.

    Runs inside the caller's transaction. A parcel never comes back from a terminal status,
    except to `returned`. The order's lock is taken before the parcel's, as everywhere.
    """
    order_ids = list(
        Order.objects.filter(items__parcel_lines__parcel=parcel_id)
        .order_by("id")
        .values_list("id", flat=True)
        .distinct()
    )
    orders = [Order.lock(order_id) for order_id in order_ids]
    parcel = Parcel.objects.select_for_update().get(pk=parcel_id)
    if parcel.tracking_number != track.number:
        return  # corrected while the courier was asked
    _write_scans(parcel, track, fingerprints)
    before, now = TrackingStatus(parcel.status), clock.now()
    status = _next_status(before, track.status)
    if status is not before:
        parcel.status, parcel.status_at = status, now
        if status in _TROUBLE:
            _raise_trouble(orders, parcel, track)
    parcel.last_polled_at = now
    parcel.next_poll_at = next_poll(status=parcel.status, shipped_at=parcel.shipped_at, now=now)
    if status.is_terminal:
        # The courier may give the number to somebody else one day.
        parcel.under_way = None
    parcel.save()
    if status is TrackingStatus.DELIVERED:
        # What held the parcel up on its way holds it up no more.
        Attention.objects.filter(order__in=orders, concern=Concern.PARCEL, settled_at=None).update(
            settled_at=now, settled_note="The parcel was delivered."
        )
        for order in orders:
            _deliver(order, parcel)


def _next_status(before: TrackingStatus, told: TrackingStatus) -> TrackingStatus:
    if before.is_terminal and told is not TrackingStatus.RETURNED:
        return before
    return told


def _write_scans(parcel: Parcel, track: Track, fingerprints: Sequence[str]) -> None:
    known = set(parcel.events.values_list("fingerprint", flat=True))
    TrackingEvent.objects.bulk_create(
        TrackingEvent(
            parcel=parcel,
            fingerprint=mark,
            occurred_at=scan.occurred,
            occurred_text=scan.occurred_text[:40],
            code=scan.code[:20],
            status=scan.status,
            description=scan.description[:300],
            place=scan.place[:120],
            seen_at=clock.now(),
        )
        for mark, scan in dict(zip(fingerprints, track.scans, strict=True)).items()
        if mark not in known
    )


def _raise_trouble(orders: Sequence[Order], parcel: Parcel, track: Track) -> None:
    latest = track.scans[-1] if track.scans else None
    for order in orders:
        raise_attention(
            order=order,
            concern=Concern.PARCEL,
            about=f"{order.ref}:{parcel.tracking_number}:{parcel.status}",
            detail=f"{latest.description} {latest.place}".strip() if latest else str(track.error_code),
        )


def _deliver(order: Order, parcel: Parcel) -> None:
    if order.state != OrderState.SHIPPED:
        return
    try:
        door.fire(
            Order,
            order.pk,
            "deliver",
            actor=actors.courier(courier_of(parcel.courier).name),
            parcel=parcel.pk,
        )
    except Refused:
        # Another parcel of the order is still under way; its own scan will try again.
        return
