"""UPS: what its replies mean, and what is asked."""

import json
import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.ups import Ups
from integrations.couriers.ups_reply import read_track
from integrations.errors import ProviderRefused

A, B = valid_number("ups", 1), valid_number("ups", 2)


def activity(kind="I", code="AR", number="", *, date="20261120", time="101500", city="Louisville", **more):
    return {
        "location": {"address": {"city": city, "stateProvince": "KY", "countryCode": "US"}, "slic": "4009"},
        "status": {
            "type": kind,
            "code": code,
            "statusCode": number,
            "description": f"Words for {code} ",
        },
        "date": date,
        "time": time,
        **more,
    }


def package(*newest_first, number=A, **more):
    return {"trackingNumber": number, "activity": list(newest_first), **more}


def reply(*packages, **more):
    return {"trackResponse": {"shipment": [{"inquiryNumber": A, "package": list(packages), **more}]}}


def one(*newest_first, **more):
    return read_track(reply(package(*newest_first, **more)), A)


# --- times and places ---------------------------------------------------------------------


def test_scans_come_oldest_first_with_time_and_place():
    track = one(
        activity("I", "AR", "005", date="20261120", time="071356", gmtOffset="-05:00"),
        activity("I", "OR", "005", date="20261118", time="090000", gmtOffset="+09:00", location={}),
    )
    assert [scan.status for scan in track.scans] == ["picked_up", "in_transit"]
    assert track.scans[1].occurred == datetime.fromisoformat("2026-11-20T12:13:56+00:00")
    assert track.scans[0].occurred == datetime.fromisoformat("2026-11-18T00:00:00+00:00")
    assert track.scans[1].occurred_text == "20261120 071356"
    assert [scan.place for scan in track.scans] == ["", "Louisville, KY, US"]
    assert track.scans[1].description == "Words for AR"


@pytest.mark.parametrize("clock", ["124700", "12:47:00"])
def test_the_time_at_greenwich_will_do(clock):
    (scan,) = one(activity(gmtDate="20261120", gmtTime=clock)).scans
    assert scan.occurred == datetime.fromisoformat("2026-11-20T12:47:00+00:00")
    (early,) = one(activity(gmtDate="20261120", gmtTime="74700")).scans
    assert early.occurred == datetime.fromisoformat("2026-11-20T07:47:00+00:00")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"gmtOffset": ""},
        {"gmtOffset": "EST"},
        {"gmtOffset": "+99:00"},
        {"gmtOffset": "-05:00", "time": "noon"},
        {"gmtOffset": "-05:00", "time": "250000"},
        {"gmtOffset": "-05:00", "date": "20260230"},
        {"gmtOffset": "+09:00", "date": "00010101", "time": "000000"},
        {"gmtOffset": -5},
        {"gmtDate": "20261120"},
        {"gmtTime": "10:00:00"},
        {"gmtDate": 20261120, "gmtTime": 74700},
    ],
)
def test_no_time_zone_is_invented(more):
    (scan,) = one(activity(**more)).scans
    assert scan.occurred is None
    assert scan.occurred_text == f"{more.get('date', '20261120')} {more.get('time', '101500')}"


def test_a_place_may_name_its_country_in_another_field():
    (scan,) = one(activity(location={"address": {"city": "Incheon", "country": "KR"}})).scans
    assert scan.place == "Incheon, KR"


# --- numbers ------------------------------------------------------------------------------


def test_a_number_that_ups_does_not_know_comes_with_a_warning():
    answer = {
        "trackResponse": {
            "shipment": [
                {
                    "inquiryNumber": A,
                    "warnings": [{"code": "TW0001", "message": "Tracking Information Not Found"}],
                }
            ]
        }
    }
    track = read_track(answer, A)
    assert (track.found, track.error_code, track.status, track.scans) == (False, "TW0001", "unknown", ())
    assert track.raw == answer


@pytest.mark.parametrize(
    "answer",
    [{}, {"trackResponse": {}}, {"trackResponse": {"shipment": []}}, reply(), {"trackResponse": None}],
)
def test_a_number_that_the_reply_forgot(answer):
    track = read_track(answer, A)
    assert (track.found, track.error_code) == (False, "missing_in_reply")


def test_of_several_packages_the_right_one_is_read():
    track = read_track(reply(package(activity("D"), number=B), package(activity("I"), number=A)), A)
    assert track.status == "in_transit"
    assert track.raw["trackingNumber"] == A


def test_a_parcel_of_another_number_is_not_ours_unless_it_is_the_only_one():
    many = reply(package(activity("D"), number=B), package(activity("D"), number=valid_number("ups", 3)))
    assert not read_track(many, A).found
    assert read_track(reply(package(activity("D"), number=B)), A).found


def test_a_number_may_be_the_other_one_of_a_package():
    other = [{"number": A, "type": "Q"}]
    mine = package(activity("I"), number=B, alternateTrackingNumber=other)
    assert read_track(reply(package(activity("D"), number="1Z"), mine), A).status == "in_transit"


def test_a_number_given_out_twice_is_the_newest_parcel():
    old, new = package(activity("D", date="20241201")), package(activity("I", date="20261120"))
    for order in ((old, new), (new, old)):
        assert read_track(reply(*order), A).raw == new


def test_a_label_without_scans_is_found():
    track = one(currentStatus={"statusCode": "003"})
    assert (track.found, track.status, track.scans) == (True, "pre_transit", ())


KEYS = [
    *("trackResponse", "shipment", "package", "activity", "status", "type", "code", "statusCode", "warnings"),
    *("description", "location", "address", "city", "date", "time", "gmtDate", "gmtTime", "gmtOffset"),
    *("currentStatus", "trackingNumber", "alternateTrackingNumber", "number"),
]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["I", "X", "D", "011", "20261120", "101500", "-05:00", "+14:59", A])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=40,
)


@given(json_values)
def test_no_reply_is_too_strange(value):
    for strange in (
        value if isinstance(value, dict) else {"trackResponse": value},
        {"trackResponse": {"shipment": value}},
        reply(value),
        reply(package(value)),
        {"trackResponse": {"shipment": [{"package": [{"trackingNumber": A, "activity": value}]}]}},
    ):
        track = read_track(strange, A)
        assert track.number == A
        assert all(re.fullmatch(r"\S*( \S*)*", scan.code) is not None for scan in track.scans)
        json.dumps(track.raw)


@given(
    st.text("0123456789:", max_size=9),
    st.text("0123456789:", max_size=9),
    st.text("0123456789:+-", max_size=7),
)
def test_no_time_is_too_strange(date, time, offset):
    (scan,) = one(activity(date=date, time=time, gmtOffset=offset, gmtDate=date, gmtTime=time)).scans
    assert scan.occurred is None or scan.occurred.tzinfo is not None


# --- what is asked ------------------------------------------------------------------------


@pytest.fixture
def ups(settings, peer):
    settings.UPS = {"api_base": peer.url + "/ups/", "client_id": "id", "client_secret": "secret"}
    return Ups()


def token(peer):
    return peer.answer(200, {"access_token": "t1", "token_type": "Bearer", "expires_in": "14399"})


def test_the_question(ups, peer):
    peer.will(token(peer), peer.answer(200, reply(package(activity("D", "FS", "011")))))
    assert ups.track([A])[A].status == "delivered"
    ups.track([A])
    question, again = peer.requests[1:]
    assert (question.method, question.path) == ("GET", f"/ups/api/track/v1/details/{A}?locale=en_US")
    assert question.headers["transactionSrc"] == "bidangil"
    assert re.fullmatch(r"[0-9a-f]{32}", question.headers["transId"])
    assert question.headers["transId"] != again.headers["transId"]


def test_one_number_a_call(ups, peer):
    with pytest.raises(ValueError, match="1 to 1"):
        ups.track([A, B])
    assert peer.requests == []


def test_a_number_cannot_lead_to_another_address(ups, peer):
    peer.will(token(peer), peer.answer(200, reply()))
    assert not ups.track(["../../x?y#z"])["../../x?y#z"].found
    assert peer.requests[1].path == "/ups/api/track/v1/details/..%2F..%2Fx%3Fy%23z?locale=en_US"


@pytest.mark.parametrize(
    ("status", "code"), [(404, "TW0001"), (400, "TV1002"), (400, "151018"), (400, "151044")]
)
def test_an_unknown_number_may_be_an_error_as_well(ups, peer, status, code):
    errors = {"response": {"errors": [{"code": code, "message": "No."}]}}
    peer.will(token(peer), peer.answer(status, errors))
    track = ups.track([A])[A]
    assert (track.found, track.error_code, track.raw) == (False, code, errors)


def test_an_error_that_is_ours_is_no_unknown_number(ups, peer):
    errors = {"response": {"errors": [{"message": "?"}, {"code": "TV1000", "message": "Missing transId"}]}}
    peer.will(token(peer), peer.answer(400, errors))
    with pytest.raises(ProviderRefused) as caught:
        ups.track([A])
    assert (caught.value.code, caught.value.message) == ("TV1000", "UPS answered TV1000.")
