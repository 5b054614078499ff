"""The shared tracking page: the parcel's way, and nobody's name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.pages.reading import seen
from tests.pages.stages import STAGES, cancelled
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import TrackingEvent
from workflow.pages.scans import newest_first

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


def test_a_link_that_never_was_and_one_that_was_replaced_look_the_same(
    story: Story, browser: Any, mina: Any
) -> None:
    order = story.requested()
    browser(mina).post(f"/orders/{order.ref}/new-link/")
    never, replaced = (
        browser(**{"accept-language": "en"}).get(f"/track/{token}/")
        for token in ("nobody-has-this-token", order.share_token)
    )
    for reply in (never, replaced):
        assert reply.status_code == 404
        assert "This link does not work" in seen(reply)
        assert "Please ask whoever gave it to you" in seen(reply)
        assert "somebody else" not in seen(reply)
        assert '<meta name="robots" content="noindex, nofollow">' in reply.content.decode()
        assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert reply.headers["Referrer-Policy"] == "same-origin"
    assert seen(never) == seen(replaced)


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("", "", "ko"),
        ("", "fr-FR,fr;q=0.9,*;q=0.5", "ko"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "fr-FR,en;q=0.5", "en"),
        ("ko", "en-US,en;q=0.9", "ko"),
        ("en", "", "en"),
    ],
)
def test_it_speaks_to_its_reader_and_else_like_the_customer(
    cookie: str, header: str, language: str, story: Story, browser: Any
) -> None:
    order = story.requested()
    reader = browser(**({"accept-language": header} if header else {}))
    if cookie:
        reader.cookies["django_language"] = cookie
    reply = reader.get(f"/track/{order.share_token}/")
    assert f'<html lang="{language}">' in reply.content.decode()
    headline = {"ko": "상품을 확인하고 있습니다", "en": "We are checking your items"}[language]
    assert headline in seen(reply)


def test_two_couriers_that_tell_of_one_parcel_are_named(story: Story, sandbox: Sandbox, browser: Any) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    parcel.events.all().delete()
    scan = {"parcel": parcel, "occurred_text": "20261123150300", "status": "in_transit"}
    TrackingEvent.objects.create(**scan, courier="ems", fingerprint="a", description="Departure")
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    assert "EMS · " not in page
    assert "usps.com" not in page

    later = scan | {"occurred_text": "2026-11-24T08:05:00-08:00"}
    TrackingEvent.objects.create(**later, courier="usps", fingerprint="b", description="Processed")
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


def test_what_two_couriers_tell_of_one_happening_is_one_line(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    parcel.events.all().delete()
    for number, (courier, text, status, words) in enumerate(
        [
            ("ems", "20261124080500", "in_transit", "Arrival"),
            ("ems", "20261124080530", "in_transit", "Departure"),
            ("ems", "yesterday", "in_transit", "EMS cannot say when"),
            ("ems", "20261124080500", "unknown", "Zone 9 sweep"),
            ("usps", "2026-11-24T08:05:00-08:00", "in_transit", "Processed"),
            ("usps", "2026-11-24T08:05:00-08:00", "customs", "Inbound"),
            ("usps", "yesterday", "in_transit", "USPS cannot say when"),
            ("usps", "2026-11-24T08:05:00-08:00", "unknown", "Tray 4"),
        ]
    ):
        TrackingEvent.objects.create(
            parcel=parcel, courier=courier, occurred_text=text, status=status, description=words,
            fingerprint=str(number),
        )  # fmt: skip
    parcel.onward = "usps"
    parcel.save()
    events = parcel.events.all()
    assert [(scan.told_by, scan.detail) for scan in newest_first(events, first="usps")] == [
        ("USPS", "Tray 4"),
        ("USPS", "USPS cannot say when"),
        ("USPS", "Inbound"),
        ("EMS", "Zone 9 sweep"),
        ("EMS", "EMS cannot say when"),
        ("EMS", "Departure"),
        ("USPS, EMS", "Processed"),
    ]
    page = browser().get(f"/track/{order.share_token}/").content.decode()
    assert 'USPS, EMS · <span lang="en">Processed</span>' in page
    assert page.count(" data-scan>") == 7


def test_a_page_on_which_nothing_will_move_does_not_say_that_it_updates(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    path = f"/track/{order.share_token}/"
    for status, listens in (("in_transit", True), ("returned", False), ("delivered", False)):
        parcel.status = status
        parcel.save()
        page = browser().get(path).content.decode()
        assert ('<script id="live"' in page) is listens
        assert ("data-live-still" in page) is not listens
        # The button that copies the parcel's number works all the same.
        assert "pages/listen.js" in page
    page = browser().get(f"/track/{cancelled(story, sandbox).share_token}/").content.decode()
    assert '<script id="live"' not in page
