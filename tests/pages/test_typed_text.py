"""What cannot be seen is not kept, and a shop link leads where it seems to."""

from typing import Any

import pytest
from django import forms

from community.pages.forms import ProfileForm
from tests.workflow.story import ADDRESS
from workflow.forms import (
    AddressForm,
    AnswerForm,
    BuyForm,
    CancelForm,
    ItemPricesForm,
    LineField,
    LinesField,
    NoteForm,
    ReasonForm,
    RequestForm,
    RequestItemForm,
    clean_line,
    clean_lines,
)

# Zero width space, joiners, word joiner, byte order mark, soft hyphen; then embeddings and isolates.
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mina   Park ", "Mina Park"),
        ("Mina\r\nBcc: x@y.example", "Mina Bcc: x@y.example"),
        ("a\x00b\x07c\td\x85e\u2028f\u2029g", "a b c d e f g"),
        (f"Mi{UNSEEN}na{TURNS}", "Mina"),
        (UNSEEN + TURNS + "\u3164\u2800\uffa0", ""),
        ("박미나 ①　é 🎁", "박미나 ① é 🎁"),
    ],
)
def test_one_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\n\n  four\u2028five ", "one\ntwo\nthree\n\n  four\nfive"),
        (f"a\x00b{UNSEEN}\n{TURNS}c\x1b[31m", "a b\nc [31m"),
        (f"\n {UNSEEN}\n", ""),
    ],
)
def test_several_lines(typed: str, kept: str) -> None:
    assert clean_lines(typed) == kept


def _fields(form: forms.Form) -> dict[str, type]:
    return {
        name: type(field) for name, field in form.fields.items() if isinstance(field, LineField | LinesField)
    }


def test_which_fields_take_one_line_and_which_several() -> None:
    assert set(_fields(RequestItemForm())) == {"url", "title", "options", "note"}
    assert set(_fields(AddressForm())) == {"recipient", "phone", "line1", "line2", "city", "postal_code"}
    one: list[forms.Form] = [RequestItemForm(), AddressForm(), BuyForm(), NoteForm(), ItemPricesForm()]
    several: list[forms.Form] = [RequestForm(), AnswerForm(), ReasonForm(), CancelForm()]
    assert [set(_fields(form).values()) for form in one] == [{LineField}] * 5
    assert [set(_fields(form).values()) for form in several] == [{LinesField}] * 4


def test_a_name_of_nothing_is_no_name() -> None:
    form = AddressForm({**ADDRESS, "recipient": UNSEEN + "\u202e", "city": "Los\r\nAngeles"})
    assert form.errors.as_data().keys() == {"recipient"}
    assert form.errors.as_data()["recipient"][0].code == "required"
    assert form.cleaned_data["city"] == "Los Angeles"
    assert AnswerForm({"answer": UNSEEN}).errors.as_data()["answer"][0].code == "required"


def test_a_members_name_is_one_line() -> None:
    form = ProfileForm({"name": "Mina\r\n\u202ePark", "phone": "", "language": "ko"})
    form.full_clean()
    assert form.cleaned_data["name"] == "Mina Park"


def _item(url: str, **more: Any) -> RequestItemForm:
    return RequestItemForm({"url": url, "quantity": "1", **more})


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://www.musinsa.com@evil.example/p", "hides another address behind an @"),
        ("https://a:b@evil.example/p", "hides another address behind an @"),
        ("https://evil.example\\.musinsa.com/p", "Paste the whole link"),
        ("https://a.kr:99999999/", "number after the colon"),
        ("https://a.kr:0/", "number after the colon"),
        ("https://a.kr:x/", "number after the colon"),
        ("https://a.kr/\r\nx", "Paste the whole link"),
        ("javascript:alert(1)", "Paste the whole link"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(url: str, sentence: str) -> None:
    form = _item(url)
    assert sentence in form.errors["url"][0]
    assert form.errors.as_data()["url"][0].code == "bad_link"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.musinsa.com/products/1?a=b@c",
        "http://shop.kr:8080/@me",
        "https://상점.kr/상품/1",
        "https://a.kr:/p",
    ],
)
def test_a_shops_link_is_taken_as_it_is(url: str) -> None:
    form = _item(f" {url}\u200b", title="Hat\nblack")
    assert form.is_valid(), form.errors
    assert (form.wanted().url, form.wanted().title) == (url, "Hat black")
