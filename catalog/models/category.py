"""Groups of shops."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """What a shop sells mainly, as customers look for it: clothes, books, cosmetics."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60)
    name_ko = models.CharField(_("name (Korean)"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    live = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name_en"]

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        return self.name_ko if language == "ko" else self.name_en
