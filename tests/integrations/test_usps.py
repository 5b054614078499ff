"""The U.S. Postal Service: what its replies mean, and what is asked."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.status import TrackingStatus
from integrations.couriers.usps import Usps
from integrations.couriers.usps_codes import CATEGORIES, CODES, WORDS
from integrations.couriers.usps_reply import read_track
from integrations.errors import ProviderRefused

A = valid_number("usps", 1)
EMS = valid_number("ems", 1)


def event(code="10", words="Words", when="2026-11-22T13:58:00", **more):
    return {
        "eventType": words,
        "eventTimestamp": when,
        "eventCountry": None,
        "eventCity": "HERNANDO",
        "eventState": "FL",
        "eventZIP": "34442",
        "eventCode": code,
        **more,
    }


def reply(*newest_first, **more):
    return {"trackingNumber": A, "trackingEvents": list(newest_first), **more}


def one(*newest_first, **more):
    return read_track(reply(*newest_first, **more), A)


# --- codes and words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        ("pre_transit", "GX MA 83 89"),
        ("picked_up", "03 AD OA PA TM UA 80"),
        ("in_transit", "06 07 10 19 41 42 81 82 A1 EF NT PC SF T1 TL U1"),
        ("out_for_delivery", "OF"),
        ("attempt_failed", "02 30 51 52 53 54 55 56"),
        ("available_for_pickup", "14 16"),
        ("delivered", "01"),
        ("returned", "09 27 31"),
        ("exception", "04 05 08 11 15 21 22 23 24 25 26 28 29 44 71 DX"),
        ("unknown", "17 43 ZZ"),
    ],
)
def test_every_code(status, codes):
    for code in codes.split():
        track = one(event(code))
        assert (track.status, track.scans[0].status, track.scans[0].code) == (status, status, code)
        assert (code in CODES) == (status != "unknown")


def test_no_code_is_left_out_of_the_table_above():
    (mark,) = test_every_code.pytestmark
    told = {code: status for status, codes in mark.args[1] for code in codes.split() if status != "unknown"}
    assert told == CODES


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Shipping Label Created, USPS Awaiting Item", "pre_transit"),
        ("Pre-Shipment, USPS Awaiting Item", "pre_transit"),
        ("Origin Post is Preparing Shipment", "pre_transit"),
        ("Arrived Shipping Partner Facility, USPS Awaiting Item", "in_transit"),
        ("Acceptance", "picked_up"),
        ("Accepted at USPS Regional Origin Facility", "picked_up"),
        ("USPS in possession of item", "picked_up"),
        ("Shipment Received, Package Acceptance Pending", "picked_up"),
        ("Processed Through Facility", "in_transit"),
        ("Arrived at USPS Regional Facility", "in_transit"),
        ("Departed USPS Regional Facility", "in_transit"),
        ("Dispatched from USPS International Service Center", "in_transit"),
        ("In Transit to Next Facility", "in_transit"),
        ("Sorting Complete", "in_transit"),
        ("Forwarded", "in_transit"),
        ("Redelivery Scheduled", "in_transit"),
        ("Preparing for Delivery", "in_transit"),
        ("Delivered to Agent for Final Delivery", "in_transit"),
        ("Inbound Into Customs", "customs"),
        ("Customs Clearance", "customs"),
        ("Held in Customs", "customs_hold"),
        ("Inbound Out of Customs", "in_transit"),
        ("Released from US Customs", "in_transit"),
        ("Customs clearance processing complete", "in_transit"),
        ("Out for Delivery, Expected Delivery by 9:00pm", "out_for_delivery"),
        ("Notice Left (No Authorized Recipient Available)", "attempt_failed"),
        ("Delivery Attempted - No Access to Delivery Location", "attempt_failed"),
        ("Attempted Delivery Abroad", "attempt_failed"),
        ("Missed delivery - Will attempt delivery on next working day", "attempt_failed"),
        ("Addressee not available - Addressee advised to pick up the item", "attempt_failed"),
        ("Business Closed", "attempt_failed"),
        ("Reminder to Schedule Redelivery of your item", "attempt_failed"),
        ("No Access", "attempt_failed"),
        ("Available for Pickup", "available_for_pickup"),
        ("Available for Redelivery or Pickup", "available_for_pickup"),
        ("Ready for Pickup", "available_for_pickup"),
        ("Held at Post Office, At Customer Request", "available_for_pickup"),
        ("Delivered, Front Door/Porch", "delivered"),
        ("Delivered, To Original Sender", "returned"),
        ("Return to Sender Processed", "returned"),
        ("Unclaimed - Item Returned to Sender", "returned"),
        ("Tendered to Returns Agent", "returned"),
        ("Processing Exception, Other Delay", "exception"),
        ("Weather Delay", "exception"),
        ("In Transit, Arriving Late", "exception"),
        ("Rescheduled to Next Delivery Day", "exception"),
        ("Undeliverable as Addressed", "exception"),
        ("Insufficient Address", "exception"),
        ("Incorrect address - Addressee's address being verified", "exception"),
        ("Refused", "exception"),
        ("Item damaged", "exception"),
        ("Seized by Law Enforcement", "exception"),
        ("Disposed by Post Office", "exception"),
        ("Awaiting Delivery Scan", "exception"),
        ("Something new", "unknown"),
        ("", "unknown"),
    ],
)
def test_words_stand_in_for_codes_we_do_not_know(words, status):
    for code in ("", None, "Z9"):
        track = one(event(code, words))
        assert (track.status, track.scans[0].description) == (status, words)


def test_every_word_of_the_list_is_tried_above():
    (mark,) = test_words_stand_in_for_codes_we_do_not_know.pytestmark
    said = [words.lower() for words, _ in mark.args[1]]
    assert [phrase for phrase, _ in WORDS if not any(phrase in words for words in said)] == []


def test_a_code_we_know_outweighs_its_words_but_for_the_sender_s_own_door():
    assert one(event("10", "Delivered to the next facility")).status == "in_transit"
    assert one(event("01", "Delivered, To Original Sender")).status == "returned"
    assert one(event("01", "Delivered, In/At Mailbox")).status == "delivered"


@pytest.mark.parametrize(("category", "status"), CATEGORIES.items())
def test_the_category_decides_when_the_newest_event_is_not_understood(category, status):
    named = category.title()
    assert one(event("43", "Picked Up"), statusCategory=named).status is status
    assert one(statusCategory=named).status is status
    assert one(event("01"), statusCategory=named).status is TrackingStatus.DELIVERED


def test_a_category_nobody_has_heard_of():
    track = one(event("43", "Picked Up"), statusCategory="Mislaid")
    assert (track.found, track.status, track.scans[0].description) == (True, "unknown", "Picked Up")


# --- times and places ---------------------------------------------------------------------


def test_scans_come_oldest_first_with_time_and_place():
    track = one(
        event("01", "Delivered", GMTOffset="-05:00"),
        event("OF", "Out for Delivery", "2026-11-22T09:10:00", GMTOffset="-5:00", eventState=None),
        event("GX", "Shipping Label Created", "2026-11-15T00:00:00", eventCity=None, eventState=None),
    )
    assert [scan.code for scan in track.scans] == ["GX", "OF", "01"]
    assert track.scans[2].occurred == datetime.fromisoformat("2026-11-22T18:58:00+00:00")
    assert track.scans[1].occurred == datetime.fromisoformat("2026-11-22T14:10:00+00:00")
    assert (track.scans[0].occurred, track.scans[0].occurred_text) == (None, "2026-11-15T00:00:00")
    assert [scan.place for scan in track.scans] == ["34442", "HERNANDO, 34442", "HERNANDO, FL 34442"]


def test_a_foreign_place_names_its_country():
    place = {"eventCity": "SEOUL", "eventState": "", "eventZIP": None, "eventCountry": "KOREA, REPUBLIC OF"}
    assert one(event("03", **place)).scans[0].place == "SEOUL, KOREA, REPUBLIC OF"


def test_the_ready_made_time_at_greenwich_is_not_believed():
    """As recorded: it is the 26th at Greenwich, and USPS writes the 25th."""
    (scan,) = one(
        event("SF", when="2024-11-25T18:31:00", GMTOffset="-06:00", GMTTimestamp="2024-11-25T00:31:21Z")
    ).scans
    assert scan.occurred == datetime.fromisoformat("2024-11-26T00:31:00+00:00")


def test_an_offset_in_the_time_itself_goes_first():
    (scan,) = one(event(when="2026-11-22T13:58:00-08:00", GMTOffset="-05:00")).scans
    assert scan.occurred == datetime.fromisoformat("2026-11-22T21:58:00+00:00")


@pytest.mark.parametrize(
    ("when", "offset"),
    [
        ("2026-11-22T13:58:00", None),
        ("2026-11-22T13:58:00", ""),
        ("2026-11-22T13:58:00", "PST"),
        ("2026-11-22T13:58:00", "-25:00"),
        ("2026-11-22T13:58:00", "-05:99"),
        ("2026-11-22T13:58:00", -5),
        ("2026-11-22", "-05:00"),
        ("November 22, 2026", "-05:00"),
        ("0001-01-01T00:00:00", "+05:00"),
        ("9999-12-31T23:00:00", "-05:00"),
    ],
)
def test_no_time_zone_is_invented(when, offset):
    (scan,) = one(event(when=when, GMTOffset=offset)).scans
    assert (scan.occurred, scan.occurred_text) == (None, when)


# --- numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({}, "missing_in_reply"),
        (reply(), "missing_in_reply"),
        ({"trackingEvents": "none"}, "missing_in_reply"),
        ({"error": {"code": "404", "message": "Not found"}}, "404"),
        ({"error": {"code": "400", "errors": [{"title": "12"}, {"code": "150001"}]}}, "150001"),
    ],
)
def test_a_reply_without_tracking(answer, code):
    track = read_track(answer, A)
    assert (track.found, track.error_code, track.status, track.scans) == (False, code, "unknown", ())
    assert track.raw == answer


KEYS = [
    *("trackingEvents", "eventType", "eventTimestamp", "eventCode", "eventCity", "eventState", "eventZIP"),
    *("eventCountry", "GMTOffset", "statusCategory", "status", "error", "code", "errors", "message"),
]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["01", "ZZ", "2026-11-22T13:58:00", "-05:00", "+14:59", "Delivered"])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=40,
)


@given(json_values)
def test_no_reply_is_too_strange(value):
    for strange in (
        value if isinstance(value, dict) else {"trackingEvents": value},
        {"trackingEvents": [value, event()], "statusCategory": value},
        {"error": value},
        {"error": {"errors": value}},
    ):
        track = read_track(strange, A)
        assert track.number == A
        json.dumps(track.raw)


# --- what is asked ------------------------------------------------------------------------


@pytest.fixture
def usps(settings, peer):
    settings.USPS = {"api_base": peer.url + "/usps", "client_id": "id", "client_secret": "secret"}
    return Usps()


def token(peer):
    return peer.answer(200, {"access_token": "t1", "token_type": "Bearer", "expires_in": 28799})


def test_the_question(usps, peer):
    peer.will(token(peer), peer.answer(200, reply(event("01"))))
    for number in (A, EMS):
        assert usps.track([number])[number].status == "delivered"
    assert [(request.method, request.path) for request in peer.requests[1:]] == [
        ("GET", f"/usps/tracking/v3/tracking/{A}?expand=DETAIL"),
        ("GET", f"/usps/tracking/v3/tracking/{EMS}?expand=DETAIL"),
    ]


def test_one_number_a_call(usps, peer):
    with pytest.raises(ValueError, match="1 to 1"):
        usps.track([A, EMS])
    assert peer.requests == []


def test_a_number_cannot_lead_to_another_address(usps, peer):
    peer.will(token(peer), peer.answer(200, reply()))
    assert not usps.track(["../x?y#z"])["../x?y#z"].found
    assert peer.requests[1].path == "/usps/tracking/v3/tracking/..%2Fx%3Fy%23z?expand=DETAIL"


NOT_YET = "12: A status update is not yet available on your package. It will be available when ... - "
NOTHING = "Tracking is not available for this item. This may be because the tracking number is invalid; ..."


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (
            400,
            {"code": "400", "message": NOT_YET, "errors": [{"title": NOT_YET, "code": "150001"}]},
            "150001",
        ),
        (400, {"code": "400", "message": NOT_YET, "errors": []}, "400"),
        (404, {"code": "404", "message": NOTHING, "errors": []}, "404"),
        (404, {"code": "404", "message": "?"}, "404"),
        (
            400,
            {"code": "400", "message": "The Postal Service could not locate the tracking information"},
            "400",
        ),
    ],
)
def test_an_unknown_number_is_no_error(usps, peer, status, error, code):
    answer = {"apiVersion": "/tracking/v3", "error": error}
    peer.will(token(peer), peer.answer(status, answer))
    track = usps.track([A])[A]
    assert (track.found, track.error_code, track.raw) == (False, code, answer)


def test_another_refusal_is_one(usps, peer):
    error = {"code": "400", "message": "OASValidation failed", "errors": [{"code": "010001"}]}
    peer.will(token(peer), peer.answer(400, {"apiVersion": "/tracking/v3", "error": error}))
    with pytest.raises(ProviderRefused) as caught:
        usps.track([A])
    assert (caught.value.code, caught.value.message) == ("010001", "USPS answered 010001.")
