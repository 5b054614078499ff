"""Shops, guides, announcements and what cannot be sent: what stands on their pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Standing, Verdict
from catalog.publishing import publish
from integrations import clock
from tests.pages.catalog_rows import fashion, guide, links, news, rule, shop
from tests.pages.reading import seen

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def korean(browser: Any) -> Client:
    """A stranger whose browser asks for Korean."""
    client: Client = browser(**{"accept-language": "ko"})
    return client


def test_shops_stand_by_category_and_lead_to_the_shop(browser: Any, korean: Client) -> None:
    clothes = fashion(position=10)
    books = Category.objects.create(slug="books", name_en="Books", name_ko="책", position=5)
    shop(category=clothes)
    shop("Aladin", "aladin.co.kr", name_ko="알라딘", category=books)
    shop("Gmarket", "gmarket.co.kr", name_ko="", summary_en="", summary_ko="")

    reply = browser().get("/stores/")
    words = seen(reply)
    shown = words[words.index("\nBooks\n") + 1 :]  # the links to the shelves
    shown = shown[shown.index("\nBooks\n") :]
    order = [shown.index(f"\n{word}\n") for word in ("Books", "Aladin", "Clothes", "Musinsa", "More shops")]
    assert order == sorted(order)
    assert shown.index("\nMore shops\n") < shown.index("\nGmarket\n")
    assert "Fashion of many brands." in words
    assert '<a class="out" href="https://musinsa.com/" rel="noopener noreferrer nofollow"' in (
        reply.content.decode()
    )
    assert "second log-in" not in reply.content.decode()
    words = seen(korean.get("/stores/"))
    assert words.index("\n책\n") < words.index("\n알라딘\n") < words.index("\n무신사\n")
    assert "여러 브랜드의 패션." in words
    assert "Fashion of many brands." not in words


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("musin", True),
        ("MUSINSA", True),
        ("무신사", True),
        ("brands fashion", True),
        ("clothes", True),
        ("의류", True),
        ("https://www.musinsa.com/products/1?x=1", True),
        ("shop.musinsa.com", True),
        ("musinsa.co", True),
        ("%", False),
        ("aladin", False),
        ("brands aladin", False),
        ("second log-in", False),
    ],
)
def test_search_among_shops(search: str, found: bool, browser: Any) -> None:
    shop(category=fashion())
    reply = browser().get("/stores/", {"q": search})
    assert reply.status_code == 200
    assert ("Fashion of many brands." in seen(reply)) is found
    assert ("We do not know" in seen(reply)) is not found


def test_a_search_that_cannot_be_is_refused_with_a_sentence(browser: Any) -> None:
    shop()
    reply = browser().get("/stores/", {"q": "x" * 201})
    assert "Ensure this value has at most 200 characters (it has 201)." in seen(reply)
    assert "Musinsa" not in seen(reply)
    assert "Null characters are not allowed." in seen(browser().get("/restricted/", {"q": "a\x00b"}))
    harmless = browser().get("/stores/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>" not in harmless


def test_a_shop_has_a_page(browser: Any, korean: Client) -> None:
    clothes = fashion()
    shop(category=clothes)
    shop("29CM", "29cm.co.kr", category=clothes)
    shop("Aladin", "aladin.co.kr")

    reply = browser().get("/stores/musinsa.com/")
    words = seen(reply)
    assert "Fashion of many brands." in words
    assert "Look around at musinsa.com" in words
    assert "29CM" in words
    assert "Aladin" not in words
    assert "second log-in" not in reply.content.decode()
    assert "여러 브랜드의 패션." in seen(korean.get("/stores/musinsa.com/"))
    moved = browser().get("/stores/www.Musinsa.com/")
    assert (moved.status_code, moved.url) == (301, "/stores/musinsa.com/")
    for address in ("/stores/nowhere.example/", "/stores/-/", "/stores/a b/"):
        assert browser().get(address).status_code == 404


def test_a_guide_in_both_languages(browser: Any, korean: Client) -> None:
    guide(changed_at=clock.now().replace(year=2026, month=3, day=2, hour=3))
    words = seen(browser().get("/guides/payments/"))
    for said in (
        "The two payments",
        "Items first, delivery later.",
        "Why two?",
        "Last changed on March 2, 2026.",
    ):
        assert said in words
    words = seen(korean.get("/guides/payments/"))
    for said in ("두 번의 결제", "상품 먼저, 배송은 나중에.", "왜 두 번인가요?"):
        assert said in words
    assert "Why two?" not in words
    assert browser().get("/guides/other/").status_code == 404


def test_guides_stand_in_their_order(browser: Any) -> None:
    guide("b", title_en="Second", position=20)
    guide("c", title_en="Third", position=20)
    guide("first", title_en="First", position=10)
    words = seen(browser().get("/guides/"))
    assert words.index("First") < words.index("Second") < words.index("Third")


def test_an_announcement_in_both_languages(browser: Any, korean: Client) -> None:
    news(shown_at=clock.now().replace(year=2026, month=3, day=2, hour=3))
    reply = browser().get("/announcements/chuseok/")
    assert "<p>Our <strong>warehouse</strong> rests.</p>" in reply.content.decode()
    assert '<meta name="description" content="Our warehouse rests.">' in reply.content.decode()
    assert "March 2, 2026" in seen(reply)
    assert "<strong>쉬어요</strong>" in korean.get("/announcements/chuseok/").content.decode()
    assert "창고가 쉬어요." in seen(korean.get("/announcements/"))
    assert browser().get("/announcements/other/").status_code == 404


def test_what_is_pinned_stays_on_top_and_twenty_make_a_page(browser: Any) -> None:
    now = clock.now()
    for number in range(21):
        news(f"n{number}", title_en=f"News {number}.", shown_at=now - timedelta(hours=number))
    news("old", title_en="Read this first", is_pinned=True, shown_at=now - timedelta(days=90))

    first = browser().get("/announcements/")
    words = seen(first)
    assert words.index("Read this first") < words.index("News 0.") < words.index("News 18.")
    assert "Pinned" in words
    assert "News 19." not in words
    second = browser().get("/announcements/?page=2")
    assert "News 20." in seen(second)
    assert links(second, "canonical")[0][1].endswith("/announcements/?page=2")
    assert "News 0." in seen(browser().get("/announcements/?page=nonsense"))


def test_markup_that_was_never_cleaned_does_no_harm(browser: Any) -> None:
    body = '<p onclick="x()">Hello</p><script>alert(1)</script><a href="javascript:x()">here</a>'
    news(body_en=body, title_en="<b>Bold</b>")
    for address in ("/announcements/", "/announcements/chuseok/"):
        content = browser().get(address).content.decode()
        assert "Hello" in content
        for vector in ("<script", "onclick", "javascript:", "<b>"):
            assert vector not in content


def test_rules_by_verdict_and_group_with_reason_source_and_day(browser: Any, korean: Client) -> None:
    rule()
    rule("food", category="food and drink", verdict=Verdict.RESTRICT, reason_en="Food needs a notice.",
         source="Our list", source_url="", standing=Standing.HOUSE)  # fmt: skip
    rule("ramen", category="", verdict=Verdict.ASK, reason_en="Soup may hold meat.")

    reply = browser().get("/restricted/")
    words = seen(reply)
    order = [
        words.index(word)
        for word in ("Cannot be sent", "Flammable", "Perfume burns.", "Only under conditions",
                     "Food and drink", "Food needs a notice.", "A person has to look or ask", "Other goods",
                     "Soup may hold meat.")
    ]  # fmt: skip
    assert order == sorted(order)
    assert "For example: perfume" in words
    assert "향수" not in words
    assert "Since Jan. 1, 2025." in words
    assert '<a href="https://post.example/list" rel="noopener noreferrer nofollow" target="_blank">' in (
        reply.content.decode()
    )
    assert "Our own rule." in words
    words = seen(korean.get("/restricted/"))
    assert "향수는 불이 붙습니다." in words
    assert "Perfume burns." not in words


@pytest.mark.parametrize(
    ("product", "outcome"),
    [
        ("Rose perfume 50 ml", "We cannot send this."),
        ("장미 향수", "We cannot send this."),
        ("Rice snack", "This can go only under conditions."),
        ("Cup ramen", "A person would look at this first."),
        ("Perfume tray", "None of our rules speaks against it."),
        ("Bucket hat", "None of our rules speaks against it."),
        ("Ramen and perfume", "We cannot send this."),
    ],
)
def test_a_product_is_tried_against_the_rules(product: str, outcome: str, browser: Any) -> None:
    rule()
    rule("food", verdict=Verdict.RESTRICT, keywords="snack", exceptions="")
    rule("ramen", verdict=Verdict.ASK, keywords="ramen", exceptions="", reason_en="Soup may hold meat.")
    words = seen(browser().get("/restricted/", {"q": product}))
    assert [said for said in _OUTCOMES if said in words] == [outcome]
    assert product in words


_OUTCOMES = (
    "We cannot send this.",
    "This can go only under conditions.",
    "A person would look at this first.",
    "None of our rules speaks against it.",
)


def test_the_outcome_gives_each_reason_and_its_word(browser: Any, korean: Client) -> None:
    rule()
    words = seen(browser().get("/restricted/", {"q": "Rose PERFUME"}))
    assert words.index("because of “perfume”") < words.index("Flammable")
    assert words.count("Perfume burns.") == 2
    assert seen(korean.get("/restricted/", {"q": "Rose perfume"})).count("향수는 불이 붙습니다.") == 2
    assert not any(said in seen(browser().get("/restricted/", {"q": "  "})) for said in _OUTCOMES)


def test_a_rule_counts_from_its_first_day_to_its_last(browser: Any) -> None:
    today = clock.today()
    rule("past", reason_en="Over since yesterday.", valid_to=today - timedelta(days=1))
    rule("last", reason_en="Ends today.", valid_to=today)
    rule("first", reason_en="Begins today.", valid_from=today)
    rule("ahead", reason_en="Begins tomorrow.", valid_from=today + timedelta(days=1))
    old = rule("changed", reason_en="The old wording.", keywords="brooch")
    old.pk, old.reason_en, old.valid_from = None, "The new wording.", today
    old._state.adding = True
    publish(old)

    words = seen(browser().get("/restricted/"))
    for said in ("Ends today.", "Begins today.", "The new wording."):
        assert said in words
    for said in ("Over since yesterday.", "Begins tomorrow.", "The old wording."):
        assert said not in words
