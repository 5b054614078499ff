"""The first bill: items line by line, two fees side by side, everything frozen."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from catalog.errors import PricingError
from catalog.models import ExchangeRate, Fee, Standing
from catalog.pricing import ItemLine, ItemsPrice, price_items
from catalog.publishing import publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOODIE = ItemLine(key="1", label="Hoodie", quantity=2, unit_price_krw=39_900, domestic_shipping_krw=3_000)
ALBUM = ItemLine(key="2", label="Album", quantity=1, unit_price_krw=17_800)


def test_two_lines_are_converted_each_for_itself(
    rate: ExchangeRate, fees: dict[str, Fee], at: datetime
) -> None:
    price = price_items(lines=[HOODIE, ALBUM], at=at)

    assert [line.line_krw for line in price.lines] == [82_800, 17_800]
    assert [line.amount_cents for line in price.lines] == [5_914, 1_271]  # 5914.29 and 1271.43
    assert (price.items_krw, price.items_cents) == (100_600, 7_185)
    assert price.service_fee_cents == 287  # 287.4
    assert price.card_fee_cents == 287  # on the items, not on items plus service fee
    assert price.agency_fee_cents == 0
    assert price.total_cents == 7_759
    assert price.fx.rate == Decimal("1400.0000")
    assert price.fx.id == rate.pk
    assert price.service.id == fees["service"].pk


def test_the_total_is_the_sum_of_rounded_lines_not_the_rounded_sum(
    rate: ExchangeRate, fees: dict[str, Fee], at: datetime
) -> None:
    lines = [ItemLine(key=str(n), label="Sticker", quantity=1, unit_price_krw=7) for n in range(4)]

    price = price_items(lines=lines, at=at)

    assert price.items_cents == 4  # each 0.5 goes up to 1; the sum of 28 won alone would be 2 cents


def test_a_stored_price_is_plain_json_and_reads_back_equal(
    rate: ExchangeRate, fees: dict[str, Fee], at: datetime
) -> None:
    price = price_items(lines=[HOODIE, ALBUM], at=at)

    stored = json.loads(json.dumps(price.as_json()))

    assert ItemsPrice.from_json(stored) == price
    assert stored["total_cents"] == 7_759
    assert stored["fx"]["rate"] == "1400.0000"
    assert stored["fees"]["card"] == {
        "id": fees["card"].pk,
        "percent": "4.000",
        "fixed_cents": 0,
        "cents": 287,
        "standing": "unverified",
    }


def test_a_tampered_price_does_not_read_back(rate: ExchangeRate, fees: dict[str, Fee], at: datetime) -> None:
    price = price_items(lines=[HOODIE], at=at)
    for change in ({"total_cents": 1}, {"items_cents": 1}, {"service_fee_cents": 0}, {"kind": "delivery"}):
        with pytest.raises(ValueError, match="stored price"):
            ItemsPrice.from_json(price.as_json() | change)


def test_a_stored_price_outlives_a_new_fee(rate: ExchangeRate, fees: dict[str, Fee], at: datetime) -> None:
    before = price_items(lines=[ALBUM], at=at).as_json()
    publish(Fee(kind="service", percent=Decimal(5), valid_from=at.date() + timedelta(days=1), source="Test"))

    after = price_items(lines=[ALBUM], at=at + timedelta(days=1))

    assert ItemsPrice.from_json(before).service_fee_cents == 51
    assert after.service_fee_cents == 64
    assert after.card_fee_cents == 51


def test_a_fee_may_have_a_fixed_part(rate: ExchangeRate, fees: dict[str, Fee], at: datetime) -> None:
    publish(Fee(kind="agency", percent=Decimal(1), amount_cents=250, valid_from=at.date(), source="Test"))

    assert price_items(lines=[ALBUM], at=at).agency_fee_cents == 263


def test_the_rate_is_the_last_one_observed_less_its_spread(
    rate: ExchangeRate, fees: dict[str, Fee], at: datetime
) -> None:
    newer = ExchangeRate.objects.create(
        krw_per_usd=Decimal("1390.5"),
        spread_percent=Decimal(2),
        observed_at=at,
        source="Bank",
        standing=Standing.SAMPLE,
    )
    ExchangeRate.objects.create(
        krw_per_usd=Decimal(1), observed_at=at + timedelta(seconds=1), source="The future"
    )

    price = price_items(lines=[ALBUM], at=at)

    assert (price.fx.id, price.fx.market, price.fx.rate) == (
        newer.pk,
        Decimal("1390.5000"),
        Decimal("1362.6900"),
    )
    assert price.lines[0].amount_cents == 1_306
    assert "fx:sample" in price.warnings


def test_without_a_rate_there_is_no_price(fees: dict[str, Fee], at: datetime) -> None:
    with pytest.raises(PricingError) as refusal:
        price_items(lines=[ALBUM], at=at)
    assert refusal.value.code == "no_exchange_rate"


def test_without_a_fee_row_there_is_no_price(fees: dict[str, Fee]) -> None:
    new_years_eve = datetime(2025, 12, 31, 3, tzinfo=UTC)
    ExchangeRate.objects.create(krw_per_usd=Decimal(1400), observed_at=new_years_eve, source="Bank")
    with pytest.raises(PricingError) as refusal:
        price_items(lines=[ALBUM], at=new_years_eve)
    assert refusal.value.code == "no_fee"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "no_items"),
        ([ALBUM, ALBUM], "duplicate_line"),
        ([ItemLine(key="1", label="X", quantity=0, unit_price_krw=1)], "bad_quantity"),
        ([ItemLine(key="1", label="X", quantity=10_000, unit_price_krw=1)], "bad_quantity"),
        ([ItemLine(key="1", label="X", quantity=1, unit_price_krw=0)], "bad_price"),
        ([ItemLine(key="1", label="X", quantity=1, unit_price_krw=-5)], "bad_price"),
        ([ItemLine(key="1", label="X", quantity=1, unit_price_krw=9.5)], "bad_price"),  # type: ignore[arg-type]
        ([ItemLine(key="1", label="X", quantity=1, unit_price_krw=1, domestic_shipping_krw=-1)], "bad_price"),
        ([ItemLine(key="1", label="X", quantity=9_999, unit_price_krw=900_000)], "too_much"),
    ],
)
def test_bad_lines_are_refused_with_a_code(
    lines: list[ItemLine], code: str, rate: ExchangeRate, fees: dict[str, Fee], at: datetime
) -> None:
    with pytest.raises(PricingError) as refusal:
        price_items(lines=lines, at=at)
    assert refusal.value.code == code
    assert refusal.value.retryable is False


def test_five_hundred_items_cost_two_queries(
    rate: ExchangeRate, fees: dict[str, Fee], at: datetime, django_assert_num_queries
) -> None:
    lines = [ItemLine(key=str(n), label="Pin", quantity=1, unit_price_krw=1_400) for n in range(500)]
    with django_assert_num_queries(2):
        price = price_items(lines=lines, at=at)
    assert price.total_cents == 54_000
