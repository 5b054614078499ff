"""What guides and announcements say is what the other seeds hold: days, rates, limits, deadlines, rules."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from catalog.deadlines import CLOSES, OPENS
from catalog.models import Channel, Counting, FeeKind, Payer, Standing
from catalog.money import format_krw, format_usd, krw_to_cents, percent_of
from catalog.pricing import price_delivery, volumetric_weight_g
from catalog.seeds.duty import DE_MINIMIS_CENTS, DUTIES, FORMAL_ENTRY_CENTS, Duty
from catalog.seeds.fees import DEADLINES, FEES
from catalog.seeds.holidays import HOLIDAYS
from catalog.seeds.rates import CARDS
from catalog.seeds.screening_forbidden import FORBIDDEN
from catalog.seeds.screening_partly import PARTLY
from tests.catalog.guide_reading import HANGUL, days_in, figures, guide, news, on, on_ko, plain, words


def duties(channel: Channel = Channel.POST, zone: str = "us") -> list[Duty]:
    """The rows for what is worth least, from the earliest to the one in force now."""
    rows = [row for row in DUTIES if (row.channel, row.zone, row.value_from_cents) == (channel, zone, 1)]
    return sorted(rows, key=lambda row: row.valid_from)


def dollars(cents: int) -> str:
    return format_usd(cents).removesuffix(".00")


def test_the_guide_to_duty_names_the_rates_and_days_of_the_rows() -> None:
    text, korean = (
        words(guide("us-customs-and-duty").blocks_en),
        words(guide("us-customs-and-duty").blocks_ko),
    )
    free, tariff, surcharge, unknown = duties()
    assert free.valid_to is not None
    assert tariff.valid_to is not None
    assert surcharge.valid_to is not None
    assert free.payer == Payer.NOBODY
    assert f"Until {on(free.valid_to)}, parcels worth up to {dollars(DE_MINIMIS_CENTS)}" in text
    assert f"{on(tariff.valid_from)} to {on(tariff.valid_to)}: {tariff.percent} %" in text
    assert f"February 24 to {on(surcharge.valid_to)}: {surcharge.percent} %" in text
    assert on(surcharge.valid_from) == "February 24, 2026"
    assert unknown.standing == Standing.UNVERIFIED
    assert unknown.valid_to is None
    assert f"Since {on(unknown.valid_from)}: not established." in text
    assert f"the last known rate, {unknown.percent} %, and marks it as unverified" in text
    for row in (free, tariff, surcharge):
        assert on_ko(row.valid_to or date.max).removeprefix("2026년 ") in korean
    for row in (tariff, surcharge, unknown):
        assert f"{on_ko(row.valid_from)}" in korean
        assert f"{row.percent}%" in korean


def test_the_guide_to_duty_names_no_other_day_and_every_source() -> None:
    text = words(guide("us-customs-and-duty").blocks_en)
    known = {row.valid_from for row in DUTIES} | {row.valid_to for row in DUTIES}
    known |= {date.fromisoformat(day) for row in DUTIES for day in re.findall(r"\d{4}-\d\d-\d\d", row.note)}
    assert len(days_in(text)) == 7
    assert days_in(text) <= known
    for row in duties()[1:3]:
        names = row.source.partition("(")[2].partition(")")[0].split(", ")
        assert all(name in text for name in names)
    assert "kmib" in text
    assert "donga" in text
    assert "notice 2454" in text


def test_the_guide_to_duty_says_who_pays_as_the_rows_do() -> None:
    text = words(guide("us-customs-and-duty").blocks_en)
    now = duties()[-1]
    fee = f"{format_usd(now.fee_cents)} plus {now.fee_percent} % of the duty"
    assert now.payer == Payer.SENDER
    assert now.value_to_cents == DE_MINIMIS_CENTS
    assert f"EMS, worth up to {dollars(DE_MINIMIS_CENTS)}: we pay it at customs" in text
    assert fee in text
    (dear,) = (
        row
        for row in DUTIES
        if row.valid_to is None and row.value_from_cents == DE_MINIMIS_CENTS + 1 and row.zone == "us"
    )
    assert dear.payer == Payer.RECIPIENT
    assert (dear.fee_cents, dear.fee_percent) == (0, Decimal(0))
    assert duties(zone="us_territory")[-1].payer == Payer.RECIPIENT
    assert duties(zone="us_territory")[-1].value_to_cents is None
    assert "EMS to Guam and the like: you pay it on arrival, whatever the value" in text
    courier = duties(Channel.COURIER)[-1]
    assert (courier.payer, courier.value_to_cents) == (Payer.SENDER, FORMAL_ENTRY_CENTS)
    assert f"FedEx, worth up to {dollars(FORMAL_ENTRY_CENTS)}: part of your delivery bill" in text


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_the_examples_of_duty_and_weight_are_what_we_would_charge() -> None:
    price = price_delivery(
        service="ems",
        state="CA",
        weight_g=2_300,
        length_mm=400,
        width_mm=300,
        height_mm=200,
        declared_cents=10_000,
        at=datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    )
    duty = words(guide("us-customs-and-duty").blocks_en)
    assert f"10 % of it, {format_usd(price.duty_cents)}." in duty
    assert f"together {format_usd(price.duty_fee_cents)}." in duty
    weight = words(guide("shipping-and-weight").blocks_en)
    assert (price.actual_g, price.volumetric_g, price.chargeable_g) == (2_300, 4_000, 4_000)
    assert "weighs 2.3 kg" in weight
    assert "that is 4.0 kg" in weight
    assert "4.0 kg, since it is more" in weight


def test_the_guide_to_weight_names_the_limits_of_ems() -> None:
    text = words(guide("shipping-and-weight").blocks_en)
    ems, fedex = CARDS
    assert f"{ems.divisor:,}" in text
    assert f"may weigh {ems.max_weight_g // 1000} kg at most" in text
    assert f"rounded up to the next {ems.step_g / 1000} kg" in text
    assert volumetric_weight_g(400, 300, 200, ems.divisor) == 24_000_000 // 6_000
    assert f"{fedex.divisor:,}" not in text  # nobody has confirmed it
    assert ("us_territory" in ems.zones, "us_territory" in fedex.zones) == (True, False)


def test_the_example_of_a_quote_adds_up() -> None:
    text = words(guide("what-a-quote-holds").blocks_en)
    fees = {kind: (percent, cents) for kind, percent, cents, _note in FEES}
    items = krw_to_cents(39_000 + 3_000, Decimal(1_400))
    service, card, agency = (
        percent_of(items, fees[kind][0]) + fees[kind][1]
        for kind in (FeeKind.SERVICE, FeeKind.CARD, FeeKind.AGENCY)
    )
    assert f"Service fee: {fees[FeeKind.SERVICE][0]} % of the items." in text
    assert f"Card fee: {fees[FeeKind.CARD][0]} % of the items." in text
    assert f"make {format_krw(42_000)}, which is {format_usd(items)}." in text
    assert f"The service fee is {format_usd(service)} and the card fee {format_usd(card)}." in text
    assert agency == 0
    assert f"Together: {format_usd(items + service + card)}." in text


def hours(step: str, counting: Counting) -> int:
    (row,) = (row for row in DEADLINES if row[0] == step)
    assert row[2] == counting
    return row[1]


def test_the_guide_to_deadlines_names_those_of_the_catalog() -> None:
    text = words(guide("deadlines-and-holidays").blocks_en)
    calendar, working, day = Counting.CALENDAR, Counting.WORKING, CLOSES.hour - OPENS.hour
    assert f"To pay for the items: {hours('pay_items', calendar)} hours" in text
    assert f"{hours('pay_items', calendar)} hours" in words(guide("what-a-quote-holds").blocks_en)
    assert f"To pay for the delivery: {hours('pay_delivery', calendar) // 24} days." in text
    assert f"To answer a question of ours: {hours('needs_info', calendar) // 24} days." in text
    assert f"{OPENS.hour}:00 to {CLOSES.hour}:00 in Seoul" in text
    assert [hours(step, working) // day for step in ("quote_answer", "buy", "weigh", "receive")] == [
        2,
        1,
        1,
        7,
    ]
    assert "answer a request within two working days, to order within one working day" in text
    assert "to weigh within one working day" in text
    assert "we count on seven working days" in text


def test_the_guide_to_tracking_names_the_silences_that_are_watched() -> None:
    text = words(guide("tracking-your-parcel").blocks_en)
    days = {
        step: hours(f"quiet_{step}", Counting.CALENDAR) // 24
        for step in ("label", "moving", "customs", "door", "pickup")
    }
    assert f"shipped {days['label']} days ago and has no scan yet" in text
    assert f"for {days['moving']} days or at customs for {days['customs']} days without a new one" in text
    assert f"out for delivery for {days['door']} days" in text
    assert f"waits to be collected for {days['pickup']} days" in text


def holidays(country: str, name: str, year: int) -> list[date]:
    return sorted(
        day
        for where, day, en, _ko in HOLIDAYS
        if where == country and en.startswith(name) and day.year == year
    )


def test_holidays_are_those_of_the_calendar() -> None:
    (christmas,), (new_year,) = holidays("KR", "Christmas", 2026), holidays("KR", "New Year", 2027)
    seollal, chuseok = holidays("KR", "Seollal", 2027), holidays("KR", "Chuseok", 2027)
    (thanksgiving,) = holidays("US", "Thanksgiving", 2026)
    for days in (seollal, chuseok):
        assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    ends = {christmas, new_year, seollal[0], seollal[-1], chuseok[0], chuseok[-1], thanksgiving}
    assert days_in(words(guide("deadlines-and-holidays").blocks_en)) == ends
    korean = words(guide("deadlines-and-holidays").blocks_ko)
    assert all(on_ko(day) in korean for day in (christmas, new_year, seollal[0], chuseok[0], thanksgiving))

    closing = news("year-end-and-seollal-2027")
    back = seollal[-1] + timedelta(days=1)
    assert days_in(plain(closing.body_en)) == {christmas, new_year, seollal[-1], back}
    closed = (christmas, new_year, back)
    assert all(f"{day:%A}, {on(day)}" in plain(closing.body_en) for day in closed)
    assert f"{seollal[0]:%A}, {on(seollal[0])[:-6]} to {seollal[-1]:%A}, {on(seollal[-1])}" in closing.body_en
    assert back.weekday() < 5
    assert not [day for where, day, *_rest in HOLIDAYS if (where, day) == ("KR", back)]
    weekdays = "월화수목금토일"
    assert all(f"{on_ko(day)} {weekdays[day.weekday()]}요일" in closing.body_ko for day in closed)


@pytest.mark.parametrize("rule", [*FORBIDDEN, *PARTLY], ids=lambda rule: rule.code)
def test_the_guide_to_restricted_goods_names_something_of_every_rule(rule: Any) -> None:
    restricted = guide("what-cannot-be-sent")
    english, korean = words(restricted.blocks_en).lower(), words(restricted.blocks_ko)
    keywords = [" ".join(keyword.split()) for keyword in rule.keywords.split(",")]
    assert any(keyword in english for keyword in keywords if not HANGUL.search(keyword))
    assert any(keyword in korean for keyword in keywords if HANGUL.search(keyword))


def test_what_is_announced_about_duty_agrees_with_the_rows() -> None:
    text = plain(news("import-duty-since-july-25-2026").body_en)
    free, tariff, surcharge, unknown = duties()
    named = {free.valid_to, tariff.valid_from, surcharge.valid_from, surcharge.valid_to, unknown.valid_from}
    assert days_in(text) == named
    assert figures(text) == ["$800", "10%", "10%", "15%"]
    assert [str(row.percent) for row in (tariff, surcharge, unknown)] == ["15", "10", "10"]


def test_what_is_announced_about_ems_agrees_with_its_rate_card() -> None:
    text = plain(news("ems-to-the-us-runs-again").body_en)
    (_first, last), (again, _open) = CARDS[0].periods
    assert last is not None
    assert days_in(text) == {last + timedelta(days=1), again}
    assert on(again) in news("ems-to-the-us-runs-again").title_en
    assert on_ko(again) in news("ems-to-the-us-runs-again").title_ko
