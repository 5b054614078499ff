"""Finding due effects that nobody woke: timers, lost wake-ups, leases that ran out."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from integrations import clock
from workflow.engine.effects import wake
from workflow.engine.models import Effect


def sweep(*, limit: int = 200) -> int:
    """Wake due effects that were not woken in the last seconds. Returns how many."""
    now = clock.now()
    lately = now - timedelta(seconds=settings.ENGINE["wake_again"])
    ids = list(
        Effect.objects.filter(status__in=Effect.OPEN, due__lte=now)
        .filter(Q(woken_at=None) | Q(woken_at__lt=lately))
        .order_by("due", "id")
        .values_list("pk", flat=True)[:limit]
    )
    wake(ids)
    return len(ids)


def is_stuck() -> bool:
    """Due effects exist, and none has finished or started for a while: the cluster has wedged.

    A running lease is work in hand, so it does not count as due.
    """
    now = clock.now()
    patience = timedelta(seconds=settings.ENGINE["stuck_after"])
    waiting = Effect.objects.filter(status=Effect.Status.PENDING, due__lt=now - patience, attempts=0)
    if not waiting.exists():
        return False
    # Money that waits for earlier money is not stuck; it is waiting its turn.
    free = [effect for effect in waiting.order_by("due")[:50] if not effect.is_held_back()]
    if not free:
        return False
    moved = Effect.objects.filter(
        Q(finished__gte=now - patience) | Q(status=Effect.Status.RUNNING, due__gt=now)
    )
    return not moved.exists()
