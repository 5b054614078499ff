"""`/track/{share_token}/`: where the parcels are, for anybody who was given the link.

No name, no street, no items: city and state at most.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.models import Order, Parcel, TrackingEvent
from workflow.pages.speech import language_now, speak_like
from workflow.pages.words import NOW, courier_says
from workflow.states import OrderState

# The road on the page: how far along its five stones a parcel with this status is.
_ROAD = {
    TrackingStatus.PRE_TRANSIT: 0,
    TrackingStatus.PICKED_UP: 1,
    TrackingStatus.IN_TRANSIT: 2,
    TrackingStatus.CUSTOMS: 2,
    TrackingStatus.CUSTOMS_HOLD: 2,
    TrackingStatus.EXCEPTION: 2,
    TrackingStatus.OUT_FOR_DELIVERY: 3,
    TrackingStatus.ATTEMPT_FAILED: 3,
    TrackingStatus.AVAILABLE_FOR_PICKUP: 3,
    TrackingStatus.DELIVERED: 4,
}
_STONES = (
    TrackingStatus.PRE_TRANSIT,
    TrackingStatus.PICKED_UP,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.DELIVERED,
)
_TROUBLE = (TrackingStatus.CUSTOMS_HOLD, TrackingStatus.EXCEPTION, TrackingStatus.ATTEMPT_FAILED,
            TrackingStatus.RETURNED)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScanView:
    when: str
    status: Any
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class RoadView:
    courier: str
    number: str
    url: str
    status: Any
    is_trouble: bool
    stones: list[tuple[Any, str]]
    scans: list[ScanView]


@never_cache
@require_safe
def track(request: HttpRequest, share_token: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.select_related("customer", "address"), share_token=share_token)
    speak_like(request, order.customer)
    sent = order.parcels.exclude(tracking_number="").prefetch_related("events")
    context = {
        "order": order,
        "now": NOW[order.state],
        "is_over": order.state in (OrderState.CANCELLED, OrderState.REJECTED, OrderState.EXPIRED),
        "roads": [_road(parcel) for parcel in sent],
    }
    reply = render(request, "pages/track.html", context)
    reply.headers["X-Robots-Tag"] = "noindex, nofollow"
    return reply


def _road(parcel: Parcel) -> RoadView:
    courier, status = courier_of(parcel.courier), TrackingStatus(parcel.status)
    # Newest first; in the order in which the courier told them, since times without a zone do not sort.
    scans = sorted(parcel.events.all(), key=lambda event: -event.pk)
    at = _ROAD.get(status, 0)
    return RoadView(
        courier=courier.name,
        number=parcel.tracking_number,
        url=courier.tracking_url(parcel.tracking_number),
        status=courier_says(status),
        is_trouble=status in _TROUBLE,
        stones=[
            (stone.label, "done" if place < at or at == 4 else "current" if place == at else "waiting")
            for place, stone in enumerate(_STONES)
        ],
        scans=[_scan(event) for event in scans],
    )


def _scan(event: TrackingEvent) -> ScanView:
    return ScanView(
        when=_local(event),
        status=courier_says(TrackingStatus(event.status)),
        words=event.description,
        place=event.place,
    )


def _local(event: TrackingEvent) -> str:
    """The clock on the wall where the scan was made, as the courier told it."""
    text = event.occurred_text
    try:
        at = datetime.strptime(text, "%Y%m%d%H%M%S") if text.isdecimal() else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        return text
    # date_format would move an aware time into our own zone; the wall clock is what we want.
    return date_format(
        at.replace(tzinfo=None), "n월 j일 (D) H:i" if language_now() == "ko" else "D, M j, g:i A"
    )
