"""Deadlines of promises that a later one has replaced: they pass, and nothing happens."""

from datetime import timedelta

import pytest

from integrations import clock
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Attention, Order
from workflow.services import quotes, requests

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def deadlines(name: str) -> list[Effect]:
    return list(Effect.objects.filter(name=name).order_by("id"))


def test_a_question_that_was_answered_is_not_missed_when_another_waits(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?")
    begin = clock.now()
    with clock.travel(begin + timedelta(days=1)):
        requests.answer(order_id=order.pk, actor=story.desk, answer="Medium.")
        requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which colour?")
    first, second = deadlines("deadline.answer")
    assert first.due < second.due
    with clock.travel(first.due + timedelta(minutes=1)):
        run_due()
    assert Effect.objects.get(pk=first.pk).result == {"overtaken": True}
    assert not Attention.objects.exists()
    with clock.travel(second.due + timedelta(minutes=1)):
        run_due()
    assert list(Attention.objects.values_list("concern", "about")) == [
        ("no_answer", f"{order.ref}:{Order.objects.get().seq}")
    ]


def test_a_quote_with_more_time_is_left_in_peace_at_its_first_deadline(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.items_due()
    later = order.due_at + timedelta(days=3)
    quotes.extend_deadline(order_id=order.pk, actor=story.desk, valid_until=later)
    first, _second = deadlines("deadline.items")
    with clock.travel(first.due + timedelta(minutes=1)):
        run_due()
    ended = Effect.objects.get(pk=first.pk)
    assert (ended.status, ended.result) == ("done", {"overtaken": True})
    assert story.again(order).state == "items_due"
