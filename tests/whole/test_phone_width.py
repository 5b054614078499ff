"""On a phone nothing of the desk lies beside the screen: a page is read by one thumb, downwards."""

import pytest
from playwright.sync_api import Browser

from tests.system import System
from tests.whole.browser import chromium, staff_page
from tests.whole.journey import PHONE, Journey

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

_WIDTH = "document.documentElement.scrollWidth"
FLOOR = (
    "",
    "warehouse/",
    "warehouse/?number=NOTHING-77",
    "queues/to-weigh/",
    "queues/arriving/",
    "workflow/order/",
)
DESK = (
    "", "queues/to-screen/", "queues/attention/", "approvals/", "operations/health/", "operations/held-up/",
    "operations/ageing/", "operations/activity/", "operations/throughput/", "community/member/",
    "editor/", "editor/store/", "editor/rate_card/new/", "editor/calendar/",
    "workflow/payment/", "engine/effect/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en-US", "ko-KR"])
def test_no_page_is_wider_than_a_phone(language: str, system: System, browser: Browser) -> None:
    ref = Journey(system).ref
    wide = {}
    for role, pages in {
        "warehouse": (*FLOOR, f"warehouse/{ref}/", f"orders/{ref}/"),
        "owner": (*DESK, f"orders/{ref}/?tab=messages", f"orders/{ref}/?tab=timeline"),
    }.items():
        page = staff_page(browser, system.url, role, viewport=PHONE, locale=language)
        for path in pages:
            answer = page.goto(f"{system.url}/console/{path}")
            assert answer is not None
            assert answer.ok, path
            width = page.evaluate(_WIDTH)
            if width > PHONE["width"]:
                wide[f"{role}: {path}"] = width

    assert wide == {}
