"""What FedEx's tracking replies mean. Lenient: whatever has an unexpected shape is passed over."""

from typing import Any

from integrations.couriers.base import Scan, Track
from integrations.couriers.lenient import as_dict, as_dicts, as_text
from integrations.couriers.local_time import instant
from integrations.couriers.status import TrackingStatus as S

# Scan event types and status codes share one list. Several are FedEx's names for being under way:
# IT in transit, AR arrived, DP departed, AF at facility, FD at destination facility, EA export approved,
# CC cleared customs, AX at hub.
CODES: dict[str, S] = {
    "OC": S.PRE_TRANSIT,
    "IN": S.PRE_TRANSIT,  # only as a derived code
    "PU": S.PICKED_UP,
    "PX": S.PICKED_UP,
    "OF": S.PICKED_UP,
    "IT": S.IN_TRANSIT,
    "AR": S.IN_TRANSIT,
    "DP": S.IN_TRANSIT,
    "AF": S.IN_TRANSIT,
    "FD": S.IN_TRANSIT,
    "EA": S.IN_TRANSIT,
    "CC": S.IN_TRANSIT,
    "AX": S.IN_TRANSIT,
    "CP": S.CUSTOMS,
    "CD": S.CUSTOMS_HOLD,
    "OD": S.OUT_FOR_DELIVERY,
    "DE": S.EXCEPTION,
    "SE": S.EXCEPTION,
    "DY": S.EXCEPTION,
    "DD": S.EXCEPTION,
    "HL": S.AVAILABLE_FOR_PICKUP,
    "HP": S.AVAILABLE_FOR_PICKUP,
    "DL": S.DELIVERED,
    "RS": S.RETURNED,
    "CA": S.EXCEPTION,
}
# A delivery exception with this code: the recipient was not in, or the business was closed.
NOBODY_IN = "08"


def read_tracks(answer: dict[str, Any], numbers: list[str]) -> dict[str, Track]:
    """One Track for each of `numbers` from a reply to `/track/v1/trackingnumbers`; never raises."""
    found: dict[str, list[dict[str, Any]]] = {}
    for complete in as_dicts(as_dict(answer.get("output")).get("completeTrackResults")):
        results = as_dicts(complete.get("trackResults"))
        number = as_text(complete.get("trackingNumber"))
        for result in results:
            named = number or as_text(as_dict(result.get("trackingNumberInfo")).get("trackingNumber"))
            found.setdefault(named, []).append(result)
    return {number: _track(number, found.get(number, [])) for number in numbers}


def _track(number: str, results: list[dict[str, Any]]) -> Track:
    """Numbers are given out again after some time: of several parcels the newest scan decides."""
    errors = [as_text(as_dict(result.get("error")).get("code")) for result in results if result.get("error")]
    alive = [result for result in results if not result.get("error")]
    if not alive:
        code = next(filter(None, errors), "error" if results else "missing_in_reply")
        return Track(number, False, S.UNKNOWN, raw=results[0] if results else {}, error_code=code)
    result = max(alive, key=_newest)
    # FedEx puts the newest first; we keep the oldest first.
    scans = tuple(_scan(event) for event in reversed(as_dicts(result.get("scanEvents"))))
    return Track(number, True, _status(result, scans), scans, raw=result)


def _newest(result: dict[str, Any]) -> str:
    """When the newest scan was, comparable as text: local time without its offset, good to a day."""
    return max((as_text(event.get("date"))[:19] for event in as_dicts(result.get("scanEvents"))), default="")


def _scan(event: dict[str, Any]) -> Scan:
    text = as_text(event.get("date"))
    code = as_text(event.get("eventType")).upper()
    description = ": ".join(
        filter(None, [as_text(event.get("eventDescription")), as_text(event.get("exceptionDescription"))])
    )
    return Scan(
        occurred=instant(text, ""),
        occurred_text=text,
        code=code,
        status=_scan_status(event, code),
        description=description,
        place=_place(as_dict(event.get("scanLocation"))),
    )


def _scan_status(event: dict[str, Any], code: str) -> S:
    """`eventType` first: the derived code turns "out for delivery" back into "in transit"."""
    if code == "DE" and as_text(event.get("exceptionCode")) == NOBODY_IN:
        return S.ATTEMPT_FAILED
    derived = as_text(event.get("derivedStatusCode")).upper()
    return CODES.get(code) or CODES.get(derived) or S.UNKNOWN


def _status(result: dict[str, Any], scans: tuple[Scan, ...]) -> S:
    if scans and scans[-1].status is not S.UNKNOWN:
        return scans[-1].status
    latest = as_dict(result.get("latestStatusDetail"))
    code, derived = as_text(latest.get("code")).upper(), as_text(latest.get("derivedCode")).upper()
    return CODES.get(code) or CODES.get(derived) or S.UNKNOWN


def _place(location: dict[str, Any]) -> str:
    country = as_text(location.get("countryCode")) or as_text(location.get("countryName"))
    parts = [as_text(location.get("city")), as_text(location.get("stateOrProvinceCode")), country]
    return ", ".join(filter(None, parts))
