"""Parcels about which nothing is heard: found by the clock, put before a person once for each silence.

The limits are dated rows of the catalog (deadlines whose step begins with `quiet_`); a limit that has
ended is not watched. A scan settles the matter: see `services.tracking`.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q

from catalog import selectors as catalog
from integrations import clock
from integrations.couriers.status import TrackingStatus as S
from workflow.engine.transactions import in_transaction
from workflow.live import parcel_changed
from workflow.models import Parcel, PollRound
from workflow.polling import ASKED, Cadence, cadence_of, has_run_out, ran_out_before
from workflow.services import parcel_matters
from workflow.services.tracking import lock_with_orders

# Which deadline limits the silence of which status. Terminal ones have none.
LIMITS: dict[str, tuple[S, ...]] = {
    "quiet_label": (S.PRE_TRANSIT,),
    "quiet_moving": (S.PICKED_UP, S.IN_TRANSIT, S.EXCEPTION, S.UNKNOWN),
    "quiet_customs": (S.CUSTOMS, S.CUSTOMS_HOLD),
    "quiet_door": (S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED),
    "quiet_pickup": (S.AVAILABLE_FOR_PICKUP,),
}
# Silence means something only while the courier answers us.
_ANSWERED_WITHIN = timedelta(days=1)
_AT_ONCE = 200


def watch() -> int:
    """Put new silences before a person, and leave in peace the couriers of journeys that began 90 days
    ago. Returns how many parcels changed; at most 200 of each kind in one go, the rest in the next.

    Each parcel is one transaction of its own, so a process that is killed leaves whole ones.
    """
    now = clock.now()
    answering = list(
        PollRound.objects.filter(asked_at__gte=now - _ANSWERED_WITHIN)
        .values_list("courier", flat=True)
        .distinct()
    )
    silent = [pk for step, statuses in LIMITS.items() for pk in _silent(step, statuses, answering, now)]
    # Without an order: one by id would tempt MariaDB to read the table instead of the index.
    ran_out = Parcel.objects.filter(cadence__in=ASKED, shipped_at__lt=ran_out_before(now)).order_by()
    deeds = [
        *(partial(_put_before_a_person, pk) for pk in silent[:_AT_ONCE]),
        *(partial(_ask_no_more, pk) for pk in ran_out.values_list("pk", flat=True)[:_AT_ONCE]),
    ]
    return sum(in_transaction(deed) for deed in deeds)


def expected_by(parcel: Parcel, *, at: datetime) -> datetime | None:
    """Until when a further scan should come: after that its silence is put before a person. None where
    nothing is expected (any more)."""
    step = next((step for step, statuses in LIMITS.items() if parcel.status in statuses), "")
    if not step or parcel.quiet_since is None:
        return None
    limit = _limit(step, at)
    return None if limit is None else parcel.quiet_since + limit


def _silent(step: str, statuses: tuple[S, ...], answering: list[str], now: datetime) -> list[int]:
    limit = _limit(step, now)
    if limit is None:
        return []
    quiet = Parcel.objects.filter(stalled_at=None, status__in=statuses, quiet_since__lte=now - limit)
    heard_of = quiet.filter(Q(courier__in=answering) | Q(onward__in=answering))
    return list(heard_of.order_by().values_list("pk", flat=True)[:_AT_ONCE])


def _put_before_a_person(parcel_id: int) -> bool:
    """False when a scan came in meanwhile."""
    orders, parcel = lock_with_orders(parcel_id)
    now = clock.now()
    expected = expected_by(parcel, at=now)
    if expected is None or parcel.quiet_since is None:
        return False
    if parcel.stalled_at is not None or now < expected:
        return False
    parcel_matters.raise_silence(orders, parcel, days=(now - parcel.quiet_since).days)
    parcel.stalled_at = now
    parcel.cadence = cadence_of(status=parcel.status, stalled=True)
    parcel.save(update_fields=["stalled_at", "cadence"])
    parcel_changed(orders, parcel)
    return True


def _ask_no_more(parcel_id: int) -> bool:
    orders, parcel = lock_with_orders(parcel_id)
    if parcel.cadence == Cadence.NEVER or not has_run_out(parcel.shipped_at, clock.now()):
        return False
    if parcel.stalled_at is None:
        parcel_matters.raise_run_out(orders, parcel)
    parcel.cadence, parcel.quiet_since = Cadence.NEVER, None
    parcel.save(update_fields=["cadence", "quiet_since"])
    parcel_changed(orders, parcel)
    return True


def _limit(step: str, now: datetime) -> timedelta | None:
    row = catalog.deadline_at(step=step, at=now)
    return timedelta(hours=row.hours) if row is not None else None
