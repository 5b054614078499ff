"""A notice is sent again: as it was, to where the customer is now, once, by who may write to them."""

from datetime import timedelta
from typing import Any

import pytest

from integrations import clock
from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.runner import run, run_due
from workflow.models import AuditEntry, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


def last_mail(story: Story, **narrow: Any) -> Notification:
    notice = Notification.objects.filter(customer=story.customer, **narrow).order_by("-id").first()
    assert notice is not None
    return notice


def test_a_notice_is_sent_again_as_it_was_to_where_the_customer_is_now(
    desk: Desk, story: Story, sandbox: Sandbox, mina: Any
) -> None:
    story.items_due()
    notice = last_mail(story, channel="email")
    mina.email = "mina@new.example"
    mina.save()
    url = f"/console/notices/{notice.pk}/resend/"
    support = desk("support")

    asked = support.get(url).content.decode()
    assert "by E-mail to m•••@new.example." in asked
    assert "The first one went to m•••@customer.example; that has changed since." in asked
    assert not Effect.objects.filter(name="resend.mail").exists()

    first, second = support.post(url), support.post(url)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "This notice is being sent already." in second.content.decode()
    run_due()

    again = last_mail(story, channel="email")
    assert again.pk != notice.pk
    assert (again.recipient, again.subject, again.body) == ("mina@new.example", notice.subject, notice.body)
    entry = AuditEntry.objects.get(verb="resent")
    assert (entry.order, entry.data) == (notice.order, {"notification": notice.pk, "new_address": True})
    assert support.post(url).status_code == 302


@pytest.mark.parametrize("role", ["warehouse", "moderator", "editor", "finance"])
def test_who_may_not_write_to_customers_sends_nothing_again(role: str, desk: Desk, story: Story) -> None:
    story.requested()
    notice = last_mail(story)
    before = Effect.objects.count()

    assert desk(role).post(f"/console/notices/{notice.pk}/resend/").status_code == 403

    assert Effect.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_a_text_of_which_nobody_knows_is_sent_again_with_a_warning(
    desk: Desk, story: Story, sandbox: Sandbox, mina: Any
) -> None:
    story.items_due()
    notice = last_mail(story, channel="sms")
    url, support = f"/console/notices/{notice.pk}/resend/", desk("support")
    warning = "Nobody knows whether the first one arrived"
    assert warning not in support.get(url).content.decode()

    support.post(url)
    effect = Effect.objects.get(name="resend.sms")
    # Its process died under it: it may have been sent.
    Effect.objects.filter(pk=effect.pk).update(status="running", due=clock.now() - MINUTE, attempts=1)
    run(effect.pk)
    assert Effect.objects.get(pk=effect.pk).status == "unsure"
    assert warning in support.get(url).content.decode()

    mina.notify_sms = False
    mina.save()
    refused = support.post(url)
    assert refused.status_code == 409
    assert "The customer does not want text messages." in refused.content.decode()
    assert Effect.objects.filter(name="resend.sms").count() == 1
