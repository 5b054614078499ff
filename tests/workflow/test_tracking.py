"""The parcel's journey: what the courier says, what we make of it, what is put before a person."""

import json

import pytest

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.registry import courier as courier_of
from integrations.live.models import LiveEvent
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.errors import BadInput
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.jobs.tracking import fingerprint
from workflow.models import Attention, Order, Parcel, TrackingEvent
from workflow.services import delivery
from workflow.services.tracking import follow

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
    before = Parcel.objects.values().get()
    story.poll()
    assert Parcel.objects.values().get() == before
    assert Effect.objects.filter(name="tracking.poll").first().result == {"asked": 1, "changed": 0}


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
    assert (order.state, parcel.status, parcel.cadence, parcel.under_way, parcel.quiet_since) == (
        "delivered", "delivered", "", None, None,
    )  # fmt: skip


def test_a_dead_number_stays_where_it_is(story: Story, sandbox: Sandbox) -> None:
    number = valid_number("ems", 77)
    sandbox.post("parcels", courier="ems", number=number, dead=True)
    order = story.delivery_paid(sandbox)
    delivery.ship(order_id=order.pk, actor=story.desk, courier="ems", tracking_number=number)
    for _ in range(3):
        story.poll()
    parcel = parcel_of(order)
    assert (parcel.status, parcel.cadence, story.again(order).state) == ("pre_transit", "usual", "shipped")
    assert not TrackingEvent.objects.exists()
    assert not Effect.objects.filter(status="dead").exists()


@pytest.mark.parametrize(
    ("courier", "number", "code"),
    [
        ("ems", "EG123456789KR", "check_digit"),
        ("ems", "hello", "form"),
        ("fedex", "123", "form"),
        ("", "EG123456789KR", "check_digit"),
        ("dhl", "794658972391", "form"),
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
    assert caught.value.code == f"bad_{code}"
    again = story.again(order)
    assert (again.state, again.seq, Effect.objects.count()) == ("delivery_paid", *before[:2])
    assert (parcel_of(order).tracking_number, parcel_of(order).cadence) == ("", "")


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
    sandbox.post(f"parcels/{wrong}/customs_hold")
    story.poll()
    assert Attention.objects.filter(settled_at=None).count() == 1
    right = valid_number("ems", 888)
    delivery.correct_tracking(order_id=order.pk, actor=story.desk, courier="ems", tracking_number=right)
    story.poll()
    parcel = parcel_of(order)
    assert (parcel.tracking_number, parcel.status, parcel.events.count()) == (right, "pre_transit", 0)
    # Somebody else's parcel was held, not this one.
    assert not Attention.objects.filter(settled_at=None).exists()
    assert Effect.objects.filter(target="customer:tracking_corrected").count() == 1


def test_an_answer_about_a_number_that_was_corrected_meanwhile_changes_nothing(
    story: Story, sandbox: Sandbox
) -> None:
    order = story.shipped(sandbox)
    wrong = parcel_of(order).tracking_number
    sandbox.post("parcels", courier="ems", number=wrong)
    sandbox.post(f"parcels/{wrong}/next")
    late = courier_of("ems").track([wrong])[wrong]
    delivery.correct_tracking(
        order_id=order.pk, actor=story.desk, courier="ems", tracking_number=valid_number("ems", 889)
    )
    before = Parcel.objects.values().get()
    in_transaction(
        lambda: follow(parcel_id=before["id"], track=late, fingerprints=[fingerprint(late.scans[0])])
    )
    assert (Parcel.objects.values().get(), TrackingEvent.objects.count()) == (before, 0)


def test_whoever_listens_hears_of_a_scan_once(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    story.poll()
    number = parcel_of(order).tracking_number
    sandbox.post(f"parcels/{number}/next")
    told = LiveEvent.objects.filter(type="parcel")
    before = told.count()
    story.poll()
    story.poll()
    new = told.order_by("id")[before:]
    assert {event.channel for event in new} == {
        "staff",
        f"user-{order.customer_id}",
        f"order-{order.share_token}",
    }
    assert [json.loads(event.data) for event in new] == [
        {"order": order.ref, "courier": "ems", "number": number, "status": "picked_up"}
    ] * 3
