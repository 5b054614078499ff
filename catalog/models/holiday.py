"""Public holidays."""

from django.db import models


class Country(models.TextChoices):
    KR = "KR", "Korea"
    US = "US", "United States"


class Holiday(models.Model):
    """A day off. Korean ones stop staff deadlines; US ones explain slow customs and delivery."""

    country = models.CharField(max_length=2, choices=Country)
    date = models.DateField()
    name = models.CharField(max_length=80)
    name_ko = models.CharField("Korean name", max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["date", "country"]
        constraints = [models.UniqueConstraint(fields=["country", "date"], name="holiday_country_date")]

    def __str__(self) -> str:
        return f"{self.country} {self.date}: {self.name}"
