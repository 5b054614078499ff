"""One order from quote to doorstep, through the services, against the sandbox."""

import pytest

from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Notification, Order
from workflow.selectors.lanes import lanes
from workflow.states import Turn

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_quote_to_doorstep(story: Story, sandbox: Sandbox) -> None:
    order = story.delivered(sandbox)

    assert order.state == "delivered"
    names = list(
        TransitionLog.objects.filter(flow="order", subject_id=order.pk).values_list("name", flat=True)
    )
    assert names == [
        "request_quote", "approve_quote", "confirm_item_prices", "items_paid", "all_bought", "items_ready",
        "confirm_delivery_fee", "delivery_paid", "ship", "deliver",
    ]  # fmt: skip
    view = lanes(order)
    assert [step.status for step in view.user] == ["done"] * 5
    assert [step.status for step in view.staff] == ["done"] * 4
    assert view.now.turn is Turn.NOBODY
    assert sandbox.counts()["charges_succeeded"] == 2
    assert order.missing_cents("items") == order.missing_cents("delivery") == 0
    assert not Effect.objects.filter(status__in=("dead", "unsure", "superseded")).exists()
    sent = Notification.objects.filter(order=order)
    assert sent.filter(channel="email").count() == 12
    assert sent.filter(channel="sms").count() == 6
    assert {"ko", "en"} >= set(sent.values_list("language", flat=True))


def test_the_quote_is_exact_to_the_cent(story: Story, sandbox: Sandbox) -> None:
    order: Order = story.items_due()
    quote = order.current_quote("items")
    content = quote.content
    assert [line["line_krw"] for line in content["lines"]] == [63_000, 33_000]
    items_cents = sum(line["amount_cents"] for line in content["lines"])
    assert quote.total_cents == items_cents + content["service_fee_cents"] + content["card_fee_cents"]
    charge = story.open_charge(order)
    assert sum(line["amount_cents"] for line in charge.lines) == charge.amount_cents == quote.total_cents
