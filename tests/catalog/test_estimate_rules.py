"""What holds of every estimate: steps of weight, volume, limits, rounding, order."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import DutyRule, RateCard
from catalog.prices import ItemLine
from tests.catalog.estimates import NewCard, ask, only, priced, refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("rate", "california", "fees"),
]

# The rows do not change between examples: an estimate writes nothing.
properties = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
grams, sides, values = st.integers(1, 40_000), st.integers(1, 900), st.integers(1, 80_000)


@pytest.fixture
def express(new_card: NewCard) -> RateCard:
    """A second service, 5,000 won dearer, with a divisor of 5000 and sides up to 800 mm; by post as well."""
    return new_card(
        date(2026, 1, 1),
        first_krw=15_000,
        service="air",
        name="Air",
        volumetric_divisor=5_000,
        max_length_mm=800,
        max_girth_mm=2_000,
    )


@properties
@given(step=st.integers(1, 59))
def test_exactly_a_step_and_one_gram_over(step: int, card: RateCard, duty: DutyRule, at: datetime) -> None:
    exactly, over = priced(ask(at, weight_g=500 * step)), priced(ask(at, weight_g=500 * step + 1))
    assert (exactly.chargeable_g, exactly.freight_krw) == (500 * step, 9_000 + 1_000 * step)
    assert (over.chargeable_g, over.freight_krw) == (500 * step + 500, 10_000 + 1_000 * step)


@properties
@given(weight_g=grams, length_mm=sides, width_mm=sides, height_mm=sides)
def test_the_larger_of_scale_and_volume_is_charged_or_refused(
    weight_g: int, length_mm: int, width_mm: int, height_mm: int, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    found = ask(at, weight_g=weight_g, length_mm=length_mm, width_mm=width_mm, height_mm=height_mm)
    volume = length_mm * width_mm * height_mm
    if weight_g > 30_000:
        assert refused(found)[0] == "over_weight"
    elif volume > 30_000 * 6_000:
        assert refused(found)[0] == "over_size"
    else:
        price = priced(found)
        assert price.chargeable_g % 500 == 0
        assert price.chargeable_g >= weight_g
        assert price.chargeable_g * 6_000 >= volume
        assert price.chargeable_g - 500 < max(weight_g, -(-volume // 6_000))
        if volume > weight_g * 6_000:
            assert price.volumetric_g > weight_g or price.volumetric_g * 6_000 == volume


@properties
@given(value_cents=values, weight_g=st.integers(1, 30_000))
def test_the_total_is_the_sum_of_lines_each_rounded_half_up(
    value_cents: int, weight_g: int, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    price = priced(ask(at, value_cents=value_cents, weight_g=weight_g))
    assert price.total_cents == price.freight_cents + price.duty_cents + price.duty_fee_cents
    # At 1,400 won a dollar a cent is 14 won; half of one goes up.
    assert price.freight_cents == (price.freight_krw + 7) // 14
    assert price.duty_cents == (value_cents + 5) // 10
    assert price.duty_fee_cents == 104 + (price.duty_cents + 5) // 10


@properties
@given(
    things=st.lists(
        st.tuples(st.integers(1, 2_000_000), st.integers(1, 9), st.integers(0, 5_000)), min_size=1
    )
)
def test_won_are_whole_and_each_item_is_converted_for_itself(
    things: list[tuple[int, int, int]], card: RateCard, duty: DutyRule, at: datetime
) -> None:
    items = [ItemLine(str(n), "Thing", count, krw, post) for n, (krw, count, post) in enumerate(things)]
    bill = ask(at, value_cents=None, items=items).items
    assert bill
    # A won has no minor unit: the sum is that of the prices, not a hundredth of it.
    assert bill.items_krw == sum(krw * count + post for krw, count, post in things)
    assert [line.amount_cents for line in bill.lines] == [
        max(1, (krw * count + post + 7) // 14) for krw, count, post in things
    ]
    assert bill.items_cents == sum(line.amount_cents for line in bill.lines)
    fee = (bill.items_cents * 4 + 50) // 100
    assert (bill.service_fee_cents, bill.card_fee_cents) == (fee, fee)
    assert bill.total_cents == bill.items_cents + 2 * fee


@properties
@given(weight_g=grams, length_mm=st.integers(1, 1_000), value_cents=st.integers(1, 160_000))
def test_priced_before_refused_and_the_cheapest_first(
    weight_g: int,
    length_mm: int,
    value_cents: int,
    express: RateCard,
    card: RateCard,
    duty: DutyRule,
    at: datetime,
) -> None:
    offers = ask(at, weight_g=weight_g, length_mm=length_mm, value_cents=value_cents).offers
    assert {offer.service for offer in offers} == {"ems", "air"}
    assert all((offer.price is None) is (offer.refusal is not None) for offer in offers)
    keys = [(offer.price is None, offer.price.total_cents if offer.price else 0) for offer in offers]
    assert keys == sorted(keys)


def test_an_older_card_written_last_does_not_come_back(
    new_card: NewCard, duty: DutyRule, at: datetime
) -> None:
    new = new_card(date(2026, 3, 1), first_krw=20_000, name="EMS of March")
    new_card(date(2026, 1, 1))
    offer = only(ask(at))
    assert offer.price
    assert (offer.name, offer.price.rate_card_id) == ("EMS of March", new.pk)
