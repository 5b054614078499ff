"""What two people have to want: one asks, another one agrees, and only then is it done."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from integrations.live.models import LiveEvent
from tests.running import Sandbox
from tests.workflow.story import HAT, SOJU, Story
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, GuardFailed, NotPermitted, Refused, Stale, WrongState
from workflow.engine.models import TransitionLog
from workflow.models import Approval, Attention, AuditEntry, Order, OrderItem
from workflow.services import approvals, requests, screening
from workflow.services.attention import raise_attention, settle_attention
from workflow.services.items import correct
from workflow.services.screening import Decision
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def staff(name: str, *permissions: str) -> Any:
    person = get_user_model().objects.create_user(
        f"{name.lower()}@bidangil.example", "a-long-passphrase", name=name, is_staff=True
    )
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def fresh(person: Any) -> Actor:
    """As the next request finds them: with the rights they have then."""
    return Actor.staff(get_user_model().objects.get(pk=person.pk))


@pytest.fixture
def hana(db: Any) -> Any:
    return staff("Hana", "screen_order", "settle_money")


@pytest.fixture
def owner(db: Any) -> Any:
    return staff("Soyeon", "screen_order", "override_screening", "settle_money")


def everything() -> tuple[Any, ...]:
    models = (Approval, Attention, AuditEntry, Order, OrderItem, TransitionLog, LiveEvent)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def refused(kind: type[Refused], work: Any, **given: Any) -> str:
    before = everything()
    with pytest.raises(kind) as refusal:
        work(**given)
    assert everything() == before
    return str(refusal.value)


def asked(item: OrderItem, person: Any) -> Approval:
    return approvals.ask_override(item_id=item.pk, actor=fresh(person), reason="It is a bottle of dye.")


def test_one_asks_and_another_agrees(soju: OrderItem, hana: Any, owner: Any) -> None:
    request = asked(soju, hana)
    soju.refresh_from_db()
    assert (soju.state, request.verdict) == ("requested", "")
    assert list(approvals.waiting()) == [request]

    approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=True, note="I have seen the label.")

    soju.refresh_from_db()
    request.refresh_from_db()
    assert (soju.state, soju.decision_reason) == ("approved", "It is a bottle of dye.")
    assert (request.verdict, request.slot, request.decided_by) == ("agreed", None, owner)
    row = TransitionLog.objects.get(flow="item", subject_id=soju.pk, name="override")
    assert (row.actor, row.data) == (
        owner,
        {
            "approval": request.pk, "asked_by": "Hana", "reason": "It is a bottle of dye.",
            "note": "I have seen the label.", "hits": ["alcohol"],
        },
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("id").values_list("verb", "actor_label", "order")) == [
        ("asked_second", "Hana", soju.order_id),
        ("agreed", "Soyeon", soju.order_id),
    ]
    told = LiveEvent.objects.filter(type="approval").values_list("data", flat=True)
    assert [soju.order.ref in data for data in told] == [True, True]
    assert not approvals.waiting().exists()


def test_nobody_overrides_alone_by_whatever_way(soju: OrderItem, owner: Any, juno: Any) -> None:
    given = {"approval": 1, "asked_by": "", "reason": "I say so", "note": ""}
    for person in (owner, juno):
        words = refused(
            GuardFailed, door.fire, model=OrderItem, pk=soju.pk, name="override", actor=fresh(person), **given
        )
        assert words == "Nobody else has agreed to this yet."
    asked(soju, owner)
    refused(GuardFailed, door.fire, model=OrderItem, pk=soju.pk, name="override", actor=fresh(owner), **given)


def test_ones_own_request_is_never_agreed_to(soju: OrderItem, owner: Any, juno: Any) -> None:
    for person in (owner, juno):  # juno may do everything, and not this
        request = asked(soju, person)
        words = refused(
            NotPermitted, approvals.decide, approval_id=request.pk, actor=fresh(person), agree=True
        )
        assert words == "You have asked for this yourself: somebody else has to agree."
        approvals.withdraw(approval_id=request.pk, actor=fresh(person))


def test_who_asks_needs_the_right_a_reason_and_a_rule(
    soju: OrderItem, story: Story, hana: Any, owner: Any
) -> None:
    stranger, hat = staff("Bora"), story.requested(HAT).items.get()
    ask = approvals.ask_override

    refused(NotPermitted, ask, item_id=soju.pk, actor=fresh(stranger), reason="Please")
    refused(NotPermitted, ask, item_id=soju.pk, actor=Actor.customer(story.customer), reason="Please")
    assert refused(BadInput, ask, item_id=soju.pk, actor=fresh(hana), reason="  ") == "Say why."
    words = refused(GuardFailed, ask, item_id=hat.pk, actor=fresh(hana), reason="Please")
    assert words == "No rule forbids “Bucket hat”: one person can allow it."
    asked(soju, hana)
    words = refused(WrongState, ask, item_id=soju.pk, actor=fresh(owner), reason="Me too")
    assert words == "A second person has been asked for already."


def test_it_is_decided_once(soju: OrderItem, hana: Any, owner: Any, juno: Any) -> None:
    request = asked(soju, hana)
    approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=False, note="It is soju.")

    for agree in (True, False):
        words = refused(
            WrongState, approvals.decide, approval_id=request.pk, actor=fresh(juno), agree=agree, note="No"
        )
        assert words == "This has been answered already: Refused."
    refused(WrongState, approvals.withdraw, approval_id=request.pk, actor=fresh(hana))
    soju.refresh_from_db()
    assert soju.state == "requested"
    # It may be asked anew, with better reasons.
    asked(soju, hana)


def test_a_refusal_says_why(soju: OrderItem, hana: Any, owner: Any) -> None:
    request = asked(soju, hana)

    words = refused(BadInput, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=False)

    assert words == "Say why not: the person who asked reads it."


def test_a_right_lost_meanwhile_is_lost(soju: OrderItem, hana: Any, owner: Any) -> None:
    request = asked(soju, hana)
    owner.user_permissions.clear()

    refused(NotPermitted, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=True)


def test_only_who_asked_withdraws(soju: OrderItem, hana: Any, owner: Any, juno: Any) -> None:
    request = asked(soju, hana)
    for person in (owner, juno):
        refused(NotPermitted, approvals.withdraw, approval_id=request.pk, actor=fresh(person))

    approvals.withdraw(approval_id=request.pk, actor=fresh(hana))

    request.refresh_from_db()
    assert (request.verdict, request.slot) == ("withdrawn", None)
    assert AuditEntry.objects.latest("id").verb == "withdrew"


def test_another_title_is_another_question(soju: OrderItem, story: Story, hana: Any, owner: Any) -> None:
    request = asked(soju, hana)
    correct(
        item_id=soju.pk, actor=story.desk, title="Soju 24 bottles", url=soju.url, options="", quantity=1,
        note="",
    )  # fmt: skip

    words = refused(Stale, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=True)

    assert words == "What was asked about has changed since. Ask anew."
    approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=False, note="It has changed.")


def test_what_is_decided_or_over_is_not_agreed_to(story: Story, hana: Any, owner: Any) -> None:
    first, second = story.requested(SOJU).items.get(), story.requested(SOJU).items.get()
    one, other = asked(first, hana), asked(second, hana)
    door.fire(OrderItem, first.pk, "reject", actor=story.desk, reason="It is alcohol.")
    requests.cancel(order_id=second.order_id, actor=story.desk, reason="By phone.")

    words = refused(WrongState, approvals.decide, approval_id=one.pk, actor=fresh(owner), agree=True)
    assert words == "“Allow against the rule” is not possible now: this is “Rejected”."
    words = refused(GuardFailed, approvals.decide, approval_id=other.pk, actor=fresh(owner), agree=True)
    assert words == "This request is not being screened."
    assert not approvals.waiting().exists()


def test_the_other_items_are_decided_meanwhile(story: Story, hana: Any, owner: Any) -> None:
    order = story.requested(HAT, SOJU)
    hat, soju = order.items.all()
    decisions = {hat.pk: Decision("approve"), soju.pk: Decision("second", "It is a bottle of dye.")}

    done = screening.approve_quote(
        order_id=order.pk, actor=fresh(hana), decisions=decisions, expect_seq=order.seq
    )

    assert done is None
    assert list(order.items.values_list("state", flat=True)) == ["approved", "requested"]
    words = refused(GuardFailed, screening.approve_quote, order_id=order.pk, actor=fresh(hana), decisions={})
    assert words == "1 item waits for a second person."
    approvals.decide(approval_id=Approval.objects.get().pk, actor=fresh(owner), agree=True)
    assert story.again(order).state == "requested"
    screening.approve_quote(order_id=order.pk, actor=fresh(hana), decisions={})
    assert story.again(order).state == "approved"


# --- money ------------------------------------------------------------------------------------------


def refund(story: Story, cents: int | None) -> Attention:
    return raise_attention(
        order=story.requested(), concern=Concern.REFUND_DUE, about=f"x{cents}", amount_cents=cents
    )


def test_up_to_the_limit_one_person_settles(story: Story, hana: Any) -> None:
    for cents in (1, 20_000):
        matter = refund(story, cents)
        words = refused(
            GuardFailed, approvals.ask_settle, attention_id=matter.pk, actor=fresh(hana), note="re_1"
        )
        assert words == "One person can settle this."
        settle_attention(attention_id=matter.pk, actor=fresh(hana), note="Refunded, re_1")
        matter.refresh_from_db()
        assert matter.settled_by == hana


def test_small_refunds_of_one_order_are_one_large_one(story: Story, hana: Any, owner: Any) -> None:
    order, other = story.requested(), story.requested()
    matters = [
        raise_attention(
            order=order, concern=Concern.REFUND_DUE, about=f"{order.ref}:item:{n}", amount_cents=15_000
        )
        for n in range(5)
    ]
    for matter in matters:
        refused(GuardFailed, settle_attention, attention_id=matter.pk, actor=fresh(hana), note="re_1")
    elsewhere = raise_attention(order=other, concern=Concern.REFUND_DUE, about="o", amount_cents=15_000)
    settle_attention(attention_id=elsewhere.pk, actor=fresh(hana), note="re_2")

    # What two have settled no longer counts; what one has settled does.
    for matter in matters[1:]:
        request = approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note="re_1")
        approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=True)
    settle_attention(attention_id=matters[0].pk, actor=fresh(hana), note="re_1")
    late = raise_attention(order=order, concern=Concern.PAID_TWICE, about="late", amount_cents=5_001)
    refused(GuardFailed, settle_attention, attention_id=late.pk, actor=fresh(hana), note="re_3")


def test_an_amount_that_nobody_knows_takes_two(story: Story, hana: Any) -> None:
    matter = refund(story, None)

    refused(GuardFailed, settle_attention, attention_id=matter.pk, actor=fresh(hana), note="re_1")

    assert approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note="re_1").amount_cents is None


def test_the_words_of_both_stay_whole(story: Story, hana: Any, owner: Any) -> None:
    matter = refund(story, 20_001)
    reason, note = "r" * 500, "n" * 500
    request = approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note=reason)

    approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=True, note=note)

    matter.refresh_from_db()
    assert matter.settled_note == f"Hana: {reason} · Soyeon: {note}"


def test_a_request_without_its_asker_blocks_nothing(
    soju: OrderItem, story: Story, hana: Any, owner: Any, juno: Any
) -> None:
    first = asked(soju, owner)
    Approval.objects.filter(pk=first.pk).update(asked_by=None)
    refused(NotPermitted, approvals.decide, approval_id=first.pk, actor=fresh(juno), agree=True)
    refused(NotPermitted, approvals.withdraw, approval_id=first.pk, actor=fresh(staff("Bora")))

    second = asked(soju, hana)

    first.refresh_from_db()
    assert (first.verdict, first.decided_by, second.verdict) == ("withdrawn", hana, "")
    Approval.objects.filter(pk=second.pk).update(asked_by=None)
    approvals.withdraw(approval_id=second.pk, actor=fresh(hana))
    assert not approvals.waiting().exists()


def test_a_cent_above_it_takes_two(story: Story, hana: Any, owner: Any) -> None:
    matter = refund(story, 20_001)
    words = refused(
        GuardFailed, settle_attention, attention_id=matter.pk, actor=fresh(hana), note="Refunded, re_1"
    )
    assert words == "Above $200.00 a second person has to agree: ask for one."

    request = approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note="Refunded, re_1")
    refused(NotPermitted, approvals.decide, approval_id=request.pk, actor=fresh(hana), agree=True)
    approvals.decide(approval_id=request.pk, actor=fresh(owner), agree=True, note="Seen in the dashboard")

    matter.refresh_from_db()
    assert (matter.settled_by, matter.settled_note) == (
        owner, "Hana: Refunded, re_1 · Soyeon: Seen in the dashboard",
    )  # fmt: skip
    words = refused(WrongState, approvals.ask_settle, attention_id=matter.pk, actor=fresh(hana), note="Again")
    assert words == "This matter is settled already."


def test_the_limit_is_a_setting_and_other_matters_have_none(story: Story, hana: Any, settings: Any) -> None:
    settings.TWO_PERSONS_ABOVE_CENTS = 0
    hana.user_permissions.add(Permission.objects.get(codename="change_attention"))
    parcel = raise_attention(order=None, concern=Concern.PARCEL, about="p", amount_cents=90_000)

    settle_attention(attention_id=parcel.pk, actor=fresh(hana), note="Found")

    assert Attention.objects.get(pk=parcel.pk).settled_by == hana
    matter = refund(story, 1)
    refused(GuardFailed, settle_attention, attention_id=matter.pk, actor=fresh(hana), note="re_1")


def test_another_amount_is_another_question(story: Story, hana: Any, owner: Any) -> None:
    matter = refund(story, 30_000)
    request = approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note="re_1")
    Attention.objects.filter(pk=matter.pk).update(amount_cents=40_000)

    refused(Stale, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=True)

    Attention.objects.filter(pk=matter.pk).update(amount_cents=30_000)
    owner.user_permissions.clear()
    refused(NotPermitted, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=True)


def test_settled_meanwhile_is_not_settled_again(
    story: Story, hana: Any, owner: Any, sandbox: Sandbox
) -> None:
    matter = refund(story, 30_000)
    request = approvals.ask_settle(attention_id=matter.pk, actor=fresh(hana), note="re_1")
    Attention.objects.filter(pk=matter.pk).update(settled_at=matter.raised_at)

    words = refused(WrongState, approvals.decide, approval_id=request.pk, actor=fresh(owner), agree=True)

    assert words == "This matter is settled already."
