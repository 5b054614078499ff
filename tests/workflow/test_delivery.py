"""From the scales to the bill: the fee, weighing again, and what stands still meanwhile."""

from dataclasses import replace

import pytest

from integrations import stripe
from tests.running import Sandbox
from tests.workflow.story import BOX, Story
from workflow.engine.errors import BadInput, GuardFailed
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Order, Parcel, PaymentAttempt
from workflow.services import delivery

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def reweigh(story: Story, order: Order, weight_g: int) -> None:
    delivery.revise_delivery_fee(
        order_id=order.pk,
        actor=story.desk,
        measured=replace(BOX, weight_g=weight_g),
        reason="The scales were wrong.",
    )
    run_due()


def test_a_box_weighed_again_costs_what_it_weighs_and_the_old_page_is_closed(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.delivery_due(sandbox)
    old = PaymentAttempt.objects.get(charge__kind="delivery")
    reweigh(story, order, 2_600)
    first, second = order.quotes.filter(kind="delivery")
    assert second.total_cents > first.total_cents
    assert (Parcel.objects.get().weight_g, second.content["chargeable_g"]) == (2_600, 3_000)
    assert stripe.retrieve_session(session_id=str(old.session_id)).status == "expired"
    open_now = PaymentAttempt.objects.get(status="open")
    assert open_now.amount_cents == second.total_cents
    assert Effect.objects.filter(target="customer:delivery_fee_revised", status="done").count() == 1

    story.pay(sandbox, order)
    assert story.again(order).state == "delivery_paid"
    assert story.again(order).missing_cents("delivery") == 0


def test_paid_meanwhile_the_payment_wins(story: Story, sandbox: Sandbox) -> None:
    order = story.delivery_due(sandbox)
    old = PaymentAttempt.objects.get(charge__kind="delivery")
    sandbox.pay(str(old.session_id))
    reweigh(story, order, 2_600)
    rest = PaymentAttempt.objects.get(status="open")
    assert rest.amount_cents == order.current_quote("delivery").total_cents - old.amount_cents
    with pytest.raises(GuardFailed, match="paid the delivery already"):
        reweigh(story, order, 3_000)


@pytest.mark.parametrize(("weight_g", "code"), [(40_000, "over_weight"), (0, "bad_weight")])
def test_a_box_that_no_service_takes_is_refused_and_stays_unpacked(
    story: Story, sandbox: Sandbox, weight_g: int, code: str
) -> None:
    order = story.in_warehouse(sandbox)
    with pytest.raises(BadInput) as caught:
        delivery.confirm_delivery_fee(
            order_id=order.pk, actor=story.desk, measured=replace(BOX, weight_g=weight_g)
        )
    assert caught.value.code == code
    assert story.again(order).seq == order.seq
    assert set(order.items.values_list("state", flat=True)) == {"received"}
    assert not Parcel.objects.exists()
