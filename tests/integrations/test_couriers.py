"""The couriers as one list, and the vocabulary they share."""

import pytest

from integrations.couriers.base import check_batch
from integrations.couriers.registry import UnknownCourier, all_couriers, courier
from integrations.couriers.status import TrackingStatus
from integrations.errors import Misconfigured


def test_two_couriers_can_be_followed():
    assert [(c.code, c.can_track, c.batch_size) for c in all_couriers()] == [
        ("ems", True, 1),
        ("fedex", True, 30),
        ("dhl", False, 1),
        ("ups", False, 1),
        ("usps", False, 1),
    ]


def test_an_unknown_courier():
    with pytest.raises(UnknownCourier) as caught:
        courier("cdek")
    assert caught.value.code == "cdek"


@pytest.mark.parametrize("code", ["dhl", "ups", "usps"])
def test_a_courier_without_tracking_says_so(code):
    with pytest.raises(Misconfigured) as caught:
        courier(code).track(["1"])
    assert (caught.value.code, caught.value.provider) == ("cannot_track", code)


def test_public_pages():
    pages = {c.code: c.tracking_url("A&B") for c in all_couriers()}
    assert pages == {
        "ems": "https://service.epost.go.kr/trace.RetrieveEmsRigiTraceList.comm?POST_CODE=A%26B&displayHeader=N",
        "fedex": "https://www.fedex.com/fedextrack/?trknbr=A%26B",
        "dhl": "https://www.dhl.com/en/express/tracking.html?AWB=A%26B",
        "ups": "https://www.ups.com/track?tracknum=A%26B",
        "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels=A%26B",
    }


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
