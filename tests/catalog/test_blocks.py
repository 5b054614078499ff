"""Blocks: read leniently, checked strictly, shown with a fixed number of queries."""

import json
import re
from typing import Any

import pytest

from catalog import blocks
from catalog.blocks import check, clean, images_of, plain, read, rendered, stores_of
from catalog.images import keep_image, url_of
from catalog.models import Image, Store
from tests.drawing import picture

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def image(own_files: None) -> Image:
    return keep_image(
        user=None, file=picture(width=400, height=200), title="Box", alt_en='A "box"', alt_ko="상자"
    )


@pytest.fixture
def shop() -> Store:
    return Store.objects.create(
        name="Musinsa", name_ko="무신사", host="musinsa.com",
        summary_en="Street fashion.", summary_ko="스트리트 패션.",
    )  # fmt: skip


def everything(image: Image) -> list[dict[str, Any]]:
    return [
        {"id": "00000001", "type": "heading", "level": 2, "text": "Size & weight"},
        {"id": "00000002", "type": "text", "html": "<p>One <strong>two</strong></p>"},
        {"id": "00000003", "type": "image", "image": image.pk, "caption": "On the scale"},
        {"id": "00000004", "type": "callout", "tone": "warning", "html": "<p>Mind the gap</p>"},
        {"id": "00000005", "type": "steps", "items": [
            {"title": "Ask", "html": "<p>Send a link</p>"}, {"title": "Pay", "html": ""},
        ]},
        {"id": "00000006", "type": "store", "host": "musinsa.com"},
    ]  # fmt: skip


def test_sound_blocks_pass_and_stay_as_they_are(image: Image, shop: Store) -> None:
    raw = everything(image)
    assert check(raw) == {}
    assert clean(raw) == raw
    assert clean(json.dumps(raw)) == raw
    assert [block.type for block in read(raw)] == list(blocks.TYPES)
    assert (images_of(raw), stores_of(raw)) == ({image.pk}, {"musinsa.com"})


def test_cleaning_sanitises_and_drops_what_nobody_knows() -> None:
    raw = [
        {"id": "0000000a", "type": "text", "html": "<div>a<script>x</script></div>", "style": "x"},
        {"id": "0000000a", "type": "heading", "level": "3", "text": " Two\n words\x00 ", "onclick": "x"},
        {"type": "steps", "items": [{"title": "A", "html": "<img src=x onerror=y>b", "x": 1}, "no"]},
        {"id": "<script>", "type": "store", "host": "https://www.Musinsa.com/app"},
        {"type": "image", "image": "12"},
        {"type": "script", "html": "x"},
        "no block",
        None,
    ]
    cleaned = clean(raw)
    ids = [block.pop("id") for block in cleaned]

    assert cleaned == [
        {"type": "text", "html": "<p>a</p>"},
        {"type": "heading", "level": 3, "text": "Two words"},
        {"type": "steps", "items": [{"title": "A", "html": "<p>b</p>"}]},
        {"type": "store", "host": "musinsa.com"},
        {"type": "image", "image": 12, "caption": ""},
    ]
    assert ids[0] == "0000000a"
    assert len(set(ids)) == 5
    assert all(re.fullmatch("[0-9a-f]{8}", key) for key in ids)


def test_every_fault_has_its_place_and_sentence(image: Image, shop: Store) -> None:
    raw: list[Any] = [
        {"type": "heading", "level": 1, "text": " "},
        {"type": "heading", "level": 2, "text": "x" * 121},
        {"type": "text", "html": "<p> <br></p>"},
        {"type": "text", "html": "<script>x</script>"},
        {"type": "callout", "tone": "loud", "html": "<p>a</p>"},
        {"type": "image"},
        {"type": "image", "image": image.pk + 1, "caption": "x" * 301},
        {"type": "store", "host": "no host"},
        {"type": "store", "host": "11st.co.kr"},
        {"type": "steps", "items": []},
        {"type": "steps", "items": [{"title": "", "html": "<svg>"}, 7]},
        {"type": "steps", "items": [{"title": "x"}] * 21},
        {"type": "video"},
        "text",
    ]
    empty, none = "Write something here.", "There is no such kind of block. Remove it."
    assert check(raw) == {
        "0.level": ["Choose one of the two sizes."],
        "0.text": [empty],
        "1.text": ["This is too long: 121 characters, where 120 are allowed."],
        "2.html": [empty],
        "3.html": ["This text holds HTML that is not allowed: <script>."],
        "4.tone": ["Choose what kind of note this is."],
        "5.image": ["Choose a picture."],
        "6.image": ["This picture is no longer there. Choose another one."],
        "6.caption": ["This is too long: 301 characters, where 300 are allowed."],
        "7.host": ["Name the shop by its host, for example musinsa.com."],
        "8.host": ["The catalog has no shop 11st.co.kr."],
        "9.items": ["Write at least one step."],
        "10.items.0.title": [empty],
        "10.items.0.html": ["This text holds HTML that is not allowed: <svg>."],
        "10.items.1": ["This step cannot be read. Remove it."],
        "11.items": ["There are 21 steps; at most 20 are allowed."],
        "12": [none],
        "13": [none],
    }


@pytest.mark.parametrize("raw", ["{", "7", '{"type": "text"}', 7, "[" * 100_000, {"a": 1}])
def test_what_is_no_list_is_told_once(raw: Any) -> None:
    assert check(raw) == {"": ["This content cannot be read. Load the page again."]}
    assert (clean(raw), plain(raw), rendered(raw, "en")) == ([], "", "")


@pytest.mark.parametrize("raw", [None, "", [], "[]"])
def test_nothing_is_a_content_too(raw: Any) -> None:
    assert (check(raw), clean(raw), plain(raw), rendered(raw, "ko")) == ({}, [], "", "")


def test_a_hundred_blocks_are_enough() -> None:
    heading = {"type": "heading", "level": 2, "text": "x"}
    assert check([heading] * 100) == {}
    assert check([heading] * 101) == {"": ["There are 101 blocks; at most 100 are allowed."]}


@pytest.mark.parametrize("odd", [None, True, 1.5, -1, 10**30, "１２", "9" * 5_000, [], {}, "\ud800", ["a"]])
def test_wrong_shapes_get_a_sentence_and_never_an_exception(odd: Any) -> None:
    for kind, names in {
        "heading": ("level", "text"), "text": ("html",), "image": ("image", "caption"),
        "callout": ("tone", "html"), "steps": ("items",), "store": ("host",),
    }.items():  # fmt: skip
        raw = [{"id": odd, "type": kind} | dict.fromkeys(names, odd)]
        # Some of it is a text, if a strange one.
        assert check(raw) or isinstance(odd, str)
        json.dumps(clean(raw)).encode()
        plain(raw).encode()
        rendered(raw, "en").encode()
        check([{"type": "steps", "items": [{"title": odd, "html": odd}]}])
    assert check([{"type": odd}]) == {"0": ["There is no such kind of block. Remove it."]}


def test_the_outline_shows_what_changed(image: Image) -> None:
    assert plain(everything(image)) == (
        "## Size & weight\n"
        "One **two**\n"
        f"[image {image.pk}] On the scale\n"
        "[warning] Mind the gap\n"
        "1. Ask\n"
        "   Send a link\n"
        "2. Pay\n"
        "[store] musinsa.com"
    )


# --- showing ------------------------------------------------------------------------------------------


def test_each_block_is_shown_in_the_pages_language(image: Image, shop: Store) -> None:
    page = rendered(everything(image), "en")

    assert '<h2 class="block" id="b-00000001">Size &amp; weight</h2>' in page
    assert '<div class="block prose"><p>One <strong>two</strong></p></div>' in page
    assert 'alt="A &quot;box&quot;"' in page
    assert f'src="{url_of(image, "w640")}"' in page
    assert 'width="400" height="200"' in page
    assert '<figcaption class="small">On the scale</figcaption>' in page
    assert 'class="block prose note warning" role="note" aria-label="Watch out"><p>Mind the gap</p>' in page
    assert '<li><p class="what">Ask</p><div class="prose"><p>Send a link</p></div></li>' in page
    assert '<li><p class="what">Pay</p></li>' in page
    assert '<a class="what" href="/stores/musinsa.com/">Musinsa</a>' in page
    assert "Street fashion." in page

    page = rendered(everything(image), "ko")
    assert 'alt="상자"' in page
    assert '<a class="what" href="/stores/musinsa.com/">무신사</a>' in page
    assert "스트리트 패션." in page


def test_what_is_gone_is_left_out_without_a_word(image: Image, shop: Store) -> None:
    raw = everything(image)
    Store.objects.update(live=False)
    Image.objects.all().delete()
    page = rendered(raw, "en")
    assert "<img" not in page
    assert "musinsa" not in page
    assert "Mind the gap" in page
    assert rendered([{"type": "text", "html": "<script>x</script>"}, {"type": "steps"}], "en") == ""


def test_nothing_that_was_typed_acts(shop: Store) -> None:
    evil = "<img src=x onerror=alert(1)>"
    page = rendered(
        [
            {"type": "heading", "level": 2, "text": evil},
            {"type": "text", "html": f"<p onclick=x>a</p>{evil}<a href='javascript:x'>b</a>"},
            {"type": "callout", "tone": '"><script>', "html": f"c{evil}"},
            {"type": "steps", "items": [{"title": evil, "html": f"d{evil}"}]},
        ],
        "en",
    )
    assert "<img" not in page
    assert "<script" not in page
    assert "onclick" not in page
    assert "javascript" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 2


@pytest.mark.parametrize("times", [1, 16])
def test_two_queries_however_many_blocks(
    times: int, image: Image, shop: Store, django_assert_num_queries: Any
) -> None:
    raw = everything(image) * times
    with django_assert_num_queries(2):
        rendered(raw, "en")
    with django_assert_num_queries(2):
        check(raw)
    with django_assert_num_queries(0):
        rendered([{"type": "text", "html": "<p>a</p>"}], "en")
