"""The door: the one way in which anything changes state.

Guard, act, record, announce, in one transaction. Whatever is refused leaves nothing behind.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django_fsm import Transition

from integrations import clock
from workflow.engine.actors import Actor, Kind
from workflow.engine.effects import enqueue
from workflow.engine.errors import GuardFailed, NotPermitted, Stale, WrongState
from workflow.engine.models import FlowModel, TransitionLog
from workflow.engine.steps import Guard, Step
from workflow.engine.transactions import in_transaction

type Act[S] = Callable[[S], dict[str, Any] | None]


def fire[S: FlowModel](
    model: type[S],
    pk: int,
    name: str,
    *,
    actor: Actor,
    expect_seq: int | None = None,
    act: Act[S] | None = None,
    **inputs: Any,
) -> TransitionLog:
    """Do the deed `name` on one subject and return its log row.

    Locks the subject, refuses a stale `expect_seq`, checks actor, permission, state and
    guards, then calls `act(subject)`, which writes the rows that belong to the deed and
    returns more keyword arguments for the transition. The transition's return value is what
    the log remembers; each declared effect becomes a row with its arguments frozen now.

    Raises a `Refused` (Stale, NotPermitted, WrongState, GuardFailed, BadInput): nothing was
    written, nothing will leave the building.
    """

    def deed() -> TransitionLog:
        subject = model.lock(pk)
        if expect_seq is not None and subject.seq != expect_seq:
            raise Stale
        transition = _allowed(subject, name, actor)
        more = (act(subject) or {}) if act else {}
        return _move(subject, transition, actor, {**inputs, **more})

    return in_transaction(deed)


def why_not(subject: FlowModel, name: str, actor: Actor) -> Any | None:
    """The sentence that says why this actor cannot do the deed now, or None if they can.

    For buttons and previews. It takes no lock, so the door asks again.
    """
    try:
        _allowed(subject, name, actor)
    except (NotPermitted, WrongState, GuardFailed) as refusal:
        return refusal.message
    return None


def _transition(subject: FlowModel, name: str) -> Transition | None:
    meta = getattr(getattr(subject, name, None), "_django_fsm", None)
    if meta is None or not meta.has_transition(subject.state):  # type: ignore[attr-defined]
        return None
    return meta.get_transition(subject.state)  # type: ignore[attr-defined]


def _any_transition(subject: FlowModel, name: str) -> Transition:
    meta = getattr(getattr(type(subject), name, None), "_django_fsm", None)
    if meta is None:
        raise WrongState(_("There is no step “%(name)s”.") % {"name": name}, code="unknown_step")
    return next(iter(meta.transitions.values()))


def _may(subject: FlowModel, transition: Transition, actor: Actor) -> bool:
    step: Step = transition.custom["step"]
    if actor.kind not in step.by:
        return False
    if actor.user is None:
        return actor.kind not in (Kind.CUSTOMER, Kind.STAFF)
    if actor.kind is Kind.CUSTOMER:
        # A customer's permission is that it is theirs; staff rights give no way round that.
        return subject.belongs_to(actor.user)
    return bool(actor.user.is_active and actor.user.is_staff and transition.has_perm(subject, actor.user))


def _allowed(subject: FlowModel, name: str, actor: Actor) -> Transition:
    transition = _transition(subject, name)
    # Permission comes first, also where the state forbids the deed: a stranger learns nothing.
    if not _may(subject, transition or _any_transition(subject, name), actor):
        raise NotPermitted
    if transition is None:
        label = _any_transition(subject, name).custom["step"].label
        state = subject.get_state_display()  # type: ignore[attr-defined]
        raise WrongState(
            _("“%(step)s” is not possible now: this is “%(state)s”.") % {"step": label, "state": state}
        )
    for condition in transition.conditions:
        if isinstance(condition, Guard):
            reason = condition.why_not(subject)
            if reason is not None:
                raise GuardFailed(reason, code=condition.name)
        elif not condition(subject):
            raise GuardFailed(_("A condition of this step is not met."))
    return transition


def _move(subject: FlowModel, transition: Transition, actor: Actor, inputs: dict[str, Any]) -> TransitionLog:
    source = str(subject.state)  # type: ignore[attr-defined]
    remembered = getattr(subject, transition.name)(**inputs) or {}
    subject.seq += 1
    subject.moved_at = clock.now()
    subject.after_move(remembered)
    subject.save()
    log = TransitionLog.objects.create(
        flow=subject.flow_name,
        subject_id=subject.pk,
        seq=subject.seq,
        name=transition.name,
        source=source,
        target=str(subject.state),  # type: ignore[attr-defined]
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_label=actor.label[:120],
        data=remembered,
        at=subject.moved_at,
    )
    step: Step = transition.custom["step"]
    for declared in step.effects:
        enqueue(
            name=declared.name,
            target=declared.target,
            flow=subject.flow_name,
            subject_id=subject.pk,
            args=declared.args(subject, remembered),
            due=declared.due(subject, remembered),
            log=log,
        )
    subject.announce(transition.name)
    return log
