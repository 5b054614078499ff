"""Ticking rows of mixed states, one deed for all, and the list again as it was left."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System
from tests.whole.browser import chromium, staff_page
from tests.whole.journey import Journey

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]


def logged_in(browser: Browser, system: System) -> Page:
    return staff_page(browser, system.url, "owner", viewport={"width": 1400, "height": 640})


def cancel_one_request(page: Page) -> str:
    """With the bar, though it is one: its reference. Leaves the page at the list."""
    here = page.url
    row = page.locator("#result_list tr[data-order-state=requested]").first
    ref = row.get_attribute("data-order") or ""
    row.locator("[data-tick]").check()
    page.locator("[data-bulk-bar] summary").click()
    page.locator("[data-bulk=cancel]").click()
    page.locator("[data-submit]").click()
    expect(page.locator(f"[data-outcome={ref}]")).to_have_attribute("data-outcome-done", "yes")
    page.locator("[data-bulk-back]").click()
    page.wait_for_url(here)
    return ref


def test_a_deed_over_mixed_rows_and_back_to_the_list(system: System, browser: Browser) -> None:
    taken = {Journey(system).take().ref for _order in range(3)}
    page = logged_in(browser, system)
    queue = f"{system.url}/console/queues/put-off/?who=me"
    page.goto(queue)
    before = page.locator("#result_list [data-put-off]").count()
    here = f"{system.url}/console/workflow/order/?put_off=hidden&who=me"
    page.goto(here)
    rows = page.locator("#result_list tbody tr")
    # An earlier test may have left the owner an order of its own.
    assert {row.get_attribute("data-order") for row in rows.all()} >= taken
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()
    ended = cancel_one_request(page)
    assert rows.count() > 1
    expect(page.locator(f"tr[data-order={ended}][data-order-state=cancelled]")).to_be_visible()

    page.locator("[data-tick-page]").check()
    expect(page.locator("[data-tick-count]")).to_have_text(str(rows.count()))
    page.reload()  # what was ticked stays ticked
    expect(page.locator("[data-tick-count]")).to_have_text(str(rows.count()))
    ticked = rows.count()
    page.locator("[data-bulk=put-off]").click()
    page.select_option("select[name=choice]", "hours")
    page.locator("[data-submit]").click()
    page.wait_for_url("**/bulk-runs/**")
    result = page.locator("[data-bulk-result]")
    done = int(result.get_attribute("data-done") or 0)
    refused = int(result.get_attribute("data-refused") or 0)
    assert done + refused == ticked
    assert done > 0
    assert refused > 0
    page.reload()
    expect(result).to_have_attribute("data-done", str(done))
    page.locator("[data-bulk-back]").click()
    page.wait_for_url(here)
    expect(page.locator("#result_list tbody tr")).to_have_count(refused)

    page.goto(queue)
    expect(page.locator("#result_list [data-put-off]")).to_have_count(before + done)


def test_a_place_is_found_again(system: System, browser: Browser) -> None:
    page = logged_in(browser, system)
    page.goto(f"{system.url}/console/workflow/order/?o=4")
    last = page.locator("#result_list tbody tr").last
    ref = last.get_attribute("data-order")
    last.locator("a.bd-ref").click()
    page.wait_for_url(re.compile(r"/orders/BD-"))

    page.go_back()

    row = page.locator(f"#result_list tr[data-order={ref}]")
    expect(row).to_be_in_viewport()
    expect(row).to_have_css("box-shadow", re.compile("inset"))
    assert page.url.endswith("?o=4")
    assert page.faults == []  # type: ignore[attr-defined]
