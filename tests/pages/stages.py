"""An order in each of its states."""

from collections.abc import Callable
from datetime import timedelta

from integrations import clock
from tests.running import Sandbox
from tests.workflow.story import BOOK, HAT, Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.engine.runner import run, run_due
from workflow.models import Order
from workflow.services import quotes, requests, screening
from workflow.services.screening import Decision


def needs_info(story: Story, sandbox: Sandbox) -> Order:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Black <b>or</b> navy?")
    return story.again(order)


def rejected(story: Story, sandbox: Sandbox) -> Order:
    order = story.requested()
    screening.reject_quote(order_id=order.pk, actor=story.desk, reason="Spirits cannot be sent.")
    return story.again(order)


def partly_rejected(story: Story, sandbox: Sandbox) -> Order:
    order = story.requested(HAT, BOOK)
    hat, book = order.items.all()
    screening.approve_quote(
        order_id=order.pk,
        actor=story.desk,
        decisions={hat.pk: Decision("approve"), book.pk: Decision("reject", "This book is a counterfeit.")},
    )
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(story.again(order)))
    run_due()
    return story.again(order)


def cancelled(story: Story, sandbox: Sandbox) -> Order:
    order = story.items_paid(sandbox)
    requests.cancel(order_id=order.pk, actor=Actor.customer(story.customer), reason="Wrong size")
    run_due()
    return story.again(order)


def expired(story: Story, sandbox: Sandbox) -> Order:
    order = story.items_due()
    deadline = Effect.objects.get(flow="order", subject_id=order.pk, name="deadline.items")
    with clock.travel(clock.now() + timedelta(days=30)):
        run(deadline.pk)
    run_due()
    return story.again(order)


STAGES: dict[str, Callable[[Story, Sandbox], Order]] = {
    "requested": lambda story, sandbox: story.requested(),
    "needs_info": needs_info,
    "approved": lambda story, sandbox: story.approved(),
    "rejected": rejected,
    "items_due": partly_rejected,
    "items_paid": lambda story, sandbox: story.items_paid(sandbox),
    "in_warehouse": lambda story, sandbox: story.in_warehouse(sandbox),
    "delivery_due": lambda story, sandbox: story.delivery_due(sandbox),
    "delivery_paid": lambda story, sandbox: story.delivery_paid(sandbox),
    "shipped": lambda story, sandbox: story.shipped(sandbox),
    "delivered": lambda story, sandbox: story.delivered(sandbox),
    "cancelled": cancelled,
    "expired": expired,
}
