"""Effects that must not be done twice and whose provider knows no keys: in doubt, a person decides."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from integrations import clock
from integrations.errors import Misconfigured, OutcomeUnknown, TryLater
from workflow.engine import registry, runner
from workflow.engine.actors import Actor
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.operations import decide
from workflow.engine.registry import Conclusion, Unknown, handler
from workflow.engine.runner import Retry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Sender:
    """Sends when it is called, and then does what a test wrote down."""

    def __init__(self) -> None:
        self.sent = 0
        self.then: list[Any] = []

    def __call__(self, effect: Effect) -> Conclusion | None:
        self.sent += 1
        move = self.then.pop(0) if self.then else None
        if isinstance(move, Exception):
            raise move
        return move(effect) if callable(move) else None


@pytest.fixture
def sender() -> Iterator[Sender]:
    sender, known = Sender(), dict(registry._handlers)
    handler("test.ask", unknown=Unknown.ASK, max_attempts=3)(sender)
    handler("test.repeat", max_attempts=3)(sender)
    yield sender
    registry._handlers.clear()
    registry._handlers.update(known)


def put(name: str = "test.ask") -> Effect:
    effect = enqueue(name=name, flow="test", subject_id=7)
    assert effect is not None
    return effect


def again(effect: Effect) -> Effect:
    return Effect.objects.get(pk=effect.pk)


def abandon(effect: Effect) -> None:
    """A process claimed it and died; its lease is over."""
    Effect.objects.filter(pk=effect.pk).update(
        status="running", attempts=1, due=clock.now() - timedelta(seconds=1)
    )


def fail(error: Exception) -> Any:
    def record() -> None:
        raise error

    return lambda effect: Conclusion(record)


def test_what_a_dead_process_may_have_sent_is_not_sent_again(sender: Sender) -> None:
    asked, repeated = put(), put("test.repeat")
    for effect in (asked, repeated):
        abandon(effect)
        runner.run(effect.pk)
    assert (again(asked).status, again(asked).error) == (
        "unsure",
        "The process that ran it ended without a word.",
    )
    assert (again(repeated).status, sender.sent) == ("done", 1)


@pytest.mark.parametrize(
    "error", [OperationalError("gone away"), ValueError("a bug"), TryLater("a", "b", "c")]
)
def test_what_was_sent_and_could_not_be_written_down_is_not_sent_again(
    sender: Sender, error: Exception
) -> None:
    """Also where the error would mean "try later", had the handler raised it."""
    effect = put()
    sender.then = [fail(error)]
    runner.run(effect.pk)
    with clock.travel(clock.now() + timedelta(hours=1)):
        runner.run(effect.pk)
    assert (again(effect).status, sender.sent) == ("unsure", 1)


@pytest.mark.parametrize("error", [OutcomeUnknown("lost", "No reply.", "test"), ValueError("a bug")])
def test_an_error_that_does_not_say_what_happened_is_a_doubt(sender: Sender, error: Exception) -> None:
    effect = put()
    sender.then = [error]
    runner.run(effect.pk)
    assert (again(effect).status, again(effect).attempts) == ("unsure", 1)


@pytest.mark.parametrize(
    "error", [Retry("Not yet."), TryLater("busy", "Later.", "test"), Misconfigured("key", "No key.", "test")]
)
def test_what_certainly_did_not_happen_is_tried_again(sender: Sender, error: Exception) -> None:
    effect = put()
    sender.then = [error]
    runner.run(effect.pk)
    assert again(effect).status == "pending"
    with clock.travel(clock.now() + timedelta(hours=1)):
        runner.run(effect.pk)
    assert (again(effect).status, again(effect).attempts) == ("done", 2)


def test_a_person_may_have_it_sent_again_and_then_it_runs_as_the_first_time(
    sender: Sender, juno: Any
) -> None:
    effect = put()
    sender.then = [OutcomeUnknown("lost", "No reply.", "test")]
    runner.run(effect.pk)
    decide(effect_id=effect.pk, verdict="retry", actor=Actor.staff(juno), reason="They say it never came.")
    runner.run(effect.pk)
    assert (again(effect).status, again(effect).attempts, sender.sent) == ("done", 1, 2)


def test_a_zombie_of_before_the_decision_is_still_fenced_off(sender: Sender, juno: Any) -> None:
    """A retry by a person counts its attempts anew; their number alone would let the zombie in."""
    written: list[str] = []

    def hang(effect: Effect) -> Conclusion:
        with clock.travel(clock.now() + timedelta(hours=1)):
            runner.run(effect.pk)  # its lease is over: in doubt
        decide(effect_id=effect.pk, verdict="retry", actor=Actor.staff(juno), reason="Send it.")
        # The second try is under way, the first of its count, when the zombie comes back.
        with clock.travel(clock.now() + timedelta(hours=2)):
            assert runner._claim(effect.pk) is not None
        return Conclusion(lambda: written.append("zombie"))

    effect = put()
    sender.then = [hang]
    runner.run(effect.pk)
    assert written == []
    assert (again(effect).status, again(effect).attempts) == ("running", 1)
