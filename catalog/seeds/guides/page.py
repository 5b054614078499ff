"""The shape in which guides are written down here."""

from dataclasses import dataclass
from typing import Any

from catalog.seeds.markup import html

type Block = dict[str, Any]


@dataclass(frozen=True)
class GuidePage:
    """A guide in both languages, block by block the same."""

    slug: str
    position: int
    title_en: str
    title_ko: str
    summary_en: str
    summary_ko: str
    blocks_en: list[Block]
    blocks_ko: list[Block]


def heading(words: str) -> Block:
    return {"type": "heading", "level": 2, "text": words}


def text(words: str) -> Block:
    return {"type": "text", "html": html(words)}


def callout(tone: str, words: str) -> Block:
    """`tone` is info, warning or good."""
    return {"type": "callout", "tone": tone, "html": html(words)}


def steps(*items: tuple[str, str]) -> Block:
    """Each step by its title and its text."""
    return {"type": "steps", "items": [{"title": title, "html": html(words)} for title, words in items]}


def store(host: str) -> Block:
    return {"type": "store", "host": host}
