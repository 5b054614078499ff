import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock
from workflow.references import charge_ref, link_token
from workflow.states import AttemptStatus, ChargeKind, ChargeStatus, Verdict


class Charge(models.Model):
    """Something the customer has to pay, once. The pay link is ours and does not age."""

    order = models.ForeignKey("workflow.Order", on_delete=models.PROTECT, related_name="charges")
    quote = models.ForeignKey("workflow.Quote", null=True, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(_("for"), max_length=10, choices=ChargeKind)
    ref = models.CharField(_("charge"), max_length=16, unique=True, default=charge_ref, editable=False)
    token = models.CharField(max_length=40, unique=True, default=link_token, editable=False)
    amount_cents = models.PositiveIntegerField(_("amount, US cents"))
    # What the pay page lists: [{"name": str, "amount_cents": int, "quantity": int}]
    lines = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=10, choices=ChargeStatus, default=ChargeStatus.DRAFT)
    created_at = models.DateTimeField(default=clock.now)
    paid_at = models.DateTimeField(null=True)
    # The charge that this one replaces after a revision.
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_payable(self) -> bool:
        return self.status in (ChargeStatus.DRAFT, ChargeStatus.OPEN)


class PaymentAttempt(models.Model):
    """One checkout session at the provider. `key` is its idempotency key, `params` what was
    asked for: every try of the same attempt sends the same."""

    OPEN = (AttemptStatus.CREATED, AttemptStatus.OPEN, AttemptStatus.UNDER_WAY)

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="attempts")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    status = models.CharField(max_length=10, choices=AttemptStatus, default=AttemptStatus.CREATED)
    # Nullable unique: at most one open session a charge, also on MariaDB.
    open_for = models.BigIntegerField(null=True, unique=True)
    amount_cents = models.PositiveIntegerField()
    params = models.JSONField()
    session_id = models.CharField(max_length=120, null=True, unique=True)
    url = models.TextField(blank=True)
    created_at = models.DateTimeField()  # real time: the provider's key lives 24 real hours
    session_expires_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("checkout session")
        verbose_name_plural = _("checkout sessions")
        ordering = ["id"]
        indexes = [models.Index(fields=["status", "checked_at"], name="attempt_to_check")]

    def __str__(self) -> str:
        return self.session_id or str(self.key)


class Payment(models.Model):
    """Money that arrived, whatever we then make of it. Never dropped, never counted twice."""

    order = models.ForeignKey("workflow.Order", on_delete=models.PROTECT, related_name="payments")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="payments")
    provider_ref = models.CharField(_("payment at the provider"), max_length=120, unique=True)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    verdict = models.CharField(max_length=10, choices=Verdict)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.provider_ref
