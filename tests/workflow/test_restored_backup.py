"""After a restore the database gives out row ids that it has given out before. Our keys do not repeat."""

from datetime import UTC, datetime

import pytest

from tests.running import Sandbox
from tests.workflow.story import HAT, Story
from workflow.engine.models import Effect
from workflow.engine.runner import run, run_due
from workflow.models import Notification, PaymentAttempt
from workflow.services import checkout, quotes

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_new_charge_is_not_answered_with_a_lost_ones_session(story: Story, sandbox: Sandbox) -> None:
    story.items_due()
    lost = PaymentAttempt.objects.get()
    PaymentAttempt.objects.all().delete()  # what the backup does not know

    order = story.approved(HAT)
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order, 50_000))
    charge = story.open_charge(order)
    attempt = PaymentAttempt(
        pk=lost.pk, charge=charge, open_for=charge.pk, amount_cents=charge.amount_cents,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    attempt.params = checkout._params(order, charge, attempt)
    attempt.save(force_insert=True)
    run_due()

    attempt.refresh_from_db()
    assert attempt.session_id not in (None, lost.session_id)
    (session,) = sandbox.get("sessions", **{"metadata[charge]": charge.ref})
    assert (session["id"], session["amount_total"]) == (attempt.session_id, charge.amount_cents)
    assert sandbox.counts()["sessions_created"] == 2


def test_a_new_mail_is_not_taken_for_a_copy_of_a_lost_one(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    sent = Effect.objects.get(name="notice.mail", target="customer:quote_received")
    of_this = {
        "name": sent.name,
        "target": sent.target,
        "flow": "order",
        "subject_id": order.pk,
        "args": sent.args,
    }
    Effect.objects.filter(pk=sent.pk).delete()
    again = Effect.objects.create(pk=sent.pk, **of_this)
    run(again.pk)
    mails = [mail["message_id"] for mail in sandbox.get("mails", to=order.customer.email)]
    assert len(mails) == len(set(mails)) == 2
    assert Notification.objects.filter(code="quote_received").count() == 2
