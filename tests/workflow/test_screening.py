"""The rules answer before anybody decides; what they say later is not passed over by one person."""

from typing import Any

import pytest

from tests.console.looking import everything
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, BOOK, HAT, SOJU, Story
from tests.workflow.test_rescreen import rule
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import GuardFailed, NotPermitted
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Approval, Attention, Order, OrderItem
from workflow.services import approvals, items, quotes, requests, rescreen, screening
from workflow.services.attention import settle_attention
from workflow.services.requests import WantedItem
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def asked_just_now(story: Story, *wanted: WantedItem) -> Order:
    """No worker has done anything yet."""
    return requests.request_quote(
        customer=story.customer, items=wanted, address=ADDRESS, actor=Actor.customer(story.customer)
    )


def allow_all(order: Order) -> dict[int, Decision]:
    return {item.pk: Decision("approve") for item in order.items.all()}


def refused(order: Order, work: Any, kind: type[Exception] = GuardFailed, **given: Any) -> str:
    before = everything(order)
    with pytest.raises(kind) as refusal:
        work(**given)
    assert everything(order) == before
    return str(refusal.value)


def screened_anew(story: Story) -> None:
    rescreen.start(actor=story.desk)
    run_due()


def two_allow(story: Story, item: OrderItem) -> None:
    asked = approvals.ask_override(item_id=item.pk, actor=story.desk, reason="A gift.")
    approvals.decide(approval_id=asked.pk, actor=story.second, agree=True)


def test_the_rules_have_answered_before_the_worker_wakes(story: Story) -> None:
    order = asked_just_now(story, SOJU)
    assert [hit["code"] for hit in order.items.get().hits] == ["alcohol"]
    assert order.items.get().screened_at is not None
    asked = Effect.objects.filter(flow="order", subject_id=order.pk, name__startswith="screen.")
    assert set(asked.values_list("name", flat=True)) == {"screen.suggest"}

    words = refused(
        order, screening.approve_quote, order_id=order.pk, actor=story.desk, decisions=allow_all(order)
    )

    assert words == "A screening rule forbids this item: reject it, or ask a second person to allow it."


def test_an_item_that_no_rule_has_seen_is_not_allowed(story: Story) -> None:
    order = asked_just_now(story, HAT)
    OrderItem.objects.filter(order=order).update(screened_at=None)
    hat = order.items.get()

    words = refused(order, door.fire, model=OrderItem, pk=hat.pk, name="approve", actor=story.desk)
    assert words == "The rules have not looked at “Bucket hat” yet."

    # Approving the request asks the rules itself.
    screening.approve_quote(order_id=order.pk, actor=story.desk, decisions=allow_all(order))
    hat.refresh_from_db()
    assert (hat.state, hat.screened_at is not None) == ("approved", True)


def test_a_rule_published_meanwhile_is_written_down_and_nothing_is_decided(story: Story) -> None:
    order = story.requested(HAT, BOOK)
    rule()
    given = {"order_id": order.pk, "decisions": allow_all(order)}
    refused(order, screening.approve_quote, NotPermitted, actor=Actor.staff(story.customer), **given)

    with pytest.raises(GuardFailed) as refusal:
        screening.approve_quote(actor=story.desk, **given)

    assert refusal.value.code == "rules_changed"
    assert [(item.state, item.is_forbidden) for item in order.items.all()] == [
        ("requested", True), ("requested", False),
    ]  # fmt: skip
    assert story.again(order).seq == order.seq
    refused(order, screening.approve_quote, actor=story.desk, **given)


def test_an_answer_asks_the_rules_of_that_moment(story: Story) -> None:
    order = story.requested(HAT)
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?")
    rule()

    requests.answer(order_id=order.pk, actor=Actor.customer(story.customer), answer="Medium.")

    assert order.items.get().is_forbidden


def test_what_a_rule_forbids_by_now_is_not_priced_before_two_people_agree(story: Story) -> None:
    order = story.approved(HAT, BOOK)
    hat = order.items.first()
    assert hat is not None
    rule()
    screened_anew(story)
    matter = Attention.objects.get(concern="restricted_later")
    price = {"order_id": order.pk, "actor": story.desk, "prices": story.prices(order)}

    stopped = (
        "A screening rule forbids “Bucket hat” by now: ask a second person to allow it, or leave it out."
    )
    assert refused(order, quotes.confirm_item_prices, **price) == stopped
    settle = {"attention_id": matter.pk, "actor": story.desk, "note": "I say so."}
    words = refused(order, settle_attention, **settle)
    assert words == "The rule still forbids “Bucket hat”: ask a second person to allow it, or leave it out."

    two_allow(story, hat)

    hat.refresh_from_db()
    assert (hat.state, hat.is_stopped) == ("approved", False)
    settle_attention(**settle)
    quotes.confirm_item_prices(**price)
    assert story.again(order).state == "items_due"


def test_left_out_it_stops_nothing(story: Story) -> None:
    order = story.approved(HAT, BOOK)
    rule()
    screened_anew(story)
    hat, book = order.items.all()

    items.leave_out(item_id=hat.pk, actor=story.desk, reason="A new rule.")

    settle_attention(attention_id=Attention.objects.get().pk, actor=story.desk, note="Left out.")
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    assert [line["key"] for line in order.quotes.get().lines] == [str(book.pk)]


def test_what_was_paid_is_not_bought_before_two_people_agree(story: Story, sandbox: Sandbox) -> None:
    order = story.items_due(HAT)
    rule()
    screened_anew(story)
    story.pay(sandbox, order)
    hat = order.items.get()
    buy = {"item_id": hat.pk, "actor": story.desk, "shop_order_number": "M-1"}
    words = refused(order, items.buy, **buy)
    assert words.startswith("A screening rule forbids “Bucket hat” by now")

    two_allow(story, hat)

    items.buy(**buy)
    hat.refresh_from_db()
    assert hat.state == "bought"


def test_another_rule_is_another_question(story: Story) -> None:
    order = story.requested(SOJU)
    two_allow(story, order.items.get())
    screening.approve_quote(order_id=order.pk, actor=story.desk, decisions={})
    rule("bottles", "bottles")
    screened_anew(story)

    given = {"order_id": order.pk, "actor": story.desk, "prices": story.prices(order)}
    refused(order, quotes.confirm_item_prices, **given)

    two_allow(story, order.items.get())
    quotes.confirm_item_prices(**given)
    assert Approval.objects.filter(verdict="agreed").count() == 2
