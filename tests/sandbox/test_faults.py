"""Scripted faults strike whom they name, as often as they say, and nobody else."""

import time
from typing import Any

import pytest
import requests
import stripe

from tests.running import Sandbox
from tests.sandbox.conftest import order, stripe_client

SESSIONS = "POST /v1/checkout/sessions"


def make(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("error500", 500, stripe.APIError),
        ("error503", 503, stripe.APIError),
        ("error429", 429, stripe.RateLimitError),
        ("conflict409", 409, stripe.APIError),
    ],
)
def test_an_error_as_often_as_asked(
    client: stripe.StripeClient, sandbox: Sandbox, kind: str, status: int, error: type[stripe.StripeError]
) -> None:
    sandbox.fault(SESSIONS, kind, times=2)

    for _ in range(2):
        with pytest.raises(error) as refusal:
            make(client)
        assert refusal.value.http_status == status

    assert sandbox.counts()["sessions_created"] == 0
    assert make(client).status == "open"
    assert sandbox.get("faults")[0]["used"] == 2


def test_the_library_rides_over_two_failures(sandbox: Sandbox) -> None:
    sandbox.fault(SESSIONS, "error503", times=2)

    assert make(stripe_client(sandbox.url, retries=2)).status == "open"

    assert sandbox.counts()["sessions_created"] == 1


def test_a_lost_reply_did_its_work(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.fault(SESSIONS, "lost_reply", times=1)

    with pytest.raises(stripe.APIConnectionError):
        make(client)

    assert sandbox.counts()["sessions_created"] == 1


def test_a_hang_ends_without_the_work(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.fault(SESSIONS, "hang", times=1, seconds=0.3)

    with pytest.raises(stripe.APIConnectionError):
        make(client)

    assert sandbox.counts()["sessions_created"] == 0


def test_a_delay_is_as_long_as_it_says(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.fault(SESSIONS, "delay", seconds=0.4, times=1)
    started = time.monotonic()

    make(client)

    assert time.monotonic() - started >= 0.4


def test_a_decline_on_the_pay_page(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)
    sandbox.fault("POST /pay/c/", "decline", times=1)

    answers = [
        requests.post(str(session.url), {"action": "pay"}, allow_redirects=False, timeout=10)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 303]
    counts = sandbox.counts()
    assert (counts["charges_failed"], counts["charges_succeeded"]) == (1, 1)


def test_others_are_not_struck(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = make(client)
    sandbox.fault(SESSIONS, "error500")

    assert client.v1.checkout.sessions.retrieve(session.id).id == session.id
    assert client.v1.checkout.sessions.list({"limit": 1}).data[0].id == session.id


def test_chance_is_repeatable(sandbox: Sandbox) -> None:
    def draw(seed: int) -> list[int]:
        sandbox.post("faults/clear")
        sandbox.fault("GET /v1/charges", "error500", rate=0.3, seed=seed)
        headers = {"Authorization": "Bearer sk_test_a"}
        return [
            requests.get(f"{sandbox.url}/v1/charges", headers=headers, timeout=10).status_code
            for _ in range(40)
        ]

    first, again, other = draw(1), draw(1), draw(2)

    assert first == again
    assert first != other
    assert 3 <= first.count(500) <= 25


@pytest.mark.parametrize(
    ("kind", "ups_code"), [("error429", "10429"), ("error500", "10500"), ("error503", "10503")]
)
def test_faults_in_the_words_of_ups_and_usps(sandbox: Sandbox, kind: str, ups_code: str) -> None:
    status = int(kind[-3:])
    sandbox.fault("GET /ups/api/track", kind, times=1)
    sandbox.fault("POST /usps/oauth2", kind, times=1)

    ups = requests.get(f"{sandbox.url}/ups/api/track/v1/details/1Z", timeout=10)
    usps = requests.post(f"{sandbox.url}/usps/oauth2/v3/token", timeout=10)

    assert (ups.status_code, ups.json()["response"]["errors"][0]["code"]) == (status, ups_code)
    assert (usps.status_code, usps.json()["error"]["code"]) == (status, str(status))
    assert sandbox.counts()["courier_requests"] == 0


def test_faults_of_a_courier(sandbox: Sandbox) -> None:
    sandbox.fault("POST /fedex/track", "error429", times=1)

    reply = requests.post(f"{sandbox.url}/fedex/track/v1/trackingnumbers", json={}, timeout=10)

    assert reply.status_code == 429
    assert reply.json()["errors"][0]["code"] == "TOO.MANY.REQUESTS"


@pytest.mark.parametrize(
    "rule",
    [
        {"match": SESSIONS, "kind": "explode"},
        {"match": SESSIONS},
        {"kind": "error500"},
        {"match": SESSIONS, "kind": "error500", "rate": 3},
        {"match": SESSIONS, "kind": "error500", "often": 3},
    ],
)
def test_a_rule_that_could_never_strike_is_refused(sandbox: Sandbox, rule: dict[str, Any]) -> None:
    reply = requests.post(f"{sandbox.url}/_sandbox/faults", json=rule, timeout=10)

    assert reply.status_code == 400
    assert reply.json()["error"]
    assert sandbox.get("faults") == []


def test_one_rule_can_be_taken_away(sandbox: Sandbox) -> None:
    first, second = sandbox.fault(SESSIONS, "error500"), sandbox.fault("SMTP", "error503")

    assert requests.delete(f"{sandbox.url}/_sandbox/faults/{first['id']}", timeout=10).status_code == 200

    assert [rule["id"] for rule in sandbox.get("faults")] == [second["id"]]
