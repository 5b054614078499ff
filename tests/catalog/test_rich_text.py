"""Rich text: what comes through, what is dropped, what an editor is told."""

import random

import pytest
from django.core.exceptions import ValidationError

from catalog.rich_text import (
    MAX_CHARACTERS,
    clean,
    complaints,
    marked_up,
    text_of,
    validate,
    what_was_dropped,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # What Trix sends.
        (
            "<div><!--block-->One<br><br>Two &amp; <b>three</b><br></div>",
            "<p>One</p><p>Two &amp; <strong>three</strong></p>",
        ),
        ("<h1>Title</h1><div>Text</div>", "<h3>Title</h3><p>Text</p>"),
        ("<blockquote>One<br>two</blockquote>", "<blockquote><p>One<br>two</p></blockquote>"),
        ("<pre>a\n  b</pre>", "<p>a<br>b</p>"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", "<ul><li>One<ul><li>Two</li></ul></li></ul>"),
        (
            '<figure data-trix-attachment="{}"><img src="blob:1"><figcaption>Box</figcaption></figure>',
            "<p>Box</p>",
        ),
        ("<div>a&nbsp; b</div>", "<p>a&nbsp; b</p>"),
        ("<div>a<em>b</em><u>c</u><del>d</del></div>", "<p>a<em>b</em><u>c</u><del>d</del></p>"),
        # What others send.
        ("plain words", "<p>plain words</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ('<p class="x" style="color:red"><span>a</span></p>', "<p>a</p>"),
        ("<b>bold <i>both</b> slanted</i>", "<p><strong>bold <em>both</em></strong><em> slanted</em></p>"),
        ("<ol><li><p>One</p><p>more</p></li>two</ol>", "<ol><li>One<br>more</li><li>two</li></ol>"),
        ("<p> </p><p>&nbsp;</p><ul><li></li></ul><blockquote></blockquote>", ""),
        ("", ""),
        ("<h4>Small</h4>\n\n<p>a\n b</p>", "<h4>Small</h4><p>a b</p>"),
        # Links.
        ('<a href="https://a.b/?c&c">x</a>', '<p><a href="https://a.b/?c&amp;c" rel="noopener">x</a></p>'),
        ('<a href="/a/" target="_blank" rel="opener">x</a>', '<p><a href="/a/" rel="noopener">x</a></p>'),
        ('<a href="mailto:a@b.example">x</a>', '<p><a href="mailto:a@b.example" rel="noopener">x</a></p>'),
        (f'<a href="/{"a" * 2_000}">x</a>', "<p>x</p>"),
        ('<a href="/a/"><u>x</u></a><u>y</u>', '<p><a href="/a/" rel="noopener">x</a><u>y</u></p>'),
    ],
)  # fmt: skip
def test_what_was_typed_comes_through_in_one_spelling(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept", "dropped"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", ["<script>"]),
        ("a<style>*{display:none}</style>", "<p>a</p>", ["<style>"]),
        ("<scr<script>ipt>alert(1)</script>", "<p>ipt&gt;alert(1)</p>", []),
        ("<script>alert(1)", "", ["<script>"]),
        ("<p>a<script", "<p>a</p>", []),
        ('<p onclick="alert(1)">a</p>', "<p>a</p>", ["onclick"]),
        ("<img src=x onerror=alert(1)>", "", ["<img>", "onerror"]),
        ('<img src="x" onerror="alert(1)"', "", []),
        ("<svg/onload=alert(1)>a</svg>b", "<p>b</p>", ["<svg>", "onload"]),
        ("<math><mtext></mtext><style><img src=x onerror=alert(1)>", "", ["<math>", "<img>", "onerror"]),
        (
            '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
            '<p>"&gt;</p>',
            ["<noscript>", "<img>", "onerror"],
        ),
        ('<iframe src="https://a.example">x</iframe>a', "<p>a</p>", ["<iframe>"]),
        ("<template><b>x</b></template>a", "<p>a</p>", ["<template>"]),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>", ["javascript:"]),
        ('<a href="JaVa\tScript:alert(1)">a</a>', "<p>a</p>", ["javascript:"]),
        ('<a href=" &#106;avascript:alert(1)">a</a>', "<p>a</p>", ["javascript:"]),
        ('<a href="java&#10;script:alert(1)">a</a>', "<p>a</p>", ["javascript:"]),
        ('<a href="data:text/html,<script>1</script>">a</a>', "<p>a</p>", ["data:"]),
        ('<a href="vbscript:x">a</a>', "<p>a</p>", ["vbscript:"]),
        ('<a href="/" onmouseover="x">a</a>', '<p><a href="/" rel="noopener">a</a></p>', ["onmouseover"]),
        ("<form><input name=q>a</form>", "<p>a</p>", ["<form>", "<input>"]),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "<p>1</p><p>2</p>", ["<table>", "<tr>", "<td>"]),
        ("<b>never closed <i>nor this", "<p><strong>never closed <em>nor this</em></strong></p>", []),
        ("<p title='<script>'>a", "<p>a</p>", []),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", []),
        ("<scr\x00ipt>alert(1)</script>\ud800\x07a", "<p>a</p>", ["<script>"]),
    ],
)  # fmt: skip
def test_what_could_act_is_dropped_and_named(typed: str, kept: str, dropped: list[str]) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept
    assert what_was_dropped(typed) == dropped


def test_whatever_is_sent_cleaning_twice_changes_nothing() -> None:
    chance = random.Random(5)
    tags = (
        "b",
        "i",
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h1",
        "table",
        "td",
        "pre",
        "script",
        "svg",
        "math",
        "style",
        "u",
    )
    bits = [f"<{end}{tag}>" for tag in tags for end in ("", "/")]
    bits += [
        "<br>",
        "<del>",
        "<form>",
        "<title>",
        "<select>",
        "<textarea>",
        "<mglyph>",
        "<figcaption>",
        "<hr>",
    ]
    bits += ["<!--", "-->", "<a href='/y'>", "<a href='javascript:1'>", "</a>", "&nbsp;", "&lt;", '"']
    bits += ["x", "y", " ", "\n", "\ufeff"]
    for _number in range(2_000):
        typed = "".join(chance.choices(bits, k=chance.randrange(1, 30)))
        once = clean(typed)
        assert clean(once) == once, typed
        assert marked_up(once) == marked_up(typed), typed
        assert what_was_dropped(once) == [], typed


@pytest.mark.parametrize(
    ("html", "words", "marked"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\nthree", "One\ntwo\nthree"),
        ("<h3>Title</h3><p>a <strong>b</strong> <em>c</em></p>", "Title\na b c", "### Title\na **b** *c*"),
        ('<p>See <a href="/x">this</a>.</p>', "See this.", "See this </x>."),
        (
            "<ol><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ol>",
            "a\nb\nc\nd",
            "1. a\n2. b\n  - c\n3. d",
        ),
        ("<blockquote><p>a</p></blockquote>", "a", "> a"),
    ],
)
def test_the_words_alone_and_with_their_marks_in_writing(html: str, words: str, marked: str) -> None:
    assert (text_of(html), marked_up(html)) == (words, marked)


def test_an_editor_is_told_what_is_not_allowed() -> None:
    assert complaints("<p>Fine</p>") == []
    assert complaints('<p onclick="x">a<script>x</script></p>') == [
        "This text holds HTML that is not allowed: <script>, onclick."
    ]
    with pytest.raises(ValidationError) as caught:
        validate('<a href="javascript:x">a</a>')
    assert caught.value.messages == ["This text holds HTML that is not allowed: javascript:."]


def test_a_text_has_an_end_and_pasted_looks_do_not_count() -> None:
    styled = '<span style="' + "x" * 70_000 + '">short</span>'
    assert (clean(styled), complaints(styled)) == ("<p>short</p>", [])

    most = "<p>" + "x" * (MAX_CHARACTERS - 7) + "</p>"
    assert (len(clean(most)), complaints(most)) == (20_000, [])
    assert complaints("x" * MAX_CHARACTERS) == [
        "This text is too long: 20007 characters with its formatting, where 20000 are allowed."
    ]
    assert complaints("x" * 300_000) == [
        "This text is too long: 300000 characters with its formatting, where 20000 are allowed."
    ]
