"""Every deed of both lanes: how an order comes to the point, and the press that does it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations import stripe
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.registry import courier
from integrations.stripe import IncomingEvent
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, BOOK, BOX, HAT, SOJU, Story
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.engine.operations import decide
from workflow.engine.transactions import in_transaction
from workflow.jobs import tracking
from workflow.jobs.deadlines import quote_ran_out
from workflow.jobs.tracking import fingerprint
from workflow.models import Order, PaymentAttempt
from workflow.services import approvals, delivery, items, quotes, requests, rescreen, screening
from workflow.services.attention import raise_attention
from workflow.services.inbox import take_in
from workflow.services.screening import Decision
from workflow.services.settlement import settle
from workflow.services.tracking import follow
from workflow.states import Concern

type Press = Callable[[], Any]


@dataclass(frozen=True)
class Deed:
    """`stage` brings a story to the page with the button, `press` presses the button of that page.

    `rows` are the log rows it leaves. `again` says what a second press of the same page comes to: the code
    of a refusal, or "quiet", which may touch only the tables `looked_at` (when somebody last looked).
    """

    name: str
    stage: Callable[[Story, Sandbox], Press]
    rows: tuple[str, ...]
    again: str = "stale"
    looked_at: tuple[str, ...] = ()


DEEDS: list[Deed] = []


def deed(*rows: str, **more: Any) -> Callable[[Callable[[Story, Sandbox], Press]], None]:
    def add(stage: Callable[[Story, Sandbox], Press]) -> None:
        DEEDS.append(Deed(stage.__name__, stage, **{"rows": rows or (stage.__name__,), **more}))

    return add


def on_order(work: Callable[..., Any], story: Story, order: Order, **inputs: Any) -> Press:
    return lambda: work(order_id=order.pk, actor=story.desk, expect_seq=order.seq, **inputs)


def on_first_item(work: Callable[..., Any], story: Story, order: Order, **inputs: Any) -> Press:
    item = order.items.first()
    return lambda: work(item_id=item.pk, actor=story.desk, expect_seq=item.seq, **inputs)


@deed(again="another")
def request_quote(story: Story, sandbox: Sandbox) -> Press:
    mina = story.customer
    return lambda: requests.request_quote(
        customer=mina, items=(HAT, BOOK), address=ADDRESS, actor=Actor.customer(mina)
    )


@deed()
def ask_customer(story: Story, sandbox: Sandbox) -> Press:
    return on_order(requests.ask_customer, story, story.requested(), question="Which size?")


@deed()
def answer(story: Story, sandbox: Sandbox) -> Press:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?")
    return on_order(requests.answer, story, story.again(order), answer="Medium.")


@deed()
def change_address(story: Story, sandbox: Sandbox) -> Press:
    return on_order(requests.change_address, story, story.requested(), line2="Apt 6")


@deed("approve", "reject", "approve_quote")
def approve_quote(story: Story, sandbox: Sandbox) -> Press:
    order = story.requested(HAT, HAT)
    first, second = order.items.all()
    decisions = {first.pk: Decision("approve"), second.pk: Decision("reject", "It is sold out.")}
    return on_order(screening.approve_quote, story, order, decisions=decisions)


@deed("approve", again="wrong_state")
def decide_as_far_as_possible(story: Story, sandbox: Sandbox) -> Press:
    """One item is allowed, for the other one a second person is asked: the request stays where it is."""
    order = story.requested(HAT, SOJU)
    first, second = order.items.all()
    decisions = {first.pk: Decision("approve"), second.pk: Decision("second", "It is a gift.")}
    return on_order(screening.approve_quote, story, order, decisions=decisions)


@deed(rows=(), again="wrong_state")
def ask_a_second_person(story: Story, sandbox: Sandbox) -> Press:
    item = story.requested(SOJU).items.get()
    return lambda: approvals.ask_override(item_id=item.pk, actor=story.desk, reason="It is a gift.")


@deed(again="wrong_state")
def override(story: Story, sandbox: Sandbox) -> Press:
    item = story.requested(SOJU).items.get()
    asked = approvals.ask_override(item_id=item.pk, actor=story.desk, reason="It is a gift.")
    second = story.second
    return lambda: approvals.decide(approval_id=asked.pk, actor=second, agree=True)


@deed(rows=(), again="wrong_state")
def settle_much_money(story: Story, sandbox: Sandbox) -> Press:
    matter = raise_attention(
        order=story.requested(), concern=Concern.REFUND_DUE, about="x", amount_cents=20_001
    )
    asked = approvals.ask_settle(attention_id=matter.pk, actor=story.desk, note="Refunded, re_1.")
    second = story.second
    return lambda: approvals.decide(approval_id=asked.pk, actor=second, agree=True)


@deed(rows=(), again="wrong_state")
def screen_the_open_orders_again(story: Story, sandbox: Sandbox) -> Press:
    story.requested()
    return lambda: rescreen.start(actor=story.desk)


@deed()
def reject_quote(story: Story, sandbox: Sandbox) -> Press:
    return on_order(screening.reject_quote, story, story.requested(), reason="We cannot send this.")


@deed()
def correct(story: Story, sandbox: Sandbox) -> Press:
    words = {"title": "Bucket hat", "url": HAT.url, "options": "navy, M", "quantity": 3, "note": ""}
    return on_first_item(items.correct, story, story.requested(), **words)


@deed()
def leave_out(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.leave_out, story, story.approved(), reason="A new rule forbids it.")


@deed()
def set_draft_price(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.set_draft_price, story, story.approved(), unit_price_krw=30_000)


@deed()
def confirm_item_prices(story: Story, sandbox: Sandbox) -> Press:
    order = story.approved()
    return on_order(quotes.confirm_item_prices, story, order, prices=story.prices(order))


@deed()
def revise_prices(story: Story, sandbox: Sandbox) -> Press:
    order = story.items_due()
    prices = story.prices(order, 40_000)
    return on_order(quotes.revise_prices, story, order, prices=prices, note="The shop has raised it.")


@deed()
def extend_deadline(story: Story, sandbox: Sandbox) -> Press:
    order = story.items_due()
    later = order.due_at + timedelta(days=3)
    return on_order(quotes.extend_deadline, story, order, valid_until=later)


@deed(again="quiet", looked_at=("workflow_paymentattempt",))
def items_paid(story: Story, sandbox: Sandbox) -> Press:
    return _settle(sandbox, story.items_due())


@deed()
def buy(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.buy, story, story.items_paid(sandbox), shop_order_number="M-1")


@deed("buy", "all_bought")
def buy_the_last(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.buy, story, story.items_paid(sandbox, HAT), shop_order_number="M-1")


@deed()
def out_of_stock(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.out_of_stock, story, story.items_paid(sandbox), reason="Sold out.")


@deed()
def receive(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.receive, story, _bought(story, sandbox))


@deed()
def report_mismatch(story: Story, sandbox: Sandbox) -> Press:
    return on_first_item(items.report_mismatch, story, _bought(story, sandbox), reason="The wrong colour.")


@deed()
def give_up(story: Story, sandbox: Sandbox) -> Press:
    order = _bought(story, sandbox)
    items.report_mismatch(item_id=order.items.get().pk, actor=story.desk, reason="Broken.")
    return on_first_item(items.give_up, story, order, reason="The shop refuses.")


@deed()
def items_ready(story: Story, sandbox: Sandbox) -> Press:
    order = _bought(story, sandbox)
    items.receive(item_id=order.items.get().pk, actor=story.desk)
    return lambda: door.fire(Order, order.pk, "items_ready", actor=story.desk, expect_seq=order.seq)


@deed("pack", "pack", "confirm_delivery_fee")
def confirm_delivery_fee(story: Story, sandbox: Sandbox) -> Press:
    return on_order(delivery.confirm_delivery_fee, story, story.in_warehouse(sandbox), measured=BOX)


@deed()
def revise_delivery_fee(story: Story, sandbox: Sandbox) -> Press:
    order = story.delivery_due(sandbox)
    heavier = replace(BOX, weight_g=2_100)
    return on_order(
        delivery.revise_delivery_fee, story, order, measured=heavier, reason="The scales were wrong."
    )


@deed(again="quiet", looked_at=("workflow_paymentattempt",))
def delivery_paid(story: Story, sandbox: Sandbox) -> Press:
    return _settle(sandbox, story.delivery_due(sandbox))


@deed()
def ship(story: Story, sandbox: Sandbox) -> Press:
    order = story.delivery_paid(sandbox)
    return on_order(delivery.ship, story, order, courier="ems", tracking_number=valid_number("ems", 501))


@deed()
def correct_tracking(story: Story, sandbox: Sandbox) -> Press:
    order = story.shipped(sandbox)
    number = valid_number("ems", 502)
    return on_order(delivery.correct_tracking, story, order, courier="ems", tracking_number=number)


@deed(again="quiet", looked_at=("workflow_parcel",))
def deliver(story: Story, sandbox: Sandbox) -> Press:
    order = story.shipped(sandbox)
    story.poll()
    parcel = order.parcels.get()
    sandbox.post(f"parcels/{parcel.tracking_number}/next", to="delivered")
    track = courier("ems").track([parcel.tracking_number])[parcel.tracking_number]
    marks = [fingerprint(scan) for scan in track.scans]
    return lambda: in_transaction(lambda: follow(parcel_id=parcel.pk, track=track, fingerprints=marks))


@deed("cancel")
def cancel_unpaid(story: Story, sandbox: Sandbox) -> Press:
    return on_order(requests.cancel, story, story.items_due(), reason="By phone.")


@deed("cancel")
def cancel_paid(story: Story, sandbox: Sandbox) -> Press:
    return on_order(requests.cancel, story, story.items_paid(sandbox), reason="By phone.")


@deed()
def expire(story: Story, sandbox: Sandbox) -> Press:
    order = story.items_due()
    deadline = Effect.objects.get(name="deadline.items", subject_id=order.pk)
    conclusion = quote_ran_out(deadline)
    assert conclusion is not None
    assert conclusion.record is not None
    return conclusion.record


# --- what is no step of a lane, and has to be whole all the same ----------------------------------------


@deed(rows=(), again="quiet", looked_at=("workflow_paymentattempt",))
def money_for_an_ended_order(story: Story, sandbox: Sandbox) -> Press:
    order = story.items_due()
    press = _settle(sandbox, order)
    requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
    return press


@deed(rows=(), again="quiet")
def take_in_an_event(story: Story, sandbox: Sandbox) -> Press:
    event = IncomingEvent(
        id="evt_1",
        type="customer.created",
        created=datetime.now(UTC),
        object_id="cus_1",
        object_type="customer",
        livemode=False,
        payload={},
    )
    return lambda: take_in(event=event)


@deed(rows=(), again="quiet")
def ask_the_couriers(story: Story, sandbox: Sandbox) -> Press:
    story.shipped(sandbox)
    return tracking.tick


@deed("retry", again="wrong_state")
def decide_on_a_failure(story: Story, sandbox: Sandbox) -> Press:
    story.requested()
    effect = Effect.objects.filter(name="notice.mail").latest("id")
    Effect.objects.filter(pk=effect.pk).update(status="dead", attempts=12)
    return lambda: decide(
        effect_id=effect.pk, verdict="retry", actor=story.desk, reason="The server is back."
    )


def _settle(sandbox: Sandbox, order: Order) -> Press:
    attempt = PaymentAttempt.objects.get(charge__order=order, status="open")
    sandbox.pay(str(attempt.session_id))
    session = stripe.retrieve_session(session_id=str(attempt.session_id))
    return lambda: settle(attempt_id=attempt.pk, session=session)


def _bought(story: Story, sandbox: Sandbox) -> Order:
    order = story.items_paid(sandbox, HAT)
    items.buy(item_id=order.items.get().pk, actor=story.desk, shop_order_number="M-1")
    return story.again(order)
