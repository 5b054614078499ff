"""Shops that customers buy from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.hosts import normalise_host
from catalog.models.category import Category
from integrations import clock


class Store(models.Model):
    """A Korean shop, known by its host. Reviews and usual domestic shipping hang on it."""

    name = models.CharField(_("name"), max_length=120)
    name_ko = models.CharField(_("Korean name"), max_length=120, blank=True)
    # Stored normalised (see hosts.py), so that plain uniqueness is enough on every database.
    host = models.CharField(_("host"), max_length=253, unique=True, help_text=_("For example musinsa.com"))
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stores",
        verbose_name=_("category"),
    )
    summary_en = models.CharField(_("in one sentence (English)"), max_length=300, blank=True)
    summary_ko = models.CharField(_("in one sentence (Korean)"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    live = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(_("written down"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the shop under its normalised host. Raises ValueError for an unreadable host."""
        self.host = normalise_host(self.host)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not self.host:
            return  # said already: a shop needs one
        try:
            self.host = normalise_host(self.host)
        except ValueError as error:
            raise ValidationError({"host": str(error)}) from None
