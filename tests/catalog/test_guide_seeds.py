"""Guides, announcements and words about shops: whole in both languages, in the shape that pages expect."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from catalog.models import Announcement, Category, Guide, Store
from catalog.seeds.announcements import ANNOUNCEMENTS, News
from catalog.seeds.categories import CATEGORIES, STORE_ABOUT
from catalog.seeds.guides import GUIDES, GuidePage
from catalog.seeds.stores import STORES
from tests.catalog.guide_reading import HANGUL, figures, htmls, plain, words

ALLOWED = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h3", "blockquote"}
FIELDS = {
    "heading": {"type", "level", "text"},
    "text": {"type", "html"},
    "callout": {"type", "tone", "html"},
    "steps": {"type", "items"},
    "store": {"type", "host"},
}
PAGES = {"/quote/", "/restricted/", "/estimate/", "/stores/"}
HOSTS = {host for _name, _name_ko, host, _note in STORES}

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
each_news = pytest.mark.parametrize("news", ANNOUNCEMENTS, ids=lambda news: news.slug)


class Reader(HTMLParser):
    """Follows the tags of a text: what is open, which links there are, what is wrong."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if tag not in ALLOWED or names != (["href"] if tag == "a" else []):
            self.faults.append(f"<{tag} {names}>")
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.open:
            self.faults.append(f"{data!r} stands outside a paragraph")


def faults(html: str) -> list[str]:
    reader = Reader(html)
    slugs = {f"/guides/{guide.slug}/" for guide in GUIDES}
    return reader.faults + [link for link in reader.links if link not in PAGES | slugs]


def test_there_are_ten_guides_in_their_order() -> None:
    assert len({guide.slug for guide in GUIDES}) == len(GUIDES) == 10
    assert [guide.position for guide in GUIDES] == list(range(10, 101, 10))


def test_a_fault_in_html_is_found() -> None:
    assert faults("<p>Fine, <strong>really</strong>.</p>") == []
    assert faults("<p>One<p>") == ["<p> is not closed", "<p> is not closed"]
    assert faults("<p><b>No</b></p>") == ["<b []>"]
    assert faults('<p><a href="/nowhere/">No</a></p>') == ["/nowhere/"]
    assert faults("Bare") == ["'Bare' stands outside a paragraph"]


@each_guide
def test_a_guide_has_the_same_blocks_in_both_languages(guide: GuidePage) -> None:
    assert outline(guide.blocks_en) == outline(guide.blocks_ko)


def outline(blocks: list[dict[str, Any]]) -> list[Any]:
    """What does not depend on the language: kinds, levels, tones, shops, numbers of steps, tags and links."""
    told: list[Any] = []
    for block in blocks:
        fixed = {name: block[name] for name in ("type", "level", "tone", "host") if name in block}
        tags = [re.findall(r"</?\w+", html) for html in htmls([block])]
        told.append((fixed, len(block.get("items", [])), tags))
    return told


@each_guide
def test_a_guide_holds_known_blocks_and_sound_html(guide: GuidePage) -> None:
    for block in guide.blocks_en + guide.blocks_ko:
        assert set(block) == FIELDS[block["type"]]
        assert block.get("level", 2) == 2
        assert block.get("tone", "info") in {"info", "warning", "good"}
        assert block.get("host", "musinsa.com") in HOSTS
        assert all(set(item) == {"title", "html"} and item["title"] for item in block.get("items", []))
        assert [fault for html in htmls([block]) for fault in faults(html)] == []


@each_guide
def test_a_guide_is_told_at_a_readable_length(guide: GuidePage) -> None:
    assert 250 <= len(words(guide.blocks_en).split()) <= 500
    assert 0 < len(guide.summary_en) <= 100
    assert 0 < len(guide.summary_ko) <= 100


@each_guide
def test_every_part_of_a_guide_is_translated(guide: GuidePage) -> None:
    for text in (guide.title_en, guide.summary_en):
        assert not HANGUL.search(text)
    for text in (guide.title_ko, guide.summary_ko, *(words([block]) for block in guide.blocks_ko)):
        assert HANGUL.search(text) or not text
    for english, korean in zip(guide.blocks_en, guide.blocks_ko, strict=True):
        assert english["type"] == "store" or english != korean


@each_guide
def test_both_languages_name_the_same_figures(guide: GuidePage) -> None:
    for english, korean in zip(guide.blocks_en, guide.blocks_ko, strict=True):
        assert figures(words([english])) == figures(words([korean]))


@each_news
def test_an_announcement_is_whole_in_both_languages(news: News) -> None:
    assert faults(news.body_en) == faults(news.body_ko) == []
    assert re.findall(r"</?\w+", news.body_en) == re.findall(r"</?\w+", news.body_ko)
    assert figures(plain(news.body_en)) == figures(plain(news.body_ko))
    assert HANGUL.search(news.title_ko)
    assert HANGUL.search(news.body_ko)
    assert not HANGUL.search(news.title_en + news.body_en)


def test_there_are_five_announcements_and_one_stays_on_top() -> None:
    assert len({news.slug for news in ANNOUNCEMENTS}) == len(ANNOUNCEMENTS) == 5
    assert [news.slug for news in ANNOUNCEMENTS if news.is_pinned] == ["import-duty-since-july-25-2026"]


def test_every_shop_has_a_category_and_a_sentence() -> None:
    slugs = [slug for slug, *_rest in CATEGORIES]
    assert set(STORE_ABOUT) == HOSTS
    assert len(set(slugs)) == len(slugs) == 7
    assert {slug for slug, _en, _ko in STORE_ABOUT.values()} == set(slugs)
    assert [position for *_rest, position in CATEGORIES] == list(range(10, 80, 10))
    for _slug, english, korean in STORE_ABOUT.values():
        assert english.endswith(".")
        assert not HANGUL.search(english)
        assert korean.endswith("요.")
        assert HANGUL.search(korean)


@pytest.mark.database
@pytest.mark.django_db
def test_all_of_it_fits_its_rows() -> None:
    for page in GUIDES:
        row = Guide(**vars(page))
        row.full_clean()
        row.save()
    for told in ANNOUNCEMENTS:
        Announcement(**vars(told)).full_clean()
    for slug, name_en, name_ko, position in CATEGORIES:
        Category(slug=slug, name_en=name_en, name_ko=name_ko, position=position).full_clean()
    for host, (_slug, english, korean) in STORE_ABOUT.items():
        Store(host=host, name=host, summary_en=english, summary_ko=korean).full_clean()
    assert [row.blocks("ko") for row in Guide.objects.all()] == [page.blocks_ko for page in GUIDES]
