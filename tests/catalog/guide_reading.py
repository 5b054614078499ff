"""What tests read of the seeded guides and announcements."""

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from typing import Any

from catalog.seeds.announcements import ANNOUNCEMENTS, News
from catalog.seeds.guides import GUIDES, GuidePage

HANGUL = re.compile(r"[가-힣]")
MONTHS = list(month_name)[1:]


def guide(slug: str) -> GuidePage:
    return next(guide for guide in GUIDES if guide.slug == slug)


def news(slug: str) -> News:
    return next(news for news in ANNOUNCEMENTS if news.slug == slug)


def htmls(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        for holder in (block, *block.get("items", [])):
            if "html" in holder:
                yield holder["html"]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def words(blocks: list[dict[str, Any]]) -> str:
    """Everything a reader reads of it, without markup."""
    told = [
        part
        for block in blocks
        for holder in (block, *block.get("items", []))
        for name in ("text", "title", "html")
        if (part := holder.get(name))
    ]
    return plain(" ".join(told))


def figures(text: str) -> list[str]:
    """Money, percentages, weights and sizes, sorted: the order of words differs."""
    found = re.findall(r"[$₩][\d,.]*\d|[\d.,]*\d ?(?:%|kg|cm³|cm)", text)
    return sorted(figure.replace(" ", "") for figure in found)


def on(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def on_ko(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def days_in(english: str) -> set[date]:
    """Every day that a text names with its year, and "February 24 to July 24, 2026" as two."""
    months = "|".join(MONTHS)
    found = set()
    for month, day, _more, last_month, last_day, year in re.findall(
        rf"({months}) (\d+)( to (?:({months}) )?(\d+))?, (\d{{4}})", english
    ):
        found.add(date(int(year), MONTHS.index(month) + 1, int(day)))
        if last_day:
            found.add(date(int(year), MONTHS.index(last_month or month) + 1, int(last_day)))
    return found
