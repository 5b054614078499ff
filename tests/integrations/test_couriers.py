"""The couriers as one list, and the vocabulary they share."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.env import Env
from integrations.couriers.base import Scan, Track, check_batch
from integrations.couriers.handover import onward
from integrations.couriers.local_time import instant
from integrations.couriers.registry import UnknownCourier, all_couriers, courier
from integrations.couriers.status import TrackingStatus
from integrations.errors import Misconfigured


def test_all_but_dhl_can_be_followed():
    assert [(c.code, c.name, c.can_track, c.batch_size) for c in all_couriers()] == [
        ("ems", "EMS", True, 1),
        ("fedex", "FedEx", True, 30),
        ("ups", "UPS", True, 1),
        ("usps", "USPS", True, 1),
        ("dhl", "DHL Express", False, 1),
    ]


def test_an_unknown_courier():
    with pytest.raises(UnknownCourier) as caught:
        courier("cdek")
    assert caught.value.code == "cdek"


def test_a_courier_without_tracking_says_so():
    with pytest.raises(Misconfigured) as caught:
        courier("dhl").track(["1"])
    assert (caught.value.code, caught.value.provider) == ("cannot_track", "dhl")


def test_public_pages():
    pages = {c.code: c.tracking_url("A&B") for c in all_couriers()}
    assert pages == {
        "ems": "https://service.epost.go.kr/trace.RetrieveEmsRigiTraceList.comm?POST_CODE=A%26B&displayHeader=N",
        "fedex": "https://www.fedex.com/fedextrack/?trknbr=A%26B",
        "dhl": "https://www.dhl.com/en/express/tracking.html?AWB=A%26B",
        "ups": "https://www.ups.com/track?tracknum=A%26B",
        "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels=A%26B",
    }


def test_production_refuses_the_sandbox_for_each_of_them(tmp_path):
    with pytest.raises(ValidationError) as caught:
        Env(environment="production", var_dir=tmp_path, _env_file=None)
    assert (
        "may not talk to the sandbox: set STRIPE_API_BASE, FEDEX_API_BASE, UPS_API_BASE, USPS_API_BASE,"
        " EMS_API_BASE, SNS_ENDPOINT."
    ) in str(caught.value)


def test_each_address_is_the_sandbox_s_unless_it_is_named(tmp_path):
    env = Env(environment="test", sandbox_url="http://127.0.0.1:9", ups_api_base="http://ups.example",
              var_dir=tmp_path, _env_file=None)  # fmt: skip
    assert (env.ups_api_base, env.usps_api_base) == ("http://ups.example", "http://127.0.0.1:9/usps")


def test_a_batch_is_bounded():
    assert check_batch(["1", "2", "1"], 2) == ["1", "2"]
    for numbers in ([], ["1", "2", "3"]):
        with pytest.raises(ValueError, match="1 to 2"):
            check_batch(numbers, 2)


def test_the_vocabulary():
    assert [status.value for status in TrackingStatus] == [
        "pre_transit",
        "picked_up",
        "in_transit",
        "customs",
        "customs_hold",
        "out_for_delivery",
        "attempt_failed",
        "available_for_pickup",
        "delivered",
        "exception",
        "returned",
        "unknown",
    ]
    assert [status for status in TrackingStatus if status.is_terminal] == ["delivered", "returned"]
    assert dict(TrackingStatus.choices())["customs_hold"] == "Held by customs"
    assert len(TrackingStatus.choices()) == 12


# --- who carries it further ---------------------------------------------------------------


def track_of(*codes):
    scans = tuple(Scan(None, "", code, TrackingStatus.IN_TRANSIT, "", "") for code in codes)
    return Track("EG500000015KR", bool(scans), TrackingStatus.IN_TRANSIT, scans)


@pytest.mark.parametrize("codes", ["D", "E", "F", "G", "H", "I", "ABCD", "ABCDEFGHI", "ABCJKD"])
def test_an_ems_parcel_in_the_united_states_is_the_postal_services(codes):
    assert onward("ems", track_of(*codes)) == "usps"


@pytest.mark.parametrize("codes", ["", "A", "ABC", "ABCJ", "ABCJK", "AB?"])
def test_an_ems_parcel_on_its_way_there_is_not(codes):
    assert onward("ems", track_of(*codes)) == ""


@pytest.mark.parametrize("code", ["fedex", "ups", "usps", "dhl", ""])
def test_others_go_to_the_door_themselves(code):
    assert onward(code, track_of("D", "OT 021", "OF")) == ""


# --- local times --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "offset", "hour"),
    [
        ("2026-11-20T10:15:00", "+09:00", 1),
        ("2026-11-20T10:15:00", "-5:00", 15),
        ("2026-11-20T10:15:00", "-0500", 15),
        ("2026-11-20T10:15:00", "05:00", 5),
        ("2026-11-20T10:15:00Z", "", 10),
        ("2026-11-20T10:15:00+09:00", "-05:00", 1),
        ("20261120T101500", "+00:00", 10),
    ],
)
def test_an_offset_makes_an_instant(local, offset, hour):
    assert instant(local, offset) == datetime(2026, 11, 20, hour, 15, tzinfo=UTC)


@given(st.text("0123456789-:T+Z ", max_size=30), st.text("0123456789:+-Z", max_size=8))
def test_no_time_is_too_strange(local, offset):
    found = instant(local, offset)
    assert found is None or found.tzinfo is UTC
