"""What listeners of an order are told: by each deed, payment and matter, inside its own transaction."""

import json
from typing import Any

import pytest

from integrations.live.models import LiveEvent
from integrations.live.rights import CHECK
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import door
from workflow.engine.actors import CLOCK, Actor
from workflow.engine.errors import NotPermitted, Refused
from workflow.engine.models import TransitionLog
from workflow.models import Order
from workflow.services.sharing import renew_link

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def told(after: int = 0) -> list[tuple[str, str, dict[str, Any]]]:
    rows = LiveEvent.objects.filter(pk__gt=after).exclude(type=CHECK)
    return [(row.channel, row.type, json.loads(row.data)) for row in rows]


def newest() -> int:
    last = LiveEvent.objects.order_by("-id").first()
    return last.pk if last else 0


def test_a_deed_tells_the_desk_the_customer_and_the_shared_link(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    data = {"order": order.ref, "state": "requested", "seq": 1, "deed": "request_quote"}
    own, link = f"user-{order.customer_id}", f"order-{order.share_token}"
    moved = [(channel, said) for channel, kind, said in told() if kind == "order"]
    assert moved == [("staff", data), (own, data), (link, data)]


def test_a_payment_tells_the_desk_and_the_customer_but_not_the_link(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    money = [(channel, data) for channel, kind, data in told() if kind == "money"]
    assert {channel for channel, _data in money} == {"staff", f"user-{order.customer_id}"}
    assert money[-1][1] == {"order": order.ref, "charge": "items", "status": "paid"}


def test_nothing_personal_is_told(story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    address = order.address
    everything = " ".join(LiveEvent.objects.values_list("data", flat=True))
    for secret in (
        order.customer.email, order.customer.name, address.line1, address.recipient, order.share_token,
        *order.charges.values_list("token", flat=True),
    ):  # fmt: skip
        assert secret
        assert secret not in everything


def test_what_is_refused_tells_nobody(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    before = newest()
    with pytest.raises(Refused):
        door.fire(Order, order.pk, "ship", actor=story.desk)
    assert told(before) == []


def test_a_new_link_cuts_the_old_one_off_and_has_a_name_on_it(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    old, before = order.share_token, newest()
    renewed = renew_link(order_id=order.pk, actor=Actor.customer(order.customer))
    assert renewed.share_token != old
    assert LiveEvent.objects.filter(type=CHECK, channel=f"order-{old}").count() == 1
    assert f"order-{renewed.share_token}" in {channel for channel, _kind, _data in told(before)}
    log = TransitionLog.objects.get(flow="link", subject_id=order.pk)
    assert (log.name, log.actor_id, log.data) == ("renew_link", order.customer_id, {})


def test_a_stranger_and_the_clock_make_no_link(
    story: Story, sandbox: Sandbox, django_user_model: Any
) -> None:
    order = story.requested()
    stranger = django_user_model.objects.create(email="stranger@customer.example")
    buyer = django_user_model.objects.create(email="no-right@bidangil.example", is_staff=True)
    before = newest()
    for actor in (Actor.customer(stranger), Actor.staff(buyer), Actor.staff(stranger), CLOCK):
        with pytest.raises(NotPermitted):
            renew_link(order_id=order.pk, actor=actor)
    fresh = type(order).objects.get(pk=order.pk)
    assert fresh.share_token == order.share_token
    assert (told(before), newest()) == ([], before)
