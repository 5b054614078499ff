"""Two workers and one effect: whoever looks first and writes second gets nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from workflow.engine import registry, runner
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect
from workflow.engine.registry import handler

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def calls() -> Iterator[list[int]]:
    calls: list[int] = []
    known = dict(registry._handlers)
    handler("test.once")(lambda effect: calls.append(effect.pk))
    yield calls
    registry._handlers.clear()
    registry._handlers.update(known)


def test_another_worker_takes_it_between_the_look_and_the_claim(calls: list[int]) -> None:
    effect = enqueue(name="test.once", flow="test", subject_id=7)
    assert effect is not None
    others: list[str] = []

    def be_second(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and not others:
            others.append("claims")
            Effect.objects.filter(pk=effect.pk).update(status="running", attempts=1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(be_second):
        runner.run(effect.pk)
    assert (calls, others) == ([], ["claims"])
    assert Effect.objects.get(pk=effect.pk).attempts == 1


def test_another_worker_has_even_finished_it(calls: list[int]) -> None:
    effect = enqueue(name="test.once", flow="test", subject_id=7)
    assert effect is not None
    others: list[str] = []

    def be_second(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and not others:
            others.append("runs")
            runner.run(effect.pk)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(be_second):
        runner.run(effect.pk)
    assert calls == [effect.pk]
    assert (Effect.objects.get(pk=effect.pk).status, Effect.objects.get(pk=effect.pk).attempts) == ("done", 1)
