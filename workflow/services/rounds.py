"""Asking each courier about all its parcels, in full batches, without writing to a single parcel.

A round walks the parcels of one courier and pace by their id and puts one effect on record for each
batch, with the new place of its cursor in the same transaction: a process that is killed leaves both or
neither. It can run only once at a time, because its row is locked, and it cannot pile up, because each
open question holds one of the courier's few lanes, which a unique key guards. A round ends when all its
questions have, so the next never overtakes it; after downtime it goes on where it stood.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from integrations import clock
from integrations.couriers.registry import all_couriers
from integrations.couriers.registry import courier as courier_of
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.models import Parcel, PollRound
from workflow.polling import ASKED, Cadence, interval, pause

FLOW = "courier"
POLL = "tracking.poll"
# Questions of one courier that may be open at once, for each worker: enough that none waits for the
# next tick, few enough that a customer's pay link does not wait long behind them.
_LANES_PER_WORKER = 2


def advance_rounds() -> int:
    """Take every round that is due one step on. Returns how many batches were put on record.

    Two small queries and no write when there is nothing to do.
    """
    if not _missing() and not _due():
        return 0
    return in_transaction(_advance)


def ask_now(*, parcel_id: int) -> int:
    """Ask about one parcel out of its turn, whoever carries it. Returns how many questions are new.

    Pressed twice it is one question, as long as the first has no answer.
    """

    def deed() -> int:
        parcel = Parcel.objects.get(pk=parcel_id)
        asked = [code for code in (parcel.courier, parcel.onward) if code in _couriers()]
        return sum(_put(0, code, f"{POLL} {code} parcel {parcel_id}", [parcel_id]) for code in asked)

    return in_transaction(deed)


def _advance() -> int:
    PollRound.objects.bulk_create(
        [PollRound(courier=courier, cadence=cadence) for courier, cadence in _missing()],
        ignore_conflicts=True,
    )
    # All locks first and in one order, so that two engines cannot wait for each other.
    turns = list(PollRound.objects.select_for_update().filter(pk__in=_due()).order_by("pk"))
    now = clock.now()
    most_pressing_first = sorted(turns, key=lambda turn: ASKED.index(Cadence(turn.cadence)))
    return sum(_step(turn, now) for turn in most_pressing_first)


def _missing() -> set[tuple[str, str]]:
    """Pairs of courier and pace that have no row yet: all of them on the first day, then none."""
    known = set(PollRound.objects.values_list("courier", "cadence"))
    return {(courier, cadence.value) for courier in _couriers() for cadence in ASKED} - known


def _due() -> list[int]:
    """Rounds whose time has come, but for those that would find nobody to ask about.

    One parcel of each, by its index. Not Exists: MariaDB would read all parcels to answer it.
    """
    parcels = Parcel.objects.filter(cadence=OuterRef("cadence")).order_by("pk").values("pk")
    due = PollRound.objects.filter(courier__in=_couriers(), due_at__lte=clock.now()).annotate(
        own=Subquery(parcels.filter(courier=OuterRef("courier"))[:1]),
        handed_over=Subquery(parcels.filter(onward=OuterRef("courier"))[:1]),
    )
    has_work = Q(began_at__isnull=False) | Q(own__isnull=False) | Q(handed_over__isnull=False)
    return list(due.filter(has_work).values_list("pk", flat=True))


def _couriers() -> list[str]:
    return [courier.code for courier in all_couriers() if courier.can_track]


def _step(turn: PollRound, now: datetime) -> int:
    """What a round does in one tick: begin, go on, be held, or end. Its row is locked."""
    if turn.due_at > now:
        return 0  # another engine was faster
    lanes = _lanes(turn.courier)
    open_lanes = dict(Effect.objects.filter(slot__in=lanes).values_list("slot", "subject_id"))
    free = [lane for lane in lanes if lane not in open_lanes]
    unanswered = turn.pk in open_lanes.values()
    if turn.began_at is not None and not _is_held(turn):
        if _failed(turn).filter(finished__gte=turn.awake_at).exists():
            return _hold(turn, now)
        if unanswered:
            # After a failure one question goes ahead; until its answer is in, the rest waits.
            return 0 if turn.failures else _walk(turn, free, now)
        if _answered(turn, since=turn.awake_at):
            turn.failures = 0
    if turn.began_at is not None and turn.cursor is None and not unanswered:
        _end(turn)
        if turn.due_at > now:
            return 0
    return _walk(turn, free[:1] if turn.failures else free, now)


def _is_held(turn: PollRound) -> bool:
    """Whether it was told to pause and has not gone on since."""
    return turn.awake_at is not None and turn.awake_at < turn.due_at


def _walk(turn: PollRound, lanes: Sequence[str], now: datetime) -> int:
    """Put the next batches on record, one for each lane, and move the cursor past them."""
    begins = turn.began_at is None
    if not lanes or (turn.cursor is None and not begins):
        return 0
    size, after, put = courier_of(turn.courier).batch_size, turn.cursor or 0, 0
    ids = _next_parcels(turn.courier, turn.cadence, after=after, limit=len(lanes) * size)
    for lane, batch in zip(lanes, batched(ids, size), strict=False):
        if not _put(turn.pk, turn.courier, lane, batch):
            break
        after, put = batch[-1], put + 1
    if not put and (ids or begins):
        return 0
    if begins:
        turn.began_at = turn.awake_at = now
    elif _is_held(turn):
        turn.awake_at = now
    was_all = len(ids) < len(lanes) * size and put * size >= len(ids)
    turn.cursor = None if was_all else after
    turn.save()
    return put


def _put(subject_id: int, courier: str, slot: str, parcel_ids: Iterable[int]) -> bool:
    """False when the slot was taken: by the round of another pace under another lock, for one."""
    effect = enqueue(
        name=POLL,
        flow=FLOW,
        subject_id=subject_id,
        target=courier,
        args={"parcels": list(parcel_ids)},
        slot=slot,
    )
    return effect is not None


def _hold(turn: PollRound, now: datetime) -> int:
    """A batch has failed for good: the courier is down or refuses us. Its parcels wait for the next
    round; the rest goes on after a pause, at first with one question."""
    turn.failures += 1
    turn.due_at = now + pause(turn.cadence, turn.failures)
    turn.save()
    _forget_old_failures(turn)
    return 0


def _end(turn: PollRound) -> None:
    began_at: Any = turn.began_at
    answered = _answered(turn, since=began_at)
    if answered:
        turn.asked_at = began_at
    if answered or not turn.failures:
        turn.due_at = began_at + interval(turn.cadence)
    _forget_old_failures(turn)
    turn.began_at = turn.cursor = None
    turn.save()


def _forget_old_failures(turn: PollRound) -> None:
    """Only the newest failure needs a person: what earlier ones did not ask has been asked since, or
    the newest says that it cannot."""
    for effect in _failed(turn).filter(finished__lt=turn.awake_at):
        overtaken = Effect.objects.filter(pk=effect.pk, status=Effect.Status.DEAD)
        if overtaken.update(status=Effect.Status.SUPERSEDED):
            effect.status = Effect.Status.SUPERSEDED
            effect.announce()


def _answered(turn: PollRound, *, since: datetime | None) -> bool:
    return _questions(turn).filter(status=Effect.Status.DONE, finished__gte=since).exists()


def _failed(turn: PollRound) -> QuerySet[Effect]:
    return _questions(turn).filter(status=Effect.Status.DEAD)


def _questions(turn: PollRound) -> QuerySet[Effect]:
    return Effect.objects.filter(flow=FLOW, subject_id=turn.pk, name=POLL)


def _lanes(courier: str) -> list[str]:
    queue: dict[str, Any] = settings.Q_CLUSTER
    return [f"{POLL} {courier} {lane}" for lane in range(_LANES_PER_WORKER * queue["workers"])]


def _next_parcels(courier: str, cadence: str, *, after: int, limit: int) -> list[int]:
    """Ids in their order: parcels that the courier took from us, and those it carries on for another.

    Two queries, so that each walks its own index, and never an OR over both.
    """
    same_pace = Parcel.objects.filter(cadence=cadence, pk__gt=after).order_by("pk")
    own = same_pace.filter(courier=courier).values_list("pk", flat=True)[:limit]
    handed_over = same_pace.filter(onward=courier).values_list("pk", flat=True)[:limit]
    return sorted({*own, *handed_over})[:limit]
