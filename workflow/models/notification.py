from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class Notification(models.Model):
    """A notice that was sent, or that we cannot be sure was sent, in the words it was sent with."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")

    class Status(models.TextChoices):
        SENT = "sent", _("Sent")
        UNSURE = "unsure", _("Unsure")

    # The effect's key: one notice for one effect, however often it is tried.
    key = models.UUIDField(unique=True)
    order = models.ForeignKey(
        "workflow.Order", null=True, on_delete=models.PROTECT, related_name="notifications"
    )
    # Empty for notices to the staff's desk.
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="notifications"
    )
    code = models.CharField(_("notice"), max_length=40)
    channel = models.CharField(_("by"), max_length=5, choices=Channel)
    language = models.CharField(_("language"), max_length=2)
    recipient = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    status = models.CharField(max_length=6, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        indexes = [models.Index(fields=["customer", "-id"], name="notification_by_customer")]

    def __str__(self) -> str:
        # Without the recipient: it stands in titles, where nobody asked to see an address.
        return f"{self.code} {self.get_channel_display()}"
