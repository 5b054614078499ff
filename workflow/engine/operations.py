"""What a person may do with an effect that failed or hangs in doubt. Each is a logged deed."""

from django.db.models import Max
from django.utils.translation import gettext as _

from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.effects import wake
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.registry import args_kept, handler_of, is_known
from workflow.engine.transactions import in_transaction

FLOW = "effect"
PERMISSION = "engine.change_effect"

_TARGETS = {
    "retry": Effect.Status.PENDING,
    "skip": Effect.Status.SKIPPED,
    "mark_done": Effect.Status.DONE,
}


def decide(*, effect_id: int, verdict: str, actor: Actor, reason: str) -> TransitionLog:
    """`retry`, `skip` or `mark_done` a failed or unsure effect, with the reason on record.

    A retry keeps the key, so that a provider that did the work already answers the same again. What was
    done after all leaves what it would have left by itself: a text message its row among the notices.
    Raises NotPermitted or WrongState; then nothing changed.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted

    def deed() -> TransitionLog:
        effect = Effect.objects.select_for_update().get(pk=effect_id)
        if verdict not in _TARGETS:
            raise WrongState(_("There is no step “%(name)s”.") % {"name": verdict}, code="unknown_step")
        if effect.status not in Effect.UNDECIDED:
            raise WrongState(_("Only a failed or unsure effect needs a decision."))
        source, now = effect.status, clock.now()
        effect.status = _TARGETS[verdict]
        effect.attempts = 0
        effect.due = now
        effect.finished = None if verdict == "retry" else now
        if verdict == "mark_done":
            _leave_traces(effect)
        if verdict != "retry":
            effect.args = args_kept(effect)
        effect.save(update_fields=["status", "attempts", "due", "finished", "args"])
        if verdict == "retry":
            wake([effect.pk])
        else:
            # What was held back behind it may go on.
            wake(
                Effect.objects.filter(
                    flow=effect.flow,
                    subject_id=effect.subject_id,
                    money=True,
                    status=Effect.Status.PENDING,
                    due__lte=now,
                ).values_list("pk", flat=True)
            )
        effect.announce()
        last = TransitionLog.objects.filter(flow=FLOW, subject_id=effect.pk).aggregate(last=Max("seq"))[
            "last"
        ]
        return TransitionLog.objects.create(
            flow=FLOW,
            subject_id=effect.pk,
            seq=(last or 0) + 1,
            name=verdict,
            source=source,
            target=effect.status,
            actor_kind=actor.kind,
            actor_id=actor.user_id,
            actor_label=actor.label,
            data={"reason": reason, "effect": effect.name},
            at=now,
        )

    return in_transaction(deed)


def _leave_traces(effect: Effect) -> None:
    leave = handler_of(effect.name).marked_done if is_known(effect.name) else None
    if leave is not None:
        leave(effect)
