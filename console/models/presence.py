from django.conf import settings
from django.db import models

from integrations import clock


class Presence(models.Model):
    """Somebody has this page open, and perhaps edits it. Kept by the page's own sign of life; old after
    a minute without one."""

    # "order:BD-7K2M9Q", or the page of something else that two people may edit.
    place = models.CharField(max_length=60)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    edits = models.BooleanField(default=False)
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "member"], name="one_presence_a_person")]

    def __str__(self) -> str:
        return f"{self.member} at {self.place}"
