from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class WebhookEvent(models.Model):
    """What the card provider told us, verified and kept as it came. A hint, not the truth: the
    truth is the object, fetched again."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PROCESSED = "processed", _("Processed")
        IGNORED = "ignored", _("Nothing to do")
        QUEUED = "queued", _("Put before a person")

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80, db_index=True)
    object_id = models.CharField(max_length=120, db_index=True)
    payload = models.JSONField()
    came_by = models.CharField(max_length=10, default="webhook")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()  # the provider's time
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
