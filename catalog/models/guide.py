"""What we explain to customers, and what we tell them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.image import Image
from integrations import clock


class Guide(models.Model):
    """A page that explains something. `blocks_en` and `blocks_ko` are lists of blocks, see catalog.blocks."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=300, blank=True)
    blocks_en = models.JSONField(_("content (English)"), default=list, blank=True)
    blocks_ko = models.JSONField(_("content (Korean)"), default=list, blank=True)
    image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("image")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    live = models.BooleanField(default=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title_en

    def title(self, language: str) -> str:
        return self.title_ko if language == "ko" else self.title_en

    def summary(self, language: str) -> str:
        return self.summary_ko if language == "ko" else self.summary_en

    def blocks(self, language: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.blocks_ko if language == "ko" else self.blocks_en
        return found


class Announcement(models.Model):
    """News: a closed warehouse, a new rule. The bodies are sanitised HTML."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    body_en = models.TextField(_("text (English)"))
    body_ko = models.TextField(_("text (Korean)"))
    is_pinned = models.BooleanField(_("stays on top"), default=False)
    live = models.BooleanField(default=True, editable=False)
    shown_at = models.DateTimeField(_("shown since"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-is_pinned", "-shown_at", "-id"]

    def __str__(self) -> str:
        return self.title_en

    def title(self, language: str) -> str:
        return self.title_ko if language == "ko" else self.title_en

    def body(self, language: str) -> str:
        return self.body_ko if language == "ko" else self.body_en
