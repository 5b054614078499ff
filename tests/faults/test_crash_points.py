"""A process dies at every moment of every deed: the deed is whole, or it has not been."""

from datetime import datetime

import pytest
from django_q.models import OrmQ

from tests.faults.crash import COMMIT, everything, live
from tests.faults.deeds import DEEDS, Deed, Press
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import operations
from workflow.engine.errors import Refused
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Order, OrderItem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_no_deed_of_the_flow_is_left_out() -> None:
    swept = {row for deed in DEEDS for row in deed.rows}
    assert {arc.name for model in (Order, OrderItem) for arc in model.arcs()} <= swept


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_a_deed_is_whole_or_has_not_been(deed: Deed, story: Story, sandbox: Sandbox) -> None:
    press = deed.stage(story, sandbox)
    OrmQ.objects.all().delete()  # wake-ups of the story so far
    known = set(TransitionLog.objects.values_list("pk", flat=True))
    wakes = woken()
    before = everything()
    moment, life = 1, live(press, ends_at=1)
    while life.last != COMMIT[1]:
        assert life.died
        assert everything() == before, f"It died at moment {moment}, {life.last}, and left something behind."
        moment += 1
        life = live(press, ends_at=moment)
    # The last death came just after the COMMIT: everything is there, once.
    assert life.moments.count(COMMIT[0]) == 1
    assert moment > 5
    rows = TransitionLog.objects.exclude(pk__in=known)
    assert sorted(row.name for row in rows) == sorted(deed.rows)
    for row in rows:
        assert sorted(row.effects.values_list("name", "target")) == declared(row)
    hints = sorted(hint.task["args"][0] for hint in OrmQ.objects.all())
    assert hints == sorted(pk for pk, _at in woken() - wakes)
    press_again(deed, press)


def woken() -> set[tuple[int, datetime]]:
    return set(Effect.objects.exclude(woken_at=None).values_list("pk", "woken_at"))


def declared(row: TransitionLog) -> list[tuple[str, str]]:
    if row.flow == operations.FLOW:
        return []
    arcs = {"order": Order, "item": OrderItem}[row.flow].arcs()
    (arc,) = [arc for arc in arcs if (arc.name, arc.source) == (row.name, row.source)]
    return sorted((effect.name, effect.target) for effect in arc.step.effects)


def press_again(deed: Deed, press: Press) -> None:
    """The person saw no answer and presses again: nothing happens a second time."""
    if deed.again == "another":
        return  # a second request is another order; the page and the API know their copies by a key
    done = everything(without=deed.looked_at)
    if deed.again == "quiet":
        live(press)
    else:
        with pytest.raises(Refused) as refusal:
            live(press)
        assert refusal.value.code == deed.again
    assert everything(without=deed.looked_at) == done
