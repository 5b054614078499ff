"""The two small scripts in a real browser: rows without a round trip, and waiting for the payment."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import PASSPHRASE
from tests.running import Sandbox
from tests.whole.browser import chromium, windows_of
from tests.workflow.story import Story
from workflow.engine.runner import run_due
from workflow.models import Order, Payment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]


@pytest.fixture
def phone(chrome: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    settings.SITE_URL = live_server.url
    with windows_of(chrome):
        page = chrome.new_context(viewport={"width": 390, "height": 844}, locale="en-US").new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(15_000)
        yield page
        assert faults == []


def log_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSPHRASE)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/orders/")


def test_rows_come_and_go_in_place(phone: Page, live_server: Any, catalog: None, james: Any) -> None:
    log_in(phone, live_server.url, james.email)
    phone.goto(f"{live_server.url}/quote/")
    phone.fill("[name=items-0-url]", "https://www.musinsa.com/products/1")
    for number in (1, 2):
        phone.get_by_role("button", name="Add another item").click()
        expect(phone.locator(f"[name=items-{number}-url]")).to_be_focused()
    phone.fill("[name=items-2-url]", "https://www.musinsa.com/products/3")
    phone.get_by_role("button", name="Remove").nth(1).click()
    expect(phone.locator("[data-row]")).to_have_count(2)
    expect(phone.locator(".number").nth(1)).to_have_text("2")
    for name, text in (("recipient", "James Lee"), ("phone", "213 555 0100"), ("line1", "1 Main St"),
                       ("city", "Austin"), ("postal_code", "78701")):  # fmt: skip
        phone.fill(f"[name=to-{name}]", text)
    phone.select_option("[name=to-state]", "TX")
    phone.get_by_role("button", name="Send the request").last.dblclick()
    phone.wait_for_url("**/orders/BD-*/")
    order = Order.objects.get()
    assert [item.url[-1] for item in order.items.all()] == ["1", "3"]


def test_paying_and_coming_back(
    phone: Page, live_server: Any, james_story: Story, sandbox: Sandbox, james: Any
) -> None:
    order = james_story.items_due()
    log_in(phone, live_server.url, james.email)
    phone.goto(f"{live_server.url}/orders/{order.ref}/")
    phone.get_by_role("link", name="Pay $74.05").click()
    phone.get_by_role("button", name="Pay $74.05").click()
    phone.wait_for_url(f"{sandbox.url}/**")
    phone.get_by_test_id("back").click()
    phone.wait_for_url(f"{live_server.url}/pay/*/")
    phone.get_by_role("button", name="Pay $74.05").click()
    phone.get_by_test_id("pay").click()
    phone.wait_for_url("**/return/**")
    expect(phone.get_by_role("heading")).to_have_text("Confirming your payment …")
    assert not Payment.objects.exists()
    run_due()
    expect(phone.get_by_role("heading")).to_have_text("Paid. Thank you!")
    phone.get_by_role("link", name="To the order").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We are buying your items")
    assert sandbox.counts()["charges_succeeded"] == 1
