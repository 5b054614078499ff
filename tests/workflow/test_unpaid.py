"""What is not paid in time: an items quote runs out, a delivery asks for a person, no money is lost."""

from datetime import timedelta

import pytest

from integrations import clock, stripe
from tests.running import Sandbox
from tests.workflow.story import Story
from tests.workflow.test_settlement import attempt_of, concerns
from workflow.engine.runner import run_due
from workflow.services import quotes

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class TestExpiry:
    def test_an_unpaid_quote_expires_on_time_and_its_session_with_it(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.items_due()
        attempt = attempt_of(order)
        with clock.travel(order.due_at - timedelta(minutes=1)):
            run_due()
            assert story.again(order).state == "items_due"
        with clock.travel(order.due_at + timedelta(minutes=1)):
            run_due()
        order = story.again(order)
        assert (order.state, order.charges.get().status) == ("expired", "expired")
        assert stripe.retrieve_session(session_id=str(attempt.session_id)).status == "expired"

    def test_more_time_means_the_old_deadline_has_no_teeth(self, story: Story, sandbox: Sandbox) -> None:
        order = story.items_due()
        old_deadline = order.due_at
        quotes.extend_deadline(
            order_id=order.pk, actor=story.desk, valid_until=old_deadline + timedelta(days=3)
        )
        with clock.travel(old_deadline + timedelta(hours=1)):
            run_due()
            assert story.again(order).state == "items_due"
        with clock.travel(old_deadline + timedelta(days=4)):
            run_due()
        assert story.again(order).state == "expired"

    def test_money_for_an_expired_order_is_not_lost(self, story: Story, sandbox: Sandbox) -> None:
        order = story.items_due()
        attempt = attempt_of(order)
        sandbox.pay(str(attempt.session_id))
        with clock.travel(order.due_at + timedelta(minutes=1)):
            run_due()
        order = story.again(order)
        # The deadline came first; closing the session then found the money.
        assert order.state == "expired"
        assert concerns(order) == [("paid_late", attempt.amount_cents)]

    def test_what_is_partly_paid_waits_for_a_person_who_reads_how_much(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.items_due()
        old = attempt_of(order)
        sandbox.pay(str(old.session_id))
        quotes.revise_prices(
            order_id=order.pk, actor=story.desk, prices=story.prices(order, 40_000), note="It costs more."
        )
        run_due()
        order = story.again(order)
        with clock.travel(order.due_at + timedelta(minutes=1)):
            run_due()
        order = story.again(order)
        assert order.state == "items_due"
        assert concerns(order) == [("partly_paid", old.amount_cents)]

    def test_an_unpaid_delivery_does_not_expire_but_asks_for_a_person(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.delivery_due(sandbox)
        with clock.travel(order.due_at + timedelta(minutes=1)):
            run_due()
        order = story.again(order)
        assert order.state == "delivery_due"
        assert [concern for concern, _amount in concerns(order)] == ["unpaid_delivery"]
