"""Accounts without pages: sign up, prove the address, log in and out, a new password."""

import json
import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.api.conftest import problem
from tests.running import Sandbox
from workflow.engine.models import Effect
from workflow.engine.runner import run_due

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "three-blue-teapots"
NEW = {"email": "sora@customer.example", "password": PASSWORD}


class App:
    """A client of `/_allauth/app/v1/`, which carries its token from call to call."""

    def __init__(self, language: str = "en") -> None:
        self.client, self.token, self.language = Client(), "", language

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"accept-language": self.language, **headers}
        if self.token:
            sent["x-session-token"] = self.token
        reply = self.client.generic(
            method,
            f"/_allauth/app/v1/{path}",
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers=sent,
        )
        self.token = (reply.json().get("meta") or {}).get("session_token") or self.token
        return reply

    def post(self, path: str, **body: Any) -> Any:
        return self.call("POST", path, body)

    def me(self) -> Any:
        return self.client.get("/api/v1/me/", headers={"x-session-token": self.token})


def mails() -> list[dict[str, str]]:
    """The mails that were put on record, oldest first."""
    return [effect.args for effect in Effect.objects.filter(name="account.mail").order_by("id")]


def later() -> None:
    """Time passes: one address gets a code every ten seconds at most, counted in the cache."""
    cache.clear()


def code_in(text: str) -> str:
    """The code stands alone on a line."""
    (code,) = re.findall(r"^([A-Z0-9-]{6,10})$", text, re.M)
    return str(code)


def pending(reply: Any) -> list[str]:
    """Which ways a half-done log-in waits for."""
    assert reply.status_code == 401, reply.content
    return [flow["id"] for flow in reply.json()["data"]["flows"] if flow.get("is_pending")]


def signed_up(app: App, **given: str) -> str:
    """Sign up and prove the address; returns the address."""
    body = {**NEW, **given}
    assert pending(app.post("auth/signup", **body)) == ["verify_email"]
    assert app.post("auth/email/verify", key=code_in(mails()[-1]["text"])).status_code == 200
    return body["email"]


def test_sign_up_to_log_out(sandbox: Sandbox) -> None:
    app = App()
    assert pending(app.post("auth/signup", **NEW)) == ["verify_email"]
    assert app.me().status_code == 401

    # The mail is an effect: nothing has left the building before the engine runs.
    assert sandbox.get("mails", to=NEW["email"]) == []
    run_due()
    (mail,) = sandbox.get("mails", to=NEW["email"])
    code = code_in(mail["text"])
    assert mail["subject"] == f"Your Bidangil code: {code}"

    verified = app.post("auth/email/verify", key=code)
    assert (verified.status_code, verified.json()["meta"]["is_authenticated"]) == (200, True)
    me = app.me().json()
    assert (me["email"], me["language"]) == (NEW["email"], "en")

    gone = app.call("DELETE", "auth/session")
    assert gone.status_code == 401
    assert app.me().status_code == 401

    again = App()
    assert again.post("auth/login", email="SORA@Customer.example", password=PASSWORD).status_code == 200
    assert again.me().json()["email"] == NEW["email"]


def test_mails_and_members_speak_the_language_of_the_sign_up() -> None:
    signed_up(App("ko"))
    (mail,) = mails()
    assert mail["language"] == "ko"
    assert mail["subject"].startswith("비단길 인증 코드: ")
    assert "코드는 10분 동안" in mail["text"]
    assert get_user_model().objects.get().language == "ko"

    # From then on the member's language counts, whatever machine asks.
    App("en").post("auth/password/request", email=NEW["email"])
    assert mails()[-1]["language"] == "ko"
    assert mails()[-1]["subject"].startswith("비단길 비밀번호 재설정 코드: ")
    assert "새 비밀번호" in mails()[-1]["text"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_mail_is_whole_in_both_languages(language: str) -> None:
    app = App(language)
    signed_up(app)
    later()
    App(language).post("auth/signup", **NEW)
    App(language).post("auth/password/request", email=NEW["email"])
    App(language).post("auth/password/request", email="nobody@customer.example")
    told = {
        "en": [
            "Your Bidangil code",
            "You already have",
            "Your Bidangil code for a new",
            "No Bidangil account",
        ],
        "ko": ["비단길 인증 코드", "이미 비단길", "비단길 비밀번호", "이 주소로 가입된"],
    }[language]
    sent = mails()
    assert len(sent) == 4
    for mail, start in zip(sent, told, strict=True):
        assert mail["subject"].startswith(start)
        assert mail["text"].endswith({"en": "Bidangil", "ko": "비단길 드림"}[language])
        # Nothing of the other language, no hole where a name should stand, no entity.
        assert bool(re.search("[가-힣]", mail["text"])) is (language == "ko")
        assert "{{" not in mail["text"]
        assert "&" not in mail["text"]
        assert mail["html"] == ""
    assert "/account/password/reset/" in sent[1]["text"]
    assert "nobody@customer.example" in sent[3]["text"]
    assert "/account/signup/" in sent[3]["text"]


def test_a_wrong_code_opens_nothing_and_three_end_it() -> None:
    app = App()
    app.post("auth/signup", **NEW)
    right = code_in(mails()[0]["text"])
    statuses = [app.post("auth/email/verify", key="AAAAAA").status_code for _ in range(3)]
    assert set(statuses) <= {400, 401, 403, 409}
    assert app.post("auth/email/verify", key=right).status_code != 200
    assert app.me().status_code == 401
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_code_lives_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    app = App()
    app.post("auth/signup", **NEW)
    code, now = code_in(mails()[0]["text"]), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert app.post("auth/email/verify", key=code).status_code != 200
    assert not EmailAddress.objects.filter(verified=True).exists()

    monkeypatch.setattr(time, "time", lambda: now)
    other = App()
    other.post("auth/signup", email="nari@customer.example", password=PASSWORD)
    code = code_in(mails()[-1]["text"])
    monkeypatch.setattr(time, "time", lambda: now + 590)
    assert other.post("auth/email/verify", key=code).status_code == 200


def test_a_new_password_by_code() -> None:
    signed_up(App())
    app = App()
    assert pending(app.post("auth/password/request", email=NEW["email"])) == ["password_reset_by_code"]
    code = code_in(mails()[-1]["text"])
    looked = app.call("GET", "auth/password/reset", **{"x-password-reset-key": code})
    assert looked.status_code == 200
    app.post("auth/password/reset", key=code, password="four-green-teapots")

    assert App().post("auth/login", **NEW).status_code == 400
    assert App().post("auth/login", email=NEW["email"], password="four-green-teapots").status_code == 200


def test_a_weak_password_is_refused() -> None:
    reply = App().post("auth/signup", email=NEW["email"], password="12345")
    assert reply.status_code == 400
    assert {error["param"] for error in reply.json()["errors"]} == {"password"}
    assert (get_user_model().objects.count(), Effect.objects.count()) == (0, 0)


def shape(reply: Any) -> Any:
    """The reply without what differs from call to call."""
    body = reply.json()
    body.get("meta", {}).pop("session_token", None)
    return reply.status_code, re.sub(r"[a-z]+@customer.example", "<email>", repr(body))


def test_nobody_learns_who_has_an_account() -> None:
    signed_up(App())
    later()
    for path, extra in (("auth/signup", {"password": PASSWORD}), ("auth/password/request", {})):
        known = App().post(path, email=NEW["email"], **extra)
        unknown = App().post(path, email="stranger@customer.example", **extra)
        assert shape(known) == shape(unknown), path
    wrong = App().post("auth/login", email=NEW["email"], password="not-the-password")
    nobody = App().post("auth/login", email="nobody@customer.example", password="not-the-password")
    assert shape(wrong) == shape(nobody)
    assert get_user_model().objects.filter(email=NEW["email"]).count() == 1


def test_a_sign_up_costs_one_hash_whoever_has_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long the answer takes tells nothing either."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, *args: Any, **kwargs: Any) -> str:
        hashed.append(password)
        return str(encode(self, password, *args, **kwargs))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    App().post("auth/signup", **NEW)
    assert hashed == [PASSWORD]
    later()
    App().post("auth/signup", **NEW)
    assert mails()[-1]["subject"] == "You already have a Bidangil account"
    assert len(hashed) == 2
    assert not get_user_model().objects.get().check_password(hashed[1])


@pytest.mark.parametrize(
    "body",
    ["[" * 30_000, '{"a":' * 25 + "1" + "}" * 25, "{", "[]", "null", '{"email": "\\ud800"}', "\xff"],
)
def test_bodies_that_are_no_json_object(body: str) -> None:
    reply = Client().post(
        "/_allauth/app/v1/auth/login",
        body.encode("latin-1"),
        content_type="application/json",
        headers={"accept-language": "en"},
    )
    said = problem(reply, 400, "parse_error")["detail"]
    assert said.startswith("The body")


def test_an_account_body_without_end(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    problem(App().post("auth/login", email=NEW["email"], password="x" * 2_000), 413, "too_large")


def test_the_refusal_can_be_read_from_our_other_origin(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.bidangil.example"]
    reply = Client().post(
        "/_allauth/browser/v1/auth/login",
        "{",
        content_type="application/json",
        headers={"origin": "https://app.bidangil.example", "accept-language": "ko"},
    )
    assert "JSON" in problem(reply, 400, "parse_error")["detail"]
    assert reply.headers["Access-Control-Allow-Origin"] == "https://app.bidangil.example"
    assert re.search("[가-힣]", reply.json()["detail"])


def test_the_same_address_in_capitals_is_the_same_account() -> None:
    signed_up(App())
    later()
    App().post("auth/signup", email="SORA@CUSTOMER.EXAMPLE", password=PASSWORD)
    assert mails()[-1]["subject"] == "You already have a Bidangil account"
    assert get_user_model().objects.count() == 1


def test_one_address_is_not_flooded_with_codes() -> None:
    signed_up(App())
    for address in (NEW["email"], "stranger@customer.example", "stranger@customer.example"):
        last = App().post("auth/signup", email=address, password=PASSWORD).status_code
    assert last == 429
    assert [mail["to"] for mail in mails()] == [NEW["email"], "stranger@customer.example"]


def test_guessing_a_password_is_stopped() -> None:
    signed_up(App())
    for _ in range(5):
        App().post("auth/login", email=NEW["email"], password="a-guess")
    # Even the right one waits now.
    stopped = App().post("auth/login", **NEW)
    assert stopped.status_code == 400
    assert stopped.json()["errors"][0]["code"] == "too_many_login_attempts"


def test_a_browser_logs_in_with_cookies() -> None:
    signed_up(App())
    browser = Client(enforce_csrf_checks=True)
    browser.get("/_allauth/browser/v1/auth/session")
    body: Any = {"data": NEW, "content_type": "application/json"}
    assert browser.post("/_allauth/browser/v1/auth/login", **body).status_code == 403
    token = browser.cookies["csrftoken"].value
    reply = browser.post("/_allauth/browser/v1/auth/login", **body, headers={"x-csrftoken": token})
    assert reply.status_code == 200
    assert browser.get("/api/v1/me/").json()["email"] == NEW["email"]
