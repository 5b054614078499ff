"""axe-core on the pages where staff spend their day: nothing serious, by day and by night."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import grave_faults
from tests.system import System
from tests.whole.browser import chromium
from tests.whole.journey import Journey

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]


def _turn(page: Page, theme: str) -> None:
    """Unfold keeps the choice of its own switch in the browser, and follows the system without one."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.reload()
    expect(page.locator("html.dark")).to_have_count(1 if theme == "dark" else 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_anybody_from_using_the_desk(theme: str, system: System, browser: Browser) -> None:
    journey = Journey(system)
    page = journey.desk(browser, path="/console/")
    _turn(page, theme)
    faults: dict[str, list[str]] = {}

    for path in (
        "/console/",
        "/console/queues/to-screen/",
        f"/console/orders/{journey.ref}/",
        "/console/editor/rate_card/new/",
        "/console/warehouse/",
    ):
        page.goto(f"{system.url}{path}")
        faults[path] = grave_faults(page)
    page.goto(f"{system.url}/console/orders/{journey.ref}/")
    page.locator("[data-deed=approve_quote]").first.click()
    expect(page.locator("dialog[open] [data-deed-dialog]")).to_be_visible(timeout=15_000)
    faults["dialog"] = grave_faults(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]#bd-keys")).to_be_visible()
    faults["keys"] = grave_faults(page)

    assert {where: found for where, found in faults.items() if found} == {}
