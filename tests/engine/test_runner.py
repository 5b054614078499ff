"""Effects: claimed once, concluded once, tried again, given up, put before a person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrations import clock
from integrations.errors import OutcomeUnknown, ProviderRefused, TryLater
from workflow.engine import registry, runner
from workflow.engine.actors import Actor
from workflow.engine.effects import enqueue, prune
from workflow.engine.errors import NotPermitted, Stale, WrongState
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.operations import decide
from workflow.engine.registry import Conclusion, Unknown, handler
from workflow.engine.sweeper import is_stuck, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Bench:
    """A handler whose next moves a test writes down."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.moves: list[Any] = []

    def __call__(self, effect: Effect) -> Conclusion | None:
        self.calls.append(effect.pk)
        move = self.moves.pop(0) if self.moves else None
        if isinstance(move, Exception):
            raise move
        return move(effect) if callable(move) else move


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    known = dict(registry._handlers)
    handler("test.plain", max_attempts=3)(bench)
    handler("test.money", money=True)(bench)
    handler("test.text", unknown=Unknown.ASK)(bench)
    yield bench
    registry._handlers.clear()
    registry._handlers.update(known)


def put(name: str = "test.plain", **more: Any) -> Effect:
    effect = enqueue(**{"name": name, "flow": "test", "subject_id": 7, **more})
    assert effect is not None
    return effect


def again(effect: Effect) -> Effect:
    return Effect.objects.get(pk=effect.pk)


def in_an_hour() -> Any:
    return clock.travel(clock.now() + timedelta(hours=1))


def test_it_runs_once_however_often_it_is_woken(bench: Bench) -> None:
    effect = put()
    for _ in range(3):
        runner.run(effect.pk)
    assert bench.calls == [effect.pk]
    assert (again(effect).status, again(effect).attempts) == ("done", 1)


def test_it_does_not_run_before_it_is_due(bench: Bench) -> None:
    effect = put(due=clock.now() + timedelta(minutes=30))
    runner.run(effect.pk)
    assert bench.calls == []
    with in_an_hour():
        runner.run(effect.pk)
    assert bench.calls == [effect.pk]


def test_trouble_backs_off_and_then_gives_up_with_the_providers_words(bench: Bench) -> None:
    effect = put()
    bench.moves = [TryLater("busy", "Come back later.", "test")] * 3
    runner.run(effect.pk)
    assert (again(effect).status, again(effect).attempts) == ("pending", 1)
    assert again(effect).due > clock.now()
    for hours in (1, 2):
        with clock.travel(clock.now() + timedelta(hours=hours)):
            runner.run(effect.pk)
    ended = again(effect)
    assert (ended.status, ended.attempts, ended.error) == ("dead", 3, "test: Come back later. (busy)")


def test_the_providers_own_wish_is_kept(bench: Bench) -> None:
    effect = put()
    bench.moves = [TryLater("busy", "Later.", "test", retry_after=120)]
    runner.run(effect.pk)
    assert timedelta(seconds=110) < again(effect).due - clock.now() <= timedelta(seconds=120)


def test_a_definite_no_is_not_asked_again(bench: Bench) -> None:
    effect = put()
    bench.moves = [ProviderRefused("gone", "No such thing.", "test")]
    runner.run(effect.pk)
    assert (again(effect).status, again(effect).attempts) == ("dead", 1)


def test_a_lost_reply_is_asked_again_with_the_same_key_or_put_before_a_person(bench: Bench) -> None:
    lost = OutcomeUnknown("reply_lost", "No reply.", "test")
    repeatable, text = put(), put("test.text")
    bench.moves = [lost, lost]
    runner.run(repeatable.pk)
    runner.run(text.pk)
    assert again(repeatable).status == "pending"
    assert again(repeatable).key == repeatable.key
    assert again(text).status == "unsure"


def test_a_zombie_that_returns_late_writes_nothing(bench: Bench) -> None:
    """Its lease ran out while it hung; another attempt has concluded meanwhile."""
    written: list[str] = []

    def hang(effect: Effect) -> Conclusion:
        with in_an_hour():
            runner.run(effect.pk)  # the sweeper gives it to somebody else, who finishes
        return Conclusion(lambda: written.append("zombie"))

    effect = put()
    bench.moves = [hang, lambda effect: Conclusion(lambda: written.append("second"))]
    runner.run(effect.pk)
    assert written == ["second"]
    assert (again(effect).status, again(effect).attempts) == ("done", 2)


def test_a_poison_effect_that_kills_its_process_is_given_up(bench: Bench) -> None:
    effect = put()
    # Three processes claimed it and died: running, the lease long over.
    Effect.objects.filter(pk=effect.pk).update(
        status="running", attempts=3, due=clock.now() - timedelta(seconds=1)
    )
    runner.run(effect.pk)
    assert bench.calls == []
    assert again(effect).status == "dead"


def test_when_a_person_was_faster_it_is_overtaken_and_its_writing_undone(bench: Bench) -> None:
    def record() -> None:
        put("test.plain", target="written on the way")
        raise Stale

    effect = put()
    bench.moves = [Conclusion(record)]
    runner.run(effect.pk)
    assert again(effect).status == "superseded"
    assert Effect.objects.count() == 1


def test_money_of_one_subject_moves_in_order_and_a_dead_one_blocks_the_next(bench: Bench) -> None:
    first, second, stranger = put("test.money"), put("test.money"), put("test.money", subject_id=8)
    bench.moves = [ProviderRefused("no", "No.", "test")]
    runner.run(second.pk)
    assert bench.calls == []
    runner.run(first.pk)
    runner.run(second.pk)
    runner.run(stranger.pk)
    assert bench.calls == [first.pk, stranger.pk]
    assert [again(one).status for one in (first, second, stranger)] == ["dead", "pending", "done"]
    assert not is_stuck()


def test_messages_are_not_held_back_by_money(bench: Bench) -> None:
    money, message = put("test.money"), put()
    bench.moves = [TryLater("busy", "Later.", "test")]
    runner.run(money.pk)
    runner.run(message.pk)
    assert again(message).status == "done"


def test_a_slot_is_held_by_one_open_effect(bench: Bench) -> None:
    effect = put(slot="only-one")
    assert enqueue(name="test.plain", flow="test", subject_id=7, slot="only-one") is None
    runner.run(effect.pk)
    assert put(slot="only-one").pk != effect.pk


def test_an_effect_that_nobody_knows_ends_before_a_person(bench: Bench) -> None:
    effect = put()
    Effect.objects.filter(pk=effect.pk).update(name="was.renamed")
    runner.run(effect.pk)
    assert (again(effect).status, again(effect).error) == (
        "dead",
        "No handler is registered for was.renamed.",
    )


def test_the_sweeper_wakes_what_nobody_woke_and_not_all_the_time(bench: Bench) -> None:
    effect = put(due=clock.now() + timedelta(minutes=30))
    assert sweep() == 0
    with in_an_hour():
        assert sweep() == 1
        assert sweep() == 0
        assert again(effect).woken_at is not None


def test_work_that_is_due_while_nothing_finishes_means_stuck(bench: Bench) -> None:
    put()
    assert not is_stuck()
    with in_an_hour():
        assert is_stuck()
        done = put()
        runner.run(done.pk)
        assert not is_stuck()


def test_what_no_deed_caused_is_forgotten_once_it_is_done_and_old(bench: Bench) -> None:
    done, failed, fresh = put(), put(), put()
    bench.moves = [None, ProviderRefused("no", "No.", "test")]
    runner.run(done.pk)
    runner.run(failed.pk)
    with clock.travel(clock.now() + timedelta(hours=7)):
        runner.run(fresh.pk)
        assert prune() == 1
    assert set(Effect.objects.values_list("pk", flat=True)) == {failed.pk, fresh.pk}


class TestDecisions:
    """What a person does about an effect that failed; each is a logged deed."""

    @pytest.fixture
    def dead(self, bench: Bench) -> Effect:
        effect = put("test.money")
        bench.moves = [ProviderRefused("no", "No.", "test")]
        runner.run(effect.pk)
        return again(effect)

    def test_retry_keeps_the_key(self, bench: Bench, dead: Effect, juno: Any) -> None:
        decide(effect_id=dead.pk, verdict="retry", actor=Actor.staff(juno), reason="The provider is back.")
        runner.run(dead.pk)
        assert (again(dead).status, again(dead).key) == ("done", dead.key)
        row = TransitionLog.objects.get(flow="effect", subject_id=dead.pk)
        assert (row.name, row.source, row.target, row.actor_id) == ("retry", "dead", "pending", juno.pk)
        assert row.data == {"reason": "The provider is back.", "effect": "test.money"}

    @pytest.mark.parametrize(("verdict", "status"), [("skip", "skipped"), ("mark_done", "done")])
    def test_skipping_lets_the_next_money_move(
        self, bench: Bench, dead: Effect, juno: Any, verdict: str, status: str
    ) -> None:
        following = put("test.money")
        runner.run(following.pk)
        assert again(following).status == "pending"
        decide(effect_id=dead.pk, verdict=verdict, actor=Actor.staff(juno), reason="Done by hand.")
        runner.run(following.pk)
        assert (again(dead).status, again(following).status) == (status, "done")

    def test_it_needs_the_right_and_a_failed_effect(
        self, bench: Bench, dead: Effect, juno: Any, james: Any
    ) -> None:
        with pytest.raises(NotPermitted):
            decide(effect_id=dead.pk, verdict="retry", actor=Actor.staff(james), reason="")
        finished = put()
        runner.run(finished.pk)
        with pytest.raises(WrongState):
            decide(effect_id=finished.pk, verdict="retry", actor=Actor.staff(juno), reason="")
        with pytest.raises(WrongState):
            decide(effect_id=dead.pk, verdict="explode", actor=Actor.staff(juno), reason="")
        assert again(dead).status == "dead"
        assert not TransitionLog.objects.filter(flow="effect").exists()
