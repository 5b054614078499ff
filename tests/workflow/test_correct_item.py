"""An item is put right and priced in draft; the rules are asked again, and nothing slips past them."""

from typing import Any

import pytest

from tests.console.looking import everything
from tests.workflow.story import BOOK, HAT, SOJU, Story
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted, Stale, WrongState
from workflow.engine.models import TransitionLog
from workflow.forms import ItemPricesForm
from workflow.models import Order, OrderItem
from workflow.services import approvals, items, quotes, requests
from workflow.states import ItemState

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def words(item: OrderItem, **other: Any) -> dict[str, Any]:
    """The item as it is, but for `other`."""
    return {name: getattr(item, name) for name in ("title", "url", "options", "quantity", "note")} | other


def first(order: Order) -> OrderItem:
    return order.items.get(position=1)


def test_a_correction_is_logged_with_what_it_was_and_moves_no_state(story: Story) -> None:
    item = first(story.requested())

    log = items.correct(
        item_id=item.pk, actor=story.desk, expect_seq=item.seq, **words(item, quantity=3, options="navy, L")
    )

    item.refresh_from_db()
    assert (item.quantity, item.options, item.state) == (3, "navy, L", "requested")
    assert log.data == {"changes": {"options": ["black, M", "navy, L"], "quantity": [2, 3]}}
    assert (log.source, log.target, log.actor_label) == ("requested", "requested", "Juno")


def test_another_name_is_screened_in_the_same_breath(story: Story) -> None:
    item = first(story.requested())
    assert item.hits == []
    OrderItem.objects.filter(pk=item.pk).update(suggestion={"verdict": "allow"})

    items.correct(item_id=item.pk, actor=story.desk, **words(item, title="Soju 12 bottles"))

    item.refresh_from_db()
    assert item.is_forbidden
    assert item.hits[0]["matched"] == "soju"
    assert item.suggestion == {}


def test_another_quantity_asks_no_rule(story: Story) -> None:
    item = first(story.requested())
    asked_at = item.screened_at

    items.correct(item_id=item.pk, actor=story.desk, **words(item, quantity=5))

    item.refresh_from_db()
    assert item.screened_at == asked_at


def test_what_is_allowed_cannot_be_renamed_into_what_is_forbidden(story: Story) -> None:
    order = story.approved()
    item, before = first(order), everything(order)

    with pytest.raises(GuardFailed) as refusal:
        items.correct(item_id=item.pk, actor=story.desk, **words(item, title="Soju 12 bottles"))

    assert refusal.value.code == "forbidden"
    assert "soju" in str(refusal.value)
    assert everything(order) == before


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Soju 12 bottles, full"}, {"title": "Toy"}, {"url": "https://www.ssg.com/item/9"},
        {"options": "20 %"}, {"note": "The strong one"}, {"quantity": 50},
    ],
)  # fmt: skip
def test_what_two_people_have_allowed_is_not_made_into_something_else(
    story: Story, other: dict[str, Any]
) -> None:
    order = story.requested(SOJU)
    item = first(order)
    asked = approvals.ask_override(item_id=item.pk, actor=story.desk, reason="Empty bottles, a prop.")
    approvals.decide(approval_id=asked.pk, actor=story.second, agree=True)
    before = everything(order)

    with pytest.raises(GuardFailed) as refusal:
        items.correct(item_id=item.pk, actor=story.desk, **words(item, **other))

    assert refusal.value.code == "forbidden"
    assert "Two people have allowed this as it is" in str(refusal.value)
    assert everything(order) == before


def test_before_it_is_priced_an_item_is_left_out_but_not_the_last(story: Story) -> None:
    order = story.approved()
    hat, book = order.items.all()

    items.leave_out(item_id=hat.pk, actor=story.desk, reason="A new rule forbids it.")

    hat.refresh_from_db()
    assert (hat.state, hat.decision_reason) == ("rejected", "A new rule forbids it.")
    before = everything(order)
    with pytest.raises(GuardFailed) as refusal:
        items.leave_out(item_id=book.pk, actor=story.desk, reason="This too.")
    assert str(refusal.value) == "Nothing else is left of this order: cancel it instead."
    assert everything(order) == before


def test_the_same_again_is_no_correction(story: Story) -> None:
    order = story.requested()
    item, before = first(order), everything(order)

    with pytest.raises(BadInput) as refusal:
        items.correct(item_id=item.pk, actor=story.desk, **words(item))

    assert refusal.value.code == "nothing_changed"
    assert everything(order) == before


def test_while_the_customer_is_asked_it_may_be_corrected_too(story: Story) -> None:
    order = story.requested()
    requests.ask_customer(order_id=order.pk, actor=story.desk, question="Which size?")

    items.correct(item_id=first(order).pk, actor=story.desk, **words(first(order), options="black, L"))

    assert first(order).options == "black, L"


def test_past_the_promise_of_prices_nothing_is_corrected(story: Story) -> None:
    order = story.items_due()
    item, before = first(order), everything(order)

    with pytest.raises(GuardFailed) as corrected:
        items.correct(item_id=item.pk, actor=story.desk, **words(item, quantity=9))
    with pytest.raises(GuardFailed) as priced:
        items.set_draft_price(item_id=item.pk, actor=story.desk, unit_price_krw=1)

    assert corrected.value.code == "order_takes_corrections"
    assert priced.value.code == "order_is_being_priced"
    assert everything(order) == before


def test_a_draft_price_is_a_note_that_promises_nothing(story: Story) -> None:
    order = story.approved()
    item = first(order)

    log = items.set_draft_price(
        item_id=item.pk, actor=story.desk, unit_price_krw=31_000, domestic_shipping_krw=2_500
    )

    item.refresh_from_db()
    assert (item.unit_price_krw, item.domestic_shipping_krw, item.state) == (31_000, 2_500, "approved")
    assert log.data["changes"] == {"unit_price_krw": [None, 31_000], "domestic_shipping_krw": [0, 2_500]}
    assert story.again(order).state == "approved"
    assert not order.quotes.exists()
    assert list(log.effects.all()) == []


def test_an_item_nobody_has_screened_has_no_price(story: Story) -> None:
    order = story.requested()
    before = everything(order)

    with pytest.raises(WrongState):
        items.set_draft_price(item_id=first(order).pk, actor=story.desk, unit_price_krw=1)

    assert everything(order) == before


def test_noted_prices_are_what_is_confirmed(story: Story) -> None:
    order = story.approved(HAT, BOOK)
    for item, won in zip(order.items.all(), (31_000, 9_900), strict=True):
        items.set_draft_price(item_id=item.pk, actor=story.desk, unit_price_krw=won)

    form = ItemPricesForm(subject=order)
    noted = {name: field.initial for name, field in form.fields.items() if name.startswith("price_")}

    assert sorted(noted.values()) == [9_900, 31_000]
    quotes.confirm_item_prices(
        order_id=order.pk,
        actor=story.desk,
        prices={item.pk: quotes.SetPrice(item.unit_price_krw or 0) for item in order.items.all()},
    )
    assert order.quotes.get().content["items_krw"] == 2 * 31_000 + 9_900


def test_a_customer_corrects_nothing_and_a_stale_page_neither(story: Story) -> None:
    order = story.requested()
    item = first(order)
    items.correct(item_id=item.pk, actor=story.desk, **words(item, quantity=3))
    before = everything(order)

    with pytest.raises(NotPermitted):
        items.correct(item_id=item.pk, actor=Actor.customer(story.customer), **words(item, quantity=4))
    with pytest.raises(Stale):
        items.correct(item_id=item.pk, actor=story.desk, expect_seq=item.seq, **words(item, quantity=4))

    assert everything(order) == before
    assert TransitionLog.objects.filter(name="correct").count() == 1
    assert OrderItem.objects.get(pk=item.pk).state == ItemState.REQUESTED
