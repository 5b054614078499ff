"""A model's hint: asked once about the same goods, told nothing of the customer, in nobody's way."""

import json
from datetime import timedelta
from typing import Any

import pytest

from integrations import clock
from integrations.live.models import LiveEvent
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, SOJU, Story
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Attention, Order
from workflow.services import suggestions
from workflow.services.items import correct
from workflow.services.requests import WantedItem, answer, ask_customer

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OPENAI = "POST /openai/v1/responses"


def asked(sandbox: Sandbox) -> list[Any]:
    """What each call asked about, oldest first."""
    calls = reversed(sandbox.get("openai"))
    return [json.loads(call["request"]["input"][0]["content"][0]["text"])["items"] for call in calls]


def calls_of(order: Order) -> list[tuple[str, Any]]:
    rows = Effect.objects.filter(name="screen.suggest", flow="order", subject_id=order.pk).order_by("id")
    return [(row.status, row.result.get("outcome")) for row in rows]


def test_each_item_gets_its_hint_from_one_call(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(SOJU, HAT)

    soju, hat = order.items.all()
    assert len(asked(sandbox)) == 1
    assert calls_of(order) == [("done", "answered")]
    assert {name: soju.suggestion[name] for name in ("verdict", "confidence", "model", "of")} == {
        "verdict": "forbid", "confidence": "high", "model": "gpt-5.6-luna", "of": suggestions.mark_of(soju),
    }  # fmt: skip
    assert soju.suggestion["sources"][0].startswith("https://www.cbp.gov/")
    assert soju.suggestion["at"].startswith(f"{clock.now():%Y-%m-%d}")
    # A hint decides nothing: the rules do not know of it.
    assert (hat.suggestion["verdict"], hat.state, hat.hits) == ("allow", "requested", [])


def test_the_customer_stays_in_the_house(story: Story, sandbox: Sandbox) -> None:
    story.requested(WantedItem(url="https://shop.kr/1", title="Hat", note="For my mother Kim Okja"))

    (call,) = sandbox.get("openai")
    sent = json.dumps(call["request"], ensure_ascii=False)
    for word in ("Okja", "Mina", "mina@", "2135550100", "Vermont", "90004"):
        assert word not in sent


def test_the_same_goods_are_asked_about_once(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(SOJU, HAT)
    ask_customer(order_id=order.pk, actor=story.desk, question="Which colour?")
    answer(order_id=order.pk, actor=story.desk, answer="Black")
    run_due()

    assert len(asked(sandbox)) == 1
    assert calls_of(order) == [("done", "answered"), ("done", "nothing_to_ask")]


def test_a_corrected_item_is_asked_about_anew_and_alone(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(SOJU, HAT)
    soju = order.items.first()
    assert soju is not None
    correct(
        item_id=soju.pk, actor=story.desk, title="Soju glass, pair", url=soju.url, options="", quantity=1,
        note="",
    )  # fmt: skip
    run_due()

    assert [item["title"] for item in asked(sandbox)[1]] == ["Soju glass, pair"]
    soju.refresh_from_db()
    assert soju.suggestion["verdict"] == "allow"


def test_more_items_than_one_call_holds_are_asked_about_in_turn(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(*[WantedItem(url=f"https://shop.kr/{n}", title=f"Hat {n}") for n in range(23)])

    assert [len(items) for items in asked(sandbox)] == [10, 10, 3]
    assert all(item.suggestion for item in order.items.all())


def test_ask_again_asks_about_everything_that_is_open_once(story: Story, sandbox: Sandbox) -> None:
    order = story.requested(SOJU, HAT)

    assert suggestions.ask_again(order_id=order.pk, actor=story.desk) is True
    assert suggestions.ask_again(order_id=order.pk, actor=story.desk) is False
    run_due()

    assert [len(items) for items in asked(sandbox)] == [2, 2]
    with pytest.raises(NotPermitted):
        suggestions.ask_again(order_id=order.pk, actor=Actor.customer(story.customer))


def test_what_is_decided_keeps_the_hint_it_had(story: Story, sandbox: Sandbox) -> None:
    order = story.approved(HAT)
    before = order.items.get().suggestion

    suggestions.ask_again(order_id=order.pk, actor=story.desk)
    run_due()

    assert order.items.get().suggestion == before
    assert len(asked(sandbox)) == 1


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("refusal", "refused"), ("incomplete", "incomplete"), ("malformed", "unreadable")],
)
def test_an_answer_that_is_none_ends_quietly(kind: str, outcome: str, story: Story, sandbox: Sandbox) -> None:
    sandbox.fault(OPENAI, kind)

    order = story.requested(HAT)

    assert calls_of(order) == [("done", outcome)]
    assert order.items.get().suggestion == {}
    assert not Attention.objects.exists()


def test_when_openai_is_down_the_order_goes_on_and_the_tries_end_quietly(
    story: Story, sandbox: Sandbox
) -> None:
    sandbox.fault(OPENAI, "error503")
    order = story.requested(HAT, BOOK)
    assert calls_of(order) == [("pending", None)]
    assert all(item.screened_at for item in order.items.all())

    for hours in range(1, 8):
        with clock.travel(clock.now() + timedelta(hours=hours)):
            run_due()

    assert calls_of(order) == [("done", "gave_up")]
    assert sandbox.counts()["openai_responses"] == 0
    assert not Attention.objects.exists()
    assert LiveEvent.objects.filter(channel="staff", type="item", data__contains="suggested").exists()
    sandbox.post("reset")
    suggestions.ask_again(order_id=order.pk, actor=story.desk)
    run_due()
    assert all(item.suggestion["verdict"] == "allow" for item in order.items.all())


def test_a_wrong_key_is_said_once_and_not_tried_again(story: Story, sandbox: Sandbox, settings: Any) -> None:
    settings.OPENAI = {**settings.OPENAI, "api_key": "bad-key"}

    order = story.requested(HAT)

    assert calls_of(order) == [("done", "refused")]
    assert "does not accept our key" in Effect.objects.get(name="screen.suggest").result["detail"]


def test_switched_off_nobody_is_called(story: Story, sandbox: Sandbox, settings: Any) -> None:
    settings.AI_SCREENING = False

    order = story.requested(HAT)

    assert calls_of(order) == [("done", "off")]
    assert asked(sandbox) == []
