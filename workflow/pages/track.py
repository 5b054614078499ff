"""`/track/{share_token}/`: where the parcels are, for anybody who was given the link.

No name, no street, no items: city and state at most.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrations.couriers.registry import courier as courier_of
from integrations.couriers.status import TrackingStatus
from workflow.models import Order, Parcel
from workflow.pages.listening import to_shared_link
from workflow.pages.scans import ScanView, by_day, newest_first
from workflow.pages.speech import speak_to_reader
from workflow.pages.story import told_time
from workflow.pages.words import LOOKED_AFTER, NOW, TROUBLE, courier_says
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
_ENDED = (OrderState.CANCELLED, OrderState.REJECTED, OrderState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Stone:
    """A stone of the road: `status` is done, current or waiting; `day` is when the parcel came by."""

    label: Any
    status: str
    day: str


@dataclass(frozen=True, slots=True)
class RoadView:
    key: int
    courier: str
    number: str
    links: list[tuple[str, str]]
    status: Any
    is_trouble: bool
    is_over: bool
    at: int
    stones: list[Stone]
    days: list[tuple[str, list[ScanView]]]
    newest: ScanView | None
    told: str


@never_cache
@require_safe
def track(request: HttpRequest, share_token: str) -> HttpResponse:
    order = Order.objects.select_related("customer", "address").filter(share_token=share_token).first()
    if order is None:
        # The same whether the link was replaced or never was.
        return _private(render(request, "pages/track_gone.html", status=404))
    speak_to_reader(request, order.customer)
    listening = to_shared_link(request, order)
    sent = order.parcels.exclude(tracking_number="").prefetch_related("events")
    roads = [_road(order, parcel) for parcel in sent]
    is_over = order.state in _ENDED
    is_still = is_over or (bool(roads) and all(road.is_over for road in roads))
    context = {
        **listening,
        "order": order,
        "now": NOW[order.state],
        "is_over": is_over,
        "is_still": is_still,
        "roads": roads,
        "looked_after": LOOKED_AFTER,
    }
    if is_still:
        # Nothing will move any more: the page does not promise that it does.
        context.pop("live", None)
    return _private(render(request, "pages/track.html", context))


def _private(reply: HttpResponse) -> HttpResponse:
    reply.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key: a link to a courier does not take it along.
    reply.headers["Referrer-Policy"] = "same-origin"
    return reply


def _road(order: Order, parcel: Parcel) -> RoadView:
    courier, status = courier_of(parcel.courier), TrackingStatus(parcel.status)
    events = list(parcel.events.all())
    scans = newest_first(events, first=parcel.onward)
    at = _ROAD.get(status, 0)
    seen = max((event.seen_at for event in events), default=None)
    return RoadView(
        key=parcel.pk,
        courier=courier.name,
        number=parcel.tracking_number,
        links=_links(parcel),
        status=courier_says(status),
        is_trouble=status in TROUBLE,
        is_over=status.is_terminal,
        at=at,
        stones=[
            Stone(
                label=stone.label,
                status="done" if place < at or at == 4 else "current" if place == at else "waiting",
                day=_day_at(place, scans) if place <= at else "",
            )
            for place, stone in enumerate(_STONES)
        ],
        days=by_day(scans),
        newest=scans[0] if scans else None,
        told=told_time(order, seen) if seen else "",
    )


def _links(parcel: Parcel) -> list[tuple[str, str]]:
    """The couriers' own pages about the parcel, the one that carries it now first."""
    carriers = [courier_of(code) for code in (parcel.onward, parcel.courier) if code]
    links = [(carrier.name, carrier.tracking_url(parcel.tracking_number)) for carrier in carriers]
    return [(name, url) for name, url in links if url]


def _day_at(place: int, scans: list[ScanView]) -> str:
    """The day on which the parcel first reached this stone."""
    here = [scan.date for scan in scans if _ROAD.get(TrackingStatus(scan.status)) == place]
    return here[-1] if here else ""
