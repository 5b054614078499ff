"""A checkout session from the shop's side and from the customer's, through Stripe's own library."""

import time
from typing import Any

import pytest
import requests
import stripe

from tests.running import Sandbox, wait_for
from tests.sandbox.conftest import order, stripe_client
from tests.sandbox.receiver import Receiver


def make(client: stripe.StripeClient, **changes: Any) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order(**changes))  # type: ignore[arg-type]


def press(url: str, action: str, **fields: str) -> requests.Response:
    return requests.post(url, {"action": action, **fields}, timeout=10, allow_redirects=False)


def test_the_customer_pays(client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver) -> None:
    session = make(client, metadata={"charge": "7"}, payment_intent_data={"metadata": {"order": "B-1"}})
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert session.url == f"{sandbox.url}/pay/c/{session.id}"
    page = requests.get(session.url, timeout=10)
    assert "조립 PC 부품" in page.text
    assert "$42.50" in page.text

    landing = press(session.url, "pay")

    assert landing.status_code == 303
    assert landing.headers["location"] == f"http://127.0.0.1:9/paid?session={session.id}"
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.metadata is not None
    assert paid.metadata.to_dict() == {"charge": "7"}
    assert paid.payment_intent.metadata.to_dict() == {"order": "B-1"}
    assert paid.payment_intent.latest_charge.metadata.to_dict() == {"order": "B-1"}
    assert paid.payment_intent.latest_charge.amount_captured == 4250
    assert len(sandbox.get("charges", **{"metadata[order]": "B-1"})) == 1
    event = wait_for("the event", lambda: receiver.of("checkout.session.completed", session.id))[0].verified()
    assert event.data.object["payment_status"] == "paid"


def test_a_second_press_charges_nothing(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)

    answers = [press(str(session.url), action).status_code for action in ("pay", "pay", "bank", "decline")]

    assert answers == [303] * 4
    assert sandbox.counts()["charges_succeeded"] == 1
    assert sandbox.counts()["amount_captured_by_currency"] == {"usd": 4250}


def test_a_decline_leaves_the_session_open(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)

    page = press(str(session.url), "decline", email="mina@example.com")
    typed = press(str(session.url), "pay", card="4000 0000 0000 9995")

    assert (page.status_code, typed.status_code) == (200, 200)
    assert "Your card was declined" in page.text
    assert 'value="mina@example.com"' in page.text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    counts = sandbox.counts()
    assert (counts["charges_succeeded"], counts["charges_failed"]) == (0, 2)
    assert press(str(session.url), "pay").status_code == 303
    assert sandbox.counts()["charges_succeeded"] == 1


def test_going_back_changes_nothing(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)

    answer = press(str(session.url), "back")

    assert answer.headers["location"] == "http://127.0.0.1:9/back"
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert sandbox.counts()["charges_failed"] == 0


@pytest.mark.parametrize(
    ("verdict", "event", "status", "charges"),
    [
        ("settle_async", "checkout.session.async_payment_succeeded", "paid", 1),
        ("fail_async", "checkout.session.async_payment_failed", "unpaid", 0),
    ],
)
def test_a_bank_payment_is_decided_later(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    receiver: Receiver,
    verdict: str,
    event: str,
    status: str,
    charges: int,
) -> None:
    session = make(client)
    press(str(session.url), "bank")
    completed = wait_for("completed", lambda: receiver.of("checkout.session.completed", session.id))[0]
    assert completed.event["data"]["object"]["payment_status"] == "unpaid"
    assert sandbox.counts()["charges_succeeded"] == 0

    sandbox.post(f"sessions/{session.id}/{verdict}")

    arrived = wait_for(event, lambda: receiver.of(event, session.id))[0]
    assert arrived.event["data"]["object"]["payment_status"] == status
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"
    assert sandbox.counts()["charges_succeeded"] == charges
    assert requests.post(
        f"{sandbox.url}/_sandbox/sessions/{session.id}/{verdict}", timeout=10
    ).status_code == (409 if status == "paid" else 200)
    assert sandbox.counts()["charges_succeeded"] == charges


def test_the_shop_expires_a_session_once(client: stripe.StripeClient, receiver: Receiver) -> None:
    session = make(client)

    gone = client.v1.checkout.sessions.expire(session.id)

    assert (gone.status, gone.url) == ("expired", None)
    assert requests.get(str(session.url), timeout=10).status_code == 410
    assert press(str(session.url), "pay").status_code == 410
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        client.v1.checkout.sessions.expire(session.id)
    wait_for("the event", lambda: len(receiver.of("checkout.session.expired", session.id)) == 1)


def test_a_paid_session_cannot_be_expired(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)
    sandbox.pay(session.id)

    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        client.v1.checkout.sessions.expire(session.id)

    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_an_overdue_session_ends_by_itself(
    client: stripe.StripeClient, sandbox: Sandbox, receiver: Receiver
) -> None:
    session, other = make(client), make(client)

    sandbox.post(f"sessions/{session.id}/overdue")

    wait_for("the event", lambda: receiver.of("checkout.session.expired", session.id), within=5)
    assert client.v1.checkout.sessions.retrieve(other.id).status == "open"
    assert press(str(session.url), "pay").status_code == 410
    assert sandbox.counts()["charges_succeeded"] == 0


def test_sessions_are_listed_newest_first_in_pages(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    made = [make(client, client_reference_id=f"B-{n}").id for n in range(5)]
    sandbox.pay(made[1])

    first = client.v1.checkout.sessions.list({"limit": 2})
    rest = [row.id for row in client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()]

    assert [row.id for row in first.data] == [made[4], made[3]]
    assert first.has_more
    assert rest == made[::-1]
    now = int(time.time())
    assert client.v1.checkout.sessions.list({"created": {"gt": now + 60}}).data == []
    assert len(client.v1.checkout.sessions.list({"created": {"gte": now - 60}}).data) == 5
    assert [row.id for row in client.v1.checkout.sessions.list({"status": "complete"}).data] == [made[1]]
    assert [
        row.id for row in client.v1.checkout.sessions.list({"ending_before": made[2], "limit": 1}).data
    ] == [made[3]]


def line(**changes: Any) -> list[dict[str, Any]]:
    data = {"currency": "usd", "unit_amount": 4250, "product_data": {"name": "x"}} | changes
    return [{"price_data": data, "quantity": 1}]


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"expires_at": int(time.time()) + 60}, "expires_at", None),
        ({"expires_at": int(time.time()) + 25 * 3600}, "expires_at", None),
        ({"line_items": line(unit_amount=49)}, "line_items[0][price_data][unit_amount]", "amount_too_small"),
        (
            {"line_items": line(unit_amount=100_000_000)},
            "line_items[0][price_data][unit_amount]",
            "amount_too_large",
        ),
        (
            {"line_items": line(unit_amount=-5)},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        (
            {"line_items": line(product_data={"name": ""})},
            "line_items[0][price_data][product_data][name]",
            "parameter_missing",
        ),
        ({"line_items": line() + line(currency="krw")}, "line_items", None),
        (
            {"line_items": [{"price": "price_none", "quantity": 1}]},
            "line_items[0][price]",
            "resource_missing",
        ),
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"mode": "subscription"}, "mode", None),
        ({"success_url": "shop/paid"}, "success_url", "url_invalid"),
        ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
        ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]", None),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]", None),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, "metadata", None),
        ({"sucess_url": "http://127.0.0.1/"}, "sucess_url", "parameter_unknown"),
        ({"payment_intent_data": {"metdata": {}, "x": "1"}}, "x", "parameter_unknown"),
    ],
)
def test_wrong_parameters_are_refused(
    client: stripe.StripeClient, sandbox: Sandbox, changes: dict[str, Any], param: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        make(client, **changes)

    assert (refusal.value.param, refusal.value.code) == (param, code)
    assert refusal.value.http_status == (404 if code == "resource_missing" else 400)
    assert sandbox.counts()["sessions_created"] == 0


@pytest.mark.parametrize("expires_in", [1800 + 5, 24 * 3600 - 5])
def test_a_session_lives_from_half_an_hour_to_a_day(client: stripe.StripeClient, expires_in: int) -> None:
    at = int(time.time()) + expires_in
    assert make(client, expires_at=at).expires_at == at


@pytest.mark.parametrize("key", ["sk_live_abc", "pk_test_abc", "nonsense"])
def test_only_test_keys_are_let_in(sandbox: Sandbox, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError):
        make(stripe_client(sandbox.url, key=key))

    assert requests.get(f"{sandbox.url}/v1/charges", timeout=10).status_code == 401
    assert requests.get(f"{sandbox.url}/v1/charges", auth=("sk_test_a", ""), timeout=10).status_code == 200
    assert sandbox.counts()["sessions_created"] == 0


def test_an_unknown_session_is_missing(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.retrieve("cs_test_none")

    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
