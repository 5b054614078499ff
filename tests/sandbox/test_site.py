"""The pages people look at."""

import re

import pytest
import requests
import stripe

from tests.running import Sandbox
from tests.sandbox.conftest import order

PATHS = ("/", "/payments", "/parcels", "/webhooks", "/suggestions", "/faults")


@pytest.mark.parametrize("path", PATHS)
def test_each_page_stands_on_its_own(sandbox: Sandbox, path: str) -> None:
    page = requests.get(sandbox.url + path, timeout=10)

    assert page.status_code == 200
    assert 'name="viewport"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(?!/|data:)[^"]*"', page.text) == []


def test_payments_tell_what_happened(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = client.v1.checkout.sessions.create(
        order(client_reference_id="<B-1>", metadata={"고객": "민아"})
    )  # type: ignore[arg-type]
    sandbox.post(f"sessions/{session.id}/decline")
    sandbox.pay(session.id)
    sandbox.post("refunds", session=session.id, amount=250)

    page = requests.get(f"{sandbox.url}/payments", timeout=10).text

    assert "&lt;B-1&gt;" in page
    assert "고객=민아" in page
    assert "Taken: <b>$42.50</b>" in page
    assert "Refunded: <b>$2.50</b>" in page
    assert "2: " in page


def test_the_next_scan_button_moves_the_parcel_and_comes_back(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="fedex", number="794687654321")
    page = requests.get(f"{sandbox.url}/parcels", timeout=10).text
    assert 'action="/_sandbox/parcels/794687654321/next"' in page

    answer = requests.post(
        f"{sandbox.url}/_sandbox/parcels/794687654321/next",
        {"back": "/parcels"},
        allow_redirects=False,
        timeout=10,
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/parcels")
    assert [scan["code"] for scan in sandbox.get("parcels/794687654321")["scans"]] == ["OC", "PU"]
    assert "Picked up" in requests.get(f"{sandbox.url}/parcels", timeout=10).text


@pytest.mark.parametrize(
    ("courier", "name", "number", "first"),
    [
        ("fedex", "FedEx", "794687654321", "OC Shipment information sent to FedEx"),
        ("ems", "EMS", "EM123456785KR", "not accepted yet"),
        ("ups", "UPS", "1ZB1D4NG0300000015", "MP Shipper created a label"),
        ("usps", "USPS", "9400111899223000000015", "GX Shipping Label Created"),
    ],
)
def test_a_parcel_of_each_courier_can_be_made_on_the_page(
    sandbox: Sandbox, courier: str, name: str, number: str, first: str
) -> None:
    assert (
        f'<option value="{courier}">{name}</option>'
        in requests.get(f"{sandbox.url}/parcels", timeout=10).text
    )

    form = {"courier": courier, "number": number, "back": "/parcels"}
    page = requests.post(f"{sandbox.url}/_sandbox/parcels", form, timeout=10).text

    assert f"{number} <small>{name}</small>" in page
    assert first in page


def test_a_refusal_is_shown_on_the_page_one_came_from(sandbox: Sandbox) -> None:
    sandbox.post("parcels", courier="fedex", number="794687654321")

    form = {"courier": "fedex", "number": "794687654321", "back": "/parcels"}
    page = requests.post(f"{sandbox.url}/_sandbox/parcels", form, timeout=10)

    assert page.url.startswith(f"{sandbox.url}/parcels?problem=")
    assert '<p class="bad" role="alert">there is already a parcel 794687654321</p>' in page.text
    assert sandbox.counts()["parcels"] == 1


def test_another_site_may_not_pull_the_strings(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]

    answer = requests.post(
        f"{sandbox.url}/_sandbox/reset", headers={"Sec-Fetch-Site": "cross-site"}, timeout=10
    )

    assert answer.status_code == 403
    assert sandbox.counts()["sessions_created"] == 1


def test_back_leads_nowhere_else(sandbox: Sandbox) -> None:
    answer = requests.post(
        f"{sandbox.url}/_sandbox/faults/clear", {"back": "//evil.example/"}, allow_redirects=False, timeout=10
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(("accept", "word"), [("ko-KR,ko;q=0.9", "결제하기"), ("en-US", ">Pay $42.50<")])
def test_the_pay_page_speaks_the_customers_language(
    client: stripe.StripeClient, accept: str, word: str
) -> None:
    session = client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]
    fixed = client.v1.checkout.sessions.create(order(locale="ko"))  # type: ignore[arg-type]

    assert word in requests.get(str(session.url), headers={"Accept-Language": accept}, timeout=10).text
    assert "결제하기" in requests.get(str(fixed.url), headers={"Accept-Language": accept}, timeout=10).text


def test_what_is_not_there_says_so(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.url}/pay/c/cs_test_none", timeout=10).status_code == 404
    assert "nothing at GET /nowhere" in requests.get(f"{sandbox.url}/nowhere", timeout=10).json()["error"]
    assert requests.get(f"{sandbox.url}/_sandbox/unheard", timeout=10).status_code == 404
    assert requests.get(f"{sandbox.url}/_sandbox/charges?x'=1", timeout=10).status_code == 400


def test_reset_forgets_everything(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    client.v1.checkout.sessions.create(order(), {"idempotency_key": "k1"})  # type: ignore[arg-type]
    sandbox.fault("SMTP", "error500")

    sandbox.post("reset")

    assert set(map(str, sandbox.counts().values())) == {"0", "{}"}
    assert sandbox.get("faults") == []
    assert len(sandbox.get("endpoints")) == 1
