"""A session that ends while somebody works: they read why, log in again, and nothing they typed is gone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System
from tests.whole.browser import chromium
from tests.whole.journey import PASSWORD, Journey

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

KEPT = "You were logged out while you worked. Log in again: what you typed is kept."
BACK = "What you typed before you were logged out is here again. It has not been sent."


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def log_in_again(page: Page, role: str = "buyer") -> None:
    page.wait_for_url("**/console/login/**")
    expect(page.locator("[data-logged-out]")).to_have_text(KEPT)
    page.fill("input[name=username]", f"{role}@bidangil.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_what_was_typed_into_a_dialog_is_there_after_the_log_in_and_only_once(
    system: System, browser: Browser
) -> None:
    journey = Journey(system)
    journey.do("approve_quote")
    buyer = journey.desk(browser, "buyer")
    buyer.locator("[data-key=primary]").click()
    dialog = buyer.locator("dialog[open] [data-deed-form]")
    dialog.locator("[name=note]").fill("In two parcels")
    for field in dialog.locator("input[name^=price_]").all():
        field.fill("23456")
    expect(dialog.locator("[data-total-cents]")).to_be_visible()
    end_session(buyer)
    dialog.locator("[data-submit]").click()

    log_in_again(buyer)

    expect(dialog.locator("[data-brought-back]")).to_contain_text(BACK)
    expect(dialog.locator("input[name^=price_]").first).to_have_value("23456")
    expect(dialog.locator("[name=note]")).to_have_value("In two parcels")
    assert journey.ref in buyer.url
    dialog.locator("[data-submit]").click()
    expect(buyer.locator("dialog[open]")).to_have_count(0)
    journey.until_state("items_due")
    buyer.reload()
    expect(buyer.locator("dialog[open]")).to_have_count(0)


def test_what_somebody_else_did_meanwhile_is_said_and_mine_is_kept(system: System, browser: Browser) -> None:
    journey = Journey(system)
    buyer = journey.desk(browser, "buyer")
    buyer.locator("[data-item='1'] [data-deed=correct]").click()
    buyer.locator("[data-row-form] [name=quantity]").fill("3")
    end_session(buyer)
    buyer.locator("[data-row-form] [name=quantity]").press("Enter")
    buyer.wait_for_url("**/console/login/**")
    support = journey.desk(browser, "support")
    support.locator("[data-item='1'] [data-deed=correct]").click()
    support.locator("[data-row-form] [name=options]").fill("navy, L")
    support.keyboard.press("Enter")
    expect(support.locator("[data-item='1']")).to_contain_text("navy, L")

    log_in_again(buyer)
    dialog = buyer.locator("dialog[open] [data-deed-form]")
    expect(dialog.locator("[name=quantity]")).to_have_value("3")
    dialog.locator("[data-submit]").click()

    expect(dialog.locator("[data-news]")).to_contain_text("Grace Oh changed options")
    expect(dialog.get_by_role("button", name="Save mine over it")).to_be_visible()


def test_somebody_else_at_the_same_computer_does_not_read_it(system: System, browser: Browser) -> None:
    journey = Journey(system)
    buyer = journey.desk(browser, "buyer")
    buyer.goto(buyer.locator("a[data-dialog][href*='/ask_customer/']").first.evaluate("(link) => link.href"))
    buyer.fill("[name=question]", "Which size?")
    end_session(buyer)
    buyer.locator("[data-submit]").click()

    log_in_again(buyer, "support")

    expect(buyer.locator("dialog[open] [name=question]")).to_have_value("")
    assert buyer.evaluate("sessionStorage.getItem('bd-typed')") is None


def test_a_message_is_where_it_was_begun(system: System, browser: Browser) -> None:
    journey = Journey(system)
    support = journey.desk(browser, "support", f"/console/orders/{journey.ref}/?tab=messages")
    draft = support.locator("[data-drafts^=message] [data-draft]")
    draft.fill("Your hat is on its way.")
    end_session(support)
    support.locator("[data-drafts^=message] [data-send]").click()

    log_in_again(support, "support")

    expect(draft).to_be_visible()
    expect(draft).to_have_value("Your hat is on its way.")
    assert f"/console/orders/{journey.ref}/" in support.url
