"""What UPS's tracking replies mean. Lenient: whatever has an unexpected shape is passed over."""

import re
from datetime import datetime
from typing import Any

from integrations.couriers.base import Scan, Track
from integrations.couriers.lenient import as_dict, as_dicts, as_text
from integrations.couriers.local_time import instant
from integrations.couriers.status import TrackingStatus as S
from integrations.couriers.ups_codes import CODES, GENERAL, STATUSES, TYPES

# Refusals (HTTP 400) that are about the number and not about us.
NO_SUCH_NUMBER = ("TV1002", "151018", "151044")


def read_track(answer: dict[str, Any], number: str) -> Track:
    """The Track in a 200 of `/api/track/v1/details/{number}`; never raises.

    A number that UPS does not know comes with 200 and a warning (TW0001).
    """
    shipments = as_dicts(as_dict(answer.get("trackResponse")).get("shipment"))
    packages = [package for shipment in shipments for package in as_dicts(shipment.get("package"))]
    package = _package(packages, number)
    if package is None:
        warnings = [warning for shipment in shipments for warning in as_dicts(shipment.get("warnings"))]
        code = next(filter(None, (as_text(warning.get("code")) for warning in warnings)), "missing_in_reply")
        return Track(number, False, S.UNKNOWN, raw=answer, error_code=code)
    # UPS puts the newest first; we keep the oldest first.
    scans = tuple(_scan(activity) for activity in reversed(as_dicts(package.get("activity"))))
    return Track(number, True, _status(package, scans), scans, raw=package)


def refusal_code(answer: dict[str, Any]) -> str:
    """The first error code of a reply that is no 200, or ""."""
    errors = as_dicts(as_dict(answer.get("response")).get("errors"))
    return next(filter(None, (as_text(error.get("code")) for error in errors)), "")


def _package(packages: list[dict[str, Any]], number: str) -> dict[str, Any] | None:
    """The package with this number. UPS gives numbers out again: of several the newest scan decides."""
    mine = [package for package in packages if number in _numbers(package)]
    if not mine and len(packages) == 1:
        mine = packages
    return max(mine, key=_newest, default=None)


def _numbers(package: dict[str, Any]) -> list[str]:
    others = as_dicts(package.get("alternateTrackingNumber"))
    return [as_text(package.get("trackingNumber")), *(as_text(other.get("number")) for other in others)]


def _newest(package: dict[str, Any]) -> str:
    return max((_occurred_text(activity) for activity in as_dicts(package.get("activity"))), default="")


def _scan(activity: dict[str, Any]) -> Scan:
    status = as_dict(activity.get("status"))
    return Scan(
        occurred=_instant(activity),
        occurred_text=_occurred_text(activity),
        # Both: a hold and its release, often of the same second, differ in the number only.
        code=" ".join(filter(None, [as_text(status.get("code")), as_text(status.get("statusCode"))])),
        status=_meaning(status),
        description=as_text(status.get("description")) or as_text(status.get("simplifiedTextDescription")),
        place=_place(as_dict(as_dict(activity.get("location")).get("address"))),
    )


def _meaning(status: dict[str, Any]) -> S:
    number = as_text(status.get("statusCode")).lstrip("0")
    kind, code = as_text(status.get("type")).upper(), as_text(status.get("code")).upper()
    by_code = CODES.get(kind, {}).get(code)
    if number in STATUSES and not (by_code and number in GENERAL):
        return STATUSES[number]
    return by_code or TYPES.get(kind) or S.UNKNOWN


def _status(package: dict[str, Any], scans: tuple[Scan, ...]) -> S:
    if scans and scans[-1].status is not S.UNKNOWN:
        return scans[-1].status
    current = as_dict(package.get("currentStatus"))
    if not as_text(current.get("statusCode")):
        # Here UPS writes the number of the sentence as `code`.
        current = {**current, "statusCode": current.get("code")}
    return _meaning(current)


def _occurred_text(activity: dict[str, Any]) -> str:
    return f"{as_text(activity.get('date'))} {as_text(activity.get('time'))}".strip()


def _instant(activity: dict[str, Any]) -> datetime | None:
    """The instant, only if UPS named the offset of the place, or the time at Greenwich."""
    at_place = instant(
        _moment(activity.get("date"), activity.get("time")), as_text(activity.get("gmtOffset"))
    )
    return at_place or instant(_moment(activity.get("gmtDate"), activity.get("gmtTime")), "+00:00")


def _moment(date: Any, time: Any) -> str:
    """ISO 8601 of YYYYMMDD and HHMMSS. At Greenwich UPS writes 07:47:00 or 74700 as well."""
    day, clock = as_text(date), as_text(time).replace(":", "")
    if not re.fullmatch(r"[0-9]{8}", day) or not re.fullmatch(r"[0-9]{5,6}", clock):
        return ""
    return f"{day}T{clock.zfill(6)}"


def _place(address: dict[str, Any]) -> str:
    country = as_text(address.get("countryCode")) or as_text(address.get("country"))
    return ", ".join(
        filter(None, [as_text(address.get("city")), as_text(address.get("stateProvince")), country])
    )
