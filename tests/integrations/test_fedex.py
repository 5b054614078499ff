"""FedEx: what its replies mean, and how the token is kept."""

import json
from datetime import datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import http
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.fedex import FedEx
from integrations.couriers.fedex_reply import CODES, read_tracks
from integrations.couriers.status import TrackingStatus
from integrations.errors import Misconfigured, ProviderRefused, TryLater

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


# --- the connection -----------------------------------------------------------------------


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


def test_one_token_serves_many_calls(fedex, peer):
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


def test_a_token_is_given_up_before_it_dies(fedex, peer):
    peer.will(token(peer, lives=120), found(peer), token(peer, "t2", 121), found(peer))
    fedex.track([A])
    fedex.track([A])
    assert sent(peer) == ["/oauth/token", "/track/v1/trackingnumbers"] * 2
    assert peer.requests[3].headers["Authorization"] == "Bearer t2"


def test_a_stale_token_is_replaced_once(fedex, peer):
    peer.will(token(peer), peer.answer(401, {}), token(peer, "t2"), found(peer))
    assert fedex.track([A])[A].status == "delivered"
    assert [r.headers.get("Authorization") for r in peer.requests] == [None, "Bearer t1", None, "Bearer t2"]


def test_two_refused_tokens_are_a_wrong_setting(fedex, peer):
    peer.will(token(peer), peer.answer(401, {}), token(peer, "t2"), peer.answer(401, {}))
    with pytest.raises(Misconfigured) as caught:
        fedex.track([A])
    assert caught.value.code == "bad_key"
    assert len(peer.requests) == 4


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, Misconfigured, "bad_key"),
        (400, Misconfigured, "bad_key"),
        (403, TryLater, "token_penalty"),
        (429, TryLater, "rate_limited"),
        (500, TryLater, "server_error"),
    ],
)
def test_no_token(fedex, peer, status, kind, code):
    peer.will(peer.answer(status, {"errors": []}))
    with pytest.raises(kind) as caught:
        fedex.track([A])
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert sent(peer) == ["/oauth/token"]


def test_the_penalty_says_how_long(fedex, peer):
    peer.will(peer.answer(403, {}))
    with pytest.raises(TryLater) as caught:
        fedex.track([A])
    assert caught.value.retry_after == 600


@pytest.mark.parametrize(
    "body", [{}, {"access_token": "", "expires_in": 3600}, {"access_token": "t"}, [], b"<html>"]
)
def test_a_token_reply_without_a_token(fedex, peer, body):
    peer.will(peer.answer(200, body))
    with pytest.raises(TryLater) as caught:
        fedex.track([A])
    assert caught.value.code == "bad_reply"


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, {}, ProviderRefused, "http_400"),
        (403, {}, Misconfigured, "no_permission"),
        (404, b"", ProviderRefused, "http_404"),
        (429, {}, TryLater, "rate_limited"),
        (500, {}, TryLater, "server_error"),
        (503, b"", TryLater, "server_error"),
        (304, b"", Misconfigured, "redirected"),
        (302, b"", ProviderRefused, "http_302"),
        (200, b"<html>", TryLater, "bad_reply"),
        (200, b"[]", TryLater, "bad_reply"),
    ],
)
def test_answers_without_tracks(fedex, peer, status, body, kind, code):
    if status == 302:
        kind, code = Misconfigured, "redirected"
    peer.will(token(peer), peer.answer(status, body, Location="/elsewhere"))
    with pytest.raises(kind) as caught:
        fedex.track([A])
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "fedex")


@pytest.mark.parametrize(("fault", "code"), [("lose_reply", "reply_lost"), ("hang", "read_timeout")])
def test_a_lost_reply_is_only_later(fedex, peer, short_limits, fault, code):
    peer.will(token(peer), getattr(peer, fault))
    with pytest.raises(TryLater) as caught:
        fedex.track([A])
    assert caught.value.code == code


def test_thirty_numbers_a_call(fedex, peer):
    numbers = [valid_number("fedex", n) for n in range(31)]
    peer.will(token(peer), found(peer))
    assert len(fedex.track(numbers[:30])) == 30
    assert len(json.loads(peer.requests[1].body)["trackingInfo"]) == 30
    with pytest.raises(ValueError, match="1 to 30"):
        fedex.track(numbers)
    assert len(peer.requests) == 2


def test_no_key_no_call(settings, peer):
    settings.FEDEX = {"api_base": peer.url, "client_id": "", "client_secret": ""}
    with pytest.raises(Misconfigured) as caught:
        FedEx().track([A])
    assert caught.value.code == "no_key"
    assert peer.requests == []


@pytest.mark.django_db
def test_fedex_is_not_called_inside_a_transaction(fedex, peer):
    from django.db import transaction

    peer.will(token(peer))
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        fedex.track([A])
    assert peer.requests == []
