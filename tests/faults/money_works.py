"""The effects that move money: sessions opened, closed, looked at; one payment, one deed."""

from typing import Any

from tests.faults.events import event_about
from tests.faults.works import Work, put
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Attention, Charge, Payment, PaymentAttempt, WebhookEvent
from workflow.services import checkout, inbox


class MoneyWork(Work):
    def sessions(self, charge: Charge) -> list[dict[str, Any]]:
        """The charge's sessions, as the provider knows them."""
        return list(self.sandbox.get("sessions", **{"metadata[charge]": charge.ref}))

    def left(self, effect: Effect) -> Any:
        """What a death left behind, so that equal deaths are told from different ones."""
        charges = self.charges(effect)
        return (
            Effect.objects.values_list("status", "attempts").get(pk=effect.pk),
            [[session["status"] for session in self.sessions(charge)] for charge in charges],
            [[(one.status, one.session_id is None) for one in charge.attempts.all()] for charge in charges],
            Payment.objects.filter(charge__in=charges).count(),
        )  # fmt: skip

    def charges(self, effect: Effect) -> list[Charge]:
        return [Charge.objects.get(pk=effect.args["charge"])]


class OnOneOrder(MoneyWork):
    """Charges of one order that stand beside each other, so that one order serves many deaths."""

    def begin(self) -> None:
        self.order = self.items_due()
        self.model = self.order.charges.get()

    def another_charge(self, **more: Any) -> Charge:
        return Charge.objects.create(
            order=self.order, quote=self.model.quote, kind="items", amount_cents=self.model.amount_cents,
            lines=self.model.lines, **more,
        )  # fmt: skip


class OpenSession(OnOneOrder):
    name = "checkout.open"

    def one_more(self) -> Effect:
        return put(self.name, self.order.pk, args={"charge": self.another_charge().pk})

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        self.is_open(Charge.objects.get(pk=effect.args["charge"]))

    def is_open(self, charge: Charge) -> None:
        (session,) = self.sessions(charge)
        attempt = charge.attempts.get()
        assert (charge.status, attempt.status, attempt.open_for) == ("open", "open", charge.pk)
        assert (attempt.session_id, session["status"]) == (session["id"], "open")
        assert session["amount_total"] == charge.amount_cents


class OpenAfterRevision(OpenSession):
    name = "checkout.open, revised"

    def one_more(self) -> Effect:
        before = self.another_charge()
        checkout.ensure_session(charge_id=before.pk)
        Charge.objects.filter(pk=before.pk).update(status="cancelled")
        after = self.another_charge(replaces=before)
        return put("checkout.open", self.order.pk, args={"charge": after.pk})

    def charges(self, effect: Effect) -> list[Charge]:
        (after,) = super().charges(effect)
        return [after.replaces, after]

    def check(self, effect: Effect) -> None:
        super().check(effect)
        before, _after = self.charges(effect)
        is_closed(before, self.sessions(before))


class CloseSession(OnOneOrder):
    name = "checkout.close"

    def one_more(self) -> Effect:
        charge = self.another_charge()
        checkout.ensure_session(charge_id=charge.pk)
        Charge.objects.filter(pk=charge.pk).update(status="cancelled")
        return put(self.name, self.order.pk, args={"charge": charge.pk})

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        (charge,) = self.charges(effect)
        is_closed(charge, self.sessions(charge))


class PaidSession(MoneyWork):
    """A session that the customer has paid, and we have not heard of it."""

    def paid(self) -> PaymentAttempt:
        attempt = checkout.ensure_session(charge_id=self.items_due().charges.get().pk)
        self.sandbox.pay(str(attempt.session_id))
        return attempt

    def attempt_of(self, effect: Effect) -> PaymentAttempt:
        return PaymentAttempt.objects.get(pk=effect.subject_id)

    def charges(self, effect: Effect) -> list[Charge]:
        return [self.attempt_of(effect).charge]

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        attempt = self.attempt_of(effect)
        order = attempt.charge.order
        (session,) = self.sessions(attempt.charge)
        assert (session["status"], session["payment_status"]) == ("complete", "paid")
        assert (attempt.status, attempt.open_for, attempt.charge.status) == ("complete", None, "paid")
        assert Payment.objects.get(order=order).verdict == "applied"
        assert (order.state, order.missing_cents("items")) == ("items_paid", 0)
        row = TransitionLog.objects.get(flow="order", subject_id=order.pk, name="items_paid")
        assert row.effects.count() == 3
        assert not Attention.objects.filter(order=order).exists()


class Refresh(PaidSession):
    name = "checkout.refresh"

    def one_more(self) -> Effect:
        attempt = self.paid()
        return put(self.name, attempt.pk, flow="attempt", slot=f"refresh:{attempt.pk}")


class Refetch(PaidSession):
    name = "webhook.refetch"

    def one_more(self) -> Effect:
        attempt = self.paid()
        inbox.take_in(event=event_about(attempt))
        return Effect.objects.filter(name=self.name).latest("id")

    def attempt_of(self, effect: Effect) -> PaymentAttempt:
        return PaymentAttempt.objects.get(session_id=WebhookEvent.objects.get(pk=effect.subject_id).object_id)

    def check(self, effect: Effect) -> None:
        super().check(effect)
        assert WebhookEvent.objects.get(pk=effect.subject_id).outcome == "processed"


def is_closed(charge: Charge, sessions: list[dict[str, Any]]) -> None:
    (session,) = sessions
    attempt = charge.attempts.get()
    assert (session["status"], attempt.status, attempt.open_for) == ("expired", "expired", None)


MONEY: list[type[MoneyWork]] = [OpenSession, OpenAfterRevision, CloseSession, Refresh, Refetch]
