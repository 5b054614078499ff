"""What people see when something is wrong: plain words in their language, never a bare page."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from tests.pages.reading import seen

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_404(browser: Any) -> None:
    reply = browser(**{"accept-language": "ko"}).get("/nowhere/")
    assert reply.status_code == 404
    assert "이 주소에는 페이지가 없습니다" in seen(reply)


def test_a_form_from_elsewhere(mina: Any) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "ko"})
    reply = client.post("/account/login/", {"login": "x", "password": "y"})
    assert reply.status_code == 403
    assert "양식의 유효 시간이 지났습니다" in seen(reply)


@pytest.mark.parametrize(
    ("view", "korean"),
    [
        (defaults.bad_request, "보내신 내용을 읽지 못했습니다"),
        (defaults.permission_denied, "볼 수 없는 페이지입니다"),
        (defaults.server_error, "저희 쪽에서 문제가 발생했습니다"),
    ],
)
def test_the_page_needs_nothing_to_be_shown(view: Any, korean: str) -> None:
    with translation.override("ko"):
        request = RequestFactory().get("/")
        reply = view(request) if view is defaults.server_error else view(request, Exception())
    assert korean in seen(reply)
    assert "Bidangil" in seen(reply)


def test_too_many_log_ins(browser: Any, mina: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    visitor = browser(**{"accept-language": "ko"})
    replies = [
        visitor.post("/account/login/", {"login": mina.email, "password": "wrong"}) for _press in range(3)
    ]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert "시도가 너무 잦았습니다" in seen(replies[-1])


def test_pages_hold_no_inline_script_or_style(browser: Any, catalog: None, mina: Any) -> None:
    for page in ("/", "/quote/", "/orders/", "/me/", "/account/login/", "/nowhere/"):
        content = browser(mina).get(page).content.decode()
        assert " style=" not in content
        assert " onclick=" not in content
        assert content.count("<script") == content.count('<script type="module" src="/static/pages/')
        assert "http://" not in content.replace("http://127.0.0.1", "").replace("http://www.w3.org", "")
