"""How long each step may take, and the days on which nobody works."""

from django.db import models
from django.db.models import Q

from catalog.models.dated import Dated


class Counting(models.TextChoices):
    """How the hours of a step run."""

    CALENDAR = "calendar", "Calendar hours (a customer's step)"
    WORKING = "working", "Working hours in Seoul (a staff step)"


class Deadline(Dated):
    """The hours a step may take, for example pay_items: 72 calendar hours."""

    step = models.SlugField(max_length=30, db_index=False)
    hours = models.PositiveSmallIntegerField()
    counting = models.CharField(max_length=10, choices=Counting)

    class Meta(Dated.Meta):
        ordering = ["step", "-valid_from", "-id"]
        indexes = [models.Index(fields=["step", "valid_from"], name="deadline_step_from")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=2160), name="deadline_hours_range"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.hours} {self.counting} hours"
