"""Effects and events that want a decision: one by one, and several at once, each on record."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from integrations import clock
from tests.console.conftest import Desk
from tests.workflow.story import Story
from workflow.engine import operations
from workflow.engine.actors import Actor
from workflow.engine.models import Effect, TransitionLog
from workflow.models import AuditEntry, Notification, WebhookEvent

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def failed(story: Story) -> list[Effect]:
    """Two that failed, one that is unsure, one that is fine."""
    order = story.items_due()
    effects = list(Effect.objects.filter(subject_id=order.pk, flow="order").order_by("id"))
    mails = [one for one in effects if one.name == "notice.mail"][:2]
    texts = [one for one in effects if one.name == "notice.sms"][:1]
    Effect.objects.filter(pk__in=[one.pk for one in mails]).update(status="dead", error="no", attempts=12)
    Effect.objects.filter(pk__in=[one.pk for one in texts]).update(status="unsure", error="lost")
    fine = [one for one in effects if one.name == "notice.mail"][2]
    return [*mails, *texts, fine]


def test_several_are_decided_at_once_each_on_record(desk: Desk, failed: list[Effect]) -> None:
    finance = desk("finance")
    ids = [one.pk for one in failed]
    url = "/console/effects/several/skip/"

    listed = finance.get("/console/queues/failed-effects/").content.decode()
    assert len(re.findall(r'name="pick"', listed)) == 3
    assert f'formaction="{url}"' in listed
    asked = finance.post(url, {"pick": ids})
    assert asked.status_code == 200
    assert finance.post(url, {"pick": ids, "confirmed": "1", "reason": " "}).status_code == 422
    assert not TransitionLog.objects.filter(flow="effect").exists()

    sent = finance.post(url, {"pick": ids, "confirmed": "1", "reason": "Told them by phone"})

    assert sent.status_code == 302  # loading the page again asks for the result, not for the deed
    page = finance.get(sent.url).content.decode()
    assert finance.get(sent.url).content.decode().count("data-result=") == 4
    assert desk("owner").get(sent.url).status_code == 404
    assert re.findall(r'data-result="(\w+)"', page) == ["done", "done", "refused", "done"]
    assert "3 of 4 done" in page
    assert "Only a failed or unsure effect needs a decision." in page
    rows = TransitionLog.objects.filter(flow="effect")
    assert {row.data["reason"] for row in rows} == {"Told them by phone"}
    assert sorted(rows.values_list("subject_id", flat=True)) == sorted(ids[:3])
    assert Effect.objects.get(pk=ids[3]).status == "done"


@pytest.mark.parametrize("role", ["buyer", "warehouse", "support", "moderator", "editor"])
def test_who_may_not_decide_decides_on_none(role: str, desk: Desk, failed: list[Effect]) -> None:
    given = {"pick": [one.pk for one in failed], "confirmed": "1", "reason": "x"}

    assert desk(role).post("/console/effects/several/skip/", given).status_code == 403

    assert not TransitionLog.objects.filter(flow="effect").exists()
    assert sorted(Effect.objects.filter(pk__in=given["pick"]).values_list("status", flat=True)) == [
        "dead", "dead", "done", "unsure",
    ]  # fmt: skip


def test_a_row_that_vanishes_takes_the_others_along_no_longer(
    desk: Desk, failed: list[Effect], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = failed[0].pk, failed[1].pk
    decide = operations.decide

    def while_one_is_swept(**given: Any) -> Any:
        Effect.objects.filter(pk=first).delete()
        return decide(**given)

    monkeypatch.setattr(operations, "decide", while_one_is_swept)

    page = desk("finance").post(
        "/console/effects/several/skip/",
        {"pick": [first, second], "confirmed": "1", "reason": "x"},
        follow=True,
    )

    assert re.findall(r'data-result="(\w+)"', page.content.decode()) == ["refused", "done"]
    assert "This row is no longer there." in page.content.decode()
    assert Effect.objects.get(pk=second).status == "skipped"


def test_nothing_ticked_or_nonsense_is_answered_in_words(desk: Desk, failed: list[Effect]) -> None:
    owner = desk("owner")
    for given in ({}, {"pick": ["x", "-1", "9" * 30]}):
        answer = owner.post("/console/effects/several/retry/", given, follow=True)
        assert "Tick at least one row first." in answer.content.decode()
    assert owner.get("/console/effects/several/retry/").status_code == 302
    assert owner.post("/console/effects/several/delete/", {"pick": [1]}).status_code == 404


def test_a_text_marked_as_done_stands_among_the_notices(desk: Desk, failed: list[Effect], mina: Any) -> None:
    text = failed[2]
    Notification.objects.filter(key=text.key).delete()
    before = Notification.objects.count()
    juno = Actor.staff(get_user_model().objects.get(email="juno@bidangil.example"))

    operations.decide(effect_id=text.pk, verdict="mark_done", actor=juno, reason="SNS says delivered")

    notice = Notification.objects.get(key=text.key)
    assert Notification.objects.count() == before + 1
    assert (notice.channel, notice.recipient, notice.status) == ("sms", mina.phone, "sent")
    assert (notice.code, notice.customer, notice.language) == ("items_due", mina, "ko")
    assert notice.body
    # Skipped is not sent.
    operations.decide(effect_id=failed[0].pk, verdict="skip", actor=juno, reason="x")
    assert Notification.objects.count() == before + 1


# --- webhooks ---------------------------------------------------------------------------------------


def event(number: int, **more: Any) -> WebhookEvent:
    return WebhookEvent.objects.create(
        event_id=f"evt_{number}",
        type="charge.refunded",
        object_id=f"ch_{number}",
        payload={"data": {"object": {}}},
        created_at=clock.now(),
        **more,
    )


def test_several_events_are_looked_at_again(desk: Desk, db: Any) -> None:
    first, second = event(1), event(2)
    finance, url = desk("finance"), "/console/webhooks/replay/"
    given = {"pick": [first.pk, second.pk], "confirmed": "1"}

    assert desk("support").post(url, given).status_code == 403
    assert not Effect.objects.exists()
    assert finance.post(url, {"pick": given["pick"]}).status_code == 200
    assert not Effect.objects.exists()

    once, again = (finance.post(url, given, follow=True).content.decode() for _press in range(2))

    assert re.findall(r'data-result="(\w+)"', once) == ["done", "done"]
    assert re.findall(r'data-result="(\w+)"', again) == ["refused", "refused"]
    assert "This event is being looked at already." in again
    assert Effect.objects.filter(name="webhook.refetch").count() == 2
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["replayed", "replayed"]


def test_an_event_that_waits_too_long_is_marked(desk: Desk, db: Any) -> None:
    event(1, received_at=clock.now() - 4 * MINUTE)
    event(2, received_at=clock.now() - 7 * MINUTE)
    event(3, received_at=clock.now() - 7 * MINUTE, outcome="processed")

    page = desk("finance").get("/console/workflow/webhookevent/").content.decode()

    assert page.count("Waiting for 7 min") == 1
    assert "Waiting for 4 min" not in page
