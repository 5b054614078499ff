"""Parcels on their scripted way from Seoul to the United States, one scan at a time."""

import json
import re
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from integrations.sandbox.routes import DETOURS, ROUTES
from integrations.sandbox.store import Json, Store

DEAD_DIGITS = "000"  # numbers whose digits begin so are never found
NUMBERS = {
    "fedex": re.compile(r"\d{12}|\d{15}|\d{20}|\d{22}"),
    "ups": re.compile(r"1Z[A-Z0-9]{15}\d"),
    "usps": re.compile(r"9[1-5]\d{18}(\d\d)?"),
}
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class ParcelError(Exception):
    """A control call that makes no sense; the text says why."""


def valid_s10(number: str) -> bool:
    """Whether an EMS number has the S10 form and a right check digit (11 minus weighted sum modulo 11)."""
    if not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return int(number[10]) == {10: 0, 11: 5}.get(check, check)


def plausible(courier: str, number: str) -> bool:
    """Whether such a number may come into being by being asked for.

    At USPS no postal number may: such a parcel begins at the post office of its own country.
    """
    serial = number if courier == "fedex" else number[2:]
    if serial.startswith(DEAD_DIGITS):
        return False
    return valid_s10(number) if courier == "ems" else bool(NUMBERS[courier].fullmatch(number))


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
    """A new parcel. Its label is known at once, but Korea Post knows nothing before acceptance."""
    if courier not in ROUTES:
        raise ParcelError(f"courier must be one of {', '.join(ROUTES)}")
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
        if courier != "ems" and not dead:
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
