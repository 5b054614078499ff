"""One new order from quote to doorstep through a running product, over HTTP alone.

`make smoke` beside `make run` (same PORT and SANDBOX_PORT). The customer uses the API, staff the
console's dialogs, the card is charged on the provider's page, the parcel moves in the sandbox. Each
step is printed with its time; the last line is the sandbox's own count.
"""

import secrets
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import requests

from config.env import load
from integrations.couriers.demo_numbers import valid_number

STAFF, PASSWORD = "owner@bidangil.example", "silkroad"
WITHIN = 60.0


class Form(HTMLParser):
    """The fields of a dialog's form with the values it came with, and the deed buttons of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.deeds: list[tuple[str, str]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if "data-deed" in at:
            self.deeds.append(
                (at["data-deed"], at.get("href") or at.get("data-url") or at.get("hx-get") or "")
            )
        name = at.get("name", "")
        if tag == "input" and name and at.get("type") not in ("submit", "button"):
            if at.get("type") not in ("radio", "checkbox") or "checked" in at:
                self.fields[name] = at.get("value", "")
        elif tag == "textarea" and name:
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in at or self._select not in self.fields):
            self.fields[self._select] = at.get("value", "")


class Smoke:
    def __init__(self, site: str, sandbox: str) -> None:
        self.site, self.sandbox = site, sandbox
        self.begin = self.last = time.monotonic()
        self.customer = requests.Session()
        self.customer.headers["Accept-Language"] = "ko"
        self.staff = requests.Session()
        self.email = f"smoke-{secrets.token_hex(4)}@customer.example"
        self.ref = ""

    def step(self, what: str) -> None:
        now = time.monotonic()
        print(f"  {now - self.begin:5.1f} s  (+{now - self.last:4.1f})  {what}", flush=True)
        self.last = now

    # --- the customer --------------------------------------------------------------------------

    def sign_up(self) -> None:
        account = f"{self.site}/_allauth/app/v1/auth"
        password = secrets.token_urlsafe(12)
        reply = self.customer.post(f"{account}/signup", json={"email": self.email, "password": password})
        expect(reply, 401)  # the address is not proved yet
        self.customer.headers["X-Session-Token"] = reply.json()["meta"]["session_token"]
        mail = self.until("the code by e-mail", lambda: self.outbox("mails"))[0]
        code = next(word.strip(".") for word in mail["text"].split() if _is_code(word.strip(".")))
        reply = self.customer.post(f"{account}/email/verify", json={"key": code})
        expect(reply, 200)
        token = reply.json()["meta"].get("session_token")
        if token:
            self.customer.headers["X-Session-Token"] = token
        me = {"name": "스모크", "phone": "+1 213 555 0199", "language": "ko", "notify_sms": True}
        expect(self.customer.patch(f"{self.site}/api/v1/me/", json=me), 200)

    def ask(self) -> None:
        body = {
            "items": [
                {"url": "https://www.musinsa.com/products/3812001", "title": "코튼 셔츠", "quantity": 1},
                {"url": "https://product.kyobobook.co.kr/detail/S000213", "title": "소설", "quantity": 2},
            ],
            "address": {
                "recipient": "Smoke Kim", "phone": "+1 213 555 0199", "line1": "123 S Vermont Ave",
                "city": "Los Angeles", "state": "CA", "postal_code": "90004",
            },
        }  # fmt: skip
        key = {"Idempotency-Key": secrets.token_hex(8)}
        first = self.customer.post(f"{self.site}/api/v1/orders/", json=body, headers=key)
        expect(first, 201)
        again = self.customer.post(f"{self.site}/api/v1/orders/", json=body, headers=key)
        self.ref = first.json()["ref"]
        check(again.json()["ref"] == self.ref, "the same request twice made two orders")

    def order(self) -> dict[str, Any]:
        reply = self.customer.get(f"{self.site}/api/v1/orders/{self.ref}/")
        expect(reply, 200)
        return dict(reply.json())

    def until_state(self, state: str) -> None:
        self.until(f"the order to be {state}", lambda: _state(self.order()) == state)

    def pay(self) -> None:
        charge = next(one for one in self.order()["charges"] if _plain(one["status"]) in ("open", "draft"))
        reply = self.customer.post(f"{self.site}/api/v1/charges/{charge['ref']}/checkout/", json={})
        expect(reply, 200)
        paid = requests.post(reply.json()["url"], data={"action": "pay"}, allow_redirects=False, timeout=20)
        check(paid.status_code == 303, f"the provider's page answered {paid.status_code}")

    # --- the staff -----------------------------------------------------------------------------

    def log_in(self) -> None:
        page = f"{self.site}/console/login/"
        expect(self.staff.get(page), 200)
        self.staff.post(
            page,
            data={
                "username": STAFF,
                "password": PASSWORD,
                "csrfmiddlewaretoken": self.staff.cookies["csrftoken"],
                "next": "/console/",
            },
        )
        check("sessionid" in self.staff.cookies, "the owner could not log in: are the demo's people there?")

    def page(self) -> Form:
        reply = self.staff.get(f"{self.site}/console/orders/{self.ref}/")
        expect(reply, 200)
        return Form(reply.text)

    def do(self, name: str, **inputs: object) -> None:
        """Open the deed's dialog as the page offers it and submit it; all of that name, if items have it."""
        urls = list(dict.fromkeys(url for deed, url in self.page().deeds if deed == name))
        check(bool(urls), f"the console does not offer {name}")
        for url in urls:
            address = f"{self.site}{url}"
            shown = self.staff.get(address)
            expect(shown, 200)
            fields = Form(shown.text).fields
            for given, value in inputs.items():
                for field in [field for field in fields if field == given or field.startswith(f"{given}_")]:
                    fields[field] = str(value)
            reply = self.staff.post(address, data=fields, headers={"Referer": address})
            check(reply.status_code in (200, 204), f"{name}: {reply.status_code} {reply.text[:300]}")

    # --- the outside -----------------------------------------------------------------------------

    def outbox(self, kind: str, **by: str) -> list[dict[str, Any]]:
        reply = requests.get(f"{self.sandbox}/_sandbox/{kind}", params=by or {"to": self.email}, timeout=10)
        return list(reply.json())

    def scan(self, **how: str) -> None:
        number = valid_number("ems", int(self.serial))
        reply = requests.post(f"{self.sandbox}/_sandbox/parcels/{number}/next", json=how, timeout=10)
        check(reply.ok, reply.text)

    @property
    def serial(self) -> str:
        return str(sum(ord(letter) * 31**place for place, letter in enumerate(self.ref[3:])) % 3_000_000)

    def until(self, what: str, ask: Callable[[], Any]) -> Any:
        end = time.monotonic() + WITHIN
        while time.monotonic() < end:
            answer = ask()
            if answer:
                return answer
            time.sleep(0.2)
        raise SystemExit(f"smoke: waited {WITHIN:.0f} s in vain for {what}")

    def run(self) -> None:
        print(f"One order through {self.site}:")
        self.sign_up()
        self.step("the customer signs up and proves the e-mail address")
        self.log_in()
        self.ask()
        self.step(f"user 1: asks for a quote ({self.ref})")
        self.until(
            "the items to be screened", lambda: any(n == "approve_quote" for n, _ in self.page().deeds)
        )
        self.do("approve_quote")
        self.step("staff 1: approve the quote")
        self.do("confirm_item_prices", price=39_900, shipping=3_000)
        self.step("staff 2: confirm the item prices")
        self.pay()
        self.until_state("items_paid")
        self.step("user 2: pays for the items")
        self.do("buy", shop_order_number="SMOKE-1")
        self.do("receive")
        self.do("items_ready")
        self.step("staff: buy, receive, everything has arrived")
        self.do(
            "confirm_delivery_fee", weight_g=1200, length_mm=300, width_mm=200, height_mm=150, service="ems"
        )
        self.step("staff 3: weigh and confirm the delivery fee")
        self.pay()
        self.until_state("delivery_paid")
        self.step("user 3: pays for the delivery")
        self.do("ship", courier="ems", tracking_number=valid_number("ems", int(self.serial)))
        self.step("staff 4: enter courier and tracking number")
        self.until("the tracking notice", lambda: any("EG5" in m["text"] for m in self.outbox("mails")))
        self.step("user 4: receives the tracking number")
        known = f"parcels/{valid_number('ems', int(self.serial))}"
        self.until(
            "the first poll",
            lambda: requests.get(f"{self.sandbox}/_sandbox/{known}", timeout=10).status_code == 200,
        )
        self.scan(to="delivered")
        self.until_state("delivered")
        self.step("user 5: the parcel is delivered")
        self.count()

    def count(self) -> None:
        notices = self.until("the last notices", self._all_notices)
        charges = [one for one in self.outbox("charges", **{"metadata[order]": self.ref}) if one["paid"]]
        seconds = time.monotonic() - self.begin
        print(
            f"Quote to doorstep in {seconds:.1f} s: 9 lane steps, "
            f"{len(charges)} charges by the sandbox's count, {len(notices)} notices (mails and texts)."
        )
        check(len(charges) == 2, f"{len(charges)} charges instead of 2")
        check(len(notices) >= 8, f"only {len(notices)} notices")

    def _all_notices(self) -> list[Any]:
        mails = [mail for mail in self.outbox("mails") if self.ref in mail["text"]]
        texts = [text for text in self.outbox("sms", to="+12135550199") if self.ref in text["text"]]
        said = ("has been delivered", "배송이 완료되었습니다")
        delivered = any(words in mail["text"] for mail in mails for words in said)
        return [*mails, *texts] if delivered else []


def _is_code(word: str) -> bool:
    return 6 <= len(word.replace("-", "")) <= 9 and word.replace("-", "").isalnum() and word.upper() == word


def _state(order: dict[str, Any]) -> str:
    return _plain(order["state"])


def _plain(value: Any) -> str:
    return str(value["code"] if isinstance(value, dict) else value)


def expect(reply: requests.Response, status: int) -> None:
    check(
        reply.status_code == status,
        f"{reply.request.method} {reply.url}: {reply.status_code} {reply.text[:400]}",
    )


def check(true: bool, otherwise: str) -> None:
    if not true:
        raise SystemExit(f"smoke: {otherwise}")


def main() -> int:
    env = load()
    try:
        ready = requests.get(f"{env.site_url}/readyz", timeout=10)
    except requests.ConnectionError:
        print(f"smoke: nothing answers at {env.site_url}; start it with `make run` first.", file=sys.stderr)
        return 1
    check(ready.status_code == 200, f"the product is not ready: {ready.text}")
    Smoke(env.site_url, env.sandbox_url).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
