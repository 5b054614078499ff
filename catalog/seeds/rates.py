"""Exchange rates and sample rate cards. None of these figures is a quotation: all are samples."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from catalog.models import Channel

# (observed at, won per dollar): believable figures so that past orders can be priced.
EXCHANGE_RATES = [
    (datetime(2025, 1, 1, tzinfo=UTC), Decimal("1470.0000")),
    (datetime(2025, 7, 1, tzinfo=UTC), Decimal("1355.0000")),
    (datetime(2026, 1, 1, tzinfo=UTC), Decimal("1445.0000")),
    (datetime(2026, 7, 1, tzinfo=UTC), Decimal("1400.0000")),
]
RATE_SOURCE = "Sample rate · 예시 환율"
RATE_NOTE = "Sample. Enter the day's rate from your bank before real use."


@dataclass(frozen=True)
class Card:
    """A sample card: a first price and, by weight class, what each further step adds (KRW)."""

    service: str
    name: str
    courier: str
    channel: Channel
    zones: tuple[str, ...]
    divisor: int
    max_length_mm: int
    max_girth_mm: int
    first_krw: int
    # (up to grams, won added by each step of 500 g)
    classes: tuple[tuple[int, int], ...]
    periods: tuple[tuple[date, date | None], ...]
    source: str
    note: str

    step_g: int = 500

    @property
    def max_weight_g(self) -> int:
        return self.classes[-1][0]

    @property
    def rows(self) -> list[tuple[int, int]]:
        """(up to grams, price in KRW) for each step."""
        rows = [(self.step_g, self.first_krw)]
        for up_to_g, added_krw in self.classes:
            while rows[-1][0] < up_to_g:
                rows.append((rows[-1][0] + self.step_g, rows[-1][1] + added_krw))
        return rows


CARDS = [
    Card(
        service="ems",
        name="EMS",
        courier="ems",
        channel=Channel.POST,
        zones=("us", "us_territory"),
        divisor=6000,
        max_length_mm=1500,
        max_girth_mm=3000,
        first_krw=33_000,
        classes=((2_000, 9_500), (10_000, 9_000), (30_000, 8_500)),
        # Korea Post took no EMS to the US from 2025-08-26; it resumed for good on 2025-10-22. The short
        # resumption that began on 2025-09-22 is left out: the day it stopped again is not known to us.
        periods=((date(2025, 1, 1), date(2025, 8, 25)), (date(2025, 10, 22), None)),
        source="Sample prices; limits of 30 kg and L x W x H / 6000 as published about EMS",
        note="Sample: replace by Korea Post's own table. Sources disagree on the length limits.",
    ),
    Card(
        service="fedex_ip",
        name="FedEx International Priority",
        courier="fedex",
        channel=Channel.COURIER,
        zones=("us",),
        divisor=5000,
        max_length_mm=2740,
        max_girth_mm=3300,
        first_krw=62_000,
        classes=((5_000, 12_500), (20_000, 10_500), (30_000, 9_500)),
        periods=((date(2025, 1, 1), None),),
        source="Sample prices",
        note="Sample: replace by the table of your contract, fuel surcharge included. The divisor of 5000, "
        "the size limits and the end at 30 kg are unverified.",
    ),
]
