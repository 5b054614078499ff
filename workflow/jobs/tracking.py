"""Asking the couriers, in batches, and writing only what is new."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import batched

from integrations import clock
from integrations.couriers.base import Scan, Track
from integrations.couriers.registry import courier as courier_of
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.engine.transactions import in_transaction
from workflow.models import Parcel
from workflow.polling import next_poll
from workflow.services.tracking import follow

FLOW = "courier"


def tick() -> None:
    """Put one poll on record for each batch of parcels whose turn has come."""

    def deed() -> None:
        now = clock.now()
        due = Parcel.objects.filter(next_poll_at__lte=now).order_by("courier", "next_poll_at")
        by_courier: dict[str, list[Parcel]] = {}
        for parcel in due.only("id", "courier", "status", "shipped_at")[:3000]:
            by_courier.setdefault(parcel.courier, []).append(parcel)
        for code, parcels in by_courier.items():
            for batch in batched(parcels, courier_of(code).batch_size, strict=False):
                _put_on_record(code, batch)

    in_transaction(deed)


def _put_on_record(code: str, batch: Sequence[Parcel]) -> None:
    now = clock.now()
    for parcel in batch:
        parcel.next_poll_at = next_poll(status=parcel.status, shipped_at=parcel.shipped_at, now=now)
    Parcel.objects.bulk_update(batch, ["next_poll_at"])
    enqueue(
        name="tracking.poll",
        flow=FLOW,
        subject_id=0,
        target=code,
        args={"parcels": [parcel.pk for parcel in batch]},
    )


@handler("tracking.poll", max_attempts=5)
def poll(effect: Effect) -> Conclusion | None:
    """One call for the whole batch; what changed is written in one transaction with its deeds."""
    parcels = {
        parcel.tracking_number: parcel
        for parcel in Parcel.objects.filter(pk__in=effect.args["parcels"], courier=effect.target)
        if parcel.tracking_number
    }
    if not parcels:
        return None
    tracks = courier_of(effect.target).track(list(parcels))
    news = {number: track for number, track in tracks.items() if _is_news(parcels[number], track)}
    if not news:
        return Conclusion(result={"asked": len(parcels), "changed": 0})

    def record() -> None:
        for number, track in news.items():
            follow(parcel_id=parcels[number].pk, track=track, fingerprints=_fingerprints(track))

    return Conclusion(record, result={"asked": len(parcels), "changed": len(news)})


def _is_news(parcel: Parcel, track: Track) -> bool:
    if not track.found:
        return False
    known = set(parcel.events.values_list("fingerprint", flat=True))
    return track.status != parcel.status or any(mark not in known for mark in _fingerprints(track))


def _fingerprints(track: Track) -> list[str]:
    return [fingerprint(scan) for scan in track.scans]


def fingerprint(scan: Scan) -> str:
    """The same scan polled again is the same row: time as it was told, code and place."""
    return sha256("\x1f".join((scan.occurred_text, scan.code, scan.place)).encode()).hexdigest()
