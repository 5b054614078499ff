"""The seeded duty timeline from Korea to the US, by date, value, channel and place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalog.errors import PricingError
from catalog.pricing import DeliveryPrice, price_delivery

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]

BOX: dict[str, Any] = {"weight_g": 900, "length_mm": 200, "width_mm": 150, "height_mm": 100}


def price(day: str, *, value: int, service: str = "ems", state: str = "NY") -> DeliveryPrice:
    noon_in_seoul = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    return price_delivery(**BOX, service=service, state=state, declared_cents=value, at=noon_in_seoul)


POST = [
    ("2025-08-20", 80_000, "nobody", 0, 0),
    ("2025-08-20", 80_001, "recipient", 0, 0),
    ("2025-10-22", 10_000, "sender", 1_500, 254),  # 15 %; $1.04 + 10 % of the duty
    ("2026-02-23", 80_000, "sender", 12_000, 1_304),
    ("2026-02-23", 80_001, "recipient", 0, 0),
    ("2026-02-24", 10_000, "sender", 1_000, 204),  # 10 %
    ("2026-02-24", 80_000, "sender", 8_000, 904),
    ("2026-07-24", 80_000, "sender", 8_000, 904),
    ("2026-07-24", 80_001, "recipient", 0, 0),
    ("2026-07-25", 10_000, "sender", 1_000, 204),
    ("2027-01-05", 10_000, "sender", 1_000, 204),
]


def test_post_by_date_and_value() -> None:
    for day, value, *expected in POST:
        result = price(day, value=value)
        assert [result.duty_payer, result.duty_cents, result.duty_fee_cents] == expected, (day, value)
        assert result.total_cents == result.freight_cents + result.duty_cents + result.duty_fee_cents


COURIER = [
    ("2025-08-28", 80_000, "nobody", 0),
    ("2025-08-29", 10_000, "sender", 1_500),
    ("2026-02-24", 100_000, "sender", 10_000),
    ("2026-07-24", 250_000, "sender", 25_000),
]


def test_courier_by_date_and_value() -> None:
    for day, value, *expected in COURIER:
        result = price(day, value=value, service="fedex_ip")
        assert [result.duty_payer, result.duty_cents] == expected, (day, value)
        assert result.duty_fee_cents == 0


def test_a_courier_parcel_beyond_formal_entry_is_for_people_to_decide() -> None:
    with pytest.raises(PricingError) as refusal:
        price("2026-03-10", value=250_001, service="fedex_ip")
    assert refusal.value.code == "no_duty_rule"


def test_in_guam_the_recipient_pays() -> None:
    result = price("2026-03-10", value=10_000, state="GU")
    assert (result.zone, result.duty_payer, result.duty_cents) == ("us_territory", "recipient", 0)


def test_after_the_known_timeline_the_price_says_that_nobody_confirmed_it() -> None:
    known, unknown = price("2026-07-24", value=10_000), price("2026-07-25", value=10_000)
    assert "duty_rule:unverified" not in known.warnings
    assert "duty_rule:unverified" in unknown.warnings


def test_while_the_post_took_no_parcels_there_is_no_ems_rate() -> None:
    assert price("2025-08-25", value=10_000).freight_krw == 42_500
    for day in ("2025-08-26", "2025-10-21"):
        with pytest.raises(PricingError) as refusal:
            price(day, value=10_000)
        assert refusal.value.code == "no_rate"
    assert price("2025-10-22", value=10_000).freight_krw == 42_500


def test_the_tariff_changes_at_midnight_in_seoul() -> None:
    midnight = datetime(2026, 2, 23, 15, 0, tzinfo=UTC)
    parcel = BOX | {"service": "ems", "state": "NY", "declared_cents": 10_000}
    assert price_delivery(**parcel, at=midnight - timedelta(seconds=1)).duty_cents == 1_500
    assert price_delivery(**parcel, at=midnight).duty_cents == 1_000


def test_military_addresses_are_not_served() -> None:
    with pytest.raises(PricingError) as refusal:
        price("2026-03-10", value=10_000, state="AP")
    assert refusal.value.code == "no_zone"
