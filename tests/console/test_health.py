"""The room that says how the system is: one sentence, the worst first, and what each clock does."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_q.models import OrmQ

from integrations import clock
from tests.console.conftest import Desk
from tests.console.looking import room
from tests.workflow.story import Story
from workflow.engine import ticks
from workflow.engine.models import Effect, Heartbeat, Tick

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


def verdicts(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'data-verdict="(\w+)".*?<p>(?:<a[^>]*>)?([^<]+)', page, re.DOTALL)
    return [(tone, words.strip()) for tone, words in found]


def beat(seconds_ago: float) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name="engine", defaults={"at": at, "restarts": 3})


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        (None, ("danger", "The engine has never run here: start `manage.py engine`.")),
        (2, ("success", "Everything runs.")),
        (20, ("warning", "The engine is slow: its last sign of life came 20 seconds ago.")),
        (185, ("danger", "The engine has not given a sign of life for 3 min: start `manage.py engine`.")),
    ],
)
def test_one_plain_sentence_says_how_the_engine_is(silence: Any, said: Any, desk: Desk, db: Any) -> None:
    if silence is not None:
        beat(silence)

    assert verdicts(room(desk("owner"), "health/")) == [said]


def test_what_is_wrong_is_said_the_worst_first(desk: Desk, story: Story) -> None:
    story.requested()
    beat(300)
    Effect.objects.all().delete()
    common = {"flow": "order", "subject_id": 1, "name": "notice.mail"}
    Effect.objects.create(**common, due=clock.now() - 12 * MINUTE)
    Effect.objects.create(**common, due=clock.now() - 2 * MINUTE)
    Effect.objects.create(**common, due=clock.now() + 60 * MINUTE)
    Effect.objects.create(**common, status="dead", finished=clock.now() - 2 * MINUTE)
    Effect.objects.create(**common, status="done", finished=clock.now() - 59 * MINUTE)
    Effect.objects.create(**common, status="done", finished=clock.now() - 61 * MINUTE)
    Effect.objects.create(**common, status="running", due=clock.now() - MINUTE)
    Tick.objects.create(
        name="workflow.jobs.stalls.tick", last_run=clock.now(), error="Traceback\nKeyError: 'ems'"
    )

    page = room(desk("finance"), "health/")

    assert verdicts(page) == [
        ("danger", "The engine has not given a sign of life for 5 min: start `manage.py engine`."),
        ("warning", "2 calls to the outside wait, the oldest for 12 min."),
        ("warning", "1 call to the outside needs a decision."),
        ("warning", "A clock duty failed: Looking for silent parcels."),
    ]
    assert "KeyError: &#x27;ems&#x27;" in page
    assert "1 past their lease" in page
    assert re.search(r"E-mail</th><td[^>]*>1</td><td[^>]*>1</td><td[^>]*>0</td>", page)
    assert OrmQ.objects.count() > 0
    assert f"<dd>{OrmQ.objects.count()}</dd>" in page


def test_the_clock_s_duties_stand_in_health(desk: Desk, settings: Any, db: Any) -> None:
    settings.TICKS = {"workflow.engine.effects.prune": 600, "console.figures.tick": 30}
    ticks.run_ticks()
    Tick.objects.filter(name="console.figures.tick").update(last_run=clock.now() - 3 * MINUTE)

    page = room(desk("owner"), "health/")

    assert re.search(r'data-duty="workflow.engine.effects.prune".*?10 min.*?Well', page, re.DOTALL)
    assert re.search(r'data-duty="console.figures.tick".*?30 s.*?Late', page, re.DOTALL)
