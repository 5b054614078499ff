"""Mine, put off, assigned to: the desk's own arrangement in queues, filters, rows and dialogs."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from console import queues
from console.desk_offers import desk_offers
from console.pages import rows
from console.pages.desk import choices_of_until
from integrations import clock
from tests.console.conftest import Desk, person
from tests.console.looking import HTMX, everything
from tests.console.test_lists import listed
from tests.workflow.story import Story
from workflow.models import AuditEntry, Order
from workflow.services import desk as services

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def put_off(order: Order, story: Story, hours: int = 5) -> None:
    services.put_off(order_id=order.pk, actor=story.desk, until=clock.now() + timedelta(hours=hours))


def test_a_queue_leaves_out_what_is_put_off(desk: Desk, story: Story) -> None:
    here, away = story.requested(), story.requested()
    put_off(away, story)

    assert listed(desk, "queues/to-screen/") == [here.ref]
    assert listed(desk, "queues/to-screen/?put_off=only") == [away.ref]
    assert set(listed(desk, "queues/to-screen/?put_off=shown")) == {here.ref, away.ref}
    assert listed(desk, "queues/put-off/") == [away.ref]
    assert listed(desk, "workflow/order/?put_off=hidden") == [here.ref]
    assert listed(desk, "workflow/order/?put_off=only") == [away.ref]
    counts = queues.tallies()
    assert (counts["to-screen"], counts["put-off"]) == (queues.Tally(1), queues.Tally(1))
    assert queues.of_order(story.again(away)) == queues.BY_SLUG["put-off"]


def test_what_was_put_off_is_back_when_its_moment_has_come(desk: Desk, story: Story) -> None:
    order = story.requested()
    put_off(order, story, hours=2)

    with clock.travel(clock.now() + timedelta(hours=2, minutes=1)):
        cache.clear()
        assert queues.tallies()["to-screen"].waiting == 1
        assert listed(desk, "queues/to-screen/") == [order.ref]
        assert listed(desk, "queues/put-off/") == []


def test_mine_is_each_persons_own(desk: Desk, story: Story) -> None:
    desk("buyer"), desk("support")
    hers, his, ended = story.requested(), story.approved(), story.requested()
    services.assign(order_id=hers.pk, actor=story.desk, to=person("buyer"))
    services.assign(order_id=his.pk, actor=story.desk, to=person("support"))
    services.assign(order_id=ended.pk, actor=story.desk, to=person("buyer"))
    desk("owner").post(f"/console/deeds/order/{ended.pk}/cancel/", {"seq": ended.seq, "reason": ""})

    assert listed(desk, "queues/mine/", "buyer") == [hers.ref]
    assert listed(desk, "queues/mine/", "support") == [his.ref]
    assert queues.tallies(person("buyer"))["mine"] == queues.Tally(1)
    assert queues.tallies(person("owner"))["mine"] == queues.Tally(0)


def test_one_persons_count_is_asked_for_once(
    desk: Desk, story: Story, django_assert_num_queries: Any
) -> None:
    desk("buyer")
    buyer = person("buyer")
    buyer.has_perm("workflow.view_order")  # loads the permissions
    queues.tallies(buyer)

    with django_assert_num_queries(0):
        queues.tallies(buyer)


def test_the_list_is_filtered_by_person(desk: Desk, story: Story) -> None:
    desk("buyer")
    free, taken = story.requested(), story.requested()
    services.assign(order_id=taken.pk, actor=story.desk, to=person("buyer"))

    assert listed(desk, "workflow/order/?who=nobody") == [free.ref]
    assert listed(desk, "workflow/order/?who=me", "buyer") == [taken.ref]
    assert listed(desk, f"workflow/order/?who={person('buyer').pk}") == [taken.ref]
    assert listed(desk, "queues/to-screen/?who=nobody") == [free.ref]


def test_a_row_is_taken_with_one_press_and_only_once(desk: Desk, story: Story) -> None:
    order = story.requested()
    page = desk("buyer").get("/console/queues/to-screen/").content.decode()
    url = re.search(r'formaction="(/console/desk/[^"]+)"', page)
    assert url is not None

    first = desk("buyer").post(url[1], {"next": "/console/queues/to-screen/"})
    second = desk("support").post(url[1], {"next": "/console/queues/to-screen/"})

    assert (first.status_code, first["Location"]) == (302, "/console/queues/to-screen/")
    assert second.status_code == 409
    assert "Meanwhile it was assigned to Buyer." in second.content.decode()
    assert story.again(order).assignee == person("buyer")
    page = desk("buyer").get("/console/queues/to-screen/").content.decode()
    assert f'data-who="{person("buyer").pk}"' in page
    assert "data-take" not in page


@pytest.mark.parametrize("deed", ["take", "assign", "give-back", "put-off", "take-up"])
def test_opening_a_dialog_changes_nothing_and_a_stranger_is_refused(
    deed: str, desk: Desk, story: Story
) -> None:
    order = story.requested()
    before = everything(order)
    url = f"/console/desk/{order.pk}/{deed}/"

    assert desk("buyer").get(url).status_code == 200
    assert desk("buyer").get(url, headers=HTMX).status_code == 200
    assert desk("editor").get(url).status_code == 403
    assert desk("editor").post(url, {"choice": "hours", "to": person("buyer").pk}).status_code == 403

    assert everything(order) == before
    assert AuditEntry.objects.count() == 0


def test_assign_put_off_take_up_and_give_back(desk: Desk, story: Story) -> None:
    desk("warehouse")
    order, buyer = story.requested(), desk("buyer")
    base = f"/console/desk/{order.pk}"

    buyer.post(f"{base}/assign/", {"to": person("warehouse").pk})
    assert story.again(order).assignee == person("warehouse")
    buyer.post(f"{base}/put-off/", {"choice": "moment", "moment": "2027-03-02T09:30", "why": "Closed"})
    assert story.again(order).snoozed_until == datetime(2027, 3, 2, 9, 30, tzinfo=clock.SEOUL)
    buyer.post(f"{base}/take-up/")
    buyer.post(f"{base}/give-back/")

    order = story.again(order)
    assert (order.assignee, order.snoozed_until) == (None, None)
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["assigned", "put_off", "taken_up", "unassigned"]


@pytest.mark.parametrize(
    ("deed", "given", "sentence"),
    [
        ("put-off", {"choice": "moment", "moment": ""}, "Say until when."),
        ("put-off", {"choice": "moment", "moment": "2020-01-01T09:00"}, "Choose a moment that is ahead"),
        ("put-off", {"choice": "never"}, "Select a valid choice"),
        ("assign", {"to": "999999"}, "Select a valid choice"),
        ("assign", {"to": ""}, "This field is required"),
    ],
)
def test_bad_inputs_are_marked(
    deed: str, given: dict[str, str], sentence: str, desk: Desk, story: Story
) -> None:
    order = story.requested()
    before = everything(order)

    answer = desk("buyer").post(f"/console/desk/{order.pk}/{deed}/", given)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert everything(order) == before


def test_the_usual_moments_are_in_the_desks_time() -> None:
    sunday_late = datetime(2026, 11, 22, 23, 0, tzinfo=clock.SEOUL)
    with clock.travel(sunday_late):
        moments = choices_of_until()

    assert moments["tomorrow"] == moments["monday"] == datetime(2026, 11, 23, 9, tzinfo=clock.SEOUL)
    assert abs(moments["hours"] - datetime(2026, 11, 23, 1, tzinfo=clock.SEOUL)) < timedelta(minutes=1)


def test_what_is_offered_follows_the_order(desk: Desk, story: Story) -> None:
    desk("buyer")
    order, buyer = story.requested(), person("buyer")

    assert [one.name for one in desk_offers(order, buyer, "/")] == ["take", "assign", "put-off"]
    services.assign(order_id=order.pk, actor=story.desk, to=buyer)
    put_off(order, story)
    offered = [one.name for one in desk_offers(story.again(order), buyer, "/")]
    assert offered == ["assign", "give-back", "take-up"]


@pytest.mark.parametrize(
    ("name", "initials"), [("Mina Park", "MP"), ("박미나", "박"), ("juno@x.example", "J"), ("a b c", "AC")]
)
def test_initials(name: str, initials: str) -> None:
    somebody = get_user_model()(name=name, email="x@y.example")
    chip = rows.person(somebody, get_user_model()(pk=1))
    assert chip is not None
    assert chip.initials == initials
