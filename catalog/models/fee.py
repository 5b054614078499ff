"""Our own fees."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Dated


class FeeKind(models.TextChoices):
    SERVICE = "service", _("Service fee")
    CARD = "card", _("Card fee")
    AGENCY = "agency", _("Agency fee")


class Fee(Dated):
    """A fee on the items: a percentage of the items' cents plus a fixed amount, dated."""

    kind = models.CharField(_("kind"), max_length=12, choices=FeeKind)
    percent = models.DecimalField(_("percent"), max_digits=6, decimal_places=3, default=Decimal(0))
    amount_cents = models.PositiveIntegerField(_("fixed amount (US cents)"), default=0)

    class Meta(Dated.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["kind", "-valid_from", "-id"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="fee_kind_from")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="fee_percent_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.percent.normalize():f} %"
