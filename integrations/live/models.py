from django.db import models
from django.utils import timezone


class LiveEvent(models.Model):
    """One event on one channel. Its primary key is its place in the stream, so what a client has seen
    is a number. `data` is one line of JSON: references and states, never personal data."""

    channel = models.CharField(max_length=80)
    type = models.CharField(max_length=40)
    data = models.TextField()
    # Real time, also in a demo that lives in the past: streams are held by real clients.
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["channel", "id"], name="live_by_channel"),
            models.Index(fields=["created"], name="live_by_age"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.type} on {self.channel}"
