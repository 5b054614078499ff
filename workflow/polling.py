"""How often a courier is asked about a parcel."""

from datetime import datetime, timedelta

from django.conf import settings

from integrations.couriers.status import TrackingStatus

_RETIRE = timedelta(days=90)
# Near the door things happen within the hour: a quarter of the usual wait.
_SOON = {TrackingStatus.OUT_FOR_DELIVERY, TrackingStatus.ATTEMPT_FAILED}


def next_poll(*, status: str, shipped_at: datetime | None, now: datetime) -> datetime | None:
    """When to ask again, or None: the journey is over, or it began 90 days ago."""
    if TrackingStatus(status).is_terminal:
        return None
    if shipped_at is not None and now - shipped_at > _RETIRE:
        return None
    wait = timedelta(seconds=settings.COURIER_POLL_SECONDS)
    return now + (wait / 4 if TrackingStatus(status) in _SOON else wait)
