"""Staff take an order through the console while the customer pays on the provider's page."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from integrations.couriers.demo_numbers import valid_number
from tests.system import System, wait_for
from tests.whole.browser import PASSWORD, a_page, chromium, staff_page

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

NUMBER = valid_number("ems", 7_654_321)


class Customer:
    """Mina, on her phone, in Korean."""

    def __init__(self, browser: Browser, system: System) -> None:
        self.site = system.url
        self.page = a_page(browser, viewport={"width": 390, "height": 844}, locale="ko-KR")
        self.ref = ""

    def log_in(self) -> None:
        self.page.goto(f"{self.site}/account/login/?next=/quote/")
        self.page.fill("input[name=login]", "mina@customer.example")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("form:has(input[name=password]) button[type=submit], form button.big").first.click()
        self.page.wait_for_url("**/quote/**")

    def ask(self) -> None:
        page = self.page
        page.fill("input[name=items-0-url]", "https://www.musinsa.com/products/3812001")
        page.fill("input[name=items-0-title]", "코튼 셔츠")
        page.locator("[data-add]").click()
        page.fill("input[name=items-1-url]", "https://product.kyobobook.co.kr/detail/S000213")
        page.fill("input[name=items-1-title]", "채식주의자")
        page.fill("input[name=items-1-quantity]", "2")
        if page.locator("[name=to-recipient]").is_visible():  # else the address book has it already
            for name, value in {
                "recipient": "박미나", "phone": "213 555 0101", "line1": "123 S Vermont Ave",
                "city": "Los Angeles", "postal_code": "90004",
            }.items():  # fmt: skip
                page.fill(f"[name=to-{name}]", value)
            page.select_option("[name=to-state]", "CA")
        page.locator("button.big[name=send]").click()
        page.wait_for_url(re.compile(r"/orders/BD-"))
        found = re.search(r"BD-\w+", page.url)
        assert found
        self.ref = found.group()

    def pay(self) -> None:
        """From the order page over our pay page to the provider's, and back."""
        page = self.page
        page.goto(f"{self.site}/orders/{self.ref}/")
        page.locator("a[href*='/pay/']").first.click()
        page.wait_for_url("**/pay/**")
        page.locator("main form button").first.click()
        page.get_by_test_id("pay").click()
        page.wait_for_url("**/return/**")
        # The page asks by itself until the money is confirmed.
        expect(page.locator("main")).to_contain_text(re.compile("완료|감사"), timeout=20_000)

    def sees(self, text: str) -> None:
        self.page.goto(f"{self.site}/orders/{self.ref}/")
        expect(self.page.locator("main")).to_contain_text(text)


class Staff:
    """One colleague at the console, by role."""

    def __init__(self, browser: Browser, system: System, role: str, ref: str) -> None:
        self.site, self.ref = system.url, ref
        self.page = staff_page(browser, system.url, role, viewport={"width": 1400, "height": 900})

    def open_order(self) -> None:
        self.page.goto(f"{self.site}/console/orders/{self.ref}/")

    def deed(self, name: str, **fields: str) -> None:
        """Press the deed's button, fill in its dialog, submit, and be back on the page."""
        page = self.page
        self.open_order()
        button = page.locator(f"[data-deed={name}]:visible").first
        if not button.count():
            page.locator("[data-more] summary, summary[data-more], button[data-more]").first.click()
            button = page.locator(f"[data-deed={name}]:visible").first
        button.click()
        dialog = page.locator(f"dialog[open] [data-deed-dialog={name}]")
        expect(dialog).to_be_visible()
        for field, value in fields.items():
            for box in dialog.locator(f"input[name^={field}], textarea[name^={field}]").all():
                box.fill(value)
        dialog.locator("button[type=submit]").click()
        expect(dialog).to_have_count(0)

    def page_source(self) -> str:
        self.open_order()
        return self.page.content()

    def state_is(self, state: str) -> None:
        self.open_order()
        expect(self.page.locator(f"[data-order-state={state}]").first).to_be_attached()


def no_faults(*pages: Page) -> None:
    assert [fault for page in pages for fault in page.faults] == []  # type: ignore[attr-defined]


def test_staff_and_customer_take_an_order_to_the_door(system: System, browser: Browser) -> None:
    before = system.sandbox.counts()["charges_succeeded"]
    mina = Customer(browser, system)
    mina.log_in()
    mina.ask()

    buyer = Staff(browser, system, "buyer", mina.ref)
    buyer.page.goto(f"{system.url}/console/queues/to-screen/")
    expect(buyer.page.locator("body")).to_contain_text(mina.ref)
    buyer.deed("approve_quote")
    buyer.deed("confirm_item_prices", price_="39900", shipping_="3000")
    buyer.state_is("items_due")

    mina.pay()
    wait_for("the payment to arrive", lambda: buyer.state_is("items_paid") is None)
    for _ in range(2):
        buyer.deed("buy", shop_order_number="M-2026")

    packer = Staff(browser, system, "warehouse", mina.ref)
    for _ in range(2):
        packer.deed("receive")
    packer.deed("items_ready")
    packer.deed("confirm_delivery_fee", weight_g="1200", length_mm="300", width_mm="200", height_mm="150")
    packer.state_is("delivery_due")

    mina.pay()
    packer.deed("ship", tracking_number=NUMBER)
    packer.state_is("shipped")
    mina.sees(NUMBER)

    wait_for("the courier to be asked", lambda: _known(system))
    system.sandbox.post(f"parcels/{NUMBER}/next", to="delivered")
    wait_for("the delivery", lambda: _delivered(packer))
    mina.sees("배송 완료")

    assert system.sandbox.counts()["charges_succeeded"] == before + 2
    no_faults(mina.page, buyer.page, packer.page)


def test_a_role_is_not_offered_what_it_may_not_do(system: System, browser: Browser) -> None:
    mina = Customer(browser, system)
    mina.log_in()
    mina.ask()
    packer = Staff(browser, system, "warehouse", mina.ref)
    packer.open_order()
    expect(packer.page.locator("[data-order-state=requested]").first).to_be_attached()
    assert packer.page.locator("[data-deed=approve_quote]").count() == 0
    number = re.search(r"/deeds/order/(\d+)/", Staff(browser, system, "buyer", mina.ref).page_source())
    assert number
    reply = packer.page.goto(f"{system.url}/console/deeds/order/{number.group(1)}/approve_quote/")
    assert reply is not None
    assert reply.status == 403


def test_two_tabs_and_one_deed(system: System, browser: Browser) -> None:
    """The second tab was opened before the first one acted: it reads a sentence, nothing happens twice."""
    mina = Customer(browser, system)
    mina.log_in()
    mina.ask()
    first = Staff(browser, system, "buyer", mina.ref)
    second = Staff(browser, system, "owner", mina.ref)
    second.open_order()
    second.page.locator("[data-deed=approve_quote]:visible").first.click()
    stale = second.page.locator("dialog[open] [data-deed-dialog=approve_quote]")
    expect(stale).to_be_visible()
    first.deed("approve_quote")
    stale.locator("button[type=submit]").click()
    expect(second.page.locator("dialog[open]")).to_contain_text("Somebody was faster")
    first.state_is("approved")


def _known(system: System) -> bool:
    return any(parcel["number"] == NUMBER for parcel in system.sandbox.get("parcels"))


def _delivered(staff: Staff) -> bool:
    staff.open_order()
    return staff.page.locator("[data-order-state=delivered]").count() > 0
