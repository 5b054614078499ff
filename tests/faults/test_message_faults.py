"""Mails and texts that meet trouble on their way: at least once under one name, and at most once."""

import pytest

from integrations.mail import message_id_for
from tests.faults.hours import effect_of, keep_running, nothing_went_wrong
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.operations import decide
from workflow.engine.runner import run_due
from workflow.models import Notification, Order
from workflow.services import quotes

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TIMES = 3


class TestMail:
    def confirmed(self, story: Story, sandbox: Sandbox, fault: str, times: int) -> Effect:
        """An order at which only the mail about its prices meets the fault."""
        order = story.approved()
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
        sandbox.fault("SMTP", fault, times=times)
        run_due()
        return effect_of(order, "notice.mail", "customer:items_due")

    def copies(self, sandbox: Sandbox, effect: Effect) -> int:
        mails = sandbox.get("mails")
        return sum(mail["message_id"] == message_id_for(effect.key) for mail in mails)

    def kept(self, effect: Effect) -> int:
        return Notification.objects.filter(key=effect.key).count()

    @pytest.mark.parametrize("fault", ["error503", "error429"])
    def test_a_server_that_says_later_gets_it_later(self, story: Story, sandbox: Sandbox, fault: str) -> None:
        mail = self.confirmed(story, sandbox, fault, TIMES)
        assert (mail.status, self.copies(sandbox, mail), self.kept(mail)) == ("pending", 0, 0)
        keep_running()
        mail.refresh_from_db()
        assert (mail.status, self.copies(sandbox, mail), self.kept(mail)) == ("done", 1, 1)
        assert nothing_went_wrong()

    def test_a_server_that_says_no_is_for_a_person(self, story: Story, sandbox: Sandbox) -> None:
        mail = self.confirmed(story, sandbox, "error500", 1)
        keep_running()
        mail.refresh_from_db()
        assert (mail.status, mail.attempts, self.copies(sandbox, mail), self.kept(mail)) == ("dead", 1, 0, 0)
        assert "554" in mail.error
        # The order does not wait for it.
        story.pay(sandbox, Order.objects.get())
        assert Order.objects.get().state == "items_paid"
        decide(effect_id=mail.pk, verdict="retry", actor=story.desk, reason="The address is right.")
        run_due()
        assert (self.copies(sandbox, mail), self.kept(mail)) == (1, 1)

    @pytest.mark.parametrize("fault", ["lost_reply", "lost_reply500"])
    def test_a_lost_reply_repeats_the_mail_under_its_one_name(
        self, story: Story, sandbox: Sandbox, fault: str
    ) -> None:
        mail = self.confirmed(story, sandbox, fault, 1)
        assert (mail.status, self.copies(sandbox, mail), self.kept(mail)) == ("pending", 1, 0)
        keep_running()
        mail.refresh_from_db()
        assert (mail.status, self.copies(sandbox, mail), self.kept(mail)) == ("done", 2, 1)
        assert sandbox.counts()["mails_repeated"] == 1


class TestTexts:
    """Amazon knows no keys: what may have been sent is never sent again without a person's word."""

    def confirmed(self, story: Story, sandbox: Sandbox, fault: str) -> Effect:
        order = story.approved()
        sandbox.fault("POST /sns", fault, times=1)
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
        run_due()
        return effect_of(order, "notice.sms")

    @pytest.mark.parametrize(
        ("fault", "sent"), [("lost_reply", 1), ("lost_reply500", 1), ("error500", 0), ("error503", 0)]
    )
    def test_in_doubt_nothing_more_is_sent(
        self, story: Story, sandbox: Sandbox, fault: str, sent: int
    ) -> None:
        text = self.confirmed(story, sandbox, fault)
        keep_running()
        text.refresh_from_db()
        assert (text.status, text.attempts, sandbox.counts()["sms"]) == ("unsure", 1, sent)
        assert not Notification.objects.filter(key=text.key).exists()
        story.pay(sandbox, Order.objects.get())
        assert Order.objects.get().state == "items_paid"

    @pytest.mark.parametrize(
        ("verdict", "status", "sent"),
        [("mark_done", "done", 1), ("skip", "skipped", 1), ("retry", "done", 2)],
    )
    def test_a_person_decides(
        self, story: Story, sandbox: Sandbox, verdict: str, status: str, sent: int
    ) -> None:
        text = self.confirmed(story, sandbox, "lost_reply")
        decide(effect_id=text.pk, verdict=verdict, actor=Actor.staff(story.staff), reason="I asked them.")
        keep_running()
        text.refresh_from_db()
        assert (text.status, sandbox.counts()["sms"]) == (status, sent)
        row = TransitionLog.objects.get(flow="effect", subject_id=text.pk)
        assert (row.name, row.source, row.data["reason"]) == (verdict, "unsure", "I asked them.")

    def test_turned_away_for_now_it_is_sent_later_once(self, story: Story, sandbox: Sandbox) -> None:
        text = self.confirmed(story, sandbox, "error429")
        assert (text.status, sandbox.counts()["sms"]) == ("pending", 0)
        keep_running()
        text.refresh_from_db()
        assert (text.status, sandbox.counts()["sms"]) == ("done", 1)
        assert Notification.objects.filter(key=text.key).count() == 1
