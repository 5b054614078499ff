from django.db import models

from integrations import clock


class DayFigure(models.Model):
    """The figures of one day in Korea that is over, counted once: see `console.figures`."""

    day = models.DateField(unique=True)
    # As `console.figures` writes and reads them.
    figures = models.JSONField()
    people = models.JSONField()
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)
