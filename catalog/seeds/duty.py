"""Duty on parcels from Korea to the US, and the zones it speaks of.

The known timeline, with its sources, up to 2026-07-24. What applies afterwards could not be
established: the rows from 2026-07-25 repeat the last known rate so that work goes on, and say so.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models import Channel, Payer, Standing

DE_MINIMIS_CENTS = 80_000
FORMAL_ENTRY_CENTS = 250_000

EPOST = "epost.go.kr notice 2454"
_IEEPA = "EO 14324 (mallorygroup, mondaq, jetworldwide); Korea 15 % (kmib, donga)"
_SECTION_122 = (
    "Section 122 surcharge (BDO, Perkins Coie, internationaltradeinsights, tradecompliancesoftware)"
)
_AFTER = "None: repeats the rate that ended on 2026-07-24"

_FEE = "Handling fee $1.04 plus 10 % of the duty; VAT on the fee is extra and not included. "
_RECIPIENT = "Above $800 the recipient pays on arrival, no handling fee. Formal entry above $2,500 (memory). "
_CONFIRM = "UNVERIFIED: staff must confirm what applies after 2026-07-24. "
_COURIER = "The courier's own fee for advancing the duty is not known to us and is 0 here. "


@dataclass(frozen=True)
class Duty:
    valid_from: date
    valid_to: date | None
    zone: str
    channel: Channel
    value_from_cents: int
    value_to_cents: int | None
    percent: Decimal
    payer: Payer
    source: str
    note: str
    standing: Standing
    fee_cents: int = 0
    fee_percent: Decimal = Decimal(0)


def _post(
    first: date, last: date | None, percent: Decimal, source: str, note: str, standing: Standing
) -> list[Duty]:
    """The post's two value classes, and the territories where the recipient always pays."""
    post, low, high = Channel.POST, DE_MINIMIS_CENTS, DE_MINIMIS_CENTS + 1
    both, fee = f"{source}; {EPOST}", Decimal(10)
    place = f"{EPOST}: in Guam and the like the recipient pays. "
    return [
        Duty(first, last, "us", post, 1, low, percent, Payer.SENDER, both, note + _FEE, standing, 104, fee),
        Duty(
            first, last, "us", post, high, None, percent, Payer.RECIPIENT, both, note + _RECIPIENT, standing
        ),
        Duty(
            first, last, "us_territory", post, 1, None, percent, Payer.RECIPIENT, both, note + place, standing
        ),
    ]


def _courier(first: date, last: date | None, percent: Decimal, source: str, note: str) -> Duty:
    """Couriers: duty paid by the sender up to the formal entry; beyond it there is no row on purpose."""
    return Duty(
        first,
        last,
        "us",
        Channel.COURIER,
        1,
        FORMAL_ENTRY_CENTS,
        percent,
        Payer.SENDER,
        source,
        note + _COURIER + "No row above $2,500: formal entry (memory) needs a broker, so split or ask.",
        Standing.UNVERIFIED,
    )


def _before(channel: Channel, zone: str) -> list[Duty]:
    """De minimis: duty-free to $800; above it the ordinary rate, which we did not collect."""
    first, last, source = date(2025, 1, 1), date(2025, 8, 28), "De minimis of $800 until 2025-08-28"
    free, owed = Payer.NOBODY, Payer.RECIPIENT
    unknown = "The ordinary rate of the goods applied; 0 % here only means that we collect nothing."
    low, high, none = DE_MINIMIS_CENTS, DE_MINIMIS_CENTS + 1, Decimal(0)
    return [
        Duty(first, last, zone, channel, 1, low, none, free, source, "Duty-free.", Standing.SOURCED),
        Duty(first, last, zone, channel, high, None, none, owed, source, unknown, Standing.UNVERIFIED),
    ]


_PER_ITEM = "The post could also charge $80, $160 or $200 an item until 2026-02-28; not used here. "
_COURT = "The Supreme Court voided the tariff on 2026-02-20; its successor began on 2026-02-24. "
_TEN = "Announced as 15 %, CBP guidance said 10 %; 150 days to 2026-07-24. "
_A, _B, _C = date(2025, 8, 29), date(2026, 2, 24), date(2026, 7, 25)
_A_END, _B_END = date(2026, 2, 23), date(2026, 7, 24)

DUTIES = [
    *_before(Channel.POST, "us"),
    *_before(Channel.POST, "us_territory"),
    *_before(Channel.COURIER, "us"),
    *_post(_A, _A_END, Decimal(15), _IEEPA, _PER_ITEM + _COURT, Standing.SOURCED),
    _courier(_A, _A_END, Decimal(15), _IEEPA, _COURT),
    *_post(_B, _B_END, Decimal(10), _SECTION_122, _TEN, Standing.SOURCED),
    _courier(_B, _B_END, Decimal(10), _SECTION_122, _TEN),
    *_post(_C, None, Decimal(10), _AFTER, _CONFIRM, Standing.UNVERIFIED),
    _courier(_C, None, Decimal(10), _AFTER, _CONFIRM),
]

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

# (state, name, zone, standing, source, note). AA, AE and AP (military) have no row.
ZONES = [
    *(
        (code, name, "us", Standing.SOURCED, "US Postal Service state codes", "")
        for code, name in STATES.items()
    ),
    (
        "PR",
        "Puerto Rico",
        "us",
        Standing.UNVERIFIED,
        "None (memory)",
        "Inside the US customs territory (memory).",
    ),
    ("GU", "Guam", "us_territory", Standing.SOURCED, EPOST, "Guam: the recipient pays the duty."),
    *(
        (
            code,
            name,
            "us_territory",
            Standing.UNVERIFIED,
            EPOST,
            "The notice says 'Guam etc.'; counted in here.",
        )
        for code, name in (
            ("AS", "American Samoa"),
            ("MP", "Northern Mariana Islands"),
            ("VI", "US Virgin Islands"),
        )
    ),
]
