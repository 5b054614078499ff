"""Duties of the clock: once an interval, by one engine, also after downtime."""

from datetime import timedelta
from typing import Any

import pytest

from integrations import clock
from workflow.engine.models import Tick
from workflow.engine.ticks import run_ticks

pytestmark = [pytest.mark.django_db, pytest.mark.database]

rang: list[str] = []


def ring() -> None:
    rang.append("rang")


def stumble() -> None:
    raise ValueError("This duty is broken.")


@pytest.fixture(autouse=True)
def _duties(settings: Any) -> None:
    rang.clear()
    settings.TICKS = {f"{__name__}.stumble": 60, f"{__name__}.ring": 60}


def test_a_duty_runs_once_an_interval_and_once_after_a_long_pause() -> None:
    run_ticks()
    run_ticks()
    assert rang == ["rang"]
    with clock.travel(clock.now() + timedelta(hours=5)):
        run_ticks()
        run_ticks()
    assert rang == ["rang", "rang"]


def test_a_duty_that_another_engine_holds_is_left_to_it() -> None:
    run_ticks()
    later = clock.now() + timedelta(minutes=2)
    Tick.objects.filter(name__endswith="ring").update(leased_until=later + timedelta(seconds=30))
    with clock.travel(later):
        run_ticks()
    assert rang == ["rang"]


def test_a_broken_duty_does_not_stop_the_others_and_says_why() -> None:
    run_ticks()
    assert rang == ["rang"]
    assert "This duty is broken." in Tick.objects.get(name__endswith="stumble").error
