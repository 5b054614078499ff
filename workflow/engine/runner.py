"""Running one effect: claim it, do it outside any transaction, conclude it if it is still ours."""

import logging
import random
import traceback
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models

from integrations import clock
from integrations.errors import ProviderError, ProviderRefused, TryLater
from integrations.live.doers import doing
from workflow.engine.effects import wake
from workflow.engine.errors import Refused
from workflow.engine.models import Effect
from workflow.engine.registry import Conclusion, Handler, Unknown, args_kept, handler_of, is_known
from workflow.engine.transactions import in_transaction

logger = logging.getLogger(__name__)

_A_MOMENT = timedelta(minutes=1)
_ASKS = Effect.UNDECIDED


class Retry(Exception):
    """A handler cannot go on yet (something it waits for is not there); try again later."""


def run(effect_id: int) -> None:
    """Run one effect if it is due and nobody else has it. Safe to call any number of times.

    Called by the worker, by the sweeper and by tests. Returns nothing: the row is the result.
    """
    claimed = _claim(effect_id)
    if claimed is None:
        return
    effect, abandoned = claimed
    if not is_known(effect.name):
        _conclude_badly(effect, Effect.Status.DEAD, f"No handler is registered for {effect.name}.")
        return
    handler = handler_of(effect.name)
    if abandoned and handler.unknown is Unknown.ASK:
        # It died or hung before it could say whether it had called: calling again might do it twice.
        _conclude_badly(effect, Effect.Status.UNSURE, "The process that ran it ended without a word.")
        return
    if effect.attempts > handler.max_attempts:
        # Its process died under it each time: a poison effect must not eat workers for ever.
        _conclude_badly(
            effect, Effect.Status.DEAD, f"Gave up after {handler.max_attempts} attempts. {effect.error}"
        )
        return
    called = False
    try:
        with doing(_whose(effect)):
            conclusion = handler.run(effect) or Conclusion()
            called = True
            _conclude(effect, conclusion)
    except Exception as error:  # noqa: BLE001 (whatever a handler raises must end in the row)
        _fail(effect, handler, error, called=called)


def _whose(effect: Effect) -> int | None:
    """Who did a moment ago what this effect belongs to; what comes late is news for them too."""
    is_fresh = clock.now() - effect.created < _A_MOMENT
    return effect.log.actor_id if effect.log is not None and is_fresh else None


def run_due(*, limit: int = 1000) -> int:
    """Run everything that is due, in this process, until nothing is. Returns how many ran.

    For tests, the demo and one-process tools; in production the workers do this.
    """
    ran = 0
    while ran < limit:
        ids = list(due_effects()[:50])
        done_before = ran
        for effect_id in ids:
            before = Effect.objects.values_list("attempts", flat=True).get(pk=effect_id)
            run(effect_id)
            ran += Effect.objects.filter(pk=effect_id, attempts__gt=before).exists()
        if ran == done_before:
            return ran
    return ran


def due_effects() -> models.QuerySet[Effect, int]:
    """Ids of effects that could be claimed now, oldest first."""
    return (
        Effect.objects.filter(status__in=Effect.OPEN, due__lte=clock.now())
        .order_by("due", "id")
        .values_list("pk", flat=True)
    )


def _claim(effect_id: int) -> tuple[Effect, bool] | None:
    """Compare-and-set: pending, or running with a lease that ran out, becomes ours.

    With it comes whether the latter was the case: somebody ran it and never said how it ended.
    """
    effect = Effect.objects.filter(pk=effect_id).first()
    if effect is None or effect.status not in Effect.OPEN:
        return None
    if effect.is_held_back():
        return None
    now = clock.now()
    as_seen = Effect.objects.filter(pk=effect_id, status=effect.status, attempts=effect.attempts)
    claimed = as_seen.filter(due__lte=now).update(
        status=Effect.Status.RUNNING,
        due=now + timedelta(seconds=settings.ENGINE["lease"]),
        attempts=models.F("attempts") + 1,
    )
    if not claimed:
        return None
    abandoned = effect.status == Effect.Status.RUNNING
    return Effect.objects.select_related("log").get(pk=effect_id), abandoned


def _ours(effect: Effect) -> models.QuerySet[Effect]:
    """The fence: the row as this attempt claimed it. A zombie's attempt number has passed, or, where
    a person has let the count begin anew, the end of its lease is another one."""
    return Effect.objects.filter(
        pk=effect.pk, status=Effect.Status.RUNNING, attempts=effect.attempts, due=effect.due
    )


class _NotOurs(Exception):
    pass


def _conclude(effect: Effect, conclusion: Conclusion) -> None:
    def end() -> None:
        ended = _ours(effect).update(
            status=Effect.Status.DONE,
            finished=clock.now(),
            error="",
            slot=None,
            args=args_kept(effect),
            result=conclusion.result,
        )
        if not ended:
            raise _NotOurs
        if conclusion.record is not None:
            conclusion.record()
        _wake_next(effect)

    try:
        in_transaction(end)
    except _NotOurs:
        logger.warning("Effect %s was taken over while it ran; its late answer is dropped.", effect.pk)
    except Refused as refusal:
        # A person was faster: what this effect would have moved has moved already.
        _conclude_badly(effect, Effect.Status.SUPERSEDED, f"{refusal.code}: {refusal}")


def _conclude_badly(effect: Effect, status: str, why: str) -> None:
    def end() -> None:
        # What a person may still try again keeps what it needs.
        args = effect.args if status in _ASKS else args_kept(effect)
        if _ours(effect).update(status=status, finished=clock.now(), error=why[:4000], slot=None, args=args):
            _wake_next(effect)
            if status in _ASKS:
                effect.status = status
                effect.announce()

    in_transaction(end)
    if status in _ASKS:
        logger.error("Effect %s (%s) ended as %s: %s", effect.pk, effect, status, why.splitlines()[-1])


def _fail(effect: Effect, handler: Handler, error: Exception, *, called: bool) -> None:
    why = str(error) if isinstance(error, (ProviderError, Retry, Refused)) else traceback.format_exc(limit=-6)
    if handler.unknown is Unknown.ASK and (called or not _certainly_undone(error)):
        _conclude_badly(effect, Effect.Status.UNSURE, why)
    elif isinstance(error, ProviderRefused) or effect.attempts >= handler.max_attempts:
        _conclude_badly(effect, Effect.Status.DEAD, why)
    else:
        wait = _back_off(effect.attempts)
        if isinstance(error, TryLater) and error.retry_after:
            wait = max(wait, timedelta(seconds=min(error.retry_after, settings.ENGINE["back_off_cap"])))
        _ours(effect).update(status=Effect.Status.PENDING, due=clock.now() + wait, error=why[:4000])


def _certainly_undone(error: Exception) -> bool:
    """Whether the error says that nothing has happened outside. Where it does not say, it may have."""
    return isinstance(error, Retry) or (isinstance(error, ProviderError) and error.happened == "no")


def _back_off(attempts: int) -> timedelta:
    engine: dict[str, Any] = settings.ENGINE
    seconds = min(engine["back_off_cap"], engine["back_off_first"] * 2 ** (attempts - 1))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311


def _wake_next(effect: Effect) -> None:
    if not effect.money:
        return
    following = (
        Effect.objects.filter(
            flow=effect.flow,
            subject_id=effect.subject_id,
            id__gt=effect.pk,
            money=True,
            status=Effect.Status.PENDING,
            due__lte=clock.now(),
        )
        .order_by("id")
        .values_list("pk", flat=True)
        .first()
    )
    if following is not None:
        wake([following])
