"""Putting effects on record and waking the engine for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django_q.tasks import async_task

from integrations import clock
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.registry import handler_of

RUN = "workflow.engine.runner.run"
# Polls, looks and account mails (with their codes): nobody asks for them once they are done.
_KEEP = timedelta(hours=1)
_PRUNE_AT_ONCE = 5_000


def enqueue(
    *,
    name: str,
    flow: str,
    subject_id: int,
    args: dict[str, Any] | None = None,
    target: str = "",
    due: datetime | None = None,
    log: TransitionLog | None = None,
    slot: str | None = None,
) -> Effect | None:
    """Write one effect into the caller's transaction and wake the engine in the same one.

    With a `slot`, at most one open effect holds it: returns None when it is taken.
    """
    now = clock.now()
    effect = Effect(
        name=name,
        flow=flow,
        subject_id=subject_id,
        args=args or {},
        target=target,
        due=due or now,
        log=log,
        slot=slot,
        money=handler_of(name).money,
        created=now,
    )
    if slot is not None:
        # The first look spares the common case a failed INSERT; the key decides.
        if Effect.objects.filter(slot=slot).exists():
            return None
        try:
            with transaction.atomic():
                effect.save(force_insert=True)
        except IntegrityError:
            return None
    else:
        effect.save(force_insert=True)
    if effect.due <= now:
        wake([effect.pk])
    return effect


def wake(effect_ids: Iterable[int]) -> None:
    """Ask the workers to run these effects. A hint only: the sweeper finds what nobody woke."""
    ids = list(effect_ids)
    if not ids:
        return
    Effect.objects.filter(pk__in=ids).update(woken_at=clock.now())
    for effect_id in ids:
        async_task(RUN, effect_id)


def prune() -> int:
    """Delete effects that no deed caused and that ended well an hour ago or more. Returns how many.

    What a deed caused stays with its log row for ever; what failed stays until a person decides.
    """
    over = Effect.objects.filter(log=None, status=Effect.Status.DONE, finished__lt=clock.now() - _KEEP)
    ids = list(over.values_list("pk", flat=True)[:_PRUNE_AT_ONCE])
    return Effect.objects.filter(pk__in=ids).delete()[0]
