"""UPS: every code of its reference, and which of a scan's three codes counts."""

import pytest

from integrations.couriers.status import TrackingStatus
from integrations.couriers.ups_codes import DELIVERIES, EXCEPTIONS, MANIFESTS, MOVEMENTS, STATUSES, TYPES
from tests.integrations.test_ups import activity, one

WORDS_OF_STATUSES = {
    "3": ("Shipment Ready for UPS", "pre_transit"),
    "5": ("On the Way", "in_transit"),
    "6": ("Out for Delivery", "out_for_delivery"),
    "7": ("Shipment Information Voided", "exception"),
    "10": ("On the Way", "in_transit"),
    "11": ("Delivered", "delivered"),
    "12": ("Clearance in Progress", "customs"),
    "13": ("Exception", "exception"),
    "14": ("Clearance Completed", "in_transit"),
    "16": ("In Warehouse", "in_transit"),
    "17": ("Held for Customer Pickup", "available_for_pickup"),
    "18": ("Delivery Change Requested: Hold for Pickup", "in_transit"),
    "19": ("Held for Future Delivery", "exception"),
    "20": ("Held for Future Delivery Requested", "exception"),
    "21": ("Out for Delivery", "out_for_delivery"),
    "22": ("First Attempt Made", "attempt_failed"),
    "23": ("Second Delivery Attempted", "attempt_failed"),
    "24": ("Final Attempt Made", "attempt_failed"),
    "25": ("On the Way", "in_transit"),
    "26": ("Delivered by Local Post Office", "delivered"),
    "27": ("Delivery Address Change Requested", "in_transit"),
    "28": ("Delivery Address Changed", "in_transit"),
    "29": ("Exception: Action Required", "exception"),
    "30": ("Local Post Office Exception", "exception"),
    "32": ("Adverse Weather May Cause Delay", "exception"),
    "33": ("Return to Sender Requested", "exception"),
    "34": ("Returned to Sender", "returned"),
    "35": ("Returning to Sender", "returned"),
    "36": ("Returning to Sender: In Transit", "returned"),
    "37": ("Out for Delivery", "out_for_delivery"),
    "38": ("Picked Up by UPS", "picked_up"),
    "39": ("On the Way", "in_transit"),
    "40": ("Ready for Customer Pickup", "available_for_pickup"),
    "41": ("Service Upgrade Requested", "in_transit"),
    "42": ("Service Upgraded", "in_transit"),
    "43": ("Voided Pickup", "exception"),
    "44": ("On the Way to UPS", "pre_transit"),
    "45": ("On the Way to UPS", "pre_transit"),
    "46": ("Delay", "exception"),
    "47": ("On the Way", "in_transit"),
    "48": ("Delay", "exception"),
    "49": ("Delay: Action Required", "exception"),
    "50": ("Address Information Required", "exception"),
    "51": ("Delay: Emergency Situation or Severe Weather", "exception"),
    "52": ("Delay: Severe Weather", "exception"),
    "53": ("Delay: Severe Weather", "exception"),
    "54": ("Delivery Change Requested", "in_transit"),
    "55": ("Rescheduled Delivery", "exception"),
    "56": ("Service Upgrade Requested", "in_transit"),
    "57": ("On the Way to a Local UPS Access Point", "in_transit"),
    "58": ("Clearance Information Required", "customs_hold"),
    "59": ("Damage Reported", "exception"),
    "60": ("Delivery Attempted", "attempt_failed"),
    "61": ("Delivery Attempted: Adult Signature Required", "attempt_failed"),
    "62": ("Delivery Attempted: Funds Required", "attempt_failed"),
    "63": ("Delivery Change Completed", "in_transit"),
    "64": ("Delivery Refused", "exception"),
    "65": ("Pickup Attempted", "exception"),
    "66": ("Post Office Delivery Attempted", "attempt_failed"),
    "67": ("Returned to Sender by Post Office", "returned"),
    "68": ("Sent to Lost and Found", "exception"),
    "69": ("Unable to Deliver", "exception"),
    "70": ("Package not at UPS Access Point yet", "in_transit"),
    "71": ("Preparing for Delivery", "in_transit"),
    "72": ("Loaded on Delivery Vehicle", "out_for_delivery"),
    "73": ("In Transit to UPS Delivery Partner", "in_transit"),
    "74": ("UPS Delivery Partner has Shipment", "in_transit"),
    "75": ("Scheduled for Delivery", "in_transit"),
    "76": ("UPS Delivery Partner Exception", "exception"),
    "77": ("Scheduled for Pickup Today", "pre_transit"),
    "78": ("Your Driver is Arriving Soon!", "out_for_delivery"),
    "79": ("Order Processed: In Transit to UPS", "pre_transit"),
    "80": ("Order Processed: Ready for UPS", "pre_transit"),
    "81": ("Returned - Damage Reported", "returned"),
    "82": ("Delivery Instructions Received", "in_transit"),
    "83": ("Held", "exception"),
    "84": ("Cleared", "in_transit"),
    "85": ("Held for COD Payment", "exception"),
    "86": ("Delay", "exception"),
    "87": ("On the Way", "in_transit"),
    "89": ("Out for Delivery", "out_for_delivery"),
    "90": ("Delay", "exception"),
    "91": ("Out for Delivery", "out_for_delivery"),
    "92": ("Customs Clearance in Progress", "customs"),
    "93": ("Premier Recovery In Progress", "in_transit"),
    "94": ("Premier Recovery Completed", "in_transit"),
    **{str(n): ("A change is requested or confirmed", "in_transit") for n in range(95, 118)},
    "118": ("Return to Sender Confirmed", "exception"),
    "119": ("Return to Sender Requested", "exception"),
    "120": ("Saturday Delivery Confirmed", "in_transit"),
    "121": ("Saturday Delivery Requested", "in_transit"),
    "122": ("Upgrade Confirmed", "in_transit"),
    "123": ("Pending Release From Non-UPS Broker", "customs"),
    "124": ("Clearance Information Needed", "customs_hold"),
    "125": ("Clearance Information Needed", "customs_hold"),
    "126": ("Pending Government Agency Release", "customs"),
    "131": ("Final Pickup Attempted", "exception"),
    "132": ("Airport Security Delay", "exception"),
    "134": ("Cleared Import Customs", "in_transit"),
    "135": ("Second Pickup Attempted", "exception"),
    "136": ("Delivery Rescheduled for Saturday", "in_transit"),
    "137": ("Transferred to UPS Delivery Partner", "in_transit"),
    "138": ("Awaiting Scheduled Departure", "in_transit"),
    "139": ("Security Access Required", "exception"),
    "143": ("Delivered to Agent", "in_transit"),
    "144": ("Delivered to Post Office for Pickup", "available_for_pickup"),
    "145": ("Delivery Attempted", "attempt_failed"),
    "146": ("Out for Delivery", "out_for_delivery"),
    "147": ("Seized by Law Enforcement", "exception"),
    "149": ("Prohibited Contents, Package Destroyed", "exception"),
    "157": ("Shipment Ready for UPS", "pre_transit"),
    "158": ("On the Way", "in_transit"),
    "159": ("On the Way", "in_transit"),
    "160": ("We Have Your Package", "picked_up"),
    "161": ("Delivered to UPS Access Point", "available_for_pickup"),
    "162": ("Out for Delivery", "out_for_delivery"),
    "164": ("On the Way", "in_transit"),
    "165": ("On the Way", "in_transit"),
    "166": ("Shipment Ready for Roadie", "pre_transit"),
    "167": ("Dropped off at UPS Store by Customer", "picked_up"),
    "168": ("Dropped off at Retail Location by Customer", "picked_up"),
    "169": ("Dropped off at a UPS Access Point by Customer", "picked_up"),
}


@pytest.mark.parametrize(("number", "status"), [(n, s) for n, (_, s) in WORDS_OF_STATUSES.items()])
def test_every_status_number(number, status):
    for kind in ("I", "X", "D", ""):
        track = one(activity(kind, "", number.zfill(3)))
        assert (track.status, track.scans[0].status, track.scans[0].code) == (
            status,
            status,
            number.zfill(3),
        )


def test_no_status_number_is_left_out_of_the_table_above():
    assert set(WORDS_OF_STATUSES) == set(STATUSES)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("M", "pre_transit"),
        ("MV", "exception"),
        ("P", "picked_up"),
        ("I", "in_transit"),
        ("DO", "in_transit"),
        ("DD", "in_transit"),
        ("W", "in_transit"),
        ("O", "out_for_delivery"),
        ("X", "exception"),
        ("D", "delivered"),
        ("RS", "returned"),
        ("U", "unknown"),
        ("NA", "unknown"),
        ("ZZ", "unknown"),
        ("", "unknown"),
    ],
)
def test_every_type(kind, status):
    track = one(activity(kind, "??", "000"))
    assert (track.status, track.scans[0].code) == (status, "?? 000")
    assert (kind in TYPES) == (status != "unknown")


@pytest.mark.parametrize(
    ("kind", "status", "codes"),
    [
        ("M", "pre_transit", "DP MP RD"),
        ("M", "exception", "VP"),
        ("I", "pre_transit", "OC PL SP"),
        ("I", "picked_up", "OR PC PT PU XD"),
        (
            "I",
            "in_transit",
            "AG AR AT CA CD CL DP DS EP HU IP LC LM UA UD UL WH XA XR YH YM YN YP",
        ),
        ("I", "out_for_delivery", "DL OD OF OT YF YI"),
        ("I", "exception", "VP"),
        ("X", "picked_up", "HF P4 Z5"),
        (
            "X",
            "in_transit",
            "2D 2J 2O 83 BN DA EZ F0 F3 GD HL IP LX PG RB RC SR UI X0 XD YX ZK ZN ZV ZW",
        ),
        (
            "X",
            "customs",
            "1U 2N 2T 4C 5 70 7I 7M B2 B3 B4 B6 B8 BV BW BX C3 CE D5 DB DE E4 E8 E9 ER HW L3 OB R1 R4 R5 RD"
            " RE RJ RM RP RU RZ S4 S5 SF SI SS SV SY T9 TT VK X2 X3 X4 X7 XJ XK XL XY Y1 Y5 YA Z1",
        ),
        (
            "X",
            "customs_hold",
            "1W 29 2B 40 43 4T 71 7P 7T 7U AO B5 B9 BA BB BD BE BG BH BJ BK BP CP CT CX CZ D0 DK DN DY ES ET"
            " EU EV EW FE FF GF GZ L2 L4 L5 LV MI OI OQ OT R6 R7 RA RQ RR RS RX S1 S2 S3 SG SJ SL SN SP ST TG"
            " VP X5 X6 X8 X9 XA XB XC XE XG XN XO XV XW Y4",
        ),
        ("X", "out_for_delivery", "2K RK RL ZS"),
        (
            "X",
            "attempt_failed",
            "2X 48 49 51 52 55 5R 6R 89 AY C4 CI FM G3 G7 G8 GB HQ IQ IR KX KZ L1 OH PI YD ZM",
        ),
        ("X", "available_for_pickup", "5G 8I EP I5 UE ZP ZQ"),
        ("X", "delivered", "A0 F4 FT KM YC"),
        ("X", "returned", "4S B0 H8 I1 PP TU UA UF YJ YK"),
        ("D", "available_for_pickup", "1N 2Q EP ZI ZP ZQ"),
        ("D", "in_transit", "4X F7"),
        ("D", "returned", "B0"),
        ("X", "exception", "13 6 A7 HA DJ KT"),
        ("D", "delivered", "FS KB ML 3G"),
        ("I", "in_transit", "QQ"),
    ],
)
def test_every_code_of_each_type(kind, status, codes):
    for code in codes.split():
        # Without a number, and with one whose words are general.
        for number in ("", {"D": "011", "X": "013"}.get(kind, "005")):
            if kind == "M" and number:
                continue
            track = one(activity(kind, code, number))
            assert (track.status, track.scans[0].code) == (status, f"{code} {number}".strip()), code


def test_no_code_is_left_out_of_the_table_above():
    (mark,) = test_every_code_of_each_type.pytestmark
    told = {(kind, code): status for kind, status, codes in mark.args[1] for code in codes.split()}
    tables = {"M": MANIFESTS, "I": MOVEMENTS, "X": EXCEPTIONS, "D": DELIVERIES}
    for kind, table in tables.items():
        assert {code: told.get((kind, code)) for code in table} == table


def test_the_number_tells_a_hold_from_its_release():
    """Both have the same letters, often of the same second: what was recorded of one clearance."""
    held = activity("X", "RZ", "012", time="181605")
    asked = activity("X", "BB", "058", time="183623")
    released = activity("X", "RZ", "014", time="183623")
    track = one(released, asked, held)
    assert [scan.status for scan in track.scans] == ["customs", "customs_hold", "in_transit"]
    assert [scan.code for scan in track.scans] == ["RZ 012", "BB 058", "RZ 014"]
    assert track.status is TrackingStatus.IN_TRANSIT


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"code": "011", "description": "Delivered"}, "delivered"),
        ({"statusCode": "021", "code": "OT", "type": "I"}, "out_for_delivery"),
        ({"type": "X"}, "exception"),
        ({"code": "SR"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_without_known_scans_the_current_status_decides(status, expected):
    assert one(currentStatus=status).status == expected
    assert one(activity("ZZ", "ZZ"), currentStatus=status).status == expected
    assert one(activity("D", "FS"), currentStatus=status).status == "delivered"
