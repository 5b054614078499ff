"""The language switch sticks: by a cookie for visitors, in the profile for members."""

from typing import Any

import pytest
from django.conf import settings

from tests.pages.reading import seen

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_visitor_reads_what_their_browser_asks_for_until_they_choose(browser: Any, catalog: None) -> None:
    visitor = browser(**{"accept-language": "ko-KR,ko;q=0.9,en;q=0.5"})
    assert "이용 방법" in seen(visitor.get("/"))
    reply = visitor.post("/language/", {"language": "en", "next": "/quote/"})
    assert (reply.status_code, reply.url) == (302, "/quote/")
    assert int(reply.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"]) == 31_536_000
    assert "How it works" in seen(visitor.get("/"))
    assert "How it works" in seen(browser().get("/"))


def test_a_member_takes_their_language_along(browser: Any, mina: Any) -> None:
    first, second = browser(mina), browser(mina, **{"accept-language": "en"})
    assert "내 주문" in seen(second.get("/orders/"))
    first.post("/language/", {"language": "en", "next": "/orders/"})
    mina.refresh_from_db()
    assert mina.language == "en"
    assert "My orders" in seen(second.get("/orders/"))
    assert second.get("/orders/").headers["Content-Language"] == "en"


def test_nonsense_and_other_sites_are_refused(browser: Any, mina: Any) -> None:
    client = browser(mina)
    reply = client.post("/language/", {"language": "xx", "next": "https://evil.example/"})
    assert reply.url == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in reply.cookies
    mina.refresh_from_db()
    assert mina.language == "ko"
    assert client.get("/language/").status_code == 405


def test_the_first_page_names_the_fees_in_force(browser: Any, catalog: None) -> None:
    words = seen(browser().get("/"))
    assert "Our fee is 4 % of the items, the card fee 4 %." in words
    for step in (
        "Ask for a quote",
        "Pay for the items",
        "Pay for the delivery",
        "Get the tracking number",
        "It arrives",
    ):
        assert step in words
