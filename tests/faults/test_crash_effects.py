"""A process dies at every moment of running an effect, and another comes back after its lease.

Nothing is lost, whatever the moment: one session, one payment, one deed; a mail at least once, under
one name; a text at most once.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django_q.models import OrmQ

from integrations import clock
from tests.faults.crash import CALL, COMMIT, Life, live
from tests.faults.money_works import MONEY, MoneyWork
from tests.faults.works import WORKS, Work
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import runner
from workflow.engine.models import Effect
from workflow.engine.sweeper import sweep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

LONG = os.environ.get("LONG") == "1"


def again(effect: Effect) -> Effect:
    return Effect.objects.get(pk=effect.pk)


def die(effect: Effect, moment: int) -> Life:
    return live(lambda: runner.run(effect.pk), ends_at=moment)


def later(leases: int) -> clock.travel:
    """When the lease of whoever ran before is over, and the sweeper's patience with it."""
    return clock.travel(clock.now() + leases * timedelta(seconds=settings.ENGINE["lease"] + 10))


def come_back(effect: Effect, *, leases: int = 1) -> None:
    """Every hint is lost. The sweeper finds what is owed, and a worker runs it."""
    OrmQ.objects.all().delete()
    with later(leases):
        sweep()
        if (effect.pk,) in [hint.task["args"] for hint in OrmQ.objects.all()]:
            runner.run(effect.pk)


@contextmanager
def told(*moments: int) -> Iterator[None]:
    """Say with a failure where the process died."""
    try:
        yield
    except AssertionError as fault:
        fault.add_note(f"It died at moment {' and then at '.join(map(str, moments))}.")
        raise


@pytest.mark.parametrize("kind", WORKS, ids=lambda kind: kind.name)
def test_an_effect_survives_a_death_at_every_moment(kind: type[Work], story: Story, sandbox: Sandbox) -> None:
    work = kind(story, sandbox)
    for moment in itertools.count(1):
        effect = work.one_more()
        life = die(effect, moment)
        come_back(effect)
        with told(moment):
            work.check(again(effect))
        if not life.died:
            break
    assert life.moments.count(COMMIT[1]) >= 1


@pytest.mark.parametrize("kind", MONEY, ids=lambda kind: kind.name)
def test_money_survives_a_death_and_another(kind: type[MoneyWork], story: Story, sandbox: Sandbox) -> None:
    """At every moment; and then, for each different thing that a first death leaves behind, whoever comes
    back dies as well, and a third one finds its way."""
    work = kind(story, sandbox)
    untouched, left = None, dict[str, int]()
    for moment in itertools.count(1):
        effect = work.one_more()
        life = die(effect, moment)
        trace = repr(work.left(effect))
        untouched = untouched or trace
        if again(effect).status == "running":
            left.setdefault(trace, moment)
        come_back(effect)
        with told(moment):
            work.check(again(effect))
        if not life.died:
            break
    assert untouched not in left
    assert len(left) >= 1
    for first in left.values():
        for second in _second_deaths(work, first):
            effect = work.one_more()
            die(effect, first)
            with later(1):
                assert die(effect, second).died
            come_back(effect, leases=2)
            with told(first, second):
                work.check(again(effect))


def _second_deaths(work: MoneyWork, first: int) -> list[int]:
    """The moments of whoever comes back: all of them in the long run, otherwise just after the claim, after
    each COMMIT and around each call. Between them nothing lasting happens."""
    effect = work.one_more()
    die(effect, first)
    with later(1):
        moments = live(lambda: runner.run(effect.pk)).moments
    with told(first):
        work.check(again(effect))
    claimed = moments.index("UPDATE") + 1
    lasting = {claimed + 1, *(at for at, what in enumerate(moments, start=1) if what in (*CALL, COMMIT[1]))}
    return sorted(lasting) if not LONG else list(range(1, len(moments) + 1))
