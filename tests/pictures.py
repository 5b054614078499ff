"""The README's pictures, taken from a demo of their own: `make pictures`."""

import re

from playwright.sync_api import Page

from tests.running import ROOT
from tests.system import running_system
from tests.whole.browser import PASSWORD, a_browser, a_page, staff_page

FOLDER = ROOT / "docs" / "pictures"
DESK = {"width": 1360, "height": 860}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with running_system(demo=40) as system, a_browser() as browser:

        def staff(role: str, **context: object) -> Page:
            return staff_page(browser, system.url, role, **{"viewport": DESK, **context})

        def first_of(page: Page, queue: str) -> None:
            page.goto(f"{system.url}/console/queues/{queue}/")
            page.locator("tr[data-order] a[href*='/orders/BD-']").first.click()
            page.wait_for_selector("[data-order-state]")

        owner = staff("owner")
        owner.goto(f"{system.url}/console/")
        _take(owner, "home")
        owner.goto(f"{system.url}/console/queues/to-price/")
        _take(owner, "queue")
        first_of(owner, "in-transit")
        _take(owner, "order")
        owner.goto(f"{system.url}/console/?days=30")
        owner.locator("[data-plot], .bd-plot").first.scroll_into_view_if_needed()
        _take(owner, "plots")
        first_of(owner, "in-transit")
        link = re.search(r"/track/[\w-]+/", owner.content())
        assert link
        friend = a_page(browser, viewport=PHONE, locale="en-US")
        friend.goto(system.url + link[0])
        _take(friend, "track")
        first_of(owner, "to-price")
        owner.locator("[data-primary]").click()
        owner.wait_for_selector("dialog[open] input[name^=price_]")
        for box in owner.locator("dialog[open] input[name^=price_]").all():
            box.fill("39900")
        owner.wait_for_selector("dialog[open] [data-total-cents]")
        _take(owner, "dialog")

        packer = staff("warehouse", viewport=PHONE, color_scheme="dark")
        first_of(packer, "to-weigh")
        packer.locator("[data-primary]").click()
        packer.wait_for_selector("dialog[open] input[name=weight_g]")
        for name, value in {"weight_g": 1850, "length_mm": 320, "width_mm": 240, "height_mm": 160}.items():
            packer.fill(f"dialog[open] input[name={name}]", str(value))
        packer.wait_for_selector("dialog[open] [data-total-cents]")
        _take(packer, "phone")

        mina = a_page(browser, viewport=PHONE, locale="ko-KR")
        mina.goto(f"{system.url}/account/login/?next=/orders/")
        mina.fill("input[name=login]", "mina@customer.example")
        mina.fill("input[name=password]", PASSWORD)
        mina.keyboard.press("Enter")
        mina.wait_for_url("**/orders/")
        mina.locator("a[href*='/orders/BD-']").first.click()
        mina.wait_for_url(re.compile("/orders/BD-"))
        _take(mina, "customer")


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(400)  # let the dialog finish opening
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
