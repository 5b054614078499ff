"""Ten thousand parcels, priced a second time by hand: plain loops over the rows, and none of our own code."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

import pytest

from catalog import selectors
from catalog.estimating import EstimateError, Offer, estimate
from catalog.models import Channel, DutyRule, ExchangeRate, Fee, RateCard, RateRow, Zone
from catalog.prices import ItemLine
from catalog.publishing import publish, publish_rate_card

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog", "more_rows")]

type Row = dict[str, Any]

KST = timezone(timedelta(hours=9))
ASKED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
# Each side of every day on which something changes, and two that lie ahead.
DAYS = [
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 8, 25),
    date(2025, 8, 26),
    date(2025, 8, 28),
    date(2025, 8, 29),
    date(2025, 10, 21),
    date(2025, 10, 22),
    date(2026, 2, 23),
    date(2026, 2, 24),
    date(2026, 3, 31),
    date(2026, 4, 1),
    date(2026, 7, 24),
    date(2026, 7, 25),
    date(2026, 9, 30),
    date(2026, 10, 1),
    date(2026, 11, 24),
    date(2027, 1, 1),
    date(2027, 6, 30),
]
VALUES = [1, 99, 4_999, 79_999, 80_000, 80_001, 249_999, 250_000, 250_001, 99_999_999]
# What a price is made of.
READS = (
    "zone_at",
    "rate_card_at",
    "rate_cards_at",
    "services_to",
    "stored",
    "rate_row_for",
    "duty_rule_at",
    "exchange_rate_at",
    "fees_at",
)


@pytest.fixture
def more_rows(catalog: None) -> None:
    """A small packet in steps of 100 g, a card that begins next year, a rate with a spread, a fixed fee,
    and a duty table that leaves out the dear parcels its forerunner had."""
    packet = RateCard(
        service="packet",
        name="Packet",
        courier="ems",
        channel=Channel.POST,
        zone="us",
        max_weight_g=2_000,
        step_g=100,
        volumetric_divisor=7_000,
        max_length_mm=600,
        max_girth_mm=900,
        valid_from=date(2026, 4, 1),
        valid_to=date(2026, 12, 31),
        source="Test",
    )
    publish_rate_card(packet, [(100 * step, 9_870 + 1_230 * step) for step in range(1, 21)])
    dearer = RateCard.objects.filter(service="fedex_ip").get()
    rows = [(row.up_to_g, row.price_krw + 777) for row in dearer.rows.all()]
    dearer.pk, dearer._state.adding, dearer.valid_from = None, True, date(2027, 1, 1)
    publish_rate_card(dearer, rows)
    ExchangeRate.objects.create(
        krw_per_usd=Decimal("1391.37"),
        spread_percent=Decimal("1.75"),
        observed_at=datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC),
        source="Test",
    )
    publish(
        Fee(
            kind="agency",
            percent=Decimal("0.125"),
            amount_cents=35,
            valid_from=date(2026, 4, 1),
            source="Test",
        )
    )
    publish(
        DutyRule(
            channel=Channel.POST,
            value_to_cents=80_000,
            percent=Decimal("12.345"),
            payer="sender",
            fee_cents=104,
            fee_percent=Decimal("7.5"),
            valid_from=date(2026, 10, 1),
            source="Test",
        )
    )


# --- by hand --------------------------------------------------------------------------------------------


class ByHand:
    """Every row, read once and in no order; every sum in Decimal, rounded by hand."""

    def __init__(self) -> None:
        self.zones = list(Zone.objects.order_by("?").values())
        self.cards = list(RateCard.objects.order_by("?").values())
        self.duties = list(DutyRule.objects.order_by("?").values())
        self.fees = list(Fee.objects.order_by("?").values())
        self.rates = list(ExchangeRate.objects.order_by("?").values())
        self.steps: dict[int, list[Row]] = {}
        for row in RateRow.objects.order_by("?").values():
            self.steps.setdefault(row["card_id"], []).append(row)

    def in_force(self, rows: list[Row], day: date, **key: Any) -> Row | None:
        best: Row | None = None
        for row in rows:
            if any(row[name] != value for name, value in key.items()) or row["valid_from"] > day:
                continue
            if best is None or (row["valid_from"], row["id"]) > (best["valid_from"], best["id"]):
                best = row
        return best if best and (best["valid_to"] is None or day <= best["valid_to"]) else None

    def rate(self, moment: datetime) -> Decimal | None:
        seen = [row for row in self.rates if row["observed_at"] <= moment]
        if not seen:
            return None
        last = max(seen, key=lambda row: (row["observed_at"], row["id"]))
        return half_up(last["krw_per_usd"] * (100 - last["spread_percent"]) * 100) / Decimal(10_000)

    def duty(self, zone: str, channel: str, value: int, day: date) -> Row | None:
        lane = [
            row
            for row in self.duties
            if (row["origin"], row["country"], row["zone"], row["channel"]) == ("KR", "US", zone, channel)
            and row["valid_from"] <= day
        ]
        if not lane:
            return None
        began = max(row["valid_from"] for row in lane)
        table = [
            row
            for row in lane
            if row["valid_from"] == began
            and row["value_from_cents"] <= value
            and (row["value_to_cents"] is None or value <= row["value_to_cents"])
        ]
        if not table:
            return None
        row = max(table, key=lambda row: row["id"])
        return row if row["valid_to"] is None or day <= row["valid_to"] else None

    def first_bill(self, items: list[ItemLine], rate: Decimal, day: date) -> Row | str:
        lines = [
            cents(item.unit_price_krw * item.quantity + item.domestic_shipping_krw, rate) for item in items
        ]
        fees = {}
        for kind in ("service", "card", "agency"):
            fee = self.in_force(self.fees, day, kind=kind)
            if fee is None:
                return "no_fee"
            fees[kind] = int(half_up(sum(lines) * fee["percent"] / 100)) + fee["amount_cents"]
        total = sum(lines) + sum(fees.values())
        return {"lines": lines, "fees": fees, "total": total} if total <= 99_999_999 else "too_much"

    def offer(self, card: Row, zone: str, parcel: Row, value: int, rate: Decimal, day: date) -> Row | str:
        sides = sorted(parcel[side] for side in ("length_mm", "width_mm", "height_mm"))
        cubic_mm = sides[0] * sides[1] * sides[2]
        volume_g = 0 if cubic_mm == 0 else (cubic_mm - 1) // card["volumetric_divisor"] + 1
        if parcel["weight_g"] > card["max_weight_g"]:
            return "over_weight"
        if volume_g > card["max_weight_g"]:
            return "over_size"
        if card["max_length_mm"] is not None and sides[2] > card["max_length_mm"]:
            return "over_size"
        if card["max_girth_mm"] is not None and sides[2] + sides[1] * 2 + sides[0] * 2 > card["max_girth_mm"]:
            return "over_size"
        charged_g = 0
        while charged_g < parcel["weight_g"] or charged_g < volume_g:
            charged_g += card["step_g"]
        step: Row | None = None
        for row in self.steps[card["id"]]:
            if row["up_to_g"] >= charged_g and (step is None or row["up_to_g"] < step["up_to_g"]):
                step = row
        if step is None:
            return "no_rate"
        rule = self.duty(zone, card["channel"], value, day)
        if rule is None:
            return "no_duty_rule"
        duty = fee = 0
        if rule["payer"] == "sender":
            duty = int(half_up(value * rule["percent"] / 100))
            fee = rule["fee_cents"] + int(half_up(duty * rule["fee_percent"] / 100))
        freight = cents(step["price_krw"], rate)
        if freight + duty + fee > 99_999_999:
            return "too_much"
        return {
            "weights": (volume_g, charged_g),
            "freight": (step["price_krw"], freight),
            "duty": (rule["payer"], duty, fee),
            "total": freight + duty + fee,
            "rows": (card["id"], step["id"], rule["id"]),
            "line": (step["up_to_g"], step["price_krw"]),
        }

    def estimate(self, *, items: list[ItemLine], value_cents: int | None, on: date, **parcel: Any) -> Any:
        moment = ASKED if on == ASKED.astimezone(KST).date() else datetime.combine(on, time.max, KST)
        zone = self.in_force(self.zones, on, country="US", state=parcel["state"])
        if zone is None:
            return "no_zone"
        rate = self.rate(moment)
        if rate is None:
            return "no_exchange_rate"
        bill: Any = None
        if items:
            bill = self.first_bill(items, rate, on)
            if isinstance(bill, str):
                return bill
        value = sum(bill["lines"]) if bill else value_cents
        offers: dict[str, Row | str] = {}
        for service in {card["service"] for card in self.cards if card["zone"] == zone["code"]}:
            card = self.in_force(self.cards, on, service=service, zone=zone["code"])
            offers[service] = "no_rate"
            if card is not None:
                offers[service] = self.offer(card, zone["code"], parcel, value or 0, rate, on)
        priced = [(one["total"], name) for name, one in offers.items() if isinstance(one, dict)]
        order = [name for _total, name in sorted(priced)]
        order += sorted(name for name, one in offers.items() if isinstance(one, str))
        return {"bill": bill, "offers": offers, "order": order}


def half_up(number: Decimal) -> Decimal:
    return (number + Decimal("0.5")).to_integral_value(ROUND_FLOOR)


def cents(krw: int, rate: Decimal) -> int:
    return max(1, int(half_up(Decimal(krw) * 100 / rate)))


# --- by us ----------------------------------------------------------------------------------------------


def ours(asked: dict[str, Any]) -> Any:
    try:
        found = estimate(**asked, at=ASKED)
    except EstimateError as error:
        return error.code
    bill = found.items
    return {
        "bill": bill
        and {
            "lines": [line.amount_cents for line in bill.lines],
            "fees": {"service": bill.service.cents, "card": bill.card.cents, "agency": bill.agency.cents},
            "total": bill.total_cents,
        },
        "offers": {offer.service: _ours(offer) for offer in found.offers},
        "order": [offer.service for offer in found.offers],
    }


def _ours(offer: Offer) -> Row | str:
    if offer.price is None:
        assert offer.refusal
        assert offer.refusal.message
        return offer.refusal.code
    price = offer.price
    assert [row.id for row in offer.rows] == [price.rate_card_id, price.duty_rule_id]
    return {
        "weights": (price.volumetric_g, price.chargeable_g),
        "freight": (price.freight_krw, price.freight_cents),
        "duty": (price.duty_payer, price.duty_cents, price.duty_fee_cents),
        "total": price.total_cents,
        "rows": (price.rate_card_id, price.rate_row_id, price.duty_rule_id),
        "line": (offer.row_up_to_g, offer.row_price_krw),
    }


def parcels(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Parcels of all kinds; half of the weights and values lie at an edge."""
    dice = random.Random(seed)
    states = [*Zone.objects.order_by("state").values_list("state", flat=True), "AP", "ZZ"]
    values = VALUES + [dice.randint(1, 300_000) for _ in range(100)]
    for _ in range(count):
        edge = 500 * dice.randint(1, 61) if dice.random() < 0.5 else 100 * dice.randint(1, 21)
        longest = dice.choice((120, 400, 700, 1_600))
        items = [
            ItemLine(
                key=str(n),
                label="Thing",
                quantity=dice.choice((1, 1, 2, 7, 9_999)) if dice.random() < 0.1 else 1,
                unit_price_krw=dice.choice((1, 7, dice.randint(1, 900_000), dice.randint(1, 90_000))),
                domestic_shipping_krw=dice.choice((0, 2_500, 3_000)),
            )
            for n in range(dice.randint(1, 4))
        ]
        by_value = dice.random() < 0.6
        yield {
            "state": dice.choice(states),
            "weight_g": max(1, edge + dice.choice((-1, 0, 1, dice.randint(-400, 400)))),
            "length_mm": dice.randint(1, longest),
            "width_mm": dice.randint(1, 500),
            "height_mm": dice.randint(1, 400),
            "value_cents": dice.choice(values) if by_value else None,
            "items": [] if by_value else items,
            "on": dice.choice(DAYS),
        }


@pytest.fixture
def each_row_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question to the database twice in a run gets its first answer."""

    def once(read: Callable[..., Any]) -> Callable[..., Any]:
        kept = cache(read)
        return lambda *args, **named: kept(
            *(tuple(one) if isinstance(one, list) else one for one in args), **named
        )

    for name in READS:
        monkeypatch.setattr(selectors, name, once(getattr(selectors, name)))


def agree(count: int, seed: int) -> dict[str, int]:
    """How often each outcome came. Fails at the first parcel on which the two differ."""
    by_hand, outcomes = ByHand(), dict[str, int]()
    for asked in parcels(count, seed):
        mine, theirs = ours(asked), by_hand.estimate(**asked)
        assert mine == theirs, asked
        for outcome in [mine] if isinstance(mine, str) else mine["offers"].values():
            name = outcome if isinstance(outcome, str) else outcome["duty"][0]
            outcomes[name] = outcomes.get(name, 0) + 1
    return outcomes


@pytest.mark.usefixtures("each_row_read_once")
def test_ten_thousand_parcels_to_the_cent() -> None:
    outcomes = agree(10_000, seed=20261124)

    prices = {"sender", "recipient", "nobody"}
    refusals = {"over_weight", "over_size", "no_rate", "no_duty_rule", "too_much"}
    assert set(outcomes) == prices | refusals | {"no_zone"}
    assert sum(outcomes[name] for name in prices) > 5_000
    assert min(outcomes.values()) >= 10, outcomes


def test_a_few_hundred_with_every_read_made_anew() -> None:
    assert agree(300, seed=7)["sender"] > 50
