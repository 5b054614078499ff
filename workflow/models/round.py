from django.db import models

from integrations import clock
from workflow.polling import Cadence


class PollRound(models.Model):
    """The walk through all parcels of one courier and pace. One row for each pair, for ever.

    Resting: `began_at` is empty, the next walk may begin at `due_at`. Walking: `cursor` is the last
    parcel whose question is on record; empty when that was the last of all. Held after a failure:
    walking, with `due_at` after `awake_at`.
    """

    courier = models.CharField(max_length=10)
    cadence = models.CharField(max_length=6, choices=Cadence)
    due_at = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(null=True)
    # When it began, or went on after a pause. Failures before that have been reacted to.
    awake_at = models.DateTimeField(null=True)
    # How many times running it was held.
    failures = models.PositiveSmallIntegerField(default=0)
    # When the last whole round began that the courier answered.
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["courier", "cadence"], name="one_round_per_pace")]

    def __str__(self) -> str:
        return f"{self.courier} {self.cadence}"
