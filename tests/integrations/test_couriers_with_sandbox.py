"""The couriers against our sandbox: the same code path as against the real ones."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.couriers import numbers
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.handover import onward
from integrations.couriers.registry import courier
from integrations.errors import Misconfigured, TryLater

WAYS = {
    "fedex": [
        *("pre_transit", "picked_up", "in_transit", "in_transit", "in_transit", "in_transit", "customs"),
        *("in_transit", "in_transit", "in_transit", "out_for_delivery", "delivered"),
    ],
    "ems": ["picked_up", *["in_transit"] * 5, "delivered"],
    "ups": [
        *("pre_transit", "picked_up", "picked_up", "in_transit", "in_transit", "in_transit", "customs"),
        *("in_transit", "in_transit", "in_transit", "out_for_delivery", "delivered"),
    ],
    "usps": ["pre_transit", "picked_up", *["in_transit"] * 4, "out_for_delivery", "delivered"],
}
TRACKING = {"fedex": "POST /fedex/track", "ups": "GET /ups/api", "usps": "GET /usps/tracking"}
LOGGING_IN = {"fedex": "POST /fedex/oauth", "ups": "POST /ups/security", "usps": "POST /usps/oauth2"}


@pytest.mark.parametrize("code", list(WAYS))
def test_a_parcel_is_followed_to_the_door(sandbox, code):
    number, seen = valid_number(code, 1), []
    sandbox.post("parcels", courier=code, number=number)
    carrier = courier(code)
    track = carrier.track([number])[number]
    if code == "ems":
        assert (track.found, track.error_code) == (False, "ERR-001")
    else:
        seen.append(track.status)
    while not track.status.is_terminal:
        sandbox.post(f"parcels/{number}/next")
        track = carrier.track([number])[number]
        seen.append(track.status)
    assert seen == WAYS[code]
    assert [scan.status for scan in track.scans] == WAYS[code]
    assert len({(scan.occurred_text, scan.code, scan.place) for scan in track.scans}) == len(track.scans)
    with_time = [scan.occurred for scan in track.scans if scan.occurred]
    assert with_time == sorted(with_time)
    assert with_time[0] == pytest.approx(datetime.now(UTC), abs=timedelta(minutes=2))


@pytest.mark.parametrize("code", list(WAYS))
@pytest.mark.parametrize(
    ("deed", "status"),
    [("exception", "attempt_failed"), ("customs_hold", "customs_hold"), ("return", "returned")],
)
def test_a_parcel_in_trouble(sandbox, code, deed, status):
    number = valid_number(code, 2)
    sandbox.post("parcels", courier=code, number=number)
    sandbox.post(f"parcels/{number}/next", steps=3)
    sandbox.post(f"parcels/{number}/{deed}")
    assert courier(code).track([number])[number].status == status


def test_dead_and_living_numbers_in_one_call(sandbox):
    dead, living = valid_number("fedex", 3), [valid_number("fedex", n) for n in range(10, 39)]
    sandbox.post("parcels", courier="fedex", number=dead, dead=True)
    tracks = courier("fedex").track([dead, *living])
    assert (tracks[dead].found, tracks[dead].error_code) == (False, "TRACKING.TRACKINGNUMBER.NOTFOUND")
    assert {tracks[number].status for number in living} == {"pre_transit"}
    counts = sandbox.counts()
    assert (counts["courier_requests_fedex"], counts["courier_numbers_fedex"]) == (1, 30)


def test_a_fedex_number_that_was_given_out_before(sandbox):
    """Numbers that begin with 777 have an old, delivered parcel as well."""
    number = "77700000001" + str(numbers.fedex_check_digit("77700000001"))
    track = courier("fedex").track([number])[number]
    assert (track.status, len(track.scans)) == ("pre_transit", 1)


@pytest.mark.parametrize("code", list(TRACKING))
def test_tokens_that_died_early(sandbox, code):
    number = valid_number(code, 4)
    assert courier(code).track([number])[number].found
    assert sandbox.post(f"{code}/expire_tokens")["expired"] == 1
    assert courier(code).track([number])[number].found


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("error429", "rate_limited"),
        ("error500", "server_error"),
        ("error503", "server_error"),
        ("lost_reply", "reply_lost"),
        ("lost_reply500", "server_error"),
    ],
)
@pytest.mark.parametrize("code", list(TRACKING))
def test_trouble_at_a_courier_is_only_later(sandbox, code, fault, word):
    number = valid_number(code, 5)
    for call in (TRACKING[code], LOGGING_IN[code]):
        sandbox.post(f"{code}/expire_tokens")
        sandbox.fault(call, fault, times=1)
        with pytest.raises(TryLater) as caught:
            courier(code).track([number])
        assert (caught.value.code, caught.value.provider) == (word, code)
        assert courier(code).track([number])[number].found


@pytest.mark.parametrize(("code", "word"), [("ups", "TW0001"), ("usps", "404"), ("ems", "ERR-001")])
def test_a_dead_number(sandbox, code, word):
    number = valid_number(code, 6)
    sandbox.post("parcels", courier=code, number=number, dead=True)
    track = courier(code).track([number])[number]
    assert (track.found, track.error_code, track.scans) == (False, word, ())


def test_ems_in_korean_encoding(sandbox):
    number = valid_number("ems", 5)
    sandbox.post("ems/encoding", encoding="euc-kr")
    sandbox.post("parcels", courier="ems", number=number)
    sandbox.post(f"parcels/{number}/next")
    (scan,) = courier("ems").track([number])[number].scans
    assert (scan.code, scan.place, scan.description) == ("A", "SEOUL GANGNAM", "Posting/Collection")


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("ems", "regkey"),
        *((code, setting) for code in TRACKING for setting in ("client_id", "client_secret")),
    ],
)
def test_wrong_keys(sandbox, settings, code, setting):
    setattr(settings, code.upper(), {**getattr(settings, code.upper()), setting: "bad"})
    with pytest.raises(Misconfigured) as caught:
        courier(code).track([valid_number(code, 6)])
    assert caught.value.code == "bad_key"


def test_an_ems_parcel_is_followed_to_the_door_by_two_couriers(sandbox):
    """EMS tells of it all the way; from its arrival in the U.S. on, USPS does under the same number."""
    number = valid_number("ems", 8)
    ems, usps = courier("ems"), courier("usps")
    sandbox.post("parcels", courier="ems", number=number, city="Austin", region="TX")
    told = []
    for deed in ("next", "next", "next", "next", "customs_hold", "next", "next", "exception", "next"):
        sandbox.post(f"parcels/{number}/{deed}")
        at_ems, at_usps = ems.track([number])[number], usps.track([number])[number]
        told.append((at_ems.status.value, onward("ems", at_ems), at_usps.found, at_usps.status.value))
    assert told == [
        ("picked_up", "", False, "unknown"),
        ("in_transit", "", False, "unknown"),
        ("in_transit", "", False, "unknown"),
        ("in_transit", "usps", True, "in_transit"),
        ("customs_hold", "usps", True, "customs_hold"),
        ("in_transit", "usps", True, "in_transit"),
        ("in_transit", "usps", True, "in_transit"),
        ("attempt_failed", "usps", True, "attempt_failed"),
        ("delivered", "usps", True, "delivered"),
    ]
    assert at_usps.scans[-1].place == "AUSTIN, TX"
    assert len(at_usps.scans) == 6
    # Korea Post gives local times without a zone; USPS names the offset, so its scans are instants.
    assert [scan.occurred for scan in at_ems.scans[3:]] == [None] * 6
    assert all(scan.occurred for scan in at_usps.scans)
    assert sandbox.counts()["parcels"] == 1


def test_an_ems_parcel_that_comes_back_does_so_for_both(sandbox):
    number = valid_number("ems", 9)
    sandbox.post("parcels", courier="ems", number=number)
    sandbox.post(f"parcels/{number}/next", steps=6)
    sandbox.post(f"parcels/{number}/return")
    assert {courier(code).track([number])[number].status.value for code in ("ems", "usps")} == {"returned"}


def test_an_overloaded_post_office(sandbox):
    sandbox.fault("EMS", "error503", times=1)
    with pytest.raises(TryLater) as caught:
        courier("ems").track([valid_number("ems", 7)])
    assert caught.value.code == "busy"
