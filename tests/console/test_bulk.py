"""One deed on many orders: each for itself, a result by row, and nothing twice."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from console import bulk
from tests.console.conftest import Desk
from tests.console.looking import everything, log_of
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.models import Order
from workflow.services import desk as services
from workflow.services import requests
from workflow.services.messages import write_message

pytestmark = [pytest.mark.django_db, pytest.mark.database]

QUEUE = "/console/queues/to-screen/"
ALL = "/console/workflow/order/"


def picks(*orders: Order) -> list[str]:
    return [f"{order.pk}:{order.seq}" for order in orders]


def ask(browser: Client, deed: str, given: dict[str, Any]) -> tuple[Any, str]:
    """The page that asks, and the address to which it goes on."""
    answer = browser.post(f"/console/bulk/{deed}/", {"from": QUEUE, **given})
    found = re.search(r'action="(/console/bulk-runs/[^"]+)"', answer.content.decode())
    return answer, found[1] if found else ""


def outcomes(page: Any) -> dict[str, str]:
    return dict(re.findall(r'data-outcome="([^"]+)" data-outcome-done="(\w+)"', page.content.decode()))


def test_a_deed_over_mixed_states_does_what_can_be_done_and_says_why_not(desk: Desk, story: Story) -> None:
    good, priced, stale = story.requested(), story.approved(), story.requested()
    given = {"pick": picks(good, priced, stale)}
    requests.ask_customer(order_id=stale.pk, actor=story.desk, question="Which size?")
    untouched = everything(priced)[:2], everything(stale)[:2]
    buyer = desk("buyer")

    asked, url = ask(buyer, "reject_quote", given)
    assert asked.status_code == 200
    # Of the stale one the state would still allow it: its own row says why not.
    counted = re.findall(r"<strong[^>]*data-(?:im)?possible>([^<]+)<", asked.content.decode())
    assert counted == ["2 can be done", "1 cannot: its state does not allow it"]
    assert log_of(good) == ["request_quote"]
    answer = buyer.post(url, {"reason": "We do not ship these."}, follow=True)

    assert outcomes(answer) == {good.ref: "yes", priced.ref: "no", stale.ref: "no"}
    words = answer.content.decode()
    assert "1 done · 2 refused" in words
    assert "Somebody was faster" in words
    assert "“Reject the request” is not possible now: this is “Approved, to price”." in words
    assert log_of(good) == ["request_quote", "reject_quote"]
    assert (everything(priced)[:2], everything(stale)[:2]) == untouched


def test_sent_twice_and_loaded_again_it_is_done_once(desk: Desk, story: Story) -> None:
    order = story.requested()
    _asked, url = ask(desk("support"), "ask_customer", {"pick": picks(order)})

    first = desk("support").post(url, {"question": "Which colour?"}, follow=True)
    second = desk("support").post(url, {"question": "Another one?"}, follow=True)
    third = desk("support").get(url)

    assert outcomes(first) == outcomes(second) == outcomes(third) == {order.ref: "yes"}
    assert log_of(order).count("ask_customer") == 1
    assert story.again(order).question == "Which colour?"
    assert desk("buyer").get(url).status_code == 404  # another person's


def test_inputs_that_do_not_do_are_marked_before_anything_begins(desk: Desk, story: Story) -> None:
    order = story.requested()
    before = everything(order)
    _asked, url = ask(desk("buyer"), "reject_quote", {"pick": picks(order)})

    answer = desk("buyer").post(url, {"reason": "  "})

    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert everything(order) == before
    desk("buyer").post(url, {"reason": "Not allowed."})
    assert story.again(order).state == "rejected"


def test_the_refused_are_tried_again_as_they_are_now(desk: Desk, story: Story) -> None:
    order = story.requested()
    _asked, url = ask(desk("buyer"), "cancel", {"pick": [f"{order.pk}:0"]})
    refused = desk("buyer").post(url, {"reason": "Twice asked"}, follow=True)
    assert outcomes(refused) == {order.ref: "no"}

    asked, again = ask(desk("buyer"), "cancel", {"again": url.split("/")[3]})

    assert "Twice asked" in asked.content.decode()
    done = desk("buyer").post(again, {"reason": "Twice asked"}, follow=True)
    assert outcomes(done) == {order.ref: "yes"}


def test_all_that_match_are_taken_by_the_lists_own_filters(desk: Desk, story: Story) -> None:
    inside, outside = story.requested(), story.approved()
    _asked, url = ask(desk("buyer"), "take", {"all": "1", "pick": picks(outside)})

    desk("buyer").post(url)

    assert str(story.again(inside).assignee) == "Buyer"
    assert story.again(outside).assignee is None


def test_nobody_takes_a_colleagues_work_by_the_dozen(desk: Desk, story: Story, juno: Any) -> None:
    free, taken = story.requested(), story.requested()
    services.assign(order_id=taken.pk, actor=story.desk, to=juno)
    _asked, url = ask(desk("buyer"), "take", {"pick": picks(free, taken)})

    answer = desk("buyer").post(url, follow=True)

    assert outcomes(answer) == {free.ref: "yes", taken.ref: "no"}
    assert "Juno works on it." in answer.content.decode()
    assert story.again(taken).assignee == juno


def test_put_off_and_assign_take_one_input_for_all(desk: Desk, story: Story, juno: Any) -> None:
    orders = [story.requested(), story.requested()]
    _asked, url = ask(desk("buyer"), "put-off", {"pick": picks(*orders)})
    desk("buyer").post(url, {"choice": "hours", "why": "Stocktaking"})
    _asked, url = ask(desk("buyer"), "assign", {"pick": picks(*orders)})
    desk("buyer").post(url, {"to": juno.pk})

    moments = {story.again(order).snoozed_until for order in orders}
    assert len(moments) == 1
    assert None not in moments
    assert {story.again(order).assignee for order in orders} == {juno}


@pytest.mark.parametrize("deed", ["take", "assign", "put-off"])
def test_what_has_moved_since_the_list_was_drawn_is_left_alone(
    deed: str, desk: Desk, story: Story, juno: Any
) -> None:
    order = story.requested()
    old = picks(order)
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?")
    before = everything(order)
    _asked, url = ask(desk("buyer"), deed, {"pick": old})

    answer = desk("buyer").post(url, {"to": juno.pk, "choice": "hours"}, follow=True)

    assert outcomes(answer) == {order.ref: "no"}
    assert "Somebody was faster" in answer.content.decode()
    assert everything(order) == before


def test_what_a_customer_has_written_is_not_put_off_by_the_dozen(desk: Desk, story: Story) -> None:
    order, quiet = story.requested(), story.requested()
    write_message(order_id=order.pk, actor=Actor.customer(story.customer), body="Please hurry!")
    _asked, url = ask(desk("buyer"), "put-off", {"pick": picks(order, quiet)})

    answer = desk("buyer").post(url, {"choice": "hours"}, follow=True)

    assert outcomes(answer) == {order.ref: "no", quiet.ref: "yes"}
    assert "The customer has written and nobody has read it yet." in answer.content.decode()
    assert story.again(order).snoozed_until is None


def test_a_run_whose_process_died_at_its_beginning_goes_on(
    desk: Desk, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, buyer = story.requested(), desk("buyer")
    _asked, url = ask(buyer, "cancel", {"pick": picks(order)})
    with monkeypatch.context() as dying:
        dying.setattr(bulk, "go_on", lambda **_given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            buyer.post(url, {"reason": "By phone."})

    assert 'data-left="1"' in buyer.get(url).content.decode()
    assert outcomes(buyer.post(f"{url}go-on/", follow=True)) == {order.ref: "yes"}
    assert story.again(order).state == "cancelled"


def test_an_order_that_is_gone_and_picks_that_are_none(desk: Desk, story: Story) -> None:
    order = story.requested()
    given = {"pick": ["999999:1", "x", "1", ":", "-1:2", "²:1", *picks(order, order)]}
    asked, url = ask(desk("buyer"), "cancel", given)
    assert "1 is no longer there" in asked.content.decode()

    answer = desk("buyer").post(url, {"reason": ""}, follow=True)

    assert outcomes(answer) == {"#999999": "no", order.ref: "yes"}
    assert desk("buyer").post("/console/bulk/cancel/", {"pick": "x"}).status_code == 422


@pytest.mark.parametrize("deed", ["reject_quote", "cancel", "take", "put-off"])
def test_who_may_not_is_refused_and_nothing_changed(deed: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    before = everything(order)
    role = "editor" if deed in ("take", "put-off") else "warehouse"

    assert desk(role).post(f"/console/bulk/{deed}/", {"pick": picks(order)}).status_code == 403
    assert desk("owner").post("/console/bulk/approve_quote/", {"pick": picks(order)}).status_code == 404
    assert desk("owner").get(f"/console/bulk/{deed}/").status_code == 302

    assert everything(order) == before


def test_a_right_that_is_lost_meanwhile_refuses_the_rest(desk: Desk, story: Story) -> None:
    order = story.requested()
    _asked, url = ask(desk("buyer"), "cancel", {"pick": picks(order)})
    before = everything(order)
    Group.objects.get(name="buyer").permissions.clear()

    assert desk("buyer").post(url, {"reason": ""}).status_code == 403
    assert everything(order) == before


def test_a_long_run_goes_on_in_portions(desk: Desk, story: Story, monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    monkeypatch.setattr(bulk, "CHUNK_WITHOUT_SCRIPT", 3)
    orders = [story.requested() for _number in range(7)]
    buyer = desk("buyer")
    _asked, url = ask(buyer, "take", {"pick": picks(*orders)})

    begun = buyer.post(url, follow=True)
    assert (len(outcomes(begun)), 'data-left="5"' in begun.content.decode()) == (2, True)
    by_script = buyer.post(f"{url}go-on/", headers={"accept": "application/json"})
    assert by_script.json() == {"left": 3, "words": "4 done · 0 refused · 3 left"}
    by_hand = buyer.post(f"{url}go-on/", follow=True)

    assert list(outcomes(by_hand).values()) == ["yes"] * 7
    assert buyer.post(f"{url}go-on/", headers={"accept": "application/json"}).json()["left"] == 0


def test_the_bar_offers_what_fits_the_queue_and_the_person(desk: Desk, story: Story) -> None:
    story.requested()

    def offered(role: str, path: str) -> list[str]:
        return re.findall(r'data-bulk="([\w-]+)"', desk(role).get(path).content.decode())

    arrange, paper = ["take", "assign", "put-off"], ["pick-list"]
    assert offered("buyer", QUEUE) == [*arrange, "ask_customer", "reject_quote", "cancel"]
    assert offered("warehouse", QUEUE) == arrange
    assert offered("buyer", ALL) == [
        *arrange, "extend_deadline", "ask_customer", "reject_quote", "cancel", *paper
    ]  # fmt: skip


def test_every_deed_for_many_asks_the_same_of_all(desk: Desk, story: Story, juno: Any) -> None:
    for name in bulk.FLOW_DEEDS:
        bulk.form_of(name)  # needs no order to know its fields
        assert bulk.find(name, juno) is not None


def test_what_no_state_allows_is_not_offered_again(desk: Desk, story: Story) -> None:
    stale, hopeless = story.requested(), story.approved()
    chosen = [f"{stale.pk}:0", *picks(hopeless)]
    _asked, url = ask(desk("buyer"), "ask_customer", {"pick": chosen})

    done = desk("buyer").post(url, {"question": "Which colour?"}, follow=True)

    assert outcomes(done) == {stale.ref: "no", hopeless.ref: "no"}
    page = done.content.decode()
    assert "Try 1 refused order again" in page
    assert f"<td>{stale.customer.name}</td>" in page
    asked, _again = ask(desk("buyer"), "ask_customer", {"again": url.split("/")[3]})
    assert stale.ref in asked.content.decode()
    assert hopeless.ref not in asked.content.decode()
