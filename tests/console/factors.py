"""People with an authenticator app, their browsers and their phones."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group
from django.test import Client

from community.models import Member
from console.roles import sync_roles
from integrations.live.admission import Refusal, Ticket, admit_all

PASSWORD = "a-long-passphrase"
SET_UP = "/account/2fa/totp/activate/"
SHOW = "/account/2fa/reauthenticate/"
ASKED = "/account/2fa/authenticate/"
CODES = "/account/2fa/recovery-codes/"
PAGES = ["/console/", "/console/orders/", "/console/community/member/", "/console/password_change/"]


@pytest.fixture
def required(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread of the streams lets its connection go; here it is the test's own, with all that it wrote."""
    monkeypatch.setattr("integrations.live.admission.close_old_connections", lambda: None)


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`step()` moves the authenticator's clock on by one code, without waiting."""
    moved = [0]

    def counters() -> Iterator[int]:
        yield int(time.time()) // 30 + moved[0]

    def forward() -> None:
        moved[0] += 1

    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", counters)
    return forward


def code_of(secret: str) -> str:
    """What the member's app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))))


def given(member: Member) -> str:
    """Let a member have an authenticator app; returns what it has scanned."""
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    RecoveryCodes.activate(member)
    return secret


def hired(email: str, role: str, **more: Any) -> Member:
    sync_roles()
    person = Member.objects.create_user(email, PASSWORD, is_staff=True, **more)
    person.groups.add(Group.objects.get(name=role))
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


@pytest.fixture
def bora(db: Any) -> Member:
    return hired("bora@bidangil.example", "buyer", name="Bora")


def logged_in(member: Member, path: str = "/console/login/") -> Client:
    """A browser in which the password was given at the desk's door."""
    browser = Client()
    browser.post(f"{path}?next=/console/orders/", {"username": member.email, "password": PASSWORD})
    return browser


def with_code(member: Member, secret: str) -> Client:
    browser = logged_in(member)
    browser.post(ASKED, {"code": code_of(secret)})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/console/").status_code == 200


def hears_the_desk(browser: Client) -> bool:
    return isinstance(listen(browser), Ticket)


def listen(browser: Client, **headers: str) -> Ticket | Refusal:
    key = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else ""
    sent = {"host": "127.0.0.1", "cookie": f"sessionid={key}", **headers}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/v1/events/",
        "query_string": b"channel=staff",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }
    alone, together = admit_all([scope])[0], admit_all([scope, scope])[0]
    assert alone == together
    return alone


def app_log_in(member: Member, secret: str = "", step: Any = None) -> str:
    """Log in as the phone app does; returns the session's token."""
    app = Client()
    answer = app.post(
        "/_allauth/app/v1/auth/login",
        {"email": member.email, "password": PASSWORD},
        content_type="application/json",
    )
    if secret:
        step()
        answer = app.post(
            "/_allauth/app/v1/auth/2fa/authenticate",
            {"code": code_of(secret)},
            content_type="application/json",
            headers={"X-Session-Token": answer.json()["meta"]["session_token"]},
        )
    assert answer.status_code == 200
    return str(answer.json()["meta"]["session_token"])
