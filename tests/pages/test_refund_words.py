"""Money that goes back is seen on the order's page, from the decision until it is settled."""

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations import clock
from tests.pages.reading import seen
from tests.pages.stages import cancelled
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Attention, Payment
from workflow.services import items
from workflow.services.attention import raise_attention, settle_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOON = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)


def test_a_sold_out_item_shows_its_refund_until_and_after_it_is_made(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.items_paid(sandbox)
    item = order.items.all()[0]
    items.out_of_stock(item_id=item.pk, actor=james_story.desk, reason="Gone everywhere")
    matter = Attention.objects.get(order=order)
    page = f"/orders/{order.ref}/"
    words = seen(browser(james).get(page))
    assert "Refund in preparation: $48.60" in words
    assert matter.detail not in words

    with clock.travel(NOON):
        settle_attention(attention_id=matter.pk, actor=james_story.desk, note="re_12345 by Juno")
    words = seen(browser(james).get(page))
    assert "Refund of $48.60 settled on Wed, Nov 25, 12:00 PM Pacific Time" in words
    assert "in preparation" not in words
    assert "re_12345" not in words


def test_a_cancelled_order_says_how_far_its_refund_is(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = cancelled(story, sandbox)
    assert "환불 준비 중: $74.05" in seen(browser(mina).get(f"/orders/{order.ref}/"))
    with clock.travel(NOON):
        settle_attention(attention_id=Attention.objects.get().pk, actor=story.desk, note="done")
    words = seen(browser(mina).get(f"/orders/{order.ref}/"))
    assert "환불 완료: $74.05 · 11월 25일" in words
    assert "환불 준비 중" not in words


def test_a_stray_payment_is_no_riddle_and_ends_with_its_refund(
    james_story: Story, sandbox: Sandbox, browser: Any, james: Any
) -> None:
    order = james_story.items_paid(sandbox)
    paid = order.payments.get()
    Payment.objects.create(
        order=order, charge=paid.charge, attempt=paid.attempt, provider_ref="pi_second",
        amount_cents=7405, currency="usd", verdict="surplus",
    )  # fmt: skip
    matter = raise_attention(
        order=order, concern=Concern.PAID_TWICE, about="pi_second", amount_cents=7405, detail="BD-X-1 · USD"
    )
    page = f"/orders/{order.ref}/"
    words = seen(browser(james).get(page))
    assert "We also received $74.05" in words
    assert "Refund in preparation: $74.05" in words
    assert "BD-X-1" not in words

    settle_attention(attention_id=matter.pk, actor=james_story.desk, note="")
    words = seen(browser(james).get(page))
    assert "We also received" not in words
    assert "Refund of $74.05 settled on" in words


def test_other_matters_stay_with_staff(story: Story, browser: Any, mina: Any) -> None:
    order = story.requested()
    for concern in set(Concern) - {Concern.REFUND_DUE, Concern.PAID_TWICE, Concern.PAID_LATE}:
        raise_attention(order=order, concern=concern, about=f"x:{concern}", amount_cents=100, detail="secret")
    words = seen(browser(mina).get(f"/orders/{order.ref}/"))
    assert "환불" not in words
    assert "secret" not in words
