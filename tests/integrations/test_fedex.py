"""FedEx: what its replies mean, and how the token is kept."""

import json
from datetime import datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.fedex import FedEx
from integrations.couriers.fedex_reply import CODES, read_tracks
from integrations.couriers.status import TrackingStatus

A, B = valid_number("fedex", 1), valid_number("fedex", 2)


def scan(code, date="2026-11-20T10:15:00-06:00", **more):
    return {
        "date": date,
        "eventType": code,
        "eventDescription": f"Words for {code}",
        "scanLocation": {"city": "MEMPHIS", "stateOrProvinceCode": "TN", "countryCode": "US"},
        **more,
    }


def result(*newest_first, **more):
    return {"scanEvents": list(newest_first), **more}


def reply(**by_number):
    return {
        "output": {
            "completeTrackResults": [
                {"trackingNumber": number.removeprefix("n"), "trackResults": results}
                for number, results in by_number.items()
            ]
        }
    }


def one(*results):
    return read_tracks(reply(**{"n" + A: list(results)}), [A])[A]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("OC", "pre_transit"),
        ("IN", "pre_transit"),
        ("PU", "picked_up"),
        ("PX", "picked_up"),
        ("OF", "picked_up"),
        ("IT", "in_transit"),
        ("AR", "in_transit"),
        ("DP", "in_transit"),
        ("AF", "in_transit"),
        ("FD", "in_transit"),
        ("EA", "in_transit"),
        ("CC", "in_transit"),
        ("AX", "in_transit"),
        ("CP", "customs"),
        ("CD", "customs_hold"),
        ("OD", "out_for_delivery"),
        ("DE", "exception"),
        ("SE", "exception"),
        ("DY", "exception"),
        ("DD", "exception"),
        ("HL", "available_for_pickup"),
        ("HP", "available_for_pickup"),
        ("DL", "delivered"),
        ("RS", "returned"),
        ("CA", "exception"),
        ("ZZ", "unknown"),
        ("", "unknown"),
    ],
)
def test_every_code(code, status):
    track = one(result(scan(code)))
    assert (track.status, track.scans[0].status, track.scans[0].code) == (status, status, code)
    assert (code in CODES) == (status != "unknown")


def test_no_code_is_left_out_of_the_table_above():
    (mark,) = test_every_code.pytestmark
    assert {code for code, _ in mark.args[1]} - {"ZZ", ""} == set(CODES)


def test_nobody_was_in():
    track = one(result(scan("DE", exceptionCode="08", exceptionDescription="Customer not available")))
    assert track.status is TrackingStatus.ATTEMPT_FAILED
    assert track.scans[0].description == "Words for DE: Customer not available"


def test_the_scan_outweighs_the_derived_code():
    track = one(
        result(scan("OD", derivedStatusCode="IT"), latestStatusDetail={"code": "IT", "derivedCode": "IT"})
    )
    assert track.status is TrackingStatus.OUT_FOR_DELIVERY


def test_the_derived_code_helps_with_a_scan_we_do_not_know():
    track = one(result(scan("QQ", derivedStatusCode="DL")))
    assert (track.status, track.scans[0].code) == (TrackingStatus.DELIVERED, "QQ")


def test_without_known_scans_the_latest_status_decides():
    assert one(result(latestStatusDetail={"code": "OC", "derivedCode": "IN"})).status == "pre_transit"
    assert one(result(latestStatusDetail={"code": "??", "derivedCode": "IN"})).status == "pre_transit"
    assert one(result(scan("QQ"), latestStatusDetail={"code": "DL"})).status == "delivered"
    assert one(result()).status == "unknown"


def test_scans_come_oldest_first_with_time_and_place():
    track = one(
        result(
            scan("AR", "2026-11-20T10:15:00-06:00"), scan("PU", "2026-11-18T09:00:00+09:00", scanLocation={})
        )
    )
    assert [s.code for s in track.scans] == ["PU", "AR"]
    assert track.scans[1].occurred == datetime.fromisoformat("2026-11-20T16:15:00+00:00")
    assert track.scans[1].occurred_text == "2026-11-20T10:15:00-06:00"
    assert [s.place for s in track.scans] == ["", "MEMPHIS, TN, US"]
    assert track.scans[1].description == "Words for AR"


@pytest.mark.parametrize("text", ["2026-11-20T10:15:00", "2026-11-20", "yesterday", ""])
def test_no_time_zone_is_invented(text):
    (only,) = one(result(scan("AR", text))).scans
    assert (only.occurred, only.occurred_text) == (None, text)


def test_a_number_given_out_twice_is_the_newest_parcel():
    old = result(scan("DL", "2024-12-01T12:00:00-06:00"))
    new = result(scan("AR", "2026-11-20T10:15:00"))
    for order in ((old, new), (new, old)):
        track = one(*order)
        assert (track.status, track.raw) == ("in_transit", new)


def test_an_error_is_about_one_number_only():
    tracks = read_tracks(
        reply(
            **{
                "n" + A: [{"error": {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "No."}}],
                "n" + B: [result(scan("DL"))],
            }
        ),
        [A, B],
    )
    assert (tracks[A].found, tracks[A].error_code) == (False, "TRACKING.TRACKINGNUMBER.NOTFOUND")
    assert (tracks[A].status, tracks[A].scans) == ("unknown", ())
    assert (tracks[B].found, tracks[B].status, tracks[B].error_code) == (True, "delivered", "")


def test_a_number_that_the_reply_forgot():
    track = read_tracks(reply(), [A])[A]
    assert (track.found, track.error_code) == (False, "missing_in_reply")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "output",
                        "completeTrackResults",
                        "trackingNumber",
                        "trackResults",
                        "trackingNumberInfo",
                    ),
                    *(
                        "scanEvents",
                        "date",
                        "eventType",
                        "scanLocation",
                        "latestStatusDetail",
                        "error",
                        "code",
                        "city",
                    ),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(json_values)
def test_no_reply_is_too_strange(value):
    answer = value if isinstance(value, dict) else {"output": {"completeTrackResults": value}}
    nested = {
        "output": {
            "completeTrackResults": [{"trackingNumber": A, "trackResults": [value, {"scanEvents": [value]}]}]
        }
    }
    for strange in (answer, nested):
        track = read_tracks(strange, [A])[A]
        assert track.number == A
        json.dumps(track.raw)


# --- what is asked: the rest of the connection is tested in test_oauth --------------------


@pytest.fixture
def fedex(settings, peer):
    settings.FEDEX = {"api_base": peer.url + "/fedex", "client_id": "id", "client_secret": "secret"}
    return FedEx()


def token(peer, name="t1", lives=3600):
    return peer.answer(200, {"access_token": name, "token_type": "bearer", "expires_in": lives})


def found(peer):
    return peer.answer(200, reply(**{"n" + A: [result(scan("DL"))]}))


def sent(peer):
    return [request.path.removeprefix("/fedex") for request in peer.requests]


def test_the_question(fedex, peer):
    peer.will(token(peer), found(peer))
    assert fedex.track([A])[A].status == "delivered"
    assert fedex.track([A])[A].status == "delivered"
    assert sent(peer) == ["/oauth/token", "/track/v1/trackingnumbers", "/track/v1/trackingnumbers"]
    assert parse_qs(peer.requests[0].body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["id"],
        "client_secret": ["secret"],
    }
    assert peer.requests[1].headers["Authorization"] == "Bearer t1"
    assert json.loads(peer.requests[1].body) == {
        "includeDetailedScans": True,
        "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": A}}],
    }


def test_thirty_numbers_a_call(fedex, peer):
    numbers = [valid_number("fedex", n) for n in range(31)]
    peer.will(token(peer), found(peer))
    assert len(fedex.track(numbers[:30])) == 30
    assert len(json.loads(peer.requests[1].body)["trackingInfo"]) == 30
    with pytest.raises(ValueError, match="1 to 30"):
        fedex.track(numbers)
    assert len(peer.requests) == 2
