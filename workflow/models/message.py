import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class Message(models.Model):
    """One message between a customer and the desk about an order. Written once, never changed."""

    class Side(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        STAFF = "staff", _("Staff")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey("workflow.Order", on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(_("side"), max_length=8, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_label = models.CharField(_("from"), max_length=120)
    body = models.TextField(_("text"), max_length=4000, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=clock.now)
    # When the other side first had it before them.
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["order", "id"], name="message_of_order"),
            # The desk's unread ones: the queue and its badge.
            models.Index(fields=["side", "read_at"], name="message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.author_label}: {self.body[:60]}"


class Note(models.Model):
    """What staff write for each other about a customer or one of their orders. Customers never see it."""

    # Of the form it was written in: sent twice, it is one note.
    key = models.UUIDField(unique=True, null=True, editable=False)
    order = models.ForeignKey("workflow.Order", null=True, on_delete=models.PROTECT, related_name="notes")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes_about"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_label = models.CharField(_("from"), max_length=120)
    body = models.TextField(_("text"), max_length=4000)
    written_at = models.DateTimeField(_("written"), default=clock.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.author_label}: {self.body[:60]}"


class Mention(models.Model):
    """A colleague named in a note with @: it waits for them until they have looked."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["note", "member"], name="one_mention_per_note")]

    def __str__(self) -> str:
        return f"@{self.member} {self.note_id}"
