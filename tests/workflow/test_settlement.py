"""Money that arrives: in order, twice, late, wrong, slowly. Recorded always, counted once."""

from datetime import timedelta
from typing import Any

import pytest

from integrations import clock, stripe
from tests.running import Sandbox
from tests.workflow.story import HAT, Story
from workflow.engine.errors import BadInput, GuardFailed
from workflow.engine.models import TransitionLog
from workflow.engine.runner import run_due
from workflow.jobs import reconcile
from workflow.models import Attention, Notification, Order, Payment, PaymentAttempt
from workflow.services import checkout, items, quotes, requests
from workflow.services.checkout import NotPayable
from workflow.services.settlement import settle

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def attempt_of(order: Order) -> PaymentAttempt:
    return PaymentAttempt.objects.get(charge__order=order, status="open")


def concerns(order: Order) -> list[tuple[str, int | None]]:
    return list(Attention.objects.filter(order=order).values_list("concern", "amount_cents"))


def deeds(order: Order) -> list[str]:
    return list(
        TransitionLog.objects.filter(flow="order", subject_id=order.pk).values_list("name", flat=True)
    )


def test_prices_set_once_and_one_session(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    attempt = attempt_of(order)
    for _ in range(3):
        assert checkout.ensure_session(charge_id=charge.pk).session_id == attempt.session_id
    counts = sandbox.counts()
    assert (counts["sessions_created"], counts["charges_succeeded"]) == (1, 0)
    session = stripe.retrieve_session(session_id=str(attempt.session_id))
    assert (session.amount_total, session.currency) == (charge.amount_cents, "usd")
    assert session.metadata == {"order": order.ref, "charge": charge.ref, "attempt": str(attempt.key)}


def test_settling_again_changes_nothing(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.pay(str(attempt.session_id))
    session = stripe.retrieve_session(session_id=str(attempt.session_id))
    assert settle(attempt_id=attempt.pk, session=session) is not None
    for _ in range(3):
        assert settle(attempt_id=attempt.pk, session=session) is None
    assert deeds(order).count("items_paid") == 1
    assert Payment.objects.count() == 1
    assert story.again(order).missing_cents("items") == 0


def test_a_paid_charge_cannot_be_paid_again(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    with pytest.raises(NotPayable, match="paid already"):
        checkout.ensure_session(charge_id=order.charges.get().pk)
    assert sandbox.counts()["sessions_created"] == 1


def test_a_slow_payment_is_not_money_until_it_comes(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.post(f"sessions/{attempt.session_id}/pay_async")
    story.look_again(attempt)
    assert story.again(order).state == "items_due"
    assert not Payment.objects.exists()
    # Its slot is still held: nobody can open a second session while the first may still pay.
    attempt.refresh_from_db()
    assert attempt.open_for == attempt.charge_id

    sandbox.post(f"sessions/{attempt.session_id}/settle_async")
    story.look_again(attempt)
    assert story.again(order).state == "items_paid"


def test_while_a_bank_payment_is_under_way_the_order_stands_still(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.post(f"sessions/{attempt.session_id}/pay_async")
    story.look_again(attempt)
    with pytest.raises(GuardFailed, match="on its way"):
        requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
    with pytest.raises(NotPayable, match="on its way"):
        checkout.ensure_session(charge_id=attempt.charge_id)
    assert story.again(order).seq == order.seq


def test_a_bank_payment_that_fails_makes_the_charge_payable_again(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.post(f"sessions/{attempt.session_id}/pay_async")
    story.look_again(attempt)
    sandbox.post(f"sessions/{attempt.session_id}/fail_async")
    reconcile.tick()  # the event is found in the provider's list
    run_due()
    again = checkout.ensure_session(charge_id=attempt.charge_id)
    assert again.session_id != attempt.session_id
    sandbox.pay(str(again.session_id))
    story.look_again(again)
    assert story.again(order).state == "items_paid"
    assert Payment.objects.count() == 1


def test_another_amount_is_recorded_and_moves_nothing(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.pay(str(attempt.session_id))
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_cents=attempt.amount_cents + 1)
    story.look_again(attempt)
    order = story.again(order)
    assert (order.state, order.charges.get().status) == ("items_due", "open")
    payment = Payment.objects.get()
    assert (payment.verdict, payment.amount_cents) == ("mismatch", attempt.amount_cents)
    assert concerns(order) == [("amount_differs", attempt.amount_cents)]


def test_a_charge_paid_twice_is_counted_once_and_the_second_goes_on_the_list(
    story: Story, sandbox: Sandbox
) -> None:
    """Two sessions were open at the provider, against all care; the customer paid both."""
    order = story.items_due()
    first = attempt_of(order)
    PaymentAttempt.objects.filter(pk=first.pk).update(status="expired", open_for=None)
    second = checkout.ensure_session(charge_id=first.charge_id)
    for attempt in (second, first):
        sandbox.pay(str(attempt.session_id))
        story.look_again(attempt)
    order = story.again(order)
    assert order.state == "items_paid"
    assert order.received_cents("items") == first.amount_cents
    assert list(Payment.objects.order_by("id").values_list("verdict", flat=True)) == ["applied", "surplus"]
    assert concerns(order) == [("paid_twice", first.amount_cents)]


def test_money_for_a_cancelled_order_is_recorded_and_put_before_a_person(
    story: Story, sandbox: Sandbox
) -> None:
    """The customer paid while somebody cancelled: the session was complete before it was closed."""
    order = story.items_due()
    attempt = attempt_of(order)
    sandbox.pay(str(attempt.session_id))
    requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
    run_due()  # closing the session finds the money
    order = story.again(order)
    assert order.state == "cancelled"
    assert Payment.objects.get().verdict == "late"
    assert concerns(order) == [("paid_late", attempt.amount_cents)]
    assert order.received_cents("items") == 0
    run_due()
    told = Notification.objects.get(order=order, code="payment_needs_review")
    assert (told.recipient, told.language) == (story.customer.email, "ko")


def test_cancelling_closes_the_open_session(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    attempt = attempt_of(order)
    requests.cancel(order_id=order.pk, actor=story.desk, reason="")
    run_due()
    assert stripe.retrieve_session(session_id=str(attempt.session_id)).status == "expired"
    attempt.refresh_from_db()
    assert (attempt.status, attempt.open_for) == ("expired", None)
    with pytest.raises(NotPayable):
        checkout.ensure_session(charge_id=attempt.charge_id)


def test_cancelling_after_payment_puts_the_whole_sum_on_the_refund_list(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    total = order.received_cents("items")
    requests.cancel(order_id=order.pk, actor=story.desk, reason="Changed their mind.")
    assert concerns(order) == [("refund_due", total)]


def test_cancelling_after_an_item_was_sold_out_does_not_refund_that_item_twice(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    paid = order.total_received_cents()
    sold_out = order.items.first()
    assert sold_out is not None
    items.out_of_stock(item_id=sold_out.pk, actor=story.desk, reason="Sold out.")
    share = order.concerns.get(concern="refund_due").amount_cents
    requests.cancel(order_id=order.pk, actor=story.desk)

    amounts = list(order.concerns.filter(concern="refund_due").values_list("amount_cents", flat=True))
    assert sorted(amounts) == sorted([share, paid - share])
    assert 0 < share < paid


def test_nothing_is_cancelled_once_something_is_bought(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    items.buy(item_id=order.items.first().pk, actor=story.desk, shop_order_number="M-1")
    with pytest.raises(GuardFailed):
        requests.cancel(order_id=order.pk, actor=story.desk, reason="")
    assert story.again(order).state == "items_paid"


class TestRevision:
    """A price changes while the customer may be on the pay page."""

    def revise(self, story: Story, order: Order, unit_krw: int) -> None:
        quotes.revise_prices(
            order_id=order.pk,
            actor=story.desk,
            prices=story.prices(order, unit_krw),
            note="The shop has raised it.",
        )

    def test_unpaid_the_old_session_is_closed_before_the_new_one_opens(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.items_due()
        old = attempt_of(order)
        self.revise(story, order, 40_000)
        run_due()
        assert stripe.retrieve_session(session_id=str(old.session_id)).status == "expired"
        new = attempt_of(order)
        quote = order.current_quote("items")
        assert (quote.version, new.amount_cents) == (2, quote.total_cents)
        assert [charge.status for charge in order.charges.order_by("id")] == ["cancelled", "open"]
        assert sandbox.counts()["sessions_open"] == 1

    def test_paid_meanwhile_the_payment_wins_and_only_the_difference_is_due(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.items_due()
        old = attempt_of(order)
        first_total = order.current_quote("items").total_cents
        sandbox.pay(str(old.session_id))  # we have not heard of it yet
        self.revise(story, order, 40_000)
        run_due()
        second_total = order.current_quote("items").total_cents
        new = attempt_of(order)
        assert new.amount_cents == second_total - first_total > 0
        assert story.again(order).state == "items_due"

        sandbox.pay(str(new.session_id))
        story.look_again(new)
        order = story.again(order)
        assert (order.state, order.missing_cents("items")) == ("items_paid", 0)
        assert sandbox.counts()["amount_captured_by_currency"] == {"usd": second_total}

    def test_paid_meanwhile_and_cheaper_now_the_surplus_goes_on_the_refund_list(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        order = story.items_due()
        old = attempt_of(order)
        sandbox.pay(str(old.session_id))
        self.revise(story, order, 20_000)
        run_due()
        order = story.again(order)
        over = old.amount_cents - order.current_quote("items").total_cents
        assert (order.state, over > 0) == ("items_paid", True)
        assert concerns(order) == [("refund_due", over)]
        assert sandbox.counts()["sessions_open"] == 0

    @pytest.mark.parametrize(
        ("unit_krw", "note", "code"),
        [(30_000, "Really.", "nothing_changed"), (40_000, " ", "reason_missing")],
    )
    def test_a_revision_needs_a_change_and_a_reason(
        self, story: Story, sandbox: Sandbox, unit_krw: int, note: str, code: str
    ) -> None:
        order = story.items_due()
        with pytest.raises(BadInput) as caught:
            quotes.revise_prices(
                order_id=order.pk, actor=story.desk, prices=story.prices(order, unit_krw), note=note
            )
        assert caught.value.code == code
        assert (order.quotes.count(), story.again(order).seq) == (1, order.seq)
        assert sandbox.counts()["sessions_open"] == 1

    def test_what_is_paid_for_is_not_revised(self, story: Story, sandbox: Sandbox) -> None:
        order = story.items_due()
        attempt = attempt_of(order)
        sandbox.pay(str(attempt.session_id))
        story.look_again(attempt)
        before = order.quotes.count()
        with pytest.raises(Exception, match="not possible now"):
            self.revise(story, order, 40_000)
        assert order.quotes.count() == before


class TestLostReplies:
    """The provider did the work and we did not hear of it."""

    @pytest.mark.parametrize("fault", ["lost_reply", "error500"])
    def test_the_session_is_asked_for_again_and_is_one(
        self, story: Story, sandbox: Sandbox, fault: str
    ) -> None:
        order = story.approved()
        sandbox.fault("POST /v1/checkout/sessions", fault, times=1)
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
        run_due()
        with clock.travel(clock.now() + timedelta(minutes=10)):
            run_due()
        assert attempt_of(order).session_id
        assert sandbox.counts()["sessions_created"] == 1

    def test_past_the_life_of_the_key_it_is_looked_for_not_made_again(
        self, story: Story, sandbox: Sandbox, settings: Any
    ) -> None:
        order = story.items_due()
        attempt = attempt_of(order)
        session_id = attempt.session_id
        # As if the reply had been lost and nobody had tried for a day.
        PaymentAttempt.objects.filter(pk=attempt.pk).update(
            session_id=None, url="", status="created", session_expires_at=None,
            created_at=attempt.created_at - timedelta(hours=22, minutes=1),
        )  # fmt: skip
        found = checkout.ensure_session(charge_id=attempt.charge_id)
        assert found.session_id == session_id
        assert sandbox.counts()["sessions_created"] == 1


def test_a_session_that_ran_out_is_followed_by_a_new_one(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due(HAT)
    old = attempt_of(order)
    sandbox.post(f"sessions/{old.session_id}/expire")
    story.look_again(old)
    new = checkout.ensure_session(charge_id=old.charge_id)
    assert new.pk != old.pk
    assert new.session_id != old.session_id
    assert story.again(order).state == "items_due"
