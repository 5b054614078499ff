"""What a parcel will cost: every service side by side, the rows of any day, and why one cannot be used."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from catalog.models import DutyRule, ExchangeRate, Fee, RateCard, RateRow, Zone
from catalog.prices import ItemLine
from catalog.pricing import price_delivery, price_items
from catalog.publishing import publish
from tests.catalog.estimates import ALBUM, HOODIE, NewCard, ask, blamed, only, priced, refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("rate", "california", "fees"),
]


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


# --- side by side ---------------------------------------------------------------------------------------


def test_every_service_the_cheapest_first(
    express: RateCard, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    found = ask(at)

    assert [(offer.service, offer.price and offer.price.total_cents) for offer in found.offers] == [
        ("ems", 1_368),
        ("air", 1_725),
    ]
    assert (found.on, found.state, found.zone) == (date(2026, 3, 10), "CA", "us")
    assert (found.value_cents, found.krw_per_usd, found.items) == (5_000, Decimal("1400.0000"), None)


def test_the_row_and_the_sum(card: RateCard, duty: DutyRule, at: datetime) -> None:
    offer = only(ask(at, weight_g=501))

    assert (offer.row_up_to_g, offer.row_price_krw) == (1_000, 11_000)
    assert offer.price == price_delivery(
        service="ems", state="CA", weight_g=501, length_mm=100, width_mm=100, height_mm=100,
        declared_cents=5_000, at=at,
    )  # fmt: skip
    assert [(row.kind, row.id, row.standing, row.source) for row in offer.rows] == [
        ("rate_card", card.pk, "sourced", "Test"),
        ("duty_rule", duty.pk, "unverified", "Test"),
    ]
    assert [warning.code for warning in offer.warnings] == ["duty_rule:unverified"]
    assert offer.warnings[0].message == "Duty rule: not confirmed yet. Source: Test"


def test_what_all_services_share_is_said_once(
    rate: ExchangeRate, california: Zone, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    found = ask(at)

    assert [(row.kind, row.id, row.name) for row in found.rows] == [
        ("fx", rate.pk, "1400.0000 KRW/USD"),
        ("zone", california.pk, "US-CA: us"),
    ]
    assert [warning.code for warning in found.warnings] == ["fx:unverified", "zone:unverified"]


def test_one_that_cannot_be_used_comes_last_and_says_why(
    express: RateCard, card: RateCard, duty: DutyRule, at: datetime
) -> None:
    found = ask(at, length_mm=801)

    assert [offer.service for offer in found.offers] == ["ems", "air"]
    cannot = found.offers[1]
    assert (cannot.price, cannot.row_up_to_g, cannot.together_cents, cannot.rows) == (None, None, None, ())
    assert cannot.refusal
    assert cannot.refusal.code == "over_size"
    assert cannot.refusal.message == (
        "This box is too big for Air. Its limits: 30 kg by volume, longest side 800 mm, "
        "length plus girth 2000 mm."
    )


def test_over_the_weight(card: RateCard, duty: DutyRule, at: datetime) -> None:
    assert priced(ask(at, weight_g=30_000)).freight_krw == 69_000
    assert refused(ask(at, weight_g=30_001)) == ("over_weight", "EMS takes parcels of up to 30 kg.")


def test_no_duty_rule_for_such_a_value(card: RateCard, duty: DutyRule, at: datetime) -> None:
    assert refused(ask(at, value_cents=80_001)) == (
        "no_duty_rule",
        "EMS: no duty rule covers a parcel of this value. Split it or ask us.",
    )


def test_more_than_one_payment_carries(new_card: NewCard, at: datetime) -> None:
    new_card(date(2026, 1, 1))
    publish(
        DutyRule(
            channel="post", percent=Decimal(100), payer="sender", valid_from=date(2026, 1, 1), source="Test"
        )
    )
    assert refused(ask(at, value_cents=99_999_999)) == ("too_much", "EMS: more than one payment can carry.")


def test_a_card_with_a_gap(card: RateCard, duty: DutyRule, at: datetime) -> None:
    RateRow.objects.filter(card=card, up_to_g__gt=29_000).delete()
    assert refused(ask(at, weight_g=29_001)) == ("no_rate", "EMS has no price for this weight.")


def test_who_pays_the_duty_is_said(card: RateCard, duty: DutyRule, at: datetime) -> None:
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
    offer = only(ask(at, value_cents=80_001))
    assert offer.price
    assert (offer.price.duty_cents, offer.price.total_cents) == (0, 714)
    assert offer.warnings[0].code == "duty:recipient"


def test_no_service_goes_there(at: datetime) -> None:
    assert ask(at).offers == ()


# --- items ----------------------------------------------------------------------------------------------


def test_items_give_the_first_bill_and_the_value(
    card: RateCard, duty: DutyRule, fees: dict[str, Fee], at: datetime
) -> None:
    found = ask(at, value_cents=None, items=[HOODIE, ALBUM])

    assert found.items == price_items(lines=[HOODIE, ALBUM], at=at)
    assert found.items
    assert (found.items.items_cents, found.items.total_cents) == (7_185, 7_759)
    assert found.value_cents == 7_185  # the price paid, without our fees
    offer = only(found)
    assert offer.price
    assert (offer.price.duty_cents, offer.price.duty_fee_cents) == (719, 176)  # half of a cent goes up
    assert (offer.price.total_cents, offer.together_cents) == (1_609, 9_368)
    assert [(row.kind, row.id) for row in found.rows[2:]] == [(kind, row.pk) for kind, row in fees.items()]


def test_either_a_value_or_items(at: datetime) -> None:
    for both_or_none in ({"items": [ALBUM]}, {"value_cents": None}):
        with pytest.raises(ValueError, match="either a value or items"):
            ask(at, **both_or_none)


# --- days -----------------------------------------------------------------------------------------------


def test_a_day_ahead_has_its_own_card_and_the_last_rate(
    new_card: NewCard, card: RateCard, duty: DutyRule, rate: ExchangeRate, at: datetime
) -> None:
    new = new_card(date(2026, 4, 1), first_krw=20_000)

    found = ask(at, on=date(2026, 4, 1))

    price = priced(found)
    assert (price.rate_card_id, price.freight_krw, price.fx.id) == (new.pk, 20_000, rate.pk)
    assert (found.warnings[0].code, found.warnings[0].message) == (
        "fx:ahead",
        "This day lies ahead: the exchange rate is the last one observed, of Jan. 1, 2026.",
    )
    assert priced(ask(at, on=date(2026, 3, 31))).rate_card_id == card.pk


def test_a_day_gone_by_has_the_rows_of_that_day(
    new_card: NewCard, card: RateCard, duty: DutyRule, rate: ExchangeRate, at: datetime
) -> None:
    new_card(date(2026, 3, 1), first_krw=20_000)
    # Seen on the evening of 28 February in Seoul; the next one only after midnight.
    evening = ExchangeRate.objects.create(
        krw_per_usd=Decimal(1300), observed_at=datetime(2026, 2, 28, 14, 59, 59, tzinfo=UTC), source="Bank"
    )
    ExchangeRate.objects.create(
        krw_per_usd=Decimal(1200), observed_at=datetime(2026, 2, 28, 15, 0, tzinfo=UTC), source="Bank"
    )

    price = priced(ask(at, on=date(2026, 2, 28)))

    assert (price.rate_card_id, price.fx.id, price.freight_cents) == (card.pk, evening.pk, 769)
    assert priced(ask(at, on=date(2026, 2, 27))).fx.id == rate.pk


def test_today_is_now_not_the_end_of_the_day(card: RateCard, duty: DutyRule, at: datetime) -> None:
    later = at + timedelta(hours=1)
    ExchangeRate.objects.create(krw_per_usd=Decimal(1200), observed_at=later, source="The future")
    assert ask(at, on=date(2026, 3, 10)) == ask(at)
    assert ask(at).krw_per_usd == 1_400


def test_no_rate_for_a_day(new_card: NewCard, duty: DutyRule, at: datetime) -> None:
    new_card(date(2026, 2, 1), valid_to=date(2026, 4, 30))

    assert refused(ask(at, on=date(2026, 1, 31))) == ("no_rate", "EMS has no prices on Jan. 31, 2026.")
    assert priced(ask(at, on=date(2026, 2, 1)))
    assert priced(ask(at, on=date(2026, 4, 30)))
    assert refused(ask(at, on=date(2026, 5, 1))) == ("no_rate", "EMS has no prices on May 1, 2026.")


def test_the_ems_gap_of_2025_in_the_seeded_rows(catalog: None, at: datetime) -> None:
    found = ask(at, on=date(2025, 10, 1))
    outcomes = {offer.service: offer.refusal and offer.refusal.code for offer in found.offers}
    assert outcomes == {"fedex_ip": None, "ems": "no_rate"}
    assert [offer.service for offer in ask(at, on=date(2025, 10, 22)).offers] == ["ems", "fedex_ip"]


def test_what_no_service_can_help_names_the_argument(card: RateCard, duty: DutyRule, at: datetime) -> None:
    assert blamed(at, state="ZZ") == ("state", "no_zone")
    assert blamed(at, on=date(2025, 12, 31)) == ("state", "no_zone")
    assert blamed(at, on=date(2027, 3, 12)) == ("on", "too_far")
    assert priced(ask(at, on=date(2027, 3, 11)))
    assert blamed(at, weight_g=0) == ("weight_g", "bad_weight")
    assert blamed(at, length_mm=3_001) == ("length_mm", "bad_dimension")
    assert blamed(at, value_cents=-1) == ("value_cents", "bad_value")
    dear = ItemLine(key="1", label="Watch", quantity=9_999, unit_price_krw=900_000)
    assert blamed(at, value_cents=None, items=[dear]) == ("items", "too_much")
    assert blamed(at, value_cents=None, items=[ALBUM, ALBUM]) == ("items", "duplicate_line")
    Fee.objects.filter(kind="card").delete()
    assert blamed(at, value_cents=None, items=[ALBUM]) == ("on", "no_fee")
    ExchangeRate.objects.all().delete()
    assert blamed(at) == ("on", "no_exchange_rate")


# --- all of it ------------------------------------------------------------------------------------------


def test_as_json(card: RateCard, duty: DutyRule, at: datetime) -> None:
    found = ask(at, value_cents=None, items=[ALBUM])

    stored = json.loads(json.dumps(found.as_json()))

    assert (stored["on"], stored["krw_per_usd"]) == ("2026-03-10", "1400.0000")
    assert stored["items"]["total_cents"] == 1_373
    (offer,) = stored["offers"]
    assert offer["price"]["rate_card_id"] == card.pk
    assert (offer["row_up_to_g"], offer["row_price_krw"], offer["refusal"]) == (500, 10_000, None)
    assert offer["rows"][0]["valid_from"] == "2026-01-01"
    gone = json.loads(json.dumps(ask(at, weight_g=40_000).as_json()))["offers"][0]
    assert (gone["price"], gone["refusal"]["code"]) == (None, "over_weight")


def test_a_fixed_number_of_reads(
    express: RateCard, card: RateCard, duty: DutyRule, at: datetime, django_assert_num_queries: Any
) -> None:
    """Six for the estimate, five for each service that takes the parcel; with items three more."""
    with django_assert_num_queries(6 + 2 * 5):
        ask(at)
    with django_assert_num_queries(6 + 2 * 5 + 3):
        ask(at, value_cents=None, items=[HOODIE, ALBUM])


def test_numbers_are_read_in_any_language(card: RateCard, duty: DutyRule, at: datetime) -> None:
    with translation.override("ko"):
        assert priced(ask(at)) == priced(ask(at))
        assert refused(ask(at, weight_g=30_001))[0] == "over_weight"


def test_the_order_in_which_rows_were_written_does_not_matter(
    duty: DutyRule, new_card: NewCard, express: RateCard, card: RateCard, at: datetime
) -> None:
    before = ask(at, weight_g=1_200)
    rows = list(RateRow.objects.all())
    RateRow.objects.all().delete()
    for row in reversed(rows):
        row.pk = None
    RateRow.objects.bulk_create(reversed(rows))

    after = ask(at, weight_g=1_200)

    assert [
        (offer.service, offer.row_up_to_g, offer.price and offer.price.total_cents) for offer in after.offers
    ] == [
        (offer.service, offer.row_up_to_g, offer.price and offer.price.total_cents) for offer in before.offers
    ]
