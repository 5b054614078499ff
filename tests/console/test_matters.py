"""Failed effects, matters to settle, events to replay: decided once, by who may, with a reason on record."""

from typing import Any

import pytest

from tests.console.conftest import Desk
from tests.workflow.story import Story
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Attention, AuditEntry, WebhookEvent
from workflow.services.attention import raise_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def failed(story: Story) -> Effect:
    order = story.requested()
    effect = Effect.objects.filter(subject_id=order.pk, name="notice.mail").first()
    assert effect is not None
    Effect.objects.filter(pk=effect.pk).update(status=Effect.Status.DEAD, error="no", attempts=12)
    return Effect.objects.get(pk=effect.pk)


@pytest.mark.parametrize(
    ("verdict", "status"), [("retry", "pending"), ("skip", "skipped"), ("mark_done", "done")]
)
def test_a_failed_effect_is_decided_once(verdict: str, status: str, desk: Desk, failed: Effect) -> None:
    url = f"/console/effects/{failed.pk}/{verdict}/"
    finance = desk("finance")
    assert finance.get(url).status_code == 200

    first = finance.post(url, {"reason": "Checked at the provider"})
    second = finance.post(url, {"reason": "Checked at the provider"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Only a failed or unsure effect needs a decision." in second.content.decode()
    assert Effect.objects.get(pk=failed.pk).status == status
    row = TransitionLog.objects.get(flow="effect", subject_id=failed.pk)
    assert (row.name, row.data["reason"], row.actor_label) == (verdict, "Checked at the provider", "Finance")


@pytest.mark.parametrize("role", ["buyer", "warehouse", "support", "moderator", "editor"])
def test_who_may_not_decide_cannot(role: str, desk: Desk, failed: Effect) -> None:
    url = f"/console/effects/{failed.pk}/skip/"

    assert desk(role).get(url).status_code == 403
    assert desk(role).post(url, {"reason": "Because"}).status_code == 403

    assert Effect.objects.get(pk=failed.pk).status == Effect.Status.DEAD
    assert not TransitionLog.objects.filter(flow="effect").exists()


def test_a_decision_needs_a_reason_and_a_known_verdict(desk: Desk, failed: Effect) -> None:
    finance = desk("finance")

    assert finance.post(f"/console/effects/{failed.pk}/skip/", {"reason": "  "}).status_code == 422
    assert finance.post(f"/console/effects/{failed.pk}/delete/", {"reason": "x"}).status_code == 404

    assert Effect.objects.get(pk=failed.pk).status == Effect.Status.DEAD


def test_looking_at_an_effect_decides_nothing(desk: Desk, failed: Effect) -> None:
    for verdict in ("retry", "skip", "mark_done"):
        assert desk("owner").get(f"/console/effects/{failed.pk}/{verdict}/").status_code == 200

    assert Effect.objects.get(pk=failed.pk).status == Effect.Status.DEAD


def test_a_matter_is_settled_once_with_words(desk: Desk, story: Story) -> None:
    order = story.requested()
    matter = raise_attention(order=order, concern=Concern.REFUND_DUE, about="x", amount_cents=500)
    url = f"/console/attention/{matter.pk}/settle/"
    back = f"/console/orders/{order.ref}/"

    # Money: who may not move it may not say that it has moved.
    for role in ("warehouse", "buyer", "support"):
        assert desk(role).post(url, {"note": "Done"}).status_code == 403
    assert Attention.objects.get().settled_at is None

    first = desk("finance").post(url, {"note": "Refunded, re_123", "next": back})
    second = desk("finance").post(url, {"note": "Again"})

    assert (first.status_code, first["Location"], second.status_code) == (302, back, 409)
    settled: Any = Attention.objects.get()
    assert (settled.settled_note, str(settled.settled_by)) == ("Refunded, re_123", "Finance")


def test_an_event_is_looked_at_again_by_finance_alone(desk: Desk, story: Story) -> None:
    order = story.requested()
    event = WebhookEvent.objects.create(
        event_id="evt_1", type="charge.refunded", object_id="ch_1", payload={}, created_at=order.created_at
    )
    url = f"/console/webhooks/{event.pk}/replay/"

    assert desk("support").post(url).status_code == 403
    assert not Effect.objects.filter(name="webhook.refetch").exists()
    assert desk("finance").get(url).status_code == 200
    assert not Effect.objects.filter(name="webhook.refetch").exists()

    first, second = (desk("finance").post(url) for _press in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "This event is being looked at already." in second.content.decode()
    assert AuditEntry.objects.get().verb == "replayed"
    assert Effect.objects.filter(name="webhook.refetch", subject_id=event.pk).count() == 1
