"""The scripted ways from Seoul to the United States: what each courier tells, scan by scan."""

from dataclasses import dataclass

SEOUL, CENTRAL, EASTERN, PACIFIC = (
    "Asia/Seoul",
    "America/Chicago",
    "America/New_York",
    "America/Los_Angeles",
)


@dataclass(frozen=True)
class Scan:
    """One scan in the courier's words.

    `derived` is FedEx's derived code or UPS's number of the sentence, `kind` UPS's type of activity. An
    empty city means the parcel's destination. `offset=False` imitates scans that come without a
    UTC offset.
    """

    code: str
    text: str
    korean: str = ""
    derived: str = ""
    kind: str = ""
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


# --- FedEx --------------------------------------------------------------------------------


def _kr(code: str, text: str, derived: str, city: str) -> Scan:
    return Scan(code, text, derived=derived, city=city, country="KR", zone=SEOUL)


def _memphis(code: str, text: str, derived: str, *, offset: bool = True) -> Scan:
    return Scan(code, text, derived=derived, city="MEMPHIS", region="TN", zone=CENTRAL, offset=offset)


FEDEX = (
    _kr("OC", "Shipment information sent to FedEx", "IN", ""),
    _kr("PU", "Picked up", "PU", "SEOUL"),
    _kr("DP", "Left FedEx origin facility", "IT", "SEOUL"),
    _kr("AR", "Arrived at FedEx location", "IT", "INCHEON"),
    _kr("DP", "Departed FedEx location", "IT", "INCHEON"),
    _memphis("AR", "Arrived at FedEx hub", "IT", offset=False),
    _memphis("CP", "Clearance in progress", "CP"),
    _memphis("CC", "International shipment release - Import", "IT"),
    _memphis("DP", "Departed FedEx hub", "IT", offset=False),
    Scan("AR", "At local FedEx facility", derived="IT"),
    Scan("OD", "On FedEx vehicle for delivery", derived="IT"),
    Scan("DL", "Delivered", derived="DL", ends="delivered"),
)
FEDEX_DETOURS = {
    "exception": Scan("DE", "Delivery exception - Customer not available or business closed", derived="DE"),
    "customs_hold": _memphis("CD", "Clearance delay - Import", "CD"),
    "return": Scan("RS", "Returned to shipper", derived="RS", ends="returned"),
}

# --- UPS ----------------------------------------------------------------------------------


def _seoul(kind: str, code: str, derived: str, text: str, city: str, *, offset: bool = True) -> Scan:
    return Scan(code, text, derived=derived, kind=kind, city=city, country="KR", zone=SEOUL, offset=offset)


def _louisville(kind: str, code: str, derived: str, text: str) -> Scan:
    return Scan(code, text, derived=derived, kind=kind, city="Louisville", region="KY", zone=EASTERN)


def _ups(kind: str, code: str, derived: str, text: str, *, ends: str = "") -> Scan:
    return Scan(code, text, derived=derived, kind=kind, ends=ends)


UPS = (
    _seoul(
        "M", "MP", "003", "Shipper created a label, UPS has not received the package yet. ", "", offset=False
    ),
    _seoul("P", "PU", "038", "Pickup Scan ", "Seoul"),
    _seoul("I", "OR", "005", "Origin Scan", "Seoul"),
    _seoul("I", "DP", "005", "Departed from Facility", "Seoul"),
    _seoul("I", "EP", "005", "Export Scan", "Incheon"),
    _louisville("I", "AR", "005", "Arrived at Facility"),
    _louisville(
        "X", "RZ", "012", "Your package is pending release from a Government Agency. Once they release it, "
        "your package will be on its way.",
    ),
    _louisville("X", "RZ", "014", "Your package has been released by the government agency."),
    _louisville("I", "DP", "005", "Departed from Facility"),
    _ups("I", "AR", "005", "Arrived at Facility"),
    _ups("I", "OT", "021", "Out For Delivery Today"),
    _ups("D", "FS", "011", "DELIVERED ", ends="delivered"),
)  # fmt: skip
UPS_DETOURS = {
    "exception": _ups(
        "X", "48", "022", "The receiver was not available for delivery. We'll make a second attempt the next "
        "business day.",
    ),
    "customs_hold": _louisville(
        "X", "BB", "058", "UPS initiated contact with the sender to obtain clearance information. Once "
        "received, UPS will submit for clearance.",
    ),
    "return": _ups("X", "UA", "034", "UPS has returned your package to the sender.", ends="returned"),
}  # fmt: skip

# --- USPS ---------------------------------------------------------------------------------


def _center(code: str, text: str, *, offset: bool = True) -> Scan:
    return Scan(code, text, city="LOS ANGELES CA DISTRIBUTION CENTER", offset=offset)


USPS = (
    Scan("GX", "Shipping Label Created, USPS Awaiting Item", city="TORRANCE", region="CA", offset=False),
    Scan("03", "USPS in possession of item", city="TORRANCE", region="CA"),
    _center("10", "Arrived at USPS Regional Origin Facility"),
    _center("T1", "Departed USPS Regional Facility"),
    _center("TL", "In Transit to Next Facility", offset=False),
    Scan("07", "Arrived at Post Office"),
    Scan("OF", "Out for Delivery"),
    Scan("01", "Delivered, Front Door/Porch", ends="delivered"),
)
# The vendor's list of codes for customs is not public, so these scans come without one.
HELD, RELEASED = "Held in Customs", "Inbound Out of Customs"
USPS_DETOURS = {
    "exception": Scan("56", "Notice Left (No Authorized Recipient Available)"),
    "customs_hold": Scan("", HELD, city="ISC LOS ANGELES CA(USPS)"),
    "return": Scan("09", "Return to Sender", ends="returned"),
}

# --- EMS by Korea Post --------------------------------------------------------------------


def _out(code: str, text: str, korean: str) -> Scan:
    city, korean_city = "INTERNATIONAL POST LOGISTICS CENTER", "국제우편물류센터"
    return Scan(code, text, korean, city=city, korean_city=korean_city, country="KR", zone=SEOUL)


def _in(code: str, text: str, korean: str) -> Scan:
    return Scan(code, text, korean, city="LOS ANGELES ISC", korean_city="LOS ANGELES ISC", region="CA")


EMS = (
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
)
EMS_DETOURS = {
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
}
# What USPS calls the same moment, from the arrival in the United States on: (code, words), by the letter
# of EMS and how the journey ended with it.
LAST_MILE = {
    ("D", ""): ("10", "Processed Through Facility"),
    ("E", ""): ("", HELD),
    ("F", ""): ("", RELEASED),
    ("G", ""): ("07", "Arrived at Post Office"),
    ("H", ""): ("56", "Notice Left (No Authorized Recipient Available)"),
    ("H", "returned"): ("09", "Return to Sender"),
    ("I", "delivered"): ("01", "Delivered, Left with Individual"),
}

ROUTES: dict[str, tuple[Scan, ...]] = {"fedex": FEDEX, "ems": EMS, "ups": UPS, "usps": USPS}
DETOURS: dict[str, dict[str, Scan]] = {
    "fedex": FEDEX_DETOURS,
    "ems": EMS_DETOURS,
    "ups": UPS_DETOURS,
    "usps": USPS_DETOURS,
}
