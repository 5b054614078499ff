"""Duties of the clock: named functions that run every so often, once, also after downtime.

`settings.TICKS` maps a dotted name to an interval in seconds. A tick is idempotent, short
and does no HTTP: what goes outside, it puts on record as an effect.
"""

import logging
import traceback
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q
from django.utils.module_loading import import_string

from integrations import clock
from workflow.engine.models import Tick

logger = logging.getLogger(__name__)
_LEASE = timedelta(seconds=120)


def run_ticks() -> list[str]:
    """Run each duty whose interval has passed and that no other engine holds. Returns their names."""
    return [name for name, interval in settings.TICKS.items() if _run_one(name, timedelta(seconds=interval))]


def _run_one(name: str, interval: timedelta) -> bool:
    now = clock.now()
    due = Q(last_run=None) | Q(last_run__lte=now - interval)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    if not Tick.objects.filter(due & free, name=name).update(leased_until=now + _LEASE):
        if Tick.objects.filter(name=name).exists():
            return False
        try:
            Tick.objects.create(name=name, leased_until=now + _LEASE)
        except IntegrityError:
            return False
    error = ""
    try:
        import_string(name)()
    except Exception:
        error = traceback.format_exc(limit=-4)
        logger.exception("The tick %s failed.", name)
    Tick.objects.filter(name=name).update(last_run=now, leased_until=None, error=error)
    return True
