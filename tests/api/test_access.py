"""Who may call, how often, from where; and how everything else is turned away."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.signals import got_request_exception
from django.test import Client
from rest_framework.test import APIClient

from tests.api.conftest import problem, traces, wanted
from workflow.api import orders
from workflow.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]

ME, ORDERS = "/api/v1/me/", "/api/v1/orders/"


def token_of(member: Any) -> str:
    """What the app gets when it logs in."""
    EmailAddress.objects.get_or_create(user=member, email=member.email, verified=True, primary=True)
    reply = Client().post(
        "/_allauth/app/v1/auth/login",
        {"email": member.email, "password": "a-long-passphrase"},
        content_type="application/json",
    )
    assert reply.status_code == 200, reply.content
    return str(reply.json()["meta"]["session_token"])


def test_an_app_comes_with_its_token_and_no_csrf(mina: Any) -> None:
    app = APIClient(enforce_csrf_checks=True, headers={"x-session-token": token_of(mina)})
    assert app.get(ME).json()["email"] == mina.email
    assert app.post(ORDERS, wanted()).status_code == 201


def test_a_token_that_is_none(mina: Any) -> None:
    problem(APIClient(headers={"x-session-token": "nonsense"}).get(ME), 401, "not_authenticated")


def test_a_member_who_was_locked_out(mina: Any) -> None:
    app = APIClient(headers={"x-session-token": token_of(mina)})
    mina.is_active = False
    mina.save()
    problem(app.get(ME), 401, "not_authenticated")


def test_a_browser_needs_the_csrf_token_to_change_something(mina: Any) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(mina)
    assert browser.get(ME).status_code == 200
    before = traces()
    problem(browser.post(ORDERS, wanted()), 403, "permission_denied")
    assert (Order.objects.count(), traces()) == (0, before)

    browser.get("/_allauth/browser/v1/config")
    browser.get("/_allauth/browser/v1/auth/session")
    token = browser.cookies["csrftoken"].value
    assert browser.post(ORDERS, wanted(), headers={"x-csrftoken": token}).status_code == 201


def test_no_cache_between_us_keeps_what_a_member_reads(api: APIClient) -> None:
    for address in (ME, ORDERS, "/api/v1/orders/BD-22222222/"):
        assert api.get(address).headers["Cache-Control"] == "private, no-store"
    made = api.post(ORDERS, wanted()).json()
    assert api.get(f"{ORDERS}{made['ref']}/").headers["Cache-Control"] == "private, no-cache"


# --- everything else is a problem -------------------------------------------------------------------


def test_what_is_not_there(api: APIClient) -> None:
    for method in ("get", "post", "put", "patch", "delete"):
        problem(getattr(api, method)("/api/v1/nothing/here/"), 404, "not_found")
    problem(APIClient().get("/api/v1/nothing/"), 404, "not_found")
    problem(api.get("/api/v1/orders/BD-22222222/"), 404, "not_found")
    problem(api.get("/api/v1/me/addresses/x/"), 404, "not_found")


def test_what_is_not_allowed_here(api: APIClient) -> None:
    reply = api.delete(ORDERS)
    problem(reply, 405, "method_not_allowed")
    assert "POST" in reply.headers["Allow"]


def test_other_kinds_of_body(api: APIClient) -> None:
    problem(
        api.post(ORDERS, "a=1", content_type="application/x-www-form-urlencoded"),
        415,
        "unsupported_media_type",
    )
    problem(api.post(ORDERS, "<order/>", content_type="text/xml"), 415, "unsupported_media_type")
    problem(api.get(ORDERS, headers={"accept": "text/html"}), 406, "not_acceptable")


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"items": NaN}', "\xff", '{"a": 1} {'])
def test_bodies_that_are_no_json(api: APIClient, body: str) -> None:
    raw = body.encode("latin-1")
    problem(api.post(ORDERS, raw, content_type="application/json"), 400, "parse_error")


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1"])
def test_json_of_another_shape(api: APIClient, body: str) -> None:
    reply = api.post(ORDERS, body, content_type="application/json")
    assert problem(reply, 422, "invalid")["errors"]
    assert Order.objects.count() == 0


def test_a_body_without_end(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    body = json.dumps(wanted(note="x" * 20_000))
    problem(api.post(ORDERS, body, content_type="application/json"), 413, "too_large")
    assert Order.objects.count() == 0


@pytest.mark.parametrize("address", [ORDERS, "/_allauth/app/v1/auth/login", "/account/login/"])
def test_a_body_in_chunks_is_not_read_as_an_empty_one(address: str, mina: Any) -> None:
    """As a server calls WSGI for such a body: the input is there, its length is not."""
    reply = Client(headers={"x-session-token": token_of(mina), "accept-language": "ko"}).post(
        address,
        json.dumps(wanted()).encode(),
        content_type="application/json",
        HTTP_TRANSFER_ENCODING="chunked",
        CONTENT_LENGTH="",
    )
    if address == "/account/login/":
        assert reply.status_code == 411
        assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
        said = reply.content.decode()
    else:
        said = problem(reply, 411, "length_required")["detail"]
    assert said == "나누어 보내지 말고 Content-Length와 함께 보내 주세요."
    assert Order.objects.count() == 0


def test_a_fault_of_ours_is_told_and_reported(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("secret words of a stack trace")

    reported: list[Any] = []
    monkeypatch.setattr(orders, "own_order", fail)
    got_request_exception.connect(
        lambda **told: reported.append(told["request"].path), weak=False, dispatch_uid="t"
    )
    api.raise_request_exception = False
    try:
        reply = api.get("/api/v1/orders/BD-22222222/")
    finally:
        got_request_exception.disconnect(dispatch_uid="t")
    body = problem(reply, 500, "server_error")
    assert "secret" not in repr(body)
    assert reported == ["/api/v1/orders/BD-22222222/"]


# --- how often --------------------------------------------------------------------------------------


def test_requests_for_quotes_are_counted_reading_is_not(api: APIClient, rates: Callable[..., None]) -> None:
    rates(order_creation="2/hour")
    assert [api.post(ORDERS, wanted()).status_code for _ in range(2)] == [201, 201]
    before = traces()
    reply = api.post(ORDERS, wanted())
    problem(reply, 429, "throttled")
    assert 3500 <= int(reply.headers["Retry-After"]) <= 3600
    assert (Order.objects.count(), traces()) == (2, before)
    assert [api.get(ORDERS).status_code for _ in range(5)] == [200] * 5


def test_only_orders_that_came_about_are_counted(
    api: APIClient, jamess: APIClient, rates: Callable[..., None]
) -> None:
    rates(order_creation="2/hour")
    assert [api.post(ORDERS, wanted(items=[])).status_code for _ in range(4)] == [422] * 4
    key = {"idempotency-key": "a" * 20}
    copies = [api.post(ORDERS, wanted(), headers=key) for _ in range(3)]
    assert [reply.status_code for reply in copies] == [201] * 3
    assert [api.post(ORDERS, wanted()).status_code for _ in range(2)] == [201, 429]
    assert Order.objects.count() == 2
    assert jamess.post(ORDERS, wanted()).status_code == 201


@pytest.mark.parametrize(
    ("rate", "language", "said"),
    [
        ("1/hour", "en", "That was too often. Please try again in 60 minutes."),
        ("1/min", "en", "That was too often. Please try again in 1 minute."),
        ("1/hour", "ko", "요청이 너무 잦았습니다. 60분 뒤에 다시 시도해 주세요."),
    ],
)
def test_how_long_to_wait_is_said_in_minutes(
    rate: str, language: str, said: str, api: APIClient, rates: Callable[..., None]
) -> None:
    rates(user=rate)
    api.get(ME)
    reply = api.get(ME, headers={"accept-language": language})
    assert problem(reply, 429, "throttled")["detail"] == said


def test_each_member_has_their_own_count(
    api: APIClient, jamess: APIClient, rates: Callable[..., None]
) -> None:
    rates(user="3/min")
    assert [api.get(ME).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert jamess.get(ME).status_code == 200


def test_checkouts_are_counted_by_themselves(api: APIClient, rates: Callable[..., None]) -> None:
    rates(checkout="1/min")
    problem(api.post("/api/v1/charges/CH-22222222/checkout/"), 404, "not_found")
    problem(api.post("/api/v1/charges/CH-22222222/checkout/"), 429, "throttled")
    assert api.post(ORDERS, wanted()).status_code == 201


def test_strangers_are_counted_by_address_whatever_they_claim(rates: Callable[..., None]) -> None:
    rates(anon="2/min")
    stranger, statuses = APIClient(), []
    for number in range(3):
        claimed = {"x-forwarded-for": f"203.0.113.{number}"}
        statuses.append(stranger.get("/api/v1/nothing/", headers=claimed).status_code)
    assert statuses == [404, 404, 429]
    assert stranger.get("/api/v1/nothing/", REMOTE_ADDR="198.51.100.7").status_code == 404


# --- other origins ----------------------------------------------------------------------------------


def test_only_listed_origins_may_read(api: APIClient, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.bidangil.example"]
    ours = api.get(ME, headers={"origin": "https://app.bidangil.example"})
    assert ours.headers["Access-Control-Allow-Origin"] == "https://app.bidangil.example"
    assert ours.headers["Access-Control-Allow-Credentials"] == "true"
    for origin in ("https://evil.example", "https://app.bidangil.example.evil.example", "null"):
        theirs = api.get(ME, headers={"origin": origin})
        assert "Access-Control-Allow-Origin" not in theirs.headers


def preflight(origin: str, address: str = ORDERS) -> Any:
    return APIClient().options(
        address,
        headers={
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,idempotency-key,x-session-token",
        },
    )


@pytest.mark.parametrize("address", [ORDERS, "/_allauth/app/v1/auth/login"])
def test_preflights(settings: Any, address: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.bidangil.example"]
    ours, theirs = (
        preflight("https://app.bidangil.example", address),
        preflight("https://evil.example", address),
    )
    assert ours.headers["Access-Control-Allow-Origin"] == "https://app.bidangil.example"
    allowed = ours.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"content-type", "idempotency-key", "x-session-token"} <= set(allowed)
    assert "Access-Control-Allow-Origin" not in theirs.headers
