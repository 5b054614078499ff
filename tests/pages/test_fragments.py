"""The script that brings a page up to date, on pages of a few lines in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.running import ROOT
from tests.whole.browser import a_page, chromium, windows_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]

SITE = "http://127.0.0.1:9"
SCRIPTS = "".join(
    f"<script>{(ROOT / 'integrations/live/static/live' / name).read_text('utf-8')}</script>"
    for name in ("live.js", "fragments.js")
)
START = """<script>
    var swapped = [], held = [], gone = 0;
    var nameOf = (element) => element.dataset.livePart || element.dataset.live;
    var page = new BidangilLive.Page({
        onSwap: (elements) => swapped.push(...elements.map(nameOf)),
        onHeld: (fragment, next) => held.push(Boolean(next)),
        onGone: (status) => (gone = status),
    });
</script>"""


class Site:
    """What the server would answer next; the page itself, and then each time it reads itself again."""

    def __init__(self, page: Page) -> None:
        self.page, self.body, self.status, self.asked = page, "", 200, 0
        page.route(f"{SITE}/**", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked += route.request.headers.get("x-live") == "1"
        html = f"<!doctype html><body>{self.body}{SCRIPTS}{START}</body>"
        route.fulfill(status=self.status, content_type="text/html; charset=utf-8", body=html)

    def shows(self, body: str) -> Page:
        self.body = body
        self.page.goto(f"{SITE}/page")
        return self.page

    def becomes(self, body: str) -> None:
        """The server has moved on, and an event says so."""
        self.body = body
        before = self.page.evaluate("page.readAt")
        self.page.evaluate("page.look()")
        self.page.wait_for_function("(before) => page.readAt > before && !page.reading", arg=before)

    def heard(self, name: str) -> Any:
        return self.page.evaluate(name)


@pytest.fixture
def site(chrome: Browser) -> Iterator[Site]:
    with windows_of(chrome):
        found = Site(a_page(chrome))
        yield found
        faults = [fault for fault in found.page.faults if "Failed to load resource" not in fault]  # type: ignore[attr-defined]
        assert faults == []


def rows(*names: str) -> str:
    parts = "".join(f'<li data-live-part="{name}"><a href="#{name}">{name}</a></li>' for name in names)
    return f'<section data-live="list"><h2>Rows</h2><ul>{parts}</ul></section>'


def test_only_what_is_new_glows_and_the_rest_is_not_touched(site: Site) -> None:
    page = site.shows(rows("b", "a"))
    page.evaluate("document.querySelectorAll('li').forEach((li) => (li.known = true))")

    site.becomes(rows("c", "b", "a"))

    expect(page.locator("li")).to_have_text(["c", "b", "a"])
    assert page.evaluate("[...document.querySelectorAll('li')].map((li) => Boolean(li.known))") == [
        False, True, True,
    ]  # fmt: skip
    assert site.heard("swapped") == ["c"]
    expect(page.locator(".live-glow")).to_have_text("c")


def test_tokens_and_ages_are_no_change(site: Site) -> None:
    def body(token: str, age: str) -> str:
        return (
            f'<div data-live="form"><form><input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
            f"<span data-live-quiet>{age}</span><b>same</b></form></div>"
        )

    page = site.shows(body("one", "3 min"))
    site.becomes(body("two", "4 min"))
    assert site.heard("swapped") == []
    expect(page.locator("span")).to_have_text("3 min")


def test_a_row_that_goes_leaves_the_others_and_the_focus(site: Site) -> None:
    page = site.shows(rows("a", "b", "c"))
    page.locator("a", has_text="c").focus()

    site.becomes(rows("b", "c"))

    expect(page.locator("li")).to_have_text(["b", "c"])
    expect(page.locator("a", has_text="c")).to_be_focused()
    assert site.heard("swapped") == ["list"]
    expect(page.locator(".live-glow")).to_have_count(0)


def test_rows_change_places(site: Site) -> None:
    page = site.shows(rows("a", "b", "c", "d"))
    site.becomes(rows("d", "b", "x", "a"))
    expect(page.locator("li")).to_have_text(["d", "b", "x", "a"])


def test_what_the_person_opened_stays_open(site: Site) -> None:
    def body(words: str) -> str:
        return f'<div data-live="menu"><details><summary>More</summary><p>{words}</p></details></div>'

    page = site.shows(body("before"))
    page.locator("summary").click()
    site.becomes(body("after"))
    expect(page.locator("p")).to_be_visible()
    expect(page.locator("p")).to_have_text("after")


def test_a_banner_that_comes_and_goes_does_not_replace_its_neighbours(site: Site) -> None:
    banner, form = (
        '<p class="note">Look</p>',
        '<p class="form"><input name="search"></p><p class="foot">Foot</p>',
    )
    page = site.shows(f'<div data-live="head">{form}</div>')
    page.evaluate("document.querySelector('input').known = true")
    site.becomes(f'<div data-live="head">{banner}{form}</div>')
    expect(page.locator("p")).to_have_count(3)
    site.becomes(f'<div data-live="head">{form}</div>')
    expect(page.locator("p")).to_have_count(2)
    assert page.evaluate("document.querySelector('input').known") is True


def test_words_that_are_selected_stay_selected(site: Site) -> None:
    def body(state: str) -> str:
        return f'<div data-live="parcel"><p id="number">EG123456785KR</p><p id="state">{state}</p></div>'

    page = site.shows(body("On its way"))
    page.evaluate("getSelection().selectAllChildren(document.getElementById('number'))")
    site.becomes(body("Delivered"))
    expect(page.locator("#state")).to_have_text("Delivered")
    assert page.evaluate("getSelection().toString()") == "EG123456785KR"


def test_typed_text_holds_its_fragment_until_it_is_let_go(site: Site) -> None:
    def body(question: str) -> str:
        return (
            f'<div data-live="answer"><p>{question}</p><form><textarea name="answer"></textarea></form></div>'
            f'<div data-live="state"><p id="state">{question}</p></div>'
        )

    page = site.shows(body("Black?"))
    page.fill("textarea", "Navy")
    page.locator("textarea").blur()
    site.becomes(body("White?"))
    expect(page.locator("#state")).to_have_text("White?")
    expect(page.locator("[data-live=answer] p")).to_have_text("Black?")
    assert site.heard("held") == [True]

    page.fill("textarea", "")
    page.locator("textarea").blur()
    expect(page.locator("[data-live=answer] p")).to_have_text("White?")
    assert site.heard("held") == [True, False]


def test_a_change_taken_back_leaves_nothing_waiting(site: Site) -> None:
    before = '<div data-live="answer"><p>Black?</p><textarea></textarea></div>'
    page = site.shows(before)
    page.fill("textarea", "Navy")
    site.becomes(before.replace("Black", "White"))
    site.becomes(before)
    assert site.heard("held") == [True, False]
    expect(page.locator("textarea")).to_have_value("Navy")


def test_the_root_says_what_the_order_is_now(site: Site) -> None:
    page = site.shows('<main data-live-root data-order-seq="3"><p data-live="x">3</p></main>')
    site.becomes('<main data-live-root data-order-seq="4"><p data-live="x">4</p></main>')
    expect(page.locator("main")).to_have_attribute("data-order-seq", "4")


def test_many_events_are_one_reading(site: Site) -> None:
    page = site.shows(rows("a"))
    site.body = rows("b", "a")
    page.evaluate("for (let n = 0; n < 50; n++) page.look()")
    expect(page.locator("li")).to_have_text(["b", "a"])
    assert site.asked == 1


def test_a_fault_of_the_server_is_tried_again_and_a_page_that_is_gone_is_not(site: Site) -> None:
    page = site.shows(rows("a"))
    site.status = 503
    page.evaluate("page.look()")
    page.wait_for_function("page.failures === 1")
    site.status, site.body = 200, rows("b", "a")
    expect(page.locator("li")).to_have_text(["b", "a"])

    site.status = 404
    page.evaluate("page.look()")
    page.wait_for_function("gone === 404")
    asked = site.asked
    page.evaluate("page.look()")
    assert page.evaluate("Boolean(page.due)") is False
    assert site.asked == asked
