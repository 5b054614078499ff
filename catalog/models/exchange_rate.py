"""Exchange rates as they were observed."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Standing
from integrations import clock


class ExchangeRate(models.Model):
    """Won for one US dollar, as a source showed it at one moment. Rows are only ever added."""

    krw_per_usd = models.DecimalField(_("won per dollar"), max_digits=10, decimal_places=4)
    spread_percent = models.DecimalField(
        _("spread (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(20))],
        help_text=_("Taken off the observed rate, so that a fall of the dollar is not our loss."),
    )
    observed_at = models.DateTimeField(_("observed"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("source address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing, default=Standing.UNVERIFIED)
    created_at = models.DateTimeField(_("written down"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-observed_at", "-id"]
        indexes = [models.Index(fields=["observed_at"], name="exchange_rate_observed")]
        constraints = [
            models.CheckConstraint(condition=Q(krw_per_usd__gt=0), name="exchange_rate_positive"),
            models.CheckConstraint(
                condition=Q(spread_percent__gte=0, spread_percent__lte=20), name="exchange_rate_spread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.krw_per_usd} KRW/USD"

    @property
    def customer_rate(self) -> Decimal:
        """Won per dollar a customer gets: the observed rate less the spread, to 4 places half up."""
        rate = self.krw_per_usd * (100 - self.spread_percent) / 100
        return rate.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
