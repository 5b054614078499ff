"""Who else has the order open: told once, kept cheaply, and never oneself."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console import presence
from console.models import Presence
from integrations import clock
from integrations.live.models import LiveEvent
from tests.console.conftest import Desk
from tests.console.looking import everything
from tests.workflow.story import Story
from workflow.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def sign(browser: Client, order: Order, *, edits: bool = False) -> str:
    answer = browser.post(
        "/console/presence/", {"place": f"order:{order.ref}", "edits": "1" if edits else "0"}
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def events() -> int:
    return LiveEvent.objects.filter(type="presence").count()


def later(seconds: int) -> Any:
    return clock.travel(clock.now() + timedelta(seconds=seconds))


def test_each_sees_the_other_and_nobody_sees_themselves(desk: Desk, story: Story) -> None:
    order = story.requested()
    buyer, support = desk("buyer"), desk("support")

    assert "data-person" not in sign(buyer, order)
    assert "Buyer is here" in sign(support, order)
    assert "Support is here" in sign(buyer, order)
    assert "Buyer" not in sign(buyer, order)
    assert 'data-person="here"' in support.get(f"/console/orders/{order.ref}/").content.decode()


def test_an_edit_is_told_at_once_and_its_end_with_the_next_sign(desk: Desk, story: Story) -> None:
    order = story.requested()
    buyer, support = desk("buyer"), desk("support")
    sign(buyer, order)

    sign(buyer, order, edits=True)
    assert "Buyer is editing this" in sign(support, order)
    sign(buyer, order)
    assert "Buyer is editing this" in sign(support, order)

    with later(20):
        sign(buyer, order)
        assert "Buyer is here" in sign(support, order)


def test_two_tabs_of_one_person_are_one_and_most_signs_write_nothing(desk: Desk, story: Story) -> None:
    order = story.requested()
    buyer = desk("buyer")
    sign(buyer, order)
    before, told = list(Presence.objects.values()), events()

    with CaptureQueriesContext(connection) as caught:
        for _tab in range(3):
            sign(buyer, order)

    assert list(Presence.objects.values()) == before
    assert not [
        query for query in caught if "console_presence" in query["sql"] and "SELECT" not in query["sql"]
    ]
    assert (len(before), told, events()) == (1, 1, 1)

    with later(20):
        sign(buyer, order)
        sign(buyer, order)
        assert events() == 1  # still there: that is no news
    assert Presence.objects.get().seen_at > before[0]["seen_at"]


def test_who_says_nothing_for_a_minute_is_gone(desk: Desk, story: Story) -> None:
    order = story.requested()
    buyer, support = desk("buyer"), desk("support")
    sign(buyer, order)

    with later(59):
        assert "Buyer is here" in sign(support, order)
    with later(62):
        assert "Buyer" not in sign(support, order)
        told = events()
        sign(buyer, order)
        assert events() == told + 1


def test_who_leaves_is_gone_at_once_and_once(desk: Desk, story: Story) -> None:
    order = story.requested()
    buyer, support = desk("buyer"), desk("support")
    sign(buyer, order)

    for _twice in range(2):
        assert buyer.post("/console/presence/leave/", {"place": f"order:{order.ref}"}).status_code == 204

    assert "Buyer" not in sign(support, order)
    assert LiveEvent.objects.filter(type="presence").count() == 3  # came, left; support came
    assert Presence.objects.filter(member__email="buyer@bidangil.example").count() == 0


def test_only_staff_who_may_see_orders_and_only_at_an_order(desk: Desk, story: Story, client: Client) -> None:
    order = story.requested()
    before = everything(order)
    here = {"place": f"order:{order.ref}"}

    assert desk("moderator").post("/console/presence/", here).status_code == 403
    assert desk("buyer").post("/console/presence/", {"place": "order:BD-NOTTHERE"}).status_code == 404
    assert desk("buyer").post("/console/presence/", {"place": "moon:1"}).status_code == 404
    assert desk("buyer").get("/console/presence/").status_code == 405
    assert client.post("/console/presence/", here).status_code == 302

    assert Presence.objects.count() == 0
    assert everything(order) == before


def test_old_signs_are_forgotten_after_a_day(story: Story, juno: Any) -> None:
    order = story.requested()
    presence.note(place=presence.place_of(order.ref), member=juno, edits=False)

    assert presence.prune() == 0
    with later(25 * 3600):
        assert presence.prune() == 1
    assert Presence.objects.count() == 0


def test_looking_at_a_page_leaves_no_sign(desk: Desk, story: Story) -> None:
    desk("buyer").get(f"/console/orders/{story.requested().ref}/")

    assert Presence.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "initials"), [("Grace Oh", "GO"), ("김미나", "미나"), ("Juno", "JU"), ("Soyeon Han Kim", "SK")]
)
def test_initials(name: str, initials: str, story: Story, juno: Any) -> None:
    order = story.requested()
    other = get_user_model().objects.create_user("other@bidangil.example", name=name, is_staff=True)
    presence.note(place=presence.place_of(order.ref), member=other, edits=False)

    assert [one.initials for one in presence.others(place=presence.place_of(order.ref), member=juno)] == [
        initials
    ]
