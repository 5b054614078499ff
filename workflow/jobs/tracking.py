"""Asking the couriers, in batches, and writing only what is new."""

from hashlib import sha256

from django.db.models import Q

from integrations.couriers.base import Scan, Track
from integrations.couriers.registry import courier as courier_of
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, handler
from workflow.models import Parcel
from workflow.polling import Cadence
from workflow.services.rounds import POLL, advance_rounds
from workflow.services.tracking import asked_once, follow, is_news, known_scans


def tick() -> None:
    """Take every round that is due one step on: see `services.rounds`."""
    advance_rounds()


@handler(POLL, max_attempts=5)
def poll(effect: Effect) -> Conclusion | None:
    """One call for the whole batch; what changed is written in one transaction with its deeds.

    Two queries whatever the batch holds, and for parcels about which there is no news no write.
    """
    code = effect.target
    parcels = {
        parcel.tracking_number: parcel
        for parcel in Parcel.objects.filter(Q(courier=code) | Q(onward=code), pk__in=effect.args["parcels"])
        if parcel.tracking_number
    }
    if not parcels:
        return None
    tracks = courier_of(code).track(list(parcels))
    known = known_scans([parcel.pk for parcel in parcels.values()])
    marks = {number: _fingerprints(track) for number, track in tracks.items()}
    news = [
        number
        for number, track in tracks.items()
        if is_news(
            parcels[number], track, marks[number], told_by=code, known=known.get(parcels[number].pk, {})
        )
    ]
    first = [one.pk for number, one in parcels.items() if one.cadence == Cadence.FIRST and number not in news]

    def record() -> None:
        for number in news:
            follow(
                parcel_id=parcels[number].pk, track=tracks[number], fingerprints=marks[number], told_by=code
            )
        if first:
            asked_once(first)

    return Conclusion(record, result={"asked": len(parcels), "changed": len(news)})


def _fingerprints(track: Track) -> list[str]:
    return [fingerprint(scan) for scan in track.scans]


def fingerprint(scan: Scan) -> str:
    """The same scan polled again is the same row: time as it was told, code and place."""
    return sha256("\x1f".join((scan.occurred_text, scan.code, scan.place)).encode()).hexdigest()
