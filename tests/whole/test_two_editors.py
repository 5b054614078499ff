"""Two colleagues at one order: each sees the other, and the slower one reads what the faster one did."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System
from tests.whole.browser import chromium
from tests.whole.journey import Journey, is_the_same_page

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]


def edit(page: Page, deed: str, item: int = 1) -> None:
    page.locator(f"[data-item='{item}'] [data-row-edit][data-deed={deed}]").click()
    expect(page.locator("[data-row-form]")).to_be_visible()


def save(page: Page) -> None:
    page.keyboard.press("Enter")
    expect(page.locator("[data-row-form]")).to_have_count(0)


def no_faults(*pages: Page) -> None:
    """Refusals are answers: Chromium notes their status, our scripts have nothing to complain about."""
    faults = [fault for page in pages for fault in page.faults]  # type: ignore[attr-defined]
    assert [fault for fault in faults if "409" not in fault and "422" not in fault] == []


def test_a_stale_row_is_read_and_resolved(system: System, browser: Browser) -> None:
    journey = Journey(system)
    buyer, support = journey.desk(browser, "buyer"), journey.desk(browser, "support")
    expect(buyer.locator("[data-person=here]")).to_contain_text("Grace Oh is here")
    expect(support.locator("[data-person=here]")).to_contain_text("Juno Kim is here")

    edit(support, "correct")
    expect(buyer.locator("[data-person=edits]")).to_contain_text("Grace Oh is editing this")
    edit(buyer, "correct")
    buyer.fill("[data-row-form] [name=quantity]", "5")
    save(buyer)
    expect(buyer.locator("[data-item='1']")).to_contain_text("× 5")

    # What support has in hand is not taken from them: they typed on, and read who was faster.
    support.fill("[data-row-form] [name=quantity]", "3")
    support.keyboard.press("Enter")
    news = support.locator("[data-row-form] [data-news]")
    expect(news).to_contain_text("Juno Kim changed quantity")
    expect(support.locator("[data-row-form] [data-contested]")).to_contain_text("35")
    expect(support.get_by_role("button", name="Take theirs")).to_be_visible()
    support.get_by_role("button", name="Save mine over it").click()

    expect(support.locator("[data-row-form]")).to_have_count(0)
    for page in (support, buyer):
        expect(page.locator("[data-item='1']")).to_contain_text("× 3")
        assert is_the_same_page(page)
    no_faults(buyer, support)


def test_theirs_is_taken_and_escape_leaves_a_row_as_it_was(system: System, browser: Browser) -> None:
    journey = Journey(system)
    buyer, support = journey.desk(browser, "buyer"), journey.desk(browser, "support")
    edit(support, "correct")
    edit(buyer, "correct")
    buyer.fill("[data-row-form] [name=options]", "navy, L")
    save(buyer)
    support.fill("[data-row-form] [name=options]", "red, S")
    support.keyboard.press("Enter")
    support.get_by_role("button", name="Take theirs").click()

    expect(support.locator("[data-item='1']")).to_contain_text("navy, L")
    edit(support, "correct")
    support.fill("[data-row-form] [name=options]", "green")
    support.keyboard.press("Escape")

    expect(support.locator("[data-row-form]")).to_have_count(0)
    expect(support.locator("[data-item='1']")).to_contain_text("navy, L")
    expect(support.locator("[data-item='1'] [data-deed=correct]")).to_be_focused()
    no_faults(buyer, support)


def test_prices_are_noted_from_the_keyboard_and_the_button_names_the_total(
    system: System, browser: Browser
) -> None:
    journey = Journey(system)
    journey.do("approve_quote")
    buyer = journey.desk(browser, "buyer")
    primary = buyer.locator("[data-key=primary]")
    expect(primary).to_have_text("Confirm item prices")

    edit(buyer, "set_draft_price")
    buyer.keyboard.type("32000")
    buyer.keyboard.press("Tab")
    buyer.keyboard.type("3000")
    buyer.keyboard.press("Tab")
    expect(buyer.locator("[data-item='2'] [data-row-form] [name=unit_price_krw]")).to_be_focused()
    expect(buyer.locator("[data-item='1']")).to_contain_text("₩32,000")
    buyer.keyboard.type("12000")
    save(buyer)

    expect(buyer.locator("[data-draft-quote]")).to_contain_text("Service fee")
    expect(primary).to_contain_text("Confirm item prices · $")
    total = buyer.locator("[data-draft-quote] [data-total-cents]").get_attribute("data-total-cents")
    assert primary.inner_text().endswith(f"${int(total or 0) / 100:,.2f}")

    primary.click()
    dialog = buyer.locator("dialog[open] [data-deed-dialog=confirm_item_prices]")
    expect(dialog.locator("input[name^=price_]").first).to_have_value("32000")
    assert is_the_same_page(buyer)
    no_faults(buyer)


def test_tabs_walk_by_arrow_keys_and_stay_live_while_hidden(system: System, browser: Browser) -> None:
    journey = Journey(system)
    desk = journey.desk(browser, "buyer")
    desk.locator("#tab-items").focus()

    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#tab-payments")).to_be_focused()
    expect(desk.locator("#panel-payments")).to_be_visible()
    expect(desk.locator("#panel-items")).to_be_hidden()
    assert "tab=payments" in desk.url
    desk.keyboard.press("End")
    expect(desk.locator("#panel-timeline")).to_be_visible()
    desk.keyboard.press("Home")
    expect(desk.locator("#panel-items")).to_be_visible()
    desk.locator("#tab-payments").click()

    # The items are hidden, and brought up to date all the same; the open tab stays open.
    journey.do("approve_quote")
    expect(desk.locator("[data-item='1']")).to_have_attribute("data-item-state", "approved")
    expect(desk.locator("#panel-payments")).to_be_visible()
    expect(desk.locator("#tab-payments")).to_have_attribute("aria-selected", "true")
    assert is_the_same_page(desk)
    no_faults(desk)


def test_who_closes_the_page_is_gone(system: System, browser: Browser) -> None:
    journey = Journey(system)
    buyer, support = journey.desk(browser, "buyer"), journey.desk(browser, "support")
    second = support.context.new_page()
    journey.look(second, f"/console/orders/{journey.ref}/")
    expect(buyer.locator("[data-person]")).to_have_count(1)

    second.goto(f"{journey.site}/console/")
    expect(support.locator("[data-person]")).to_have_count(1)
    support.goto(f"{journey.site}/console/")

    expect(buyer.locator("[data-person]")).to_have_count(0)
