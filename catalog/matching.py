"""Finding plain phrases in shop texts, English by whole words and Korean by substring.

No regular expression comes from a row, so no text can make a search slow: the time grows
with the length of the text times the number of phrases and no faster.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

_HANGUL = re.compile(r"[가-힣]")
# A word is a run of letters and digits; Hangul beside Latin ("CBD오일") starts a new word.
_WORD = re.compile(r"[^\W_가-힣]+|[가-힣]+")
# "alcohol free shipping" promises free shipping, not the absence of alcohol.
_FREE_GOODS = frozenset({"delivery", "gift", "gifts", "mini", "sample", "samples", "shipping", "with"})
_NEGATIONS = frozenset({"no", "non", "without"})


def normalise(text: str) -> str:
    """NFKC, invisible characters removed, case folded, white space made single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())


@dataclass(frozen=True)
class Word:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A part of a text as it was written; `marked` where a phrase stands."""

    text: str
    marked: bool


class Text:
    """A text made ready for several searches."""

    def __init__(self, raw: str) -> None:
        self.text = normalise(raw)
        self.words = [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(self.text)]


class Phrases:
    """A set of phrases to look for."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._korean: list[str] = []
        self._english: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in map(normalise, phrases):
            if _HANGUL.search(phrase):
                # Korean shops write compounds with or without the space.
                self._korean += sorted({phrase, phrase.replace(" ", "")})
            elif words := tuple(_WORD.findall(phrase)):
                for ending in ("", "s", "es"):
                    variant = (*words[:-1], words[-1] + ending)
                    self._english[variant[0]].append(variant)

    def spans(self, text: Text) -> Iterator[tuple[int, int]]:
        """Every place where a phrase stands, as (start, end) in the normalised text."""
        for phrase in self._korean:
            start = text.text.find(phrase)
            while start >= 0:
                yield start, start + len(phrase)
                start = text.text.find(phrase, start + 1)
        for first, last in self._word_runs(text.words):
            if not _negated(text, first, last):
                yield text.words[first].start, text.words[last].end

    def _word_runs(self, words: list[Word]) -> Iterator[tuple[int, int]]:
        for index, word in enumerate(words):
            for phrase in self._english.get(word.text, ()):
                run = words[index : index + len(phrase)]
                if len(run) == len(phrase) and all(w.text == p for w, p in zip(run, phrase, strict=True)):
                    yield index, index + len(phrase) - 1


def find(text: Text, keywords: Phrases, exceptions: Phrases) -> str:
    """The first keyword found that is not part of an exception; "" when there is none."""
    found = sorted(keywords.spans(text))
    if not found:
        return ""
    allowed = sorted(exceptions.spans(text))
    # Walk both lists once: an exception covers a keyword when it begins no later and ends no sooner.
    reach, index = -1, 0
    for start, end in found:
        while index < len(allowed) and allowed[index][0] <= start:
            reach = max(reach, allowed[index][1])
            index += 1
        if end > reach:
            return text.text[start:end]
    return ""


def excused(text: Text, keywords: Phrases, exceptions: Phrases) -> list[tuple[str, str]]:
    """Keywords that do not count, each with the exception around it, as (keyword, exception)."""
    around = [(text.text[start:end], start, end) for start, end in exceptions.spans(text)]
    pairs = [
        (text.text[start:end], words)
        for start, end in sorted(keywords.spans(text))
        for words, first, last in around
        if first <= start and end <= last
    ]
    return list(dict.fromkeys(pairs))


def pieces(raw: str, phrases: Phrases) -> list[Piece]:
    """The text cut where the phrases stand in it, in its own spelling.

    Letters that only exist joined (decomposed Hangul) cannot be traced back to their places: such a
    text is cut in its normalised spelling.
    """
    text = Text(raw)
    places, shown = _places(raw, text.text)
    marks = [False] * len(shown)
    for start, end in phrases.spans(text):
        for at in range(places[start], places[end - 1] + 1):
            marks[at] = True
    return [
        Piece("".join(char for char, _mark in run), mark)
        for mark, run in groupby(zip(shown, marks, strict=True), key=lambda pair: pair[1])
    ]


def _places(raw: str, normal: str) -> tuple[list[int], str]:
    """For each letter of the normalised text its place in the text that is shown, and that text."""
    places = [(char, at) for at, one in enumerate(raw) for char in (normalise(one) or " " * one.isspace())]
    kept = [
        (char, at)
        for index, (char, at) in enumerate(places)
        if char != " " or (index and places[index - 1][0] != " ")
    ]
    if "".join(char for char, _at in kept).rstrip() == normal:
        return [at for _char, at in kept], raw
    return list(range(len(normal))), normal


def _negated(text: Text, first: int, last: int) -> bool:
    """Whether the words first..last are denied: "perfume-free", "non-alcohol", "no alcohol"."""
    words = text.words

    def gap(left: int) -> str:
        return text.text[words[left].end : words[left + 1].start]

    if last + 1 < len(words) and words[last + 1].text == "free":
        if gap(last) == "-":
            return True
        follows = words[last + 2].text if last + 2 < len(words) else ""
        if gap(last) == " " and follows not in _FREE_GOODS:
            return True
    return first > 0 and words[first - 1].text in _NEGATIONS and gap(first - 1) in {" ", "-"}
