"""How long each step may take, and the days on which nobody works."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Dated


class Counting(models.TextChoices):
    """How the hours of a step run."""

    CALENDAR = "calendar", _("Calendar hours (a customer's step)")
    WORKING = "working", _("Working hours in Seoul (a staff step)")


class Deadline(Dated):
    """The hours a step may take, for example pay_items: 72 calendar hours."""

    step = models.SlugField(_("step"), max_length=30, db_index=False)
    hours = models.PositiveSmallIntegerField(_("hours"))
    counting = models.CharField(_("counting"), max_length=10, choices=Counting)

    class Meta(Dated.Meta):
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["step", "-valid_from", "-id"]
        indexes = [models.Index(fields=["step", "valid_from"], name="deadline_step_from")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=2160), name="deadline_hours_range"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.hours} {self.counting} hours"
