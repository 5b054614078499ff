"""A history written by hand, and the exact figures it must come to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations import clock
from tests.workflow.story import Story
from workflow.engine.models import TransitionLog
from workflow.models import Attention, AuditEntry, Charge, Order, OrderItem, Parcel, Payment, PaymentAttempt
from workflow.selectors import figures, staff_work
from workflow.selectors.figures import DayFigures, Stuck
from workflow.states import ChargeKind, Concern, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = date(2026, 3, 10)
# Noon in Seoul.
NOON = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with clock.travel(NOON):
        yield


def wrote(order: Order, name: str, at: datetime, *, seq: int, by: Any = None, flow: str = "order") -> None:
    TransitionLog.objects.create(
        flow=flow,
        subject_id=order.pk,
        seq=seq,
        name=name,
        source="",
        target="",
        actor_kind="staff" if by else "customer",
        actor=by,
        actor_label=str(by or ""),
        at=at,
    )


def an_order(customer: Any) -> Order:
    return Order.objects.create(customer=customer)


def paid(order: Order, cents: int, at: datetime, verdict: str = Verdict.APPLIED) -> None:
    charge = Charge.objects.create(order=order, kind=ChargeKind.ITEMS, amount_cents=cents)
    attempt = PaymentAttempt.objects.create(charge=charge, amount_cents=cents, params={}, created_at=at)
    Payment.objects.create(
        order=order,
        charge=charge,
        attempt=attempt,
        provider_ref=f"pi_{charge.pk}",
        amount_cents=cents,
        currency="usd",
        verdict=verdict,
        received_at=at,
    )


def matter(concern: str, cents: int, about: str, **moments: Any) -> None:
    Attention.objects.create(concern=concern, amount_cents=cents, about=about, **moments)


def test_a_day_is_a_day_in_seoul(mina: Any) -> None:
    midnight = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
    moments = (midnight - timedelta(seconds=1), midnight, midnight + 24 * HOUR - timedelta(seconds=1),
               midnight + 24 * HOUR)  # fmt: skip
    for at in moments:
        wrote(an_order(mina), "request_quote", at, seq=1)

    counted = [
        figures.figures_of(day).steps for day in (date(2026, 3, 9), DAY, date(2026, 3, 11), date(2026, 3, 12))
    ]

    assert counted == [{"request_quote": 1}, {"request_quote": 2}, {"request_quote": 1}, {}]


def test_steps_quotes_and_money_of_a_day(mina: Any, juno: Any) -> None:
    # Priced after 90 min, 2 h and 30 h; one more was priced the day before.
    for number, waited in enumerate((timedelta(minutes=90), 2 * HOUR, 30 * HOUR)):
        order = an_order(mina)
        wrote(order, "request_quote", NOON - waited, seq=1)
        wrote(order, "approve_quote", NOON - HOUR, seq=2, by=juno)
        wrote(order, "confirm_item_prices", NOON + timedelta(seconds=number), seq=3, by=juno)
    before = an_order(mina)
    wrote(before, "request_quote", NOON - 40 * HOUR, seq=1)
    wrote(before, "confirm_item_prices", NOON - 24 * HOUR, seq=2, by=juno)
    paid(before, 10_000, NOON)
    paid(before, 2_345, NOON + HOUR)
    paid(before, 500, NOON - 24 * HOUR)
    paid(before, 700, NOON, Verdict.SURPLUS)
    matter(Concern.REFUND_DUE, 1_000, "a", settled_at=NOON)
    matter(Concern.PAID_TWICE, 700, "b", settled_at=NOON + HOUR)
    matter(Concern.REFUND_DUE, 9_999, "c")  # still open
    matter(Concern.DISPUTE, 9_999, "d", settled_at=NOON)  # no money of ours
    matter(Concern.EXTERNAL_REFUND, 1_000, "refund.created:re_1", raised_at=NOON)
    matter(Concern.EXTERNAL_REFUND, 800, "refund.failed:re_2", raised_at=NOON)

    with CaptureQueriesContext(connection) as asked:
        day = figures.figures_of(DAY)

    assert day == DayFigures(
        steps={"request_quote": 2, "confirm_item_prices": 3},
        quotes={90: 1, 120: 1, 1800: 1},
        in_cents=12_345,
        settled_cents=1_700,
        outside_cents=1_000,
    )
    assert len(asked) == 5


@pytest.mark.parametrize(
    ("lengths", "half", "most"),
    [
        ({}, None, None),
        ({7: 1}, 7, 7),
        ({1: 1, 2: 1}, 1, 2),
        ({1: 5, 100: 5}, 1, 100),
        (dict.fromkeys(range(1, 11), 1), 5, 9),
        (dict.fromkeys(range(1, 12), 1), 6, 10),
        ({5: 90, 600: 10}, 5, 5),
        ({5: 89, 600: 11}, 5, 600),
    ],
)
def test_percentiles_are_the_nearest_rank(lengths: dict[int, int], half: Any, most: Any) -> None:
    assert (figures.percentile(lengths, 50), figures.percentile(lengths, 90)) == (half, most)


def test_days_add_up_without_losing_exactness() -> None:
    one = DayFigures({"ship": 1}, {10: 2}, 100, 10, 1)
    other = DayFigures({"ship": 2, "deliver": 1}, {10: 1, 99: 1}, 200, 20, 2)

    both = figures.together([one, other])

    assert both == DayFigures({"ship": 3, "deliver": 1}, {10: 3, 99: 1}, 300, 30, 3)
    assert figures.percentile(both.quotes, 90) == 99


def test_stuck_parcels_by_days_of_silence(mina: Any) -> None:
    ages = (1, 2, 3.9, 4, 13, 14, 200)
    for days in ages:
        Parcel.objects.create(
            customer=mina, weight_g=1, length_mm=1, width_mm=1, height_mm=1, service="ems",
            status="in_transit", quiet_since=NOON - timedelta(days=days, minutes=1),
            stalled_at=NOON if days >= 13 else None,
        )  # fmt: skip
    Parcel.objects.create(
        customer=mina, weight_g=1, length_mm=1, width_mm=1, height_mm=1, service="ems",
        status="delivered", quiet_since=NOON - timedelta(days=9),
    )  # fmt: skip

    assert figures.stuck_parcels() == [
        Stuck(2, 4, silent=2, told=0),
        Stuck(4, 7, silent=1, told=0),
        Stuck(7, 14, silent=0, told=1),
        Stuck(14, None, silent=0, told=2),
    ]


def test_what_each_person_did(mina: Any, juno: Any, james: Any) -> None:
    first, second = an_order(mina), an_order(mina)
    item = OrderItem.objects.create(order=second, position=1, url="https://a.example")
    wrote(first, "request_quote", NOON - 3 * HOUR, seq=1)
    wrote(first, "approve_quote", NOON - 2 * HOUR, seq=2, by=juno)
    wrote(first, "confirm_item_prices", NOON, seq=3, by=juno)
    wrote(first, "revise_prices", NOON + HOUR, seq=4, by=juno)  # leaves the order where it is: no wait
    wrote(second, "all_bought", NOON, seq=5, by=juno)  # by itself: no deed of hers
    for name, seq in (("approve", 1), ("buy", 2), ("receive", 3)):
        TransitionLog.objects.create(
            flow="item", subject_id=item.pk, seq=seq, name=name, source="", target="",
            actor_kind="staff", actor=james, actor_label="James", at=NOON,
        )  # fmt: skip
    AuditEntry.objects.create(actor=james, actor_label="James", verb="noted", order=first, at=NOON)
    AuditEntry.objects.create(actor=james, actor_label="James", verb="noted", at=NOON - 24 * HOUR)

    work = staff_work.work_of(DAY)

    assert work == {
        juno.pk: staff_work.Work(
            {"order.approve_quote": 1, "order.confirm_item_prices": 1, "order.revise_prices": 1},
            orders=1,
            waits={60: 1, 120: 1},
        ),
        james.pk: staff_work.Work({"item.buy": 1, "item.receive": 1, "desk.noted": 1}, orders=2, waits={}),
    }
    both = staff_work.together([work, work])
    assert (both[james.pk].total, both[james.pk].orders, both[juno.pk].waits) == (6, 4, {60: 2, 120: 2})


def test_a_real_life_is_counted_too(story: Story) -> None:
    story.items_due()

    steps = figures.figures_of(clock.today()).steps

    assert steps == {"request_quote": 1, "confirm_item_prices": 1}
