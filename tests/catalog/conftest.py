"""A small catalog with round figures, and the seeded one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import (
    Channel,
    Counting,
    Deadline,
    DutyRule,
    ExchangeRate,
    Fee,
    Payer,
    RateCard,
    Standing,
    Zone,
)
from catalog.publishing import publish, publish_rate_card
from catalog.seeding import seed

# Noon in Seoul on a Tuesday.
NOON = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
DAY_ONE = date(2026, 1, 1)

type NewCard = Callable[..., RateCard]


@pytest.fixture
def at() -> datetime:
    return NOON


@pytest.fixture
def seeded(db: None) -> list[str]:
    """The catalog as `seed_catalog` leaves it."""
    return seed()


@pytest.fixture
def rate(db: None) -> ExchangeRate:
    """1,400 won a dollar, without spread."""
    return ExchangeRate.objects.create(
        krw_per_usd=Decimal(1400), observed_at=datetime(2026, 1, 1, tzinfo=UTC), source="Test bank"
    )


@pytest.fixture
def fees(db: None) -> dict[str, Fee]:
    """Service 4 %, card 4 %, agency 0 %."""
    return {
        kind: publish(Fee(kind=kind, percent=Decimal(percent), valid_from=DAY_ONE, source="Test"))
        for kind, percent in (("service", 4), ("card", 4), ("agency", 0))
    }


@pytest.fixture
def new_card(db: None) -> NewCard:
    """Publishes an EMS card to zone us: 30 kg, steps of 500 g, each 1,000 won more than the last."""

    def build(valid_from: date, first_krw: int = 10_000, **changes: Any) -> RateCard:
        values = {
            "service": "ems",
            "name": "EMS",
            "courier": "ems",
            "channel": Channel.POST,
            "zone": "us",
            "max_weight_g": 30_000,
            "valid_from": valid_from,
            "source": "Test",
            "standing": Standing.SOURCED,
        }
        rows = [(500 * step, first_krw + 1_000 * (step - 1)) for step in range(1, 61)]
        return publish_rate_card(RateCard(**values | changes), rows)

    return build


@pytest.fixture
def card(new_card: NewCard) -> RateCard:
    """10,000 won for the first 500 g, from the first day of 2026."""
    return new_card(DAY_ONE)


@pytest.fixture
def california(db: None) -> Zone:
    return publish(Zone(state="CA", name="California", code="us", valid_from=DAY_ONE, source="Test"))


@pytest.fixture
def duty(db: None) -> DutyRule:
    """10 %, paid by the sender, $1.04 and 10 % of the duty for handling, up to $800."""
    return publish(
        DutyRule(
            channel=Channel.POST,
            value_to_cents=80_000,
            percent=Decimal(10),
            payer=Payer.SENDER,
            fee_cents=104,
            fee_percent=Decimal(10),
            valid_from=DAY_ONE,
            source="Test",
        )
    )


@pytest.fixture
def new_deadline(db: None) -> Callable[[str, int, Counting], Deadline]:
    def build(step: str, hours: int, counting: Counting) -> Deadline:
        return publish(Deadline(step=step, hours=hours, counting=counting, valid_from=DAY_ONE, source="Test"))

    return build
