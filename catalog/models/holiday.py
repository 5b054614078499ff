"""Public holidays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    KR = "KR", _("Korea")
    US = "US", _("United States")


class Holiday(models.Model):
    """A day off. Korean ones stop staff deadlines; US ones explain slow customs and delivery."""

    country = models.CharField(_("country"), max_length=2, choices=Country)
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    name_ko = models.CharField(_("Korean name"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date", "country"]
        constraints = [models.UniqueConstraint(fields=["country", "date"], name="holiday_country_date")]

    def __str__(self) -> str:
        return f"{self.country} {self.date}: {self.name}"
