"""A whole order by keys alone: from home to the shipped parcel, without a mouse and without an address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System
from tests.whole.browser import chromium
from tests.whole.journey import Journey, is_live

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

_MOST_STEPS = 40
# Between the fields of two items Tab comes by the second one's link to its shop: nothing to type there.
ITS_LINK = ""


class Hands:
    """Two hands on a keyboard. They may look at the page; they touch nothing but keys."""

    def __init__(self, page: Page, ref: str) -> None:
        self.page, self.ref = page, ref

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to_queue(self, slug: str) -> None:
        """By its place at the side, as the key map says."""
        slugs = self.page.locator("[data-badge]").evaluate_all("all => all.map(one => one.dataset.badge)")
        self.press("g", str(slugs.index(slug) + 1))
        self.page.wait_for_url(f"**/queues/{slug}/**")
        is_live(self.page)

    def stand_on_the_order(self) -> None:
        here = self.page.locator("tr.bd-row-here")
        for _ in range(_MOST_STEPS):
            self.press("j")
            if here.get_attribute("data-order") == self.ref:
                return
        raise AssertionError(f"{self.ref} is not in this list.")

    def open_the_order(self) -> None:
        self.stand_on_the_order()
        self.press("o")
        self.page.wait_for_url(f"**/orders/{self.ref}/**")
        is_live(self.page)

    def deed(self, name: str, *values: str) -> None:
        """The next step, its fields one after the other with Tab between them, and Enter."""
        self.press(".")
        dialog = self.page.locator(f"dialog[open] [data-deed-dialog={name}]")
        expect(dialog).to_be_visible(timeout=15_000)
        for place, value in enumerate(values):
            if place:
                self.press("Tab")
            self.page.keyboard.type(value)
        self.press("Control+Enter" if self._is_in_lines() else "Enter")
        expect(self.page.locator("dialog[open]")).to_have_count(0, timeout=15_000)
        is_live(self.page)

    def _is_in_lines(self) -> bool:
        return bool(self.page.evaluate("document.activeElement.matches('textarea, select')"))


def test_an_order_is_taken_from_home_to_the_parcel_by_keys_alone(system: System, browser: Browser) -> None:
    journey = Journey(system)
    hands = Hands(journey.desk(browser, path="/console/"), journey.ref)

    hands.go_to_queue("to-screen")
    hands.stand_on_the_order()
    hands.deed("approve_quote")
    hands.go_to_queue("to-price")
    hands.stand_on_the_order()
    hands.deed("confirm_item_prices", "39900", "3000", ITS_LINK, "12000", "0")
    journey.pay()
    journey.until_state("items_paid")

    hands.go_to_queue("to-buy")
    hands.open_the_order()
    hands.deed("buy", "KEYS-1")
    hands.deed("buy", "KEYS-2")
    hands.deed("receive", "")
    hands.deed("receive", "")
    hands.deed("items_ready")
    hands.deed("confirm_delivery_fee", "1200", "300", "200", "150")
    journey.pay()
    journey.until_state("delivery_paid")

    hands.press("g", "h")
    hands.page.wait_for_url("**/console/")
    hands.go_to_queue("to-ship")
    hands.open_the_order()
    hands.deed("ship", "", journey.number)

    expect(hands.page.locator("[data-order-state=shipped]").first).to_be_attached()
    hands.press("?")
    expect(hands.page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    hands.press("Escape")
    assert hands.page.faults == []  # type: ignore[attr-defined]


def test_single_keys_can_be_turned_off_and_do_nothing_while_one_types(
    system: System, browser: Browser
) -> None:
    journey = Journey(system)
    page = journey.desk(browser, path="/console/")
    page.keyboard.press("?")
    page.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    expect(page.locator("tr.bd-row-here")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_label("Single keys work on this device").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("tr.bd-row-here")).to_have_count(1)

    page.goto(f"{system.url}/console/warehouse/")
    page.keyboard.type("?j.")
    expect(page.locator("#scan-number")).to_have_value("?j.")


def test_the_keys_of_the_map_do_what_it_says(system: System, browser: Browser) -> None:
    journey = Journey(system)
    hands = Hands(journey.desk(browser, path="/console/queues/to-screen/"), journey.ref)
    page = hands.page
    hands.stand_on_the_order()
    hands.press("i")
    row = page.locator(f"tr[data-order={journey.ref}]")
    expect(row.locator(".bd-face")).to_have_attribute("title", re.compile("Soyeon Han"))

    is_live(page)
    hands.press("f")
    assert page.evaluate("Boolean(document.activeElement.closest('#bd-filters-form'))")

    page.goto(f"{system.url}/console/orders/{journey.ref}/")
    is_live(page)
    hands.press("r")
    expect(page.locator("#tab-messages")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-composer] textarea").first).to_be_focused()
    assert page.faults == []  # type: ignore[attr-defined]
