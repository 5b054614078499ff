"""The parcel's journey: what the courier says, what we make of it, what is put before a person."""

from datetime import timedelta

import pytest

from integrations import clock
from integrations.couriers.demo_numbers import valid_number
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.errors import BadInput
from workflow.engine.models import Effect
from workflow.models import Attention, Order, Parcel, TrackingEvent
from workflow.services import delivery

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def parcel_of(order: Order) -> Parcel:
    return order.parcels.get()


@pytest.mark.parametrize("courier", ["ems", "fedex"])
def test_scans_arrive_once_and_in_order(story: Story, sandbox: Sandbox, courier: str) -> None:
    order = story.shipped(sandbox, courier=courier)
    story.poll()
    number = parcel_of(order).tracking_number
    for _ in range(3):
        sandbox.post(f"parcels/{number}/next")
        story.poll()
        story.poll()  # nothing new: nothing written
    events = TrackingEvent.objects.filter(parcel=parcel_of(order))
    assert events.count() == len(set(events.values_list("fingerprint", flat=True))) >= 3
    assert parcel_of(order).status in ("picked_up", "in_transit", "customs")


def test_an_unchanged_parcel_costs_no_write(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    story.poll()
    sandbox.post(f"parcels/{parcel_of(order).tracking_number}/next")
    story.poll()
    before = Parcel.objects.values("status", "status_at", "last_polled_at").get()
    story.poll()
    assert Parcel.objects.values("status", "status_at", "last_polled_at").get() == before
    assert Effect.objects.filter(name="tracking.poll").first().result == {"asked": 1, "changed": 0}


def test_thirty_fedex_parcels_are_one_request(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox, courier="fedex")
    model = parcel_of(order)
    for serial in range(1, 30):
        number = valid_number("fedex", 5000 + serial)
        Parcel.objects.create(
            customer=story.customer, weight_g=1, length_mm=1, width_mm=1, height_mm=1, service="fedex_ip",
            courier="fedex", tracking_number=number, under_way=f"fedex:{number}", shipped_at=clock.now(),
            next_poll_at=clock.now(),
        )  # fmt: skip
    before = sandbox.counts()["courier_requests"]
    Parcel.objects.filter(pk=model.pk).update(next_poll_at=clock.now())
    story.poll()
    after = sandbox.counts()["courier_requests"]
    assert Parcel.objects.count() == 30
    assert Effect.objects.filter(name="tracking.poll").first().result["asked"] == 30
    assert sum(after.values()) - sum(before.values()) <= 2 if isinstance(after, dict) else after - before <= 2


def test_a_customs_hold_is_put_before_a_person_once(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    story.poll()
    number = parcel_of(order).tracking_number
    sandbox.post(f"parcels/{number}/next", steps=3)
    sandbox.post(f"parcels/{number}/customs_hold")
    for _ in range(3):
        story.poll()
    assert parcel_of(order).status == "customs_hold"
    assert list(Attention.objects.values_list("concern", "order_id")) == [("parcel", order.pk)]
    assert story.again(order).state == "shipped"


def test_a_delivered_parcel_is_asked_about_no_more_and_its_number_is_free(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.delivered(sandbox)
    parcel = parcel_of(order)
    assert (order.state, parcel.status, parcel.next_poll_at, parcel.under_way) == (
        "delivered", "delivered", None, None,
    )  # fmt: skip


def test_a_dead_number_stays_where_it_is(story: Story, sandbox: Sandbox) -> None:
    number = valid_number("ems", 77)
    sandbox.post("parcels", courier="ems", number=number, dead=True)
    order = story.delivery_paid(sandbox)
    delivery.ship(order_id=order.pk, actor=story.desk, courier="ems", tracking_number=number)
    for _ in range(3):
        story.poll()
    assert (parcel_of(order).status, story.again(order).state) == ("pre_transit", "shipped")
    assert not TrackingEvent.objects.exists()
    assert not Effect.objects.filter(status="dead").exists()


@pytest.mark.parametrize(
    ("courier", "number", "code"),
    [
        ("ems", "EG123456789KR", "check_digit"),
        ("ems", "hello", "form"),
        ("fedex", "123", "form"),
        ("", "EG123456785KR", ""),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_nothing_leaves(
    story: Story, sandbox: Sandbox, courier: str, number: str, code: str
) -> None:
    order = story.delivery_paid(sandbox)
    before = (order.seq, Effect.objects.count(), sandbox.counts()["mails"])
    with pytest.raises(BadInput) as caught:
        delivery.ship(order_id=order.pk, actor=story.desk, courier=courier, tracking_number=number)
    assert caught.value.field == "tracking_number"
    again = story.again(order)
    assert (again.state, again.seq, Effect.objects.count()) == ("delivery_paid", *before[:2])
    assert (parcel_of(order).tracking_number, parcel_of(order).next_poll_at) == ("", None)


def test_a_number_under_way_is_not_given_twice(story: Story, sandbox: Sandbox) -> None:
    first = story.shipped(sandbox)
    second = story.delivery_paid(sandbox)
    with pytest.raises(BadInput, match="on another parcel") as caught:
        delivery.ship(
            order_id=second.pk,
            actor=story.desk,
            courier="ems",
            tracking_number=parcel_of(first).tracking_number,
        )
    assert caught.value.code == "number_taken"
    assert story.again(second).state == "delivery_paid"


def test_a_corrected_number_starts_anew_and_the_customer_hears_once(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    story.poll()
    wrong = parcel_of(order).tracking_number
    sandbox.post(f"parcels/{wrong}/next")
    story.poll()
    right = valid_number("ems", 888)
    delivery.correct_tracking(order_id=order.pk, actor=story.desk, courier="ems", tracking_number=right)
    story.poll()
    parcel = parcel_of(order)
    assert (parcel.tracking_number, parcel.events.count()) == (right, 0)
    assert Effect.objects.filter(target="customer:tracking_corrected").count() == 1


def test_after_ninety_days_the_courier_is_left_in_peace(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    with clock.travel(clock.now() + timedelta(days=91)):
        story.poll()
    assert parcel_of(order).next_poll_at is None
