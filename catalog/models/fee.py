"""Our own fees."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from catalog.models.dated import Dated


class FeeKind(models.TextChoices):
    SERVICE = "service", "Service fee"
    CARD = "card", "Card fee"
    AGENCY = "agency", "Agency fee"


class Fee(Dated):
    """A fee on the items: a percentage of the items' cents plus a fixed amount, dated."""

    kind = models.CharField(max_length=12, choices=FeeKind)
    percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    amount_cents = models.PositiveIntegerField("fixed amount (US cents)", default=0)

    class Meta(Dated.Meta):
        ordering = ["kind", "-valid_from", "-id"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="fee_kind_from")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="fee_percent_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.percent.normalize():f} %"
