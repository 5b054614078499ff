"""A rule has changed: every open order is looked at again, in batches, and nothing is rejected by itself."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.models import ScreeningRule
from catalog.publishing import publish
from integrations import clock
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, SOJU, Story
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted, WrongState
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.runner import run, run_due
from workflow.models import Attention, AuditEntry, Order, OrderItem
from workflow.services import rescreen
from workflow.services.requests import cancel

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rule(code: str = "hats", keywords: str = "hat", verdict: str = "forbid", **more: Any) -> ScreeningRule:
    return publish(
        ScreeningRule(
            **{
                "code": code, "keywords": keywords, "verdict": verdict, "reason_en": "Hats are out.",
                "reason_ko": "모자는 안 됩니다.", "valid_from": clock.today(), "source": "Our own decision",
                "source_url": "https://example.org/hats", "standing": "house", **more,
            }
        )
    )  # fmt: skip


def codes(order: Order) -> list[list[str]]:
    return [[hit["code"] for hit in item.hits] for item in order.items.all()]


def test_new_hits_are_written_and_old_ones_taken_away(story: Story) -> None:
    order, other = story.requested(HAT, SOJU), story.requested(BOOK)
    rule()
    rule("alcohol", "whisky")  # the next version no longer knows soju
    changes = rescreen.changes_among([order.pk, other.pk])
    assert codes(order) == [[], ["alcohol"]]
    assert [(str(c.item), [h["code"] for h in c.got], [h["code"] for h in c.lost]) for c in changes] == [
        ("Bucket hat", ["hats"], []),
        ("Soju 12 bottles", [], ["alcohol"]),
    ]

    run_ = rescreen.start(actor=story.desk)
    run_due()

    assert codes(order) == [["hats"], []]
    hit = order.items.all()[0].hits[0]
    assert (hit["source"], hit["source_url"]) == ("Our own decision", "https://example.org/hats")
    assert rescreen.progress(run_) == rescreen.Progress(orders=2, left=0, failed=0)
    (entry,) = rescreen.changed_by(run_)
    assert (entry.order, entry.actor, entry.data["hits"]) == (order, story.staff, ["+ hats", "− alcohol"])
    assert [item["got"] for item in entry.data["items"]] == [[["hats", "forbid"]], []]
    assert set(order.items.values_list("state", flat=True)) == {"requested"}
    assert not Attention.objects.exists()


def test_what_is_allowed_already_becomes_a_matter_once(story: Story) -> None:
    approved, due = story.approved(HAT), story.items_due(HAT)
    moved = TransitionLog.objects.count()
    rule()

    for _time in range(2):
        rescreen.start(actor=story.desk)
        run_due()

    matters = Attention.objects.filter(concern="restricted_later").order_by("order_id")
    assert [matter.order for matter in matters] == [approved, due]
    assert matters[0].detail == "Bucket hat: Hats are out. (hats, “hat”)"
    assert {story.again(one).state for one in (approved, due)} == {"approved", "items_due"}
    assert TransitionLog.objects.count() == moved
    assert AuditEntry.objects.filter(verb="rescreened").exclude(order=None).count() == 2


def test_a_weaker_rule_is_no_matter(story: Story) -> None:
    order = story.approved(HAT)
    rule(verdict="ask")

    rescreen.start(actor=story.desk)
    run_due()

    assert codes(order) == [["hats"]]
    assert not Attention.objects.exists()


def test_paid_and_ended_orders_are_left_alone(story: Story, sandbox: Sandbox) -> None:
    paid, ended = story.items_paid(sandbox, HAT), story.requested(HAT)
    cancel(order_id=ended.pk, actor=story.desk, reason="By phone.")
    asked = story.requested(BOOK)
    rule()
    assert list(rescreen.open_orders()) == [asked]

    rescreen.start(actor=story.desk)
    run_due()

    assert (codes(paid), codes(ended)) == ([[]], [[]])


def test_batches_run_on_their_own_and_twice_is_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescreen, "BATCH", 2)
    orders = [story.requested(HAT) for _n in range(5)]
    rule()
    run_ = rescreen.start(actor=story.desk)
    batches = list(Effect.objects.filter(name="screen.orders").order_by("id"))
    assert [len(batch.args["orders"]) for batch in batches] == [2, 2, 1]
    with pytest.raises(WrongState, match="being screened again already"):
        rescreen.start(actor=story.desk)

    run(batches[0].pk)
    assert rescreen.progress(run_) == rescreen.Progress(orders=5, left=3, failed=0)
    Effect.objects.filter(pk=batches[1].pk).update(status="dead")
    run_due()
    assert rescreen.progress(run_) == rescreen.Progress(orders=5, left=0, failed=2)
    assert [codes(order) for order in orders] == [[["hats"]], [["hats"]], [[]], [[]], [["hats"]]]

    written = AuditEntry.objects.count()
    rescreen.write_down(run_id=run_.pk, order_ids=[order.pk for order in orders[:2]])
    assert AuditEntry.objects.count() == written


def test_other_words_alone_are_written_without_a_word(story: Story) -> None:
    order = story.requested(SOJU)
    old = ScreeningRule.objects.get(code="alcohol")
    publish(
        ScreeningRule(
            code="alcohol", keywords=old.keywords, verdict="forbid", reason_en="No drinks.",
            reason_ko="술은 안 됩니다.", valid_from=clock.today(), source="x", standing="house",
        )
    )  # fmt: skip
    assert rescreen.changes_among([order.pk]) == []

    run_ = rescreen.start(actor=story.desk)
    run_due()

    assert order.items.get().hits[0]["reason_en"] == "No drinks."
    assert not rescreen.changed_by(run_).exists()


def test_a_rule_of_tomorrow_says_nothing_today(story: Story) -> None:
    order = story.requested(HAT)
    rule(valid_from=clock.today() + timedelta(days=1))

    assert rescreen.changes_among([order.pk]) == []


def test_only_who_screens_starts_it_and_only_when_there_is_something(story: Story, james: Any) -> None:
    with pytest.raises(NotPermitted):
        rescreen.start(actor=Actor.staff(james))
    with pytest.raises(WrongState, match="No order is open"):
        rescreen.start(actor=story.desk)
    assert not Effect.objects.filter(name="screen.orders").exists()
    assert not AuditEntry.objects.exists()
    assert not OrderItem.objects.exists()
