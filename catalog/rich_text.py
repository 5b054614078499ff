"""Rich text: what of somebody's HTML is kept, in one spelling.

nh3 reads it as a browser would and drops whatever could act; then it is written anew as paragraphs,
headings, lists and quotations, and nh3 has the last word. The same text always comes out the same, so that
versions can be compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_CHARACTERS = 20_000
# What is read at all: word processors send many times what is kept of it.
_MOST_READ = 100_000

# In the order in which they lie around a word.
_MARKS: Final = ("a", "strong", "em", "u", "del")
_HEADINGS: Final = {"h3", "h4"}
_LISTS: Final = {"ul", "ol"}
# Lists within lists.
_DEEPEST = 4
_CONTAINERS: Final = {*_LISTS, "li", "blockquote"}
_KEPT: Final = {*_MARKS, *_HEADINGS, *_CONTAINERS, "p", "br"}
# The page has its own h1 and h2. Trix says <h1> for any heading and <del> for what is struck out.
_SAME: Final = {
    "b": "strong", "i": "em", "s": "del", "strike": "del", "ins": "u",
    "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4",
}  # fmt: skip
# Says nothing to us but where a line ends, and Trix and word processors are full of it.
_LINES: Final = {
    "div", "pre", "section", "article", "header", "footer", "main", "aside", "address", "center", "hr",
    "figure", "figcaption", "dl", "dt", "dd",
}  # fmt: skip
_TABLES: Final = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
# Gone with what is in it.
_GONE: Final = {
    "script", "style", "template", "iframe", "noscript", "noembed", "noframes", "object", "embed", "svg",
    "math", "title", "textarea", "select", "xmp", "plaintext", "head",
}  # fmt: skip
# Gone, with their content left.
_NAMED: Final = {
    "img", "picture", "source", "video", "audio", "track", "canvas", "map", "area", "form", "input", "button",
    "label", "fieldset", "legend", "option", "optgroup", "datalist", "output", "progress", "meter", "dialog",
    "details", "summary", "menu", "base", "link", "meta", "frame", "frameset", "applet", "param", "marquee",
    "blink", "bgsound", "layer", "ruby", "rt", "rp", "bdo", "bdi", "dfn",
}  # fmt: skip
# What somebody may miss. A browser adds <tbody> by itself.
_TOLD: Final = (_NAMED | _GONE | _TABLES) - {"tbody"}
_HREF: Final = {"a": {"href"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_NAMED_SCHEMES: Final = {"javascript", "vbscript", "data", "blob", "file", "ftp", "tel", "sms", "about"}
_LONGEST_LINK = 2_000

_FIRST = nh3.Cleaner(
    tags={*_KEPT, *_SAME, *_LINES, *_TABLES},
    clean_content_tags=set(_GONE),
    attributes=_HREF,
    url_schemes=_SCHEMES,
    link_rel=None,
)
_LAST = nh3.Cleaner(
    tags=set(_KEPT),
    clean_content_tags=set(_GONE),
    attributes=_HREF,
    url_schemes=_SCHEMES,
    link_rel="noopener",
)

# Control characters, halves of surrogate pairs, and the mark that Trix puts where the cursor stands.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<([a-z0-9]+)>")

type _Mark = tuple[str, str]
# A stretch of text and what it is marked with; "\n" is a line break.
type _Span = tuple[str, tuple[_Mark, ...]]


def clean(html: str) -> str:
    """The text as it is stored and shown: safe, and only p, h3, h4, ul, ol, li, blockquote, br, strong, em,
    u, del and a (http, https, mailto or an address of our own).

    Raises nothing; what is not allowed is left out, and so is what no editor accepts for its length. Cleaning
    twice changes nothing.
    """
    return _LAST.clean("".join(_written(_read(html))))


def text_of(html: str) -> str:
    """The bare words, a line for each paragraph, heading and list item."""
    return "\n".join(_said(_read(html), marked=False))


def marked_up(html: str) -> str:
    """The words with their marks in writing ("**bold**", "- item", "text <link>"), a line for each paragraph:
    what a comparison of two versions shows. Texts that differ in what is kept differ here."""
    return "\n".join(_said(_read(html), marked=True))


def what_was_dropped(html: str) -> list[str]:
    """What cleaning takes away and somebody may miss, by name: "<script>", "onclick", "javascript:".

    Looks and classes are not named, nor tags that no browser knows. For sentences to people: what is not
    named here is dropped all the same.
    """
    told: dict[str, None] = {}

    def look(tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            told[name] = None
        elif tag == "a" and not _is_kept(value):
            told[_scheme(value)] = None

    # Read as a browser reads it; nothing of what comes out is shown to anybody.
    seen = nh3.clean(
        _readable(html),
        tags={*_KEPT, *_SAME, *_LINES, *_TABLES, *_NAMED, *_GONE},
        clean_content_tags=set(),
        attributes=_HREF,
        attribute_filter=look,
        generic_attribute_prefixes={"on"},
        url_schemes={*_SCHEMES, *_NAMED_SCHEMES},
        link_rel=None,
    )
    dropped = {f"<{tag}>": None for tag in _TAG.findall(seen) if tag in _TOLD}
    return [*dropped, *told]


def complaints(html: str) -> list[str]:
    """What an editor is told at the field; empty where the text can be kept as it is."""
    length = len(html) if len(html) > _MOST_READ else len(clean(html))
    if length > MAX_CHARACTERS:
        return [
            _("This text is too long: %(n)d characters with its formatting, where %(most)d are allowed.")
            % {"n": length, "most": MAX_CHARACTERS}
        ]
    dropped = what_was_dropped(html)
    if not dropped:
        return []
    return [_("This text holds HTML that is not allowed: %(what)s.") % {"what": ", ".join(dropped[:5])}]


def validate(html: str) -> None:
    """For a field of a form or model. Raises ValidationError."""
    if found := complaints(html):
        raise ValidationError(found)


# --- reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A container that opens or closes, or (`verb` "line") a paragraph, a heading, a line of a list item."""

    verb: str
    tag: str
    spans: tuple[_Span, ...] = ()


def _read(html: str) -> list[_Piece]:
    reader = _Reader()
    reader.feed(_FIRST.clean(_readable(html)))
    reader.close()
    return reader.finished()


def _readable(html: str) -> str:
    return _UNSEEN.sub("", html[:_MOST_READ])


class _Reader(HTMLParser):
    """Reads what nh3 wrote, which is sound HTML: every tag closed, nothing raw."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[_Piece] = []
        self._run: list[_Span] = []
        self._marks: dict[str, list[str]] = {tag: [] for tag in _MARKS}
        self._headings: list[str] = []
        self._open: list[str] = []
        # For each container of the source, what was opened for it.
        self._opened: list[tuple[str, ...]] = []
        self._verbatim = 0

    def finished(self) -> list[_Piece]:
        self._end_line()
        return self._pieces

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAME.get(tag, tag)
        if tag in self._marks:
            self._marks[tag].append(_link(dict(attrs)) if tag == "a" else tag)
        elif tag == "br":
            self._break()
        else:
            self._end_line()
            if tag in _HEADINGS:
                self._headings.append(tag)
            elif tag in _CONTAINERS:
                self._opened.append(self._openable(tag))
                for name in self._opened[-1]:
                    self._open.append(name)
                    self._pieces.append(_Piece("open", name))
            self._verbatim += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        tag = _SAME.get(tag, tag)
        if tag in self._marks:
            self._marks[tag].pop()
            return
        self._end_line()
        if tag in _HEADINGS:
            self._headings.pop()
        elif tag in _CONTAINERS:
            for name in reversed(self._opened.pop()):
                self._open.pop()
                self._close(name)
        self._verbatim -= tag == "pre"

    def handle_data(self, data: str) -> None:
        lines = data.split("\n") if self._verbatim else [data]
        for number, line in enumerate(lines):
            if number:
                self._break()
            text = _SPACES.sub(" ", _UNSEEN.sub("", line))
            if not self._run or self._run[-1][0][-1] in " \n":
                text = text.lstrip(" ")
            if text:
                self._run.append((text, self._marked()))

    def _marked(self) -> tuple[_Mark, ...]:
        on = tuple((tag, stack[-1]) for tag, stack in self._marks.items() if stack and stack[-1])
        # A link is underlined as it is; Unfold's editor reads the browser's line as <u>.
        return tuple(mark for mark in on if mark[0] != "u") if on[:1] and on[0][0] == "a" else on

    def _break(self) -> None:
        while self._run and self._run[-1][0].endswith(" "):
            text, marks = self._run.pop()
            if text := text.rstrip(" "):
                self._run.append((text, marks))
        twice = bool(self._run) and self._run[-1][0] == "\n"
        # Trix parts paragraphs by an empty line within one <div>.
        if twice and not self._headings and self._open[-1:] != ["li"]:
            self._end_line()
        elif self._run and not twice:
            self._run.append(("\n", self._marked()))

    def _end_line(self) -> None:
        spans, self._run = _stripped(self._run), []
        if not spans:
            return
        inside = self._open[-1] if self._open else ""
        if inside in _LISTS:
            self._pieces += [_Piece("open", "li"), _Piece("line", "", spans), _Piece("close", "li")]
        elif inside == "li":
            if self._pieces[-1].verb == "line":
                spans = (*self._pieces.pop().spans, ("\n", ()), *spans)
            self._pieces.append(_Piece("line", "", spans))
        else:
            heading = self._headings[-1] if self._headings and not inside else ""
            self._pieces.append(_Piece("line", heading or "p", spans))

    def _openable(self, tag: str) -> tuple[str, ...]:
        inside = self._open[-1] if self._open else ""
        if tag == "blockquote":
            return () if inside else (tag,)
        if tag == "li":
            return (tag,) if inside in _LISTS else ()
        if sum(name in _LISTS for name in self._open) >= _DEEPEST:
            return ()
        return ("li", tag) if inside in _LISTS else (tag,)

    def _close(self, tag: str) -> None:
        if self._pieces[-1] == _Piece("open", tag):
            self._pieces.pop()
        else:
            self._pieces.append(_Piece("close", tag))


def _link(attrs: dict[str, str | None]) -> str:
    href = (attrs.get("href") or "").strip()
    return href if len(href) <= _LONGEST_LINK else ""


def _stripped(run: list[_Span]) -> tuple[_Span, ...]:
    """Without white space at its ends, and with each stretch as long as its marks reach."""
    while run and not run[0][0].strip():
        run = run[1:]
    while run and not run[-1][0].strip():
        run = run[:-1]
    if not run:
        return ()
    run = [(run[0][0].lstrip(), run[0][1]), *run[1:]]
    return (*run[:-1], (run[-1][0].rstrip(), run[-1][1]))


# --- writing ----------------------------------------------------------------------------------------


def _written(pieces: Sequence[_Piece]) -> Iterator[str]:
    for piece in pieces:
        begin, end = (f"<{piece.tag}>", f"</{piece.tag}>") if piece.tag else ("", "")
        yield begin if piece.verb != "close" else ""
        yield from _as_html(piece.spans)
        yield end if piece.verb != "open" else ""


def _as_html(spans: Sequence[_Span]) -> Iterator[str]:
    for text, ends, begins in _woven(spans):
        yield from (f"</{tag}>" for tag, _href in ends)
        yield from (f'<a href="{escape(href)}">' if tag == "a" else f"<{tag}>" for tag, href in begins)
        yield "<br>" if text == "\n" else escape(text, quote=False)


def _woven(spans: Sequence[_Span]) -> Iterator[tuple[str, Sequence[_Mark], Sequence[_Mark]]]:
    """Each stretch of text with the marks that end and begin in front of it; the last one is empty."""
    on: tuple[_Mark, ...] = ()
    for text, marks in (*spans, ("", ())):
        shared = 0
        while shared < min(len(on), len(marks)) and on[shared] == marks[shared]:
            shared += 1
        yield text, on[shared:][::-1], marks[shared:]
        on = marks


_WRITTEN: Final = {"strong": "**", "em": "*", "u": "__", "del": "~~"}
_BEFORE: Final = {"h3": "### ", "h4": "#### "}


def _said(pieces: Sequence[_Piece], *, marked: bool) -> Iterator[str]:
    # For each list that is open, the number of its item; -1 where it has none.
    numbers: list[int] = []
    quote, item = "", ""
    for piece in pieces:
        match piece.verb, piece.tag:
            case "open", "ul" | "ol":
                numbers.append(0 if piece.tag == "ol" else -1)
            case "close", "ul" | "ol":
                numbers.pop()
            case verb, "blockquote":
                quote = "> " if verb == "open" else ""
            case "open", "li":
                numbers[-1] += numbers[-1] >= 0
                item = "  " * (len(numbers) - 1) + (f"{numbers[-1]}. " if numbers[-1] > 0 else "- ")
            case "line", tag if marked:
                yield quote + item + _BEFORE.get(tag, "") + "".join(_as_marks(piece.spans))
            case "line", _tag:
                yield "".join(text for text, _marks in piece.spans)
            case "close", "li":
                item = ""


def _as_marks(spans: Sequence[_Span]) -> Iterator[str]:
    for text, ends, begins in _woven(spans):
        yield from (f" <{href}>" if tag == "a" else _WRITTEN[tag] for tag, href in ends)
        yield from (_WRITTEN[tag] for tag, _href in begins if tag != "a")
        yield text


# --- links ------------------------------------------------------------------------------------------


def _is_kept(href: str) -> bool:
    return len(href) <= _LONGEST_LINK and "href=" in _FIRST.clean(f'<a href="{escape(href)}">link</a>')


def _scheme(href: str) -> str:
    name, colon, _rest = _SPACES.sub("", href).partition(":")
    return name[:30].lower() + colon
