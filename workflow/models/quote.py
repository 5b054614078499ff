from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.states import ChargeKind


class Quote(models.Model):
    """One version of what we promised, frozen: prices, exchange rate, fees and the ids of the
    catalog rows they came from. Never changed; a revision is a new version."""

    order = models.ForeignKey("workflow.Order", on_delete=models.PROTECT, related_name="quotes")
    kind = models.CharField(max_length=10, choices=ChargeKind, default=ChargeKind.ITEMS)
    version = models.PositiveSmallIntegerField()
    total_cents = models.PositiveIntegerField(_("total, US cents"))
    content = models.JSONField()
    note = models.CharField(_("note to the customer"), max_length=500, blank=True)
    valid_until = models.DateTimeField(_("valid until"))
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["order", "kind", "version"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "version"], name="one_quote_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.kind} v{self.version}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        return list(self.content.get("lines", []))
