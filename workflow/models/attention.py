from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.states import Concern

# How `about` begins where a provider told of a refund; then comes the refund's id. One that failed is a
# matter, but no money.
REFUND_MADE, REFUND_FAILED = "refund.created:", "refund.failed:"


class Attention(models.Model):
    """Something about an order that only a person can settle. Stays until somebody says it is."""

    order = models.ForeignKey("workflow.Order", null=True, on_delete=models.PROTECT, related_name="concerns")
    concern = models.CharField(_("matter"), max_length=20, choices=Concern)
    # What it is about (a payment, an event, an item), so that the same matter is raised once.
    about = models.CharField(max_length=160)
    amount_cents = models.PositiveIntegerField(_("amount, US cents"), null=True)
    detail = models.TextField(_("detail"), blank=True)
    raised_at = models.DateTimeField(_("since"), default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of two people it holds the words of both.
    settled_note = models.TextField(max_length=1_300, blank=True)

    class Meta:
        verbose_name = _("matter to look at")
        verbose_name_plural = _("matters to look at")
        ordering = ["settled_at", "raised_at"]
        permissions = [("settle_money", "Can settle matters of money")]
        constraints = [models.UniqueConstraint(fields=["concern", "about"], name="one_matter_raised_once")]

    def __str__(self) -> str:
        return f"{self.get_concern_display()} {self.order or ''}".strip()
