"""The shared tracking page: the parcel's way, and nobody's name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.pages.reading import seen
from tests.pages.stages import STAGES, cancelled
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import TrackingEvent

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PERSONAL = (
    "Mina Park",
    "박미나",
    "Vermont",
    "Apt 5",
    "90004",
    "5550100",
    "mina@customer.example",
    "Bucket hat",
)


@pytest.mark.parametrize("state", STAGES)
def test_whoever_has_the_link_may_look_in_any_state(
    state: str, story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = STAGES[state](story, sandbox)
    reply = browser().get(f"/track/{order.share_token}/")
    assert reply.status_code == 200
    page = reply.content.decode()
    for personal in PERSONAL:
        assert personal not in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_scans_stand_newest_first_with_the_clock_of_their_place(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    TrackingEvent.objects.filter(parcel=parcel).delete()
    for number, (text, place, status) in enumerate(
        [
            ("20261123150300", "SEOUL GANGNAM", "picked_up"),
            ("20261123091500", "LOS ANGELES ISC", "customs"),
            ("2026-11-24T08:05:00-08:00", "LOS ANGELES, CA", "out_for_delivery"),
            ("yesterday, they say", "", "in_transit"),
        ]
    ):
        TrackingEvent.objects.create(
            parcel=parcel, fingerprint=str(number), occurred_text=text, place=place, status=status,
            description=f"scan {number} <i>",
        )  # fmt: skip
    parcel.status = "out_for_delivery"
    parcel.save()
    words = seen(browser().get(f"/track/{order.share_token}/"))
    in_order = (
        "도착지 Los Angeles, CA", "배달 출발", "yesterday, they say", "11/23", "11/24",
        parcel.tracking_number,
        "yesterday, they say", "scan 3 <i>",
        "11월 24일 (화요일)", "08:05", "LOS ANGELES, CA", "scan 2 <i>",
        "11월 23일 (월요일)", "09:15", "LOS ANGELES ISC", "15:03", "SEOUL GANGNAM",
    )  # fmt: skip
    at = -1
    for text in in_order:
        found = words.find(text, at + 1)
        assert found > at, f"{text!r} is missing or out of place"
        at = found


def test_our_word_comes_first_and_the_couriers_own_small_beneath(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.shipped(sandbox)
    event = {"parcel": order.parcels.get(), "occurred_text": "20261123150300", "place": "SEOUL"}
    TrackingEvent.objects.create(
        **event, fingerprint="a", status="customs", description="Customs clearance in progress"
    )
    TrackingEvent.objects.create(**event, fingerprint="b", status="unknown", description="Zone 9 sweep")
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    for word, theirs in (("통관 중", "Customs clearance in progress"), ("택배사 소식", "Zone 9 sweep")):
        assert (
            f'<strong>{word}</strong></p><p class="small clock">15:03</p><p class="place">SEOUL</p>'
            f'<p class="detail small"><span lang="en">{theirs}</span></p>'
        ) in page
    assert "확인 필요" not in page
    assert '<p class="small">EMS</p>' in page


def test_the_couriers_own_page_is_linked(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.shipped(sandbox, courier="fedex")
    number = order.parcels.get().tracking_number
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    assert f"{number}" in page
    assert 'rel="noopener noreferrer"' in page
    assert "fedex.com" in page


def test_the_sandboxs_journey_reaches_the_page(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.delivered(sandbox)
    reply = browser().get(f"/track/{order.share_token}/")
    assert "배송 완료" in seen(reply)
    assert reply.content.decode().count(" data-scan>") == order.parcels.get().events.count() > 3


def test_before_and_instead_of_a_parcel(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.requested()
    assert "아직 출고 전입니다." in seen(browser().get(f"/track/{order.share_token}/"))
    order = cancelled(story, sandbox)
    words = seen(browser().get(f"/track/{order.share_token}/"))
    assert "이 주문으로 발송되는 소포는 없습니다." in words
    assert "Los Angeles" not in words


def test_no_order_has_this_link(db: Any, browser: Any) -> None:
    assert browser().get("/track/nobody-has-this-token/").status_code == 404


def test_two_couriers_that_tell_of_one_parcel_are_named(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    parcel.events.all().delete()
    scan = {"parcel": parcel, "occurred_text": "20261123150300", "status": "in_transit"}
    TrackingEvent.objects.create(**scan, courier="ems", fingerprint="a", description="Departure")
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    assert "EMS · " not in page
    assert "usps.com" not in page

    TrackingEvent.objects.create(**scan, courier="usps", fingerprint="b", description="Processed")
    parcel.onward = "usps"
    parcel.save()
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    assert 'EMS · <span lang="en">Departure</span>' in page
    assert 'USPS · <span lang="en">Processed</span>' in page
    assert page.index("usps.com") < page.index("epost.go.kr")


def test_the_newest_word_stands_on_top_with_the_time_we_heard_it(
    james_story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = james_story.shipped(sandbox)
    parcel = order.parcels.get()
    parcel.events.all().delete()
    TrackingEvent.objects.create(
        parcel=parcel, fingerprint="a", status="out_for_delivery", place="LOS ANGELES, CA",
        occurred_text="2026-11-24T08:05:00-08:00", seen_at=datetime(2026, 11, 24, 16, 9, tzinfo=UTC),
    )  # fmt: skip
    parcel.status = "out_for_delivery"
    parcel.save()
    words = seen(browser().get(f"/track/{order.share_token}/"))
    assert "LOS ANGELES, CA\nTue, Nov 24, 8:05 AM" in words
    assert "Last news: Tue, Nov 24, 8:09 AM Pacific Time" in words
