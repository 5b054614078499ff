"""Providers that fail in each of their ways: the order goes on, nothing is lost, nothing is done twice."""

from typing import Any

import pytest

from integrations.couriers.registry import courier
from tests.faults.hours import effect_of, keep_running, nothing_went_wrong, used_up
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect, TransitionLog
from workflow.engine.operations import decide
from workflow.engine.runner import run_due
from workflow.jobs import tracking
from workflow.models import Parcel, Payment, PaymentAttempt, TrackingEvent
from workflow.services import inbox, quotes, requests

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TIMES = 3  # the client itself answers a quick loss with one more call, so that fewer would not be felt
STRIPE_FAULTS = ["error500", "error503", "error429", "conflict409", "lost_reply", "lost_reply500"]
SESSIONS = "/v1/checkout/sessions"


class TestTheCardProvider:
    """Each fault strikes three calls on end; after them the provider is well again."""

    @pytest.fixture(params=STRIPE_FAULTS)
    def fault(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    def test_opening_a_session(self, story: Story, sandbox: Sandbox, fault: str) -> None:
        order = story.approved()
        sandbox.fault(f"POST {SESSIONS}", fault, times=TIMES)
        quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
        run_due()
        waiting = effect_of(order, "checkout.open")
        assert (waiting.status, waiting.attempts, waiting.error[:8]) == ("pending", 1, "stripe: ")
        # Money waits; the deed stands, and its messages have gone out.
        assert story.again(order).state == "items_due"
        assert effect_of(order, "notice.mail", "customer:items_due").status == "done"

        keep_running()
        done = effect_of(order, "checkout.open")
        assert (done.status, done.key, used_up(sandbox)) == ("done", waiting.key, True)
        assert PaymentAttempt.objects.get().session_id
        story.pay(sandbox, story.again(order))
        assert story.again(order).state == "items_paid"
        counts = sandbox.counts()
        assert (counts["sessions_created"], counts["charges_succeeded"]) == (1, 1)
        assert nothing_went_wrong()

    def test_closing_a_session(self, story: Story, sandbox: Sandbox, fault: str) -> None:
        order = story.items_due()
        attempt = PaymentAttempt.objects.get()
        sandbox.fault(f"POST {SESSIONS}/{attempt.session_id}/expire", fault, times=TIMES)
        requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
        run_due()
        assert story.again(order).state == "cancelled"
        if not fault.startswith("lost_reply"):
            assert effect_of(order, "checkout.close").status == "pending"
            assert sandbox.counts()["sessions_open"] == 1

        keep_running()
        attempt.refresh_from_db()
        assert (attempt.status, attempt.open_for) == ("expired", None)
        assert effect_of(order, "checkout.close").status == "done"
        counts = sandbox.counts()
        assert (counts["sessions_created"], counts["sessions_expired"]) == (1, 1)
        assert nothing_went_wrong()

    def test_a_new_session_waits_until_the_old_one_is_closed(
        self, story: Story, sandbox: Sandbox, fault: str
    ) -> None:
        order = story.items_due()
        old = PaymentAttempt.objects.get()
        sandbox.fault(f"POST {SESSIONS}/{old.session_id}/expire", fault, times=TIMES)
        quotes.revise_prices(
            order_id=order.pk,
            actor=story.desk,
            prices=story.prices(order, 40_000),
            note="The shop has raised it.",
        )
        run_due()
        assert sandbox.counts()["sessions_open"] <= 1
        keep_running()
        counts = sandbox.counts()
        assert (counts["sessions_created"], counts["sessions_open"], used_up(sandbox)) == (2, 1, True)
        story.pay(sandbox, story.again(order))
        order = story.again(order)
        assert (order.state, order.missing_cents("items")) == ("items_paid", 0)
        assert sandbox.counts()["charges_succeeded"] == 1
        assert nothing_went_wrong()

    def test_looking_at_a_session(self, story: Story, sandbox: Sandbox, fault: str) -> None:
        order = story.items_due()
        attempt = PaymentAttempt.objects.get()
        sandbox.pay(str(attempt.session_id))
        sandbox.fault(f"GET {SESSIONS}/{attempt.session_id}", fault, times=TIMES)
        inbox.look_again(attempt_id=attempt.pk)
        run_due()
        assert story.again(order).state == "items_due"
        assert not Payment.objects.exists()
        # A second look is not put beside the one that waits.
        assert inbox.look_again(attempt_id=attempt.pk) is None

        keep_running()
        assert story.again(order).state == "items_paid"
        assert Payment.objects.get().amount_cents == attempt.amount_cents
        assert (sandbox.counts()["charges_succeeded"], used_up(sandbox)) == (1, True)
        assert TransitionLog.objects.filter(name="items_paid").count() == 1
        assert nothing_went_wrong()


def test_a_provider_that_stays_away_ends_before_a_person_and_holds_back_later_money(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.approved()
    rule = sandbox.fault(f"POST {SESSIONS}", "error503")
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    keep_running(hours=14)
    dead = effect_of(order, "checkout.open")
    assert (dead.status, dead.attempts) == ("dead", 12)
    requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
    keep_running()
    assert (effect_of(order, "checkout.close").status, sandbox.counts()["sessions_created"]) == ("pending", 0)

    sandbox.post(f"faults/{rule['id']}/clear")
    decide(effect_id=dead.pk, verdict="retry", actor=story.desk, reason="It is back.")
    keep_running()
    # Nothing is left to open, so nothing is opened; then the close has its turn.
    assert effect_of(order, "checkout.open").result == {
        "not_payable": "There is nothing to pay here any more."
    }
    assert effect_of(order, "checkout.close").status == "done"
    assert sandbox.counts()["sessions_open"] == 0


class TestTheCouriers:
    """A poll that fails is tried again; a courier that stays away is asked anew at the next turn."""

    def shipped(self, story: Story, sandbox: Sandbox, code: str) -> Parcel:
        parcel = story.shipped(sandbox, courier=code).parcels.get()
        courier(code).track([parcel.tracking_number])  # now the courier knows it
        sandbox.post(f"parcels/{parcel.tracking_number}/next", steps=3)
        tracking.tick()
        return parcel

    def is_told(self, sandbox: Sandbox, parcel: Parcel) -> bool:
        """Whether we have every scan that the courier has, once."""
        theirs = sandbox.get(f"parcels/{parcel.tracking_number}")["scans"]
        return len(theirs) >= 3 and TrackingEvent.objects.filter(parcel=parcel).count() == len(theirs)

    def poll(self) -> Effect:
        return Effect.objects.filter(name="tracking.poll").latest("id")

    @pytest.mark.parametrize("fault", ["error500", "error503", "error429", "lost_reply"])
    @pytest.mark.parametrize(("code", "call"), [("fedex", "POST /fedex/track"), ("ems", "GET /ems")])
    def test_trouble_on_the_way(
        self, story: Story, sandbox: Sandbox, code: str, call: str, fault: str
    ) -> None:
        parcel = self.shipped(story, sandbox, code)
        sandbox.fault(call, fault, times=TIMES)
        run_due()
        assert (self.poll().status, self.poll().error[: len(code)]) == ("pending", code)
        assert not TrackingEvent.objects.exists()
        keep_running()
        assert (self.poll().status, used_up(sandbox)) == ("done", True)
        assert self.is_told(sandbox, parcel)
        assert nothing_went_wrong()

    def test_a_token_that_fedex_has_forgotten_is_replaced_in_the_same_call(
        self, story: Story, sandbox: Sandbox
    ) -> None:
        parcel = self.shipped(story, sandbox, "fedex")
        assert sandbox.post("fedex/expire_tokens")["expired"] >= 1
        run_due()
        assert (self.poll().status, self.poll().attempts) == ("done", 1)
        assert self.is_told(sandbox, parcel)

    def test_korea_posts_busy_signal_is_waited_out(self, story: Story, sandbox: Sandbox) -> None:
        parcel = self.shipped(story, sandbox, "ems")
        sandbox.fault("EMS", "error503", times=TIMES)
        run_due()
        assert (self.poll().status, self.poll().error) == (
            "pending",
            "ems: Korea Post's service is overloaded. (busy)",
        )
        keep_running()
        assert self.is_told(sandbox, parcel)

    def test_a_web_page_instead_of_an_answer_is_no_news(
        self, story: Story, sandbox: Sandbox, settings: Any
    ) -> None:
        parcel, right = self.shipped(story, sandbox, "ems"), settings.EMS
        # Whatever is asked for below this address, a page of HTML comes back, with status 200.
        settings.EMS = {**right, "api_base": f"{sandbox.url}/payments?maintenance="}
        run_due()
        assert (self.poll().status, self.poll().error) == (
            "pending",
            "ems: Korea Post's reply could not be read. (bad_reply)",
        )
        assert not TrackingEvent.objects.exists()
        settings.EMS = right
        keep_running()
        assert self.poll().status == "done"
        assert self.is_told(sandbox, parcel)

    def test_a_key_that_is_refused_ends_before_a_person_and_the_parcel_is_asked_about_again(
        self, story: Story, sandbox: Sandbox, settings: Any
    ) -> None:
        parcel = self.shipped(story, sandbox, "fedex")
        right = settings.FEDEX
        settings.FEDEX = {**right, "client_id": "bad"}
        keep_running()
        assert (self.poll().status, self.poll().attempts) == ("dead", 5)
        assert self.poll().error == "fedex: FedEx does not accept our client id and secret. (bad_key)"
        settings.FEDEX = right
        story.poll()
        assert self.is_told(sandbox, parcel)
