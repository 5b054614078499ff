"""How often a courier is asked about a parcel."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.couriers.status import TrackingStatus

_RETIRE = timedelta(days=90)
# Near the door things happen within the hour.
_NEAR_THE_DOOR = {TrackingStatus.OUT_FOR_DELIVERY, TrackingStatus.ATTEMPT_FAILED}


class Cadence(models.TextChoices):
    """The pace of a parcel. Stored with it and written only when it changes: see `services.rounds`."""

    OFTEN = "often", _("Often, it is near the door")
    FIRST = "first", _("At once, it was just shipped")
    USUAL = "usual", _("Regularly")
    SELDOM = "seldom", _("Seldom, nothing has moved for days")
    NEVER = "", _("Not asked")


# The most pressing first.
ASKED = (Cadence.OFTEN, Cadence.FIRST, Cadence.USUAL, Cadence.SELDOM)
_OF_THE_USUAL_WAIT = {Cadence.OFTEN: 1 / 4, Cadence.FIRST: 1 / 60, Cadence.USUAL: 1, Cadence.SELDOM: 6}


def cadence_of(*, status: str, stalled: bool) -> Cadence:
    """The pace of a parcel about which its courier has been asked before."""
    if TrackingStatus(status).is_terminal:
        return Cadence.NEVER
    if stalled:
        return Cadence.SELDOM
    return Cadence.OFTEN if TrackingStatus(status) in _NEAR_THE_DOOR else Cadence.USUAL


def has_run_out(shipped_at: datetime | None, now: datetime) -> bool:
    """Whether the journey began so long ago, 90 days, that the courier is left in peace."""
    return shipped_at is not None and shipped_at < ran_out_before(now)


def ran_out_before(now: datetime) -> datetime:
    """Parcels shipped earlier than this are asked about no more."""
    return now - _RETIRE


def interval(cadence: str) -> timedelta:
    """From the beginning of one round to the beginning of the next.

    `COURIER_POLL_SECONDS` is the usual one: an hour, so a quarter of an hour near the door, a minute for
    what was just shipped, six hours for what does not move.
    """
    return timedelta(seconds=settings.COURIER_POLL_SECONDS * _OF_THE_USUAL_WAIT[Cadence(cadence)])


def pause(cadence: str, failures: int) -> timedelta:
    """How long a round rests after a batch failed for good the `failures`-th time running.

    A twelfth of its interval (usually 5 minutes), doubled each time, at most the usual interval.
    """
    longest = interval(Cadence.USUAL)
    return min(longest, interval(cadence) / 12 * 2 ** min(failures - 1, 12))
