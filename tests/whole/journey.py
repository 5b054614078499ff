"""James's order, moved on over HTTP by everybody else while browsers look at it."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page, expect

from integrations.couriers.demo_numbers import valid_number
from tests.smoke import Form, Smoke
from tests.smoke import expect as answered
from tests.system import System, wait_for
from tests.whole.browser import PASSWORD, a_page, staff_page

DESK = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}


class Journey(Smoke):
    """One order of James's, requested; `priced`, `paid` and `shipped` take it further."""

    def __init__(self, system: System) -> None:
        super().__init__(system.url, system.sandbox.url)
        self.system = system
        self.email = "james@customer.example"
        account = f"{self.site}/_allauth/app/v1/auth/login"
        reply = self.customer.post(account, json={"email": self.email, "password": PASSWORD})
        answered(reply, 200)
        self.customer.headers["X-Session-Token"] = reply.json()["meta"]["session_token"]
        self.log_in()
        self.ask()
        self.until("the screening", lambda: any(deed == "approve_quote" for deed, _ in self.page().deeds))

    def priced(self) -> "Journey":
        self.do("approve_quote")
        self.do("confirm_item_prices", price=39_900, shipping=3_000)
        return self

    def paid(self) -> "Journey":
        self.priced()
        self.pay()
        self.until_state("items_paid")
        return self

    def shipped(self) -> "Journey":
        self.paid()
        self.do("buy", shop_order_number="SMOKE-1")
        self.do("receive")
        self.do("items_ready")
        self.do(
            "confirm_delivery_fee", weight_g=1200, length_mm=300, width_mm=200, height_mm=150, service="ems"
        )
        self.pay()
        self.until_state("delivery_paid")
        self.do("ship", courier="ems", tracking_number=self.number)
        wait_for("the courier to be asked", self._is_known)
        return self

    def take(self) -> "Journey":
        """The owner makes it their own."""
        number = _ask(self.system, "SELECT id FROM workflow_order WHERE ref = ?", self.ref)
        url = f"{self.site}/console/desk/{number}/take/"
        fields = Form(self.staff.get(url).text).fields
        answered(self.staff.post(url, data=fields, headers={"Referer": url}), 200)
        return self

    @property
    def number(self) -> str:
        return valid_number("ems", int(self.serial))

    def _is_known(self) -> bool:
        return any(parcel["number"] == self.number for parcel in self.system.sandbox.get("parcels"))

    @property
    def track_path(self) -> str:
        return (
            f"/track/{_ask(self.system, 'SELECT share_token FROM workflow_order WHERE ref = ?', self.ref)}/"
        )

    def member_id(self, email: str) -> int:
        return int(_ask(self.system, "SELECT id FROM community_member WHERE email = ?", email))

    def hints(self) -> int:
        """Of how many items a model has said what it thinks."""
        return int(
            _ask(
                self.system,
                "SELECT count(*) FROM workflow_orderitem WHERE suggestion != '{}'"
                " AND order_id = (SELECT id FROM workflow_order WHERE ref = ?)",
                self.ref,
            )
        )

    def forget_hints(self) -> None:
        """As if no model had looked at the items yet."""
        _tell(
            self.system,
            "UPDATE workflow_orderitem SET suggestion = '{}'"
            " WHERE order_id = (SELECT id FROM workflow_order WHERE ref = ?)",
            self.ref,
        )

    def told_at(self, type: str) -> float:
        """When the newest event of this type was written, in seconds of the Unix clock; 0 for none yet."""
        text = _ask(self.system, "SELECT max(created) FROM live_liveevent WHERE type = ?", type)
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() if text else 0.0

    # --- who looks --------------------------------------------------------------------------------

    def desk(self, browser: Browser, role: str = "owner", path: str | None = None) -> Page:
        """A colleague's own browser at the order, or elsewhere in the console."""
        page = staff_page(browser, self.site, role, viewport=DESK)
        return self.look(page, path or f"/console/orders/{self.ref}/")

    def james(self, browser: Browser) -> Page:
        """James's phone at his order."""
        page = a_page(browser, viewport=PHONE, locale="en-US")
        page.goto(f"{self.site}/account/login/?next=/orders/")
        page.fill("input[name=login]", self.email)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        return self.look(page, f"/orders/{self.ref}/")

    def anybody(self, browser: Browser) -> Page:
        """A phone that was given the tracking link."""
        page = a_page(browser, viewport=PHONE, locale="en-US")
        page.context.add_cookies([{"name": "django_language", "value": "en", "url": self.site}])
        return self.look(page, self.track_path)

    def look(self, page: Page, path: str) -> Page:
        """Open a page, mark it so that a reload would show, and wait until it listens."""
        page.goto(f"{self.site}{path}")
        is_live(page)
        page.evaluate("window.theSamePage = true")
        return page


def is_live(page: Page) -> None:
    light = "[data-live-light][data-state=live], [data-live-light]:not([data-state]):not([hidden])"
    expect(page.locator(light)).to_be_visible(timeout=15_000)


def is_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.theSamePage === true"))


def note_when(page: Page, selector: str, more_than: int) -> None:
    """Have the page note the moment when it shows more than so many of these."""
    page.evaluate(
        """([selector, n]) => {
            window.shownAt = 0;
            new MutationObserver((_changes, observer) => {
                if (document.querySelectorAll(selector).length <= n) return;
                window.shownAt = Date.now() / 1000;
                observer.disconnect();
            }).observe(document.body, { childList: true, subtree: true });
        }""",
        [selector, more_than],
    )


def shown_at(page: Page) -> float:
    return float(page.evaluate("window.shownAt"))


def _tell(system: System, sql: str, *values: Any) -> None:
    with sqlite3.connect(system.env.var_dir / "bidangil.sqlite3", timeout=20) as connection:
        connection.execute(sql, values)


def _ask(system: System, sql: str, *values: Any) -> Any:
    with sqlite3.connect(system.env.var_dir / "bidangil.sqlite3") as connection:
        return connection.execute(sql, values).fetchone()[0]
