"""Signing up by code, logging in, a forgotten password, and what a member says about themselves."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from tests.pages.conftest import PASSPHRASE
from tests.pages.reading import field, seen
from tests.workflow.story import ADDRESS
from workflow.engine.models import Effect
from workflow.models import Address
from workflow.services.address_book import add_address

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NEW = {"email": "Sora@customer.example", "password1": "silk-and-thread-7"}


def mailed_code(to: str) -> str:
    """The code in the last mail to this address."""
    mails = Effect.objects.filter(name="account.mail").order_by("-id")
    text = next(effect.args["text"] for effect in mails if effect.args["to"].lower() == to.lower())
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
    assert found, text
    return found[1]


def test_signing_up_with_a_code(browser: Any, db: Any) -> None:
    visitor = browser(**{"accept-language": "ko"})
    assert "회원가입" in seen(visitor.get("/account/signup/?next=/quote/"))
    reply = visitor.post("/account/signup/", {**NEW, "next": "/quote/"}, follow=True)
    assert "이메일 주소 인증" in seen(reply)
    assert "10분 동안 유효합니다." in seen(reply)
    assert visitor.get("/me/").status_code == 302

    wrong = visitor.post("/account/confirm-email/", {"code": "AAAAAA", "next": "/quote/"})
    assert "코드가 맞지 않습니다. 다시 확인해 주세요." in seen(wrong)
    code = mailed_code(NEW["email"])
    reply = visitor.post("/account/confirm-email/", {"code": code, "next": "/quote/"})
    assert (reply.status_code, reply.url) == (302, "/quote/")
    sora = get_user_model().objects.get(email="sora@customer.example")
    assert sora.language == "ko"
    assert "sora@customer.example" in seen(visitor.get("/me/"))


def test_a_new_code_and_another_address(browser: Any, db: Any) -> None:
    visitor = browser()
    visitor.post("/account/signup/", NEW)
    first = mailed_code(NEW["email"])
    assert (
        visitor.post("/account/confirm-email/", {"action": "resend"}).status_code == 429
    )  # ten seconds apart
    cache.clear()
    reply = visitor.post("/account/confirm-email/", {"action": "resend"}, follow=True)
    assert reply.status_code == 200
    assert mailed_code(NEW["email"]) != first

    cache.clear()
    reply = visitor.post(
        "/account/confirm-email/", {"action": "change", "email": "sora2@customer.example"}, follow=True
    )
    assert "We have sent a code to sora2@customer.example." in seen(reply)
    visitor.post("/account/confirm-email/", {"code": mailed_code("sora2@customer.example")})
    assert "sora2@customer.example" in seen(visitor.get("/me/"))


def test_log_in_and_out(browser: Any, mina: Any) -> None:
    visitor = browser(**{"accept-language": "ko"})
    reply = visitor.post("/account/login/", {"login": mina.email, "password": "wrong"})
    assert "이메일 주소나 비밀번호가 맞지 않습니다." in seen(reply)
    assert field(reply, "login") == mina.email
    reply = visitor.post("/account/login/", {"login": mina.email, "password": PASSPHRASE})
    assert (reply.status_code, reply.url) == (302, "/orders/")
    assert visitor.get("/account/logout/").status_code == 200
    assert visitor.get("/orders/").status_code == 200
    assert visitor.post("/account/logout/").url == "/"
    assert visitor.get("/orders/").url == "/account/login/?next=/orders/"


def test_a_link_elsewhere_is_not_followed_after_log_in(browser: Any, mina: Any) -> None:
    reply = browser().post(
        "/account/login/", {"login": mina.email, "password": PASSPHRASE, "next": "https://evil.example/"}
    )
    assert reply.url == "/orders/"


def test_a_forgotten_password(browser: Any, mina: Any) -> None:
    visitor = browser()
    reply = visitor.post("/account/password/reset/", {"email": mina.email}, follow=True)
    assert "Enter the code" in seen(reply)
    reply = visitor.post("/account/password/reset/confirm/", {"code": mailed_code(mina.email)}, follow=True)
    assert "Choose a new password" in seen(reply)
    reply = visitor.post(
        reply.request["PATH_INFO"], {"password1": "silk-and-thread-8", "password2": "silk-and-thread-8"}
    )
    assert reply.status_code == 302
    mina.refresh_from_db()
    assert mina.check_password("silk-and-thread-8")


def test_an_unknown_address_looks_like_a_known_one(browser: Any, mina: Any) -> None:
    known = browser().post("/account/password/reset/", {"email": mina.email}, follow=True)
    unknown = browser().post("/account/password/reset/", {"email": "nobody@customer.example"}, follow=True)
    assert seen(known).replace(mina.email, "") == seen(unknown).replace("nobody@customer.example", "")


@pytest.mark.parametrize(
    "page",
    ["login/", "signup/", "logout/", "password/reset/", "password/change/", "email/", "inactive/",
     "reauthenticate/", "2fa/"],
)  # fmt: skip
def test_every_account_page_wears_our_clothes(page: str, browser: Any, mina: Any) -> None:
    who = None if page in ("login/", "signup/", "password/reset/", "inactive/") else mina
    client = browser(who, **{"accept-language": "ko"})
    if who is not None:
        # Logged in the regular way: allauth wants to know when.
        client = browser(**{"accept-language": "ko"})
        client.post("/account/login/", {"login": mina.email, "password": PASSPHRASE})
    reply = client.get(f"/account/{page}")
    assert reply.status_code == 200
    content = reply.content.decode()
    assert 'class="brand"' in content
    assert '<html lang="ko">' in content
    assert "style=" not in content
    assert "<script" not in content.replace('<script type="module" src=', "").replace('<script src="', "")


def test_the_profile(browser: Any, mina: Any) -> None:
    client = browser(mina)
    typed = {"name": "박 미나", "phone": "(213) 555-0134", "language": "en", "notify_email": "on"}
    reply = client.post("/me/", typed, follow=True)
    assert "Your details are saved." in seen(reply)
    mina.refresh_from_db()
    assert (mina.name, mina.phone, mina.language) == ("박 미나", "+12135550134", "en")
    assert (mina.notify_email, mina.notify_sms) == (True, False)


def test_a_profile_that_cannot_be_keeps_what_was_typed(browser: Any, mina: Any) -> None:
    client = browser(mina)
    reply = client.post("/me/", {"name": "다른 이름", "phone": "12", "language": "ko", "notify_sms": "on"})
    assert reply.status_code == 422
    assert "없는 전화번호입니다." in seen(reply)
    assert field(reply, "name") == "다른 이름"
    reply = client.post("/me/", {"name": "", "phone": "", "language": "ko", "notify_sms": "on"})
    assert "문자를 보내 드리려면 전화번호가 필요합니다." in seen(reply)
    mina.refresh_from_db()
    assert (mina.name, mina.phone) == ("박미나", "+12135550100")


def test_the_address_book(browser: Any, mina: Any) -> None:
    client = browser(mina)
    assert client.post("/me/addresses/new/", {**ADDRESS, "postal_code": "x"}).status_code == 422
    client.post("/me/addresses/new/", ADDRESS)
    client.post("/me/addresses/new/", {**ADDRESS, "line1": "500 W 2nd St"})
    first, second = Address.objects.order_by("id")
    assert (first.is_default, second.is_default) == (True, False)
    client.post(f"/me/addresses/{second.pk}/default/")
    client.post(f"/me/addresses/{second.pk}/", {**ADDRESS, "line1": "501 W 2nd St"})
    words = seen(client.get("/me/"))
    assert words.index("501 W 2nd St") < words.index("123 S Vermont Ave")
    client.post(f"/me/addresses/{second.pk}/remove/")
    assert Address.objects.get().is_default


def test_somebody_elses_address_is_not_found(browser: Any, mina: Any, james: Any) -> None:
    entry = add_address(member=mina, parts=ADDRESS, is_default=None)
    client = browser(james)
    assert client.get(f"/me/addresses/{entry.pk}/").status_code == 404
    for deed in ("", "remove/", "default/"):
        assert client.post(f"/me/addresses/{entry.pk}/{deed}", ADDRESS).status_code == 404
    assert client.get(f"/me/addresses/{entry.pk}/remove/").status_code == 405
    entry.refresh_from_db()
    assert entry.default_of == mina.pk
