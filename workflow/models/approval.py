from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class Approval(models.Model):
    """Something that two people have to want: one asks, with a reason, and another one agrees.

    Only then is it done, by the service that both of them called (`services.approvals`).
    """

    class Kind(models.TextChoices):
        OVERRIDE = "override", _("Allow an item against a screening rule")
        SETTLE = "settle", _("Settle a matter of much money")

    class Verdict(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    order = models.ForeignKey("workflow.Order", null=True, on_delete=models.PROTECT, related_name="approvals")
    item = models.ForeignKey(
        "workflow.OrderItem", null=True, on_delete=models.PROTECT, related_name="approvals"
    )
    matter = models.ForeignKey(
        "workflow.Attention", null=True, on_delete=models.PROTECT, related_name="approvals"
    )
    # Nullable unique: one open request about one thing. Freed when it is decided.
    slot = models.CharField(max_length=60, null=True, unique=True)
    # The item's fingerprint when it was asked: what is agreed to is this and nothing else.
    mark = models.CharField(max_length=24, blank=True, editable=False)
    amount_cents = models.PositiveIntegerField(_("amount, US cents"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_label = models.CharField(_("asked by"), max_length=120)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_label = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("request for a second person")
        verbose_name_plural = _("requests for a second person")
        ordering = ["-id"]
        indexes = [models.Index(fields=["verdict", "asked_at"], name="approval_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order or ''}".strip()
