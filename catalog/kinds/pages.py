"""Guides and announcements."""

from datetime import datetime
from typing import Any

from catalog import blocks, rich_text
from catalog.editing.content import Reading
from catalog.editing.kinds import PlainKind
from catalog.kinds.forms import model_form
from catalog.models import Announcement, Entry, Guide

_LANGUAGES = ("en", "ko")


def _edited(form: Any, how: str, *names: str) -> None:
    """Set `edited` on these fields: it tells a page how they are written, beside their plain widget
    ("blocks", "rich", "picture")."""
    for name in names:
        form.base_fields[name].edited = how


class GuideKind(PlainKind):
    slug = "guide"
    model = Guide
    form = model_form(
        Guide,
        (
            "slug", "position", "image", "title_en", "summary_en", "blocks_en", "title_ko", "summary_ko",
            "blocks_ko",
        ),
    )  # fmt: skip
    _edited(form, "blocks", "blocks_en", "blocks_ko")
    _edited(form, "picture", "image")
    icon = "menu_book"
    titled_by = ("title_en", "title_ko")

    def readable(self, name: str, value: str) -> str:
        return blocks.plain(value) if name.startswith("blocks_") else super().readable(name, value)

    def check(self, reading: Reading) -> None:
        for language in _LANGUAGES:
            name = f"blocks_{language}"
            for place, sentences in blocks.check(reading.content.get(name) or "[]").items():
                for sentence in sentences:
                    reading.complain(f"{name}.{place}" if place else name, sentence)

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        guide: Guide = reading.form.instance
        guide.changed_at = at
        guide.blocks_en, guide.blocks_ko = blocks.clean(guide.blocks_en), blocks.clean(guide.blocks_ko)
        return super().apply(entry, reading, at)


class AnnouncementKind(PlainKind):
    slug = "announcement"
    model = Announcement
    form = model_form(Announcement, ("slug", "is_pinned", "title_en", "body_en", "title_ko", "body_ko"))
    _edited(form, "rich", "body_en", "body_ko")
    icon = "campaign"
    titled_by = ("title_en", "title_ko")

    def readable(self, name: str, value: str) -> str:
        return rich_text.marked_up(value) if name.startswith("body_") else super().readable(name, value)

    def check(self, reading: Reading) -> None:
        for language in _LANGUAGES:
            name = f"body_{language}"
            for sentence in rich_text.complaints(reading.content.get(name, "")):
                reading.complain(name, sentence)

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        news: Announcement = reading.form.instance
        news.body_en, news.body_ko = rich_text.clean(news.body_en), rich_text.clean(news.body_ko)
        if not entry.live:
            news.shown_at = at
        return super().apply(entry, reading, at)
