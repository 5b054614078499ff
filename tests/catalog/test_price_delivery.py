"""The second bill: weight against volume, steps, limits, the card of the day, and duty."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import PricingError
from catalog.models import DutyRule, ExchangeRate, RateCard, Zone
from catalog.pricing import DeliveryPrice, price_delivery, volumetric_weight_g
from catalog.publishing import publish

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("rate", "california")]

type NewCard = Callable[..., RateCard]

SMALL: dict[str, Any] = {
    "service": "ems",
    "state": "CA",
    "weight_g": 400,
    "length_mm": 100,
    "width_mm": 100,
    "height_mm": 100,
    "declared_cents": 5_000,
}


def refused(at: datetime, **changes: Any) -> str:
    with pytest.raises(PricingError) as refusal:
        price_delivery(**SMALL | changes, at=at)
    return refusal.value.code


def test_a_small_parcel(card: RateCard, duty: DutyRule, at: datetime) -> None:
    price = price_delivery(**SMALL, at=at)

    assert (price.actual_g, price.volumetric_g, price.chargeable_g) == (400, 167, 500)
    assert (price.freight_krw, price.freight_cents) == (10_000, 714)
    assert (price.duty_cents, price.duty_fee_cents) == (500, 154)  # 10 %; $1.04 and 10 % of the duty
    assert price.total_cents == 1_368
    assert (price.rate_card_id, price.duty_rule_id) == (card.pk, duty.pk)
    assert price.rate_row_id == card.rows.get(up_to_g=500).pk
    assert price.duty_payer == "sender"


@pytest.mark.parametrize(
    ("weight_g", "chargeable_g", "freight_krw"),
    [
        (1, 500, 10_000),
        (499, 500, 10_000),
        (500, 500, 10_000),
        (501, 1_000, 11_000),
        (30_000, 30_000, 69_000),
    ],
)
def test_weight_goes_up_to_the_next_step(
    weight_g: int, chargeable_g: int, freight_krw: int, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    price = price_delivery(**SMALL | {"weight_g": weight_g}, at=at)
    assert (price.chargeable_g, price.freight_krw) == (chargeable_g, freight_krw)


@pytest.mark.parametrize(
    ("sides", "volumetric_g", "chargeable_g"),
    [
        ((100, 100, 300), 500, 500),  # 3,000 cm³ / 6000 is exactly 0.5 kg
        ((100, 100, 301), 502, 1_000),
        ((100, 100, 299), 499, 500),
        ((300, 200, 200), 2_000, 2_000),
    ],
)
def test_a_light_box_counts_by_its_volume(
    sides: tuple[int, int, int],
    volumetric_g: int,
    chargeable_g: int,
    card: RateCard,
    duty: DutyRule,
    at: datetime,
) -> None:
    size = dict(zip(("length_mm", "width_mm", "height_mm"), sides, strict=True))
    price = price_delivery(**SMALL | size, at=at)
    assert (price.volumetric_g, price.chargeable_g) == (volumetric_g, chargeable_g)


@settings(derandomize=True, deadline=None)
@given(*[st.integers(1, 3_000)] * 3, st.integers(1_000, 10_000))
def test_volume_weight_is_the_least_gram_that_is_not_too_light(
    length_mm: int, width_mm: int, height_mm: int, divisor: int
) -> None:
    grams = volumetric_weight_g(length_mm, width_mm, height_mm, divisor)
    volume = length_mm * width_mm * height_mm
    assert (grams - 1) * divisor < volume <= grams * divisor


def test_over_the_limits_is_refused_in_words(card: RateCard, duty: DutyRule, at: datetime) -> None:
    assert refused(at, weight_g=30_001) == "over_weight"
    assert refused(at, length_mm=601, width_mm=600, height_mm=500) == "over_size"  # 30.05 kg by volume
    with pytest.raises(PricingError, match="Split the parcel"):
        price_delivery(**SMALL | {"weight_g": 31_000}, at=at)


def test_length_and_girth_are_limits_of_the_card(new_card: NewCard, duty: DutyRule, at: datetime) -> None:
    new_card(date(2026, 1, 1), max_length_mm=1_000, max_girth_mm=1_500)

    assert refused(at, height_mm=1_001) == "over_size"
    assert refused(at, length_mm=200, width_mm=900, height_mm=101) == "over_size"  # 900 + 2 x 301 = 1,502
    assert price_delivery(**SMALL | {"length_mm": 200, "width_mm": 900, "height_mm": 100}, at=at).total_cents


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weight_g": 0}, "bad_weight"),
        ({"weight_g": -5}, "bad_weight"),
        ({"weight_g": 1.5}, "bad_weight"),
        ({"length_mm": 0}, "bad_dimension"),
        ({"width_mm": -1}, "bad_dimension"),
        ({"height_mm": 3_001}, "bad_dimension"),
        ({"declared_cents": 0}, "bad_value"),
        ({"declared_cents": -1}, "bad_value"),
        ({"state": "ZZ"}, "no_zone"),
        ({"country": "CA"}, "no_zone"),
        ({"service": "pigeon"}, "no_rate"),
        ({"declared_cents": 80_001}, "no_duty_rule"),
    ],
)
def test_bad_input_is_refused_with_a_code(
    change: dict[str, Any], code: str, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    assert refused(at, **change) == code


def test_no_rate_for_a_date_after_the_last_card_has_ended(
    new_card: NewCard, card: RateCard, duty: DutyRule
) -> None:
    late = new_card(date(2026, 4, 1), valid_to=date(2026, 4, 30))
    last_moment = datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC)

    assert price_delivery(**SMALL, at=last_moment).rate_card_id == late.pk
    # The ended version is not replaced by the open one before it.
    assert refused(last_moment + timedelta(seconds=1)) == "no_rate"


def test_a_new_card_begins_at_midnight_in_seoul(new_card: NewCard, card: RateCard, duty: DutyRule) -> None:
    new = new_card(date(2026, 3, 11), first_krw=20_000)
    midnight = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)  # 2026-03-11 00:00 in Seoul

    before = price_delivery(**SMALL, at=midnight - timedelta(microseconds=1))
    after = price_delivery(**SMALL, at=midnight)

    assert (before.rate_card_id, before.freight_krw) == (card.pk, 10_000)
    assert (after.rate_card_id, after.freight_krw) == (new.pk, 20_000)


def test_a_stored_price_is_plain_json_and_reads_back_equal(
    card: RateCard, duty: DutyRule, at: datetime
) -> None:
    price = price_delivery(**SMALL, at=at)

    stored = json.loads(json.dumps(price.as_json()))

    assert DeliveryPrice.from_json(stored) == price
    assert (stored["total_cents"], stored["duty_percent"]) == (1_368, "10.000")
    with pytest.raises(ValueError, match="does not add up"):
        DeliveryPrice.from_json(stored | {"freight_cents": 1})


def test_what_nobody_confirmed_is_said(card: RateCard, duty: DutyRule, at: datetime) -> None:
    assert price_delivery(**SMALL, at=at).warnings == (
        "fx:unverified",
        "zone:unverified",
        "duty_rule:unverified",
    )


def test_when_the_recipient_pays_no_duty_is_billed(card: RateCard, duty: DutyRule, at: datetime) -> None:
    publish(
        DutyRule(
            channel="post",
            value_from_cents=80_001,
            percent=Decimal(10),
            payer="recipient",
            valid_from=duty.valid_from,
            source="Test",
        )
    )

    price = price_delivery(**SMALL | {"declared_cents": 80_001}, at=at)

    assert price.recipient_pays_duty
    assert (price.duty_cents, price.duty_fee_cents, price.total_cents) == (0, 0, 714)


def test_a_new_duty_table_replaces_the_old_one_whole(card: RateCard, duty: DutyRule, at: datetime) -> None:
    publish(
        DutyRule(
            channel="post",
            value_to_cents=4_999,
            percent=Decimal(20),
            payer="sender",
            valid_from=date(2026, 3, 1),
            source="Test",
        )
    )

    assert price_delivery(**SMALL | {"declared_cents": 4_999}, at=at).duty_cents == 1_000
    assert refused(at, declared_cents=5_000) == "no_duty_rule"


def test_state_is_read_in_any_case(card: RateCard, duty: DutyRule, california: Zone, at: datetime) -> None:
    price = price_delivery(**SMALL | {"state": " ca "}, at=at)
    assert (price.state, price.zone_id) == ("CA", california.pk)


def test_no_exchange_rate_no_price(rate: ExchangeRate, card: RateCard, duty: DutyRule, at: datetime) -> None:
    rate.delete()
    assert refused(at) == "no_exchange_rate"


def test_no_rate_for_a_date_before_the_first_card(new_card: NewCard, duty: DutyRule, at: datetime) -> None:
    new_card(at.date() + timedelta(days=1))
    assert refused(at) == "no_rate"
