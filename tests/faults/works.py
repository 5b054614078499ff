"""Every kind of effect: how one more of it comes to be due, and what must be true when it has ended."""

from typing import Any, ClassVar

from catalog.models import ScreeningRule
from catalog.publishing import publish
from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from integrations.mail import message_id_for
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, HAT, SOJU_GLASS, Story
from workflow.engine.actors import Actor
from workflow.engine.effects import enqueue
from workflow.engine.models import Effect, TransitionLog
from workflow.models import (
    Attention,
    AuditEntry,
    Notification,
    Order,
    Parcel,
    PaymentAttempt,
    TrackingEvent,
    WebhookEvent,
)
from workflow.services import quotes, requests, screening
from workflow.services.audit import record
from workflow.services.screening import Decision
from workflow.services.suggestions import mark_of


class Work:
    """One kind of effect. `one_more()` is called for each death, on a subject of its own."""

    name: ClassVar[str]

    def __init__(self, story: Story, sandbox: Sandbox) -> None:
        self.story, self.sandbox = story, sandbox
        self.begin()

    def begin(self) -> None:
        """Bring the story to where the effect comes up."""

    def one_more(self) -> Effect:
        raise NotImplementedError

    def check(self, effect: Effect) -> None:
        """What must be true of the subject, whatever happened on the way. Raises AssertionError."""
        raise NotImplementedError

    def ends_as(self, effect: Effect, status: str = "done") -> None:
        assert (effect.status, effect.slot) == (status, None), f"{effect} is {effect.status}: {effect.error}"

    def items_due(self) -> Order:
        """An order whose items are due, without what the engine owes for it."""
        mina = self.story.customer
        order = requests.request_quote(
            customer=mina, items=(HAT,), address=ADDRESS, actor=Actor.customer(mina)
        )
        decisions = {order.items.get().pk: Decision("approve")}
        screening.approve_quote(order_id=order.pk, actor=self.story.desk, decisions=decisions)
        quotes.confirm_item_prices(order_id=order.pk, actor=self.story.desk, prices=self.story.prices(order))
        Effect.objects.filter(flow="order", subject_id=order.pk).exclude(name="deadline.items").update(
            status=Effect.Status.SKIPPED
        )
        return self.story.again(order)


class Copies(Work):
    """Effects that may stand beside each other on one order: copies of one that a deed declared."""

    like: ClassVar[dict[str, str]]

    def begin(self) -> None:
        self.order = self.story.items_due()
        self.first = Effect.objects.get(flow="order", subject_id=self.order.pk, **self.like)

    def one_more(self) -> Effect:
        return put(self.first.name, self.order.pk, target=self.first.target, args=self.first.args)


class Mail(Copies):
    name = "notice.mail"
    like = {"name": "notice.mail", "target": "customer:items_due"}

    def check(self, effect: Effect) -> None:
        """It may come twice, under one Message-ID; we keep one notice of it."""
        self.ends_as(effect)
        mails = [mail["message_id"] for mail in self.sandbox.get("mails", limit=10_000)]
        assert mails.count(message_id_for(effect.key)) in (1, 2)
        assert Notification.objects.filter(key=effect.key).count() == 1


class Text(Copies):
    name = "notice.sms"
    like = {"name": "notice.sms", "target": "customer:items_due"}

    def one_more(self) -> Effect:
        self.sent_before = self.sandbox.counts()["sms"]
        return super().one_more()

    def check(self, effect: Effect) -> None:
        """It is never sent twice. Where nobody can know whether it was, a person is asked."""
        sent = self.sandbox.counts()["sms"] - self.sent_before
        kept = Notification.objects.filter(key=effect.key).count()
        if effect.status == "unsure":
            assert (sent in (0, 1), kept) == (True, 0)
        else:
            self.ends_as(effect)
            assert (sent, kept) == (1, 1)


class Suggestion(Copies):
    name = "screen.suggest"
    like = {"name": "screen.suggest"}

    def begin(self) -> None:
        self.order = self.story.requested(HAT)
        self.first = Effect.objects.get(name="screen.suggest", subject_id=self.order.pk)

    def one_more(self) -> Effect:
        self.order.items.update(suggestion={})
        return super().one_more()

    def check(self, effect: Effect) -> None:
        """It may be asked twice; what is kept is one whole answer."""
        self.ends_as(effect)
        kept = self.order.items.get().suggestion
        assert (kept["verdict"], kept["of"]) == ("allow", mark_of(self.order.items.get()))


class ScreenedAgain(Work):
    name = "screen.orders"

    def begin(self) -> None:
        self.order = self.story.approved(SOJU_GLASS)
        self.item = self.order.items.get()
        publish(
            ScreeningRule(
                code="glass", keywords="glass", verdict="forbid", reason_en="It breaks.",
                reason_ko="깨집니다.",
                valid_from=clock.today(), source="Our own decision", standing="house",
            )
        )  # fmt: skip

    def one_more(self) -> Effect:
        self.order.items.update(hits=self.item.hits)
        Attention.objects.all().delete()
        self.run = record(actor=self.story.desk, verb="rescreened", data={"orders": 1})
        return put(self.name, self.run.pk, flow="rescreen", args={"orders": [self.order.pk]})

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        assert [hit["code"] for hit in self.order.items.get().hits] == ["glass"]
        assert Attention.objects.filter(order=self.order, concern="restricted_later").count() == 1
        assert (
            AuditEntry.objects.filter(verb="rescreened", order=self.order, data__run=self.run.pk).count() == 1
        )


class Poll(Work):
    name = "tracking.poll"

    def one_more(self) -> Effect:
        self.story.serial += 1
        number = valid_number("ems", 7_000 + self.story.serial)
        self.sandbox.post("parcels", courier="ems", number=number)
        self.sandbox.post(f"parcels/{number}/next", steps=3)
        parcel = Parcel.objects.create(
            customer=self.story.customer, weight_g=1, length_mm=1, width_mm=1, height_mm=1, service="ems",
            courier="ems", tracking_number=number, under_way=f"ems:{number}", shipped_at=clock.now(),
        )  # fmt: skip
        return put(self.name, 0, flow="courier", target="ems", args={"parcels": [parcel.pk]})

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        (parcel_id,) = effect.args["parcels"]
        assert TrackingEvent.objects.filter(parcel=parcel_id).count() == 3
        assert Parcel.objects.get(pk=parcel_id).status != "pre_transit"


class QuoteRunsOut(Work):
    name = "deadline.items"

    def one_more(self) -> Effect:
        order = self.items_due()
        effect = Effect.objects.get(name=self.name, subject_id=order.pk)
        Effect.objects.filter(pk=effect.pk).update(due=clock.now())
        return effect

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        order = Order.objects.get(pk=effect.subject_id)
        assert (order.state, order.charges.get().status) == ("expired", "expired")
        row = TransitionLog.objects.get(flow="order", subject_id=order.pk, name="expire")
        assert sorted(row.effects.values_list("name", flat=True)) == ["checkout.close", "notice.mail"]


class NoAnswer(Work):
    name = "deadline.answer"

    def one_more(self) -> Effect:
        order = self.story.requested()
        requests.ask_customer(order_id=order.pk, actor=self.story.desk, question="Which size?")
        effect = Effect.objects.get(name=self.name, subject_id=order.pk)
        Effect.objects.filter(pk=effect.pk).update(due=clock.now())
        return effect

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        assert Attention.objects.filter(order=effect.subject_id, concern="no_answer").count() == 1


class MissedEvents(Work):
    name = "reconcile.events"

    def begin(self) -> None:
        order = self.story.items_due()
        self.sandbox.pay(str(PaymentAttempt.objects.get(charge__order=order).session_id))

    def one_more(self) -> Effect:
        # The webhook has heard of nothing.
        Effect.objects.filter(name="webhook.refetch").delete()
        WebhookEvent.objects.all().delete()
        return put(self.name, 0, flow="reconcile", slot="reconcile.events")

    def check(self, effect: Effect) -> None:
        self.ends_as(effect)
        events = set(WebhookEvent.objects.values_list("pk", flat=True))
        assert len(events) >= 1
        looks = list(Effect.objects.filter(name="webhook.refetch").values_list("subject_id", flat=True))
        assert sorted(looks) == sorted(events)


def put(name: str, subject_id: int, *, flow: str = "order", **more: Any) -> Effect:
    effect = enqueue(name=name, flow=flow, subject_id=subject_id, **more)
    assert effect is not None
    return effect


WORKS: list[type[Work]] = [
    Mail, Text, Suggestion, ScreenedAgain, Poll, QuoteRunsOut, NoAnswer, MissedEvents,
]  # fmt: skip
