"""Every public page of the catalog: for a stranger, a customer and staff, in both languages."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.pages.catalog_rows import LISTS, colleague, fashion, guide, links, news, queries_of, rule, shop
from tests.pages.reading import seen

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def korean(browser: Any) -> Client:
    """A stranger whose browser asks for Korean."""
    client: Client = browser(**{"accept-language": "ko"})
    return client


@pytest.fixture
def buyer(db: None) -> Any:
    """Somebody who writes drafts."""
    return colleague("buyer")


@pytest.mark.parametrize("address", LISTS)
def test_empty_and_full_for_everybody(
    address: str, browser: Any, korean: Client, mina: Any, juno: Any, catalog: None
) -> None:
    for client in (browser(), korean, browser(mina), browser(juno)):
        reply = client.get(address)
        assert reply.status_code == 200
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405
        content = reply.content.decode()
        assert re.search(r'<meta name="description" content="[^"]{20,}">', content)
        assert 'href="/quote/"' in content
        assert " style=" not in content
        assert "<script" not in content
    assert '<html lang="ko">' in korean.get(address).content.decode()
    assert '<html lang="ko">' in browser(mina).get(address).content.decode()
    assert '<html lang="en">' in browser().get(address).content.decode()


@pytest.mark.parametrize("address", [*LISTS, "/nowhere/", "/"])
def test_each_page_leads_to_the_others(address: str, browser: Any) -> None:
    content = browser().get(address).content.decode()
    for other in LISTS:
        assert f'href="{other}"' in content


@pytest.mark.parametrize("address", LISTS)
def test_with_nothing_to_show_a_page_says_so(address: str, browser: Any, korean: Client) -> None:
    words = {
        "/stores/": "No shop is listed here at the moment.",
        "/guides/": "There are no guides at the moment.",
        "/announcements/": "There is nothing new at the moment.",
        "/restricted/": "No rules are listed here at the moment.",
        "/estimate/": "What would it cost to bring it to you?",
    }[address]
    assert words in seen(browser().get(address))
    assert korean.get(address).status_code == 200


def test_an_address_can_ask_for_a_language(browser: Any, settings: Any, mina: Any) -> None:
    settings.SITE_URL = "https://bidangil.example"
    guide()
    here = "https://bidangil.example/guides/"
    plain, asked = browser().get("/guides/?utm=x"), browser().get("/guides/?lang=ko&utm=x")

    assert "The two payments" in seen(plain)
    assert "두 번의 결제" in seen(asked)
    assert asked.headers["Content-Language"] == "ko"
    assert links(plain, "canonical") == [("", here)]
    assert links(asked, "canonical") == [("", f"{here}?lang=ko")]
    for reply in (plain, asked):
        assert links(reply, "alternate") == [
            ("en", f"{here}?lang=en"),
            ("ko", f"{here}?lang=ko"),
            ("x-default", here),
        ]
    # Also for a member with a language of their own, and for this page alone.
    member = browser(mina)
    assert "The two payments" in seen(member.get("/guides/?lang=en"))
    assert "두 번의 결제" in seen(member.get("/guides/"))
    assert "The two payments" in seen(browser().get("/guides/?lang=xx"))


def test_the_switch_wins_over_the_address(browser: Any) -> None:
    guide()
    stranger = browser()
    content = stranger.get("/guides/?lang=ko&utm=x").content.decode()
    back = re.search(r'name="next" value="([^"]*)"', content)
    assert back
    assert back[1] == "/guides/?utm=x"
    reply = stranger.post("/language/", {"language": "en", "next": back[1]}, follow=True)
    assert "The two payments" in seen(reply)


def test_nothing_of_what_is_not_live_is_seen(browser: Any, korean: Client, juno: Any) -> None:
    hidden = fashion(name_en="Hidden clothes", name_ko="숨은 의류", live=False)
    shop(category=hidden)
    shop("Hidden shop", "hidden.example", name_ko="숨은 가게", category=fashion(slug="open"), live=False)
    guide("hidden", title_en="Hidden guide", title_ko="숨은 안내", live=False)
    news("hidden", title_en="Hidden news", title_ko="숨은 소식", is_pinned=True, live=False)

    for client in (browser(), korean, browser(juno)):
        for address in (*LISTS, "/stores/?q=hidden", "/stores/musinsa.com/", "/stores/?q=hidden.example"):
            content = client.get(address).content.decode().replace('value="hidden', "")
            assert "Hidden" not in content, address
            assert "숨은" not in content, address
        for address in ("/stores/hidden.example/", "/guides/hidden/", "/announcements/hidden/"):
            assert client.get(address).status_code == 404
    # The shop whose category is off is there, without it.
    assert "Musinsa" in seen(browser().get("/stores/"))
    assert "Musinsa" not in seen(browser().get("/stores/?q=clothes"))


def test_staff_who_write_drafts_have_a_way_to_the_editor(
    browser: Any, mina: Any, juno: Any, buyer: Any
) -> None:
    ways = {
        "/stores/musinsa.com/": f"/console/editor/store/of/{shop().pk}/",
        "/guides/payments/": f"/console/editor/guide/of/{guide().pk}/",
        "/announcements/chuseok/": f"/console/editor/announcement/of/{news().pk}/",
        "/restricted/": f"/console/editor/screening_rule/of/{rule().code}/",
    }
    warehouse = colleague("warehouse")
    for address, way in ways.items():
        for client in (browser(juno), browser(buyer)):
            assert f'href="{way}"' in client.get(address).content.decode()
        for client in (browser(), browser(mina), browser(warehouse)):
            assert "/console/" not in client.get(address).content.decode()
    assert "edit-bar" not in browser(juno).get("/estimate/").content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/stores/", 1),
        ("/stores/?q=shop", 1),
        ("/stores/s0.example/", 2),
        ("/guides/", 1),
        ("/guides/g0/", 1),
        ("/announcements/", 2),
        ("/announcements/n0/", 1),
        ("/restricted/", 1),
        ("/restricted/?q=perfume", 1),
        ("/estimate/", 1),
    ],
)
def test_as_many_queries_for_60_rows_as_for_3(address: str, most: int, browser: Any, buyer: Any) -> None:
    stranger, staff, counts = browser(), browser(buyer), []
    shelf = fashion()
    for first, total in ((0, 3), (3, 60)):
        for number in range(first, total):
            shop(f"Shop {number}", f"s{number}.example", category=shelf)
            guide(f"g{number}")
            news(f"n{number}")
            rule(f"r{number}")
        counts.append((queries_of(stranger, address), queries_of(staff, address)))
    assert counts[0] == counts[1]
    assert counts[0][0] == most
    # Session, member and rights.
    assert counts[0][1] <= most + 4
