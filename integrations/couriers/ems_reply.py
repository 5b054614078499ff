"""What Korea Post's EMS replies mean."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from integrations.couriers.base import Scan, Track
from integrations.couriers.status import TrackingStatus as S

SEOUL = ZoneInfo("Asia/Seoul")
NOT_FOUND = "ERR-001"
FIELDS = ("sortingdate", "eventregiponm", "delivrsltnm", "nondelivreasnnm", "eventnm", "upucd")

# The letters are the last ones of the postal union's event codes EMA to EMK.
CODES: dict[str, S] = {
    "A": S.PICKED_UP,  # posted
    "B": S.IN_TRANSIT,  # at the exchange office in Korea
    "C": S.IN_TRANSIT,  # left Korea
    "D": S.IN_TRANSIT,  # arrived in the country
    "E": S.CUSTOMS_HOLD,  # held by customs
    "F": S.IN_TRANSIT,  # left the exchange office, customs are done
    "G": S.IN_TRANSIT,  # at the delivery office
    "H": S.ATTEMPT_FAILED,
    "I": S.DELIVERED,
    "J": S.IN_TRANSIT,  # in a country between
    "K": S.IN_TRANSIT,
}
# These happen in Korea, so their local time is Seoul's. All others are local to a place we do not know.
KOREAN = ("A", "B", "C")


class BadReply(ValueError):
    """The reply is not the XML we know."""


def read_track(body: bytes, number: str) -> Track:
    """The Track in a reply about one number; an error reply becomes `found=False` with its `ERR-...` code.

    Raises BadReply when the body is no XML, another page, or XML that tries to declare entities.
    """
    root = _parse(body)
    items = [_fields(item) for item in root.iter() if _name(item) == "item"]
    error = next((_content(node) for node in root.iter() if _name(node) == "error_code"), "")
    if not items:
        if not error and not any(_name(node) == "itemlist" for node in root.iter()):
            raise BadReply("neither events nor an error")
        error = error or NOT_FOUND
        return Track(number, False, S.UNKNOWN, raw={"error_code": error}, error_code=error)
    raw: dict[str, Any] = {"items": items}
    scans = tuple(_scan(fields) for fields in _oldest_first(items))
    return Track(number, True, scans[-1].status, scans, raw=raw)


def _parse(body: bytes) -> Element:
    body = body.lstrip()
    declared = re.match(rb"""<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["'][^>]*\?>""", body)
    try:
        if declared and declared[1].lower() not in (b"utf-8", b"utf-16"):
            # Python's XML parser knows no multi-byte encoding but Unicode's, and Korean pages are
            # often EUC-KR: decode by the declaration ourselves, then take the declaration off.
            body = body[declared.end() :].decode(declared[1].decode("ascii")).encode("utf-8")
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise BadReply(str(error)) from error
    return root


def _scan(fields: dict[str, str]) -> Scan:
    code = fields["upucd"].upper()
    parts = [fields["eventnm"], fields["delivrsltnm"], fields["nondelivreasnnm"]]
    when = _local_time(fields["sortingdate"])
    status = CODES.get(code, S.UNKNOWN)
    if status is S.ATTEMPT_FAILED and re.search("return|반송", fields["delivrsltnm"], re.IGNORECASE):
        # The list of letters has none for a return: it is a failed attempt with this result.
        status = S.RETURNED
    return Scan(
        occurred=when.replace(tzinfo=SEOUL) if when and code in KOREAN else None,
        occurred_text=fields["sortingdate"],
        code=code,
        status=status,
        description=": ".join(dict.fromkeys(filter(None, parts))),
        place=fields["eventregiponm"],
    )


def _oldest_first(items: list[dict[str, str]]) -> list[dict[str, str]]:
    """Korea Post sends the oldest first; should a list come the other way round, turn it.

    Times of different countries stand side by side without zones, so sorting by them would put an
    arrival before its departure. Only more than a day between both ends, or a posting at
    the wrong end, proves the direction.
    """
    first, last = _local_time(items[0]["sortingdate"]), _local_time(items[-1]["sortingdate"])
    backwards = first is not None and last is not None and first - last > timedelta(hours=26)
    posted_last = items[-1]["upucd"].upper() == "A" != items[0]["upucd"].upper()
    return items[::-1] if backwards or posted_last else items


def _local_time(text: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{14}", text):
        return None
    try:
        # Local to its place; the caller decides whether a zone is known.
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None


def _fields(item: Element) -> dict[str, str]:
    found = {_name(node): _content(node) for node in item}
    return {name: found.get(name, "") for name in FIELDS}


def _name(node: Element) -> str:
    """The tag without a namespace, in lower case."""
    return str(node.tag).rpartition("}")[2].lower()


def _content(node: Element) -> str:
    return (node.text or "").strip()
