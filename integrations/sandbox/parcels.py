"""Parcels on their scripted way from Seoul to the United States, one scan at a time."""

import json
import re
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from integrations.sandbox.store import Json, Store

SEOUL, CENTRAL, PACIFIC = "Asia/Seoul", "America/Chicago", "America/Los_Angeles"
DEAD_DIGITS = "000"  # numbers whose digits begin so are never found
FEDEX_NUMBER = re.compile(r"\d{12}|\d{15}|\d{20}|\d{22}")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class ParcelError(Exception):
    """A control call that makes no sense; the text says why."""


@dataclass(frozen=True)
class Scan:
    """One scan in the courier's words. `derived` is FedEx's derived code; EMS leaves it empty.

    An empty city means the parcel's destination. `offset=False` imitates scans that FedEx
    reports without a UTC offset.
    """

    code: str
    text: str
    korean: str = ""
    derived: str = ""
    city: str = ""
    korean_city: str = ""
    region: str = ""
    country: str = "US"
    zone: str = PACIFIC
    offset: bool = True
    result: str = ""
    korean_result: str = ""
    reason: str = ""
    korean_reason: str = ""
    ends: str = ""


def _kr(code: str, text: str, derived: str, city: str) -> Scan:
    return Scan(code, text, derived=derived, city=city, country="KR", zone=SEOUL)


def _hub(code: str, text: str, derived: str, *, offset: bool = True) -> Scan:
    return Scan(code, text, derived=derived, city="MEMPHIS", region="TN", zone=CENTRAL, offset=offset)


def _out(code: str, text: str, korean: str) -> Scan:
    city, korean_city = "INTERNATIONAL POST LOGISTICS CENTER", "국제우편물류센터"
    return Scan(code, text, korean, city=city, korean_city=korean_city, country="KR", zone=SEOUL)


def _in(code: str, text: str, korean: str) -> Scan:
    return Scan(code, text, korean, city="LOS ANGELES ISC", korean_city="LOS ANGELES ISC", region="CA")


ROUTES: dict[str, tuple[Scan, ...]] = {
    "fedex": (
        _kr("OC", "Shipment information sent to FedEx", "IN", ""),
        _kr("PU", "Picked up", "PU", "SEOUL"),
        _kr("DP", "Left FedEx origin facility", "IT", "SEOUL"),
        _kr("AR", "Arrived at FedEx location", "IT", "INCHEON"),
        _kr("DP", "Departed FedEx location", "IT", "INCHEON"),
        _hub("AR", "Arrived at FedEx hub", "IT", offset=False),
        _hub("CP", "Clearance in progress", "CP"),
        _hub("CC", "International shipment release - Import", "IT"),
        _hub("DP", "Departed FedEx hub", "IT", offset=False),
        Scan("AR", "At local FedEx facility", derived="IT"),
        Scan("OD", "On FedEx vehicle for delivery", derived="IT"),
        Scan("DL", "Delivered", derived="DL", ends="delivered"),
    ),
    "ems": (
        Scan(
            "A",
            "Posting/Collection",
            "접수",
            city="SEOUL GANGNAM",
            korean_city="서울강남",
            country="KR",
            zone=SEOUL,
        ),
        _out("B", "Arrival at outward office of exchange", "발송교환국에 도착"),
        _out("C", "Departure from outward office of exchange", "발송"),
        _in("D", "Arrival at inward office of exchange", "상대국 교환국 도착"),
        _in("F", "Departure from inward office of exchange", "상대국 교환국 출발"),
        Scan("G", "Arrival at delivery office", "배달국 도착"),
        Scan(
            "I",
            "Final delivery",
            "배달완료",
            result="Delivery complete",
            korean_result="배달완료",
            ends="delivered",
        ),
    ),
}
DETOURS: dict[str, dict[str, Scan]] = {
    "fedex": {
        "exception": Scan(
            "DE", "Delivery exception - Customer not available or business closed", derived="DE"
        ),
        "customs_hold": _hub("CD", "Clearance delay - Import", "CD"),
        "return": Scan("RS", "Returned to shipper", derived="RS", ends="returned"),
    },
    "ems": {
        "exception": Scan(
            "H",
            "Attempted/Unsuccessful delivery",
            "미배달",
            result="Undelivered",
            korean_result="미배달",
            reason="Addressee absent",
            korean_reason="수취인부재",
        ),
        "customs_hold": _in("E", "Held by import customs", "통관보류"),
        "return": Scan(
            "H",
            "Return to sender",
            "반송",
            result="Returned to sender",
            korean_result="반송",
            reason="Returned to sender",
            korean_reason="반송",
            ends="returned",
        ),
    },
}


def valid_s10(number: str) -> bool:
    """Whether an EMS number has the S10 form and a right check digit (11 minus weighted sum modulo 11)."""
    if not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return int(number[10]) == {10: 0, 11: 5}.get(check, check)


def plausible(courier: str, number: str) -> bool:
    """Whether such a number may come into being by being asked for."""
    digits = number[2:] if courier == "ems" else number
    if digits.startswith(DEAD_DIGITS):
        return False
    return valid_s10(number) if courier == "ems" else bool(FEDEX_NUMBER.fullmatch(number))


def create(
    store: Store,
    *,
    courier: str,
    number: str,
    city: str = "",
    region: str = "",
    dead: bool = False,
    at: datetime | None = None,
) -> Json:
    """A new parcel. FedEx knows its label at once; Korea Post knows nothing before acceptance."""
    if courier not in ROUTES:
        raise ParcelError("courier must be fedex or ems")
    if not number or len(number) > 40:
        raise ParcelError("number must have 1 to 40 characters")
    if store.one("SELECT 1 FROM parcels WHERE number = ?", number):
        raise ParcelError(f"there is already a parcel {number}")
    now = time.time()
    with store.transaction():
        store.run(
            "INSERT INTO parcels (number, courier, dead, city, region, created, moved_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            number,
            courier,
            int(dead),
            (city or "Los Angeles").upper(),
            (region or "CA").upper(),
            now,
            now,
        )
        if courier == "fedex" and not dead:
            move(store, number, at=at)
    return find(store, number)


def find(store: Store, number: str) -> Json:
    """A parcel with its scans, oldest first; ParcelError when there is none."""
    row = store.one("SELECT * FROM parcels WHERE number = ?", number)
    if row is None:
        raise ParcelError(f"there is no parcel {number}")
    scans = store.all("SELECT scan FROM scans WHERE number = ? ORDER BY id", number)
    return dict(row) | {"dead": bool(row["dead"]), "scans": [json.loads(scan["scan"]) for scan in scans]}


def known(store: Store, courier: str, numbers: Iterable[str], *, automatic: bool) -> dict[str, Json]:
    """The living parcels among `numbers`; with `automatic`, plausible new numbers come into being."""
    result: dict[str, Json] = {}
    for number in numbers:
        row = store.one("SELECT courier, dead FROM parcels WHERE number = ?", number)
        if row is None and automatic and plausible(courier, number):
            result[number] = create(store, courier=courier, number=number)
        elif row is not None and row["courier"] == courier and not row["dead"]:
            result[number] = find(store, number)
    return result


def move(store: Store, number: str, *, detour: str = "", at: datetime | None = None) -> Json:
    """One scan further on the route, or the named detour (exception, customs_hold, return).

    The scan is timed `at`, by default now, and always after the one before it.
    """
    parcel = find(store, number)
    route = ROUTES[parcel["courier"]]
    if parcel["dead"]:
        raise ParcelError(f"{number} is a dead number")
    if parcel["ended"]:
        raise ParcelError(f"{number} is already {parcel['ended']}")
    if detour and detour not in DETOURS[parcel["courier"]]:
        raise ParcelError("a detour is exception, customs_hold or return")
    scan = DETOURS[parcel["courier"]][detour] if detour else route[parcel["step"]]
    moment = (at or datetime.now(UTC)).timestamp()
    if parcel["scans"]:
        moment = max(moment, parcel["scans"][-1]["at"] + 1)
    body = asdict(scan) | {"at": int(moment)}
    if not scan.city and scan.country == "US":
        body |= {"city": parcel["city"], "korean_city": parcel["city"], "region": parcel["region"]}
    with store.transaction():
        store.run(
            "INSERT INTO scans (number, at, scan) VALUES (?, ?, ?)",
            number,
            moment,
            json.dumps(body, ensure_ascii=False),
        )
        store.run(
            "UPDATE parcels SET step = step + ?, moved_at = ?, ended = ? WHERE number = ?",
            0 if detour else 1,
            time.time(),
            scan.ends,
            number,
        )
    return find(store, number)


def move_due(store: Store, seconds: float) -> None:
    """Move each parcel that has rested for `seconds`."""
    rows = store.all(
        "SELECT number FROM parcels WHERE ended = '' AND dead = 0 AND moved_at <= ?", time.time() - seconds
    )
    for row in rows:
        move(store, row["number"])


def local(scan: Json) -> datetime:
    """The scan's time on the clock of its place."""
    return datetime.fromtimestamp(scan["at"], ZoneInfo(scan["zone"]))
