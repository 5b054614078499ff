"""Dated rows: which version is in force, and that history is not rewritten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.errors import CatalogError, RowInForce
from catalog.hosts import normalise_host
from catalog.models import Fee, MessageTemplate, RateCard, RateRow, Store
from catalog.publishing import publish, publish_rate_card
from catalog.selectors import fees_at, seoul_day
from integrations import clock

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def fee(first: str, percent: int, last: str | None = None) -> Fee:
    ends = date.fromisoformat(last) if last else None
    row = Fee(
        kind="card", percent=Decimal(percent), valid_from=date.fromisoformat(first), valid_to=ends, source="x"
    )
    return publish(row)


def percent_on(day: str) -> Decimal | None:
    found = fees_at(datetime.fromisoformat(f"{day}T03:00:00+00:00")).get("card")
    return found.percent if found else None


def test_both_ends_count_and_the_newest_begun_version_decides() -> None:
    fee("2026-01-01", 4)
    fee("2026-03-01", 5, last="2026-03-31")

    assert percent_on("2025-12-31") is None
    assert percent_on("2026-01-01") == 4
    assert percent_on("2026-02-28") == 4
    assert percent_on("2026-03-01") == 5
    assert percent_on("2026-03-31") == 5
    # The old open version does not come back by itself.
    assert percent_on("2026-04-01") is None


def test_of_two_versions_of_one_day_the_later_stored_decides() -> None:
    fee("2026-01-01", 4)
    fee("2026-01-01", 3)
    assert percent_on("2026-01-01") == 3


def test_a_day_is_a_seoul_day() -> None:
    midnight = datetime(2026, 3, 10, 15, tzinfo=UTC)
    assert seoul_day(midnight - timedelta(microseconds=1)) == date(2026, 3, 10)
    assert seoul_day(midnight) == date(2026, 3, 11)
    with pytest.raises(ValueError, match="without a zone"):
        seoul_day(datetime(2026, 3, 10))  # noqa: DTZ001 - the point of the test


def test_a_row_that_has_begun_keeps_its_value() -> None:
    row = fee("2026-01-01", 4)
    with clock.travel(datetime(2026, 1, 1, 3, tzinfo=UTC)):
        row.percent = Decimal(9)
        with pytest.raises(ValidationError, match="Publish a new version"):
            row.full_clean()
        with pytest.raises(RowInForce) as refusal:
            row.save()
    assert refusal.value.code == "row_in_force"
    assert Fee.objects.get().percent == 4


def test_a_row_that_has_begun_may_be_ended_and_noted_on() -> None:
    row = fee("2026-01-01", 4)
    with clock.travel(datetime(2026, 2, 1, 3, tzinfo=UTC)):
        row.valid_to, row.note = date(2026, 6, 30), "Ends with the contract."
        row.full_clean()
        row.save()
    assert Fee.objects.get().valid_to == date(2026, 6, 30)
    assert percent_on("2026-07-01") is None


def test_a_row_that_has_not_begun_may_still_change() -> None:
    row = fee("2026-06-01", 4)
    with clock.travel(datetime(2026, 5, 31, 3, tzinfo=UTC)):
        row.percent = Decimal(6)
        row.save()
    assert Fee.objects.get().percent == 6


def test_publishing_a_stored_row_again_is_refused() -> None:
    row = fee("2026-01-01", 4)
    with pytest.raises(CatalogError) as refusal:
        publish(row)
    assert refusal.value.code == "already_stored"
    assert Fee.objects.count() == 1


def test_bad_rows_are_refused_in_words_and_by_the_database() -> None:
    backwards = Fee(
        kind="card", percent=Decimal(4), valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31), source="x"
    )
    with pytest.raises(ValidationError, match="before the first"):
        publish(backwards)
    with pytest.raises(IntegrityError), transaction.atomic():
        backwards.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee(kind="card", percent=Decimal(101), valid_from=date(2026, 2, 1), source="x").save()
    assert not Fee.objects.exists()


def test_prices_of_a_card_that_has_begun_are_kept(card: RateCard) -> None:
    row = card.rows.get(up_to_g=500)
    row.price_krw = 1
    with clock.travel(datetime(2026, 3, 1, tzinfo=UTC)), pytest.raises(RowInForce):
        row.save()
    assert RateRow.objects.get(pk=row.pk).price_krw == 10_000
    with clock.travel(datetime(2025, 12, 1, tzinfo=UTC)):
        row.save()
    assert RateRow.objects.get(pk=row.pk).price_krw == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(500, 100)],  # does not reach the heaviest parcel
        [(700, 100), (1_000, 200)],  # not a whole step
        [(1_000, 100), (500, 200), (1_000, 300)],
        [(500, 200), (1_000, 100)],  # heavier but cheaper
        [(500, 0), (1_000, 100)],
    ],
)
def test_a_card_with_bad_rows_is_not_stored_at_all(
    rows: list[tuple[int, int]], new_card: Callable[..., RateCard]
) -> None:
    card = RateCard(
        service="ems",
        name="EMS",
        courier="ems",
        channel="post",
        zone="us",
        max_weight_g=1_000,
        valid_from=date(2026, 1, 1),
        source="x",
    )
    with pytest.raises(CatalogError) as refusal:
        publish_rate_card(card, rows)
    assert refusal.value.code == "bad_rows"
    assert not RateCard.objects.exists()


def test_a_shop_is_stored_under_one_spelling() -> None:
    Store.objects.create(name="Musinsa", host="HTTPS://www.Musinsa.com:443/app")
    assert Store.objects.get().host == "musinsa.com"
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.create(name="Again", host="MUSINSA.com.")
    with pytest.raises(ValidationError, match="readable host"):
        Store(name="Bad", host="localhost").full_clean()
    assert Store.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://한국.com/x", "xn--3e0b707e.com"),
        ("//29cm.co.kr", "29cm.co.kr"),
        ("https://a@b.example:8443/?q=//c.example", "b.example"),
    ],
)
def test_hosts_are_read_from_addresses(text: str, host: str) -> None:
    assert normalise_host(text) == host


@pytest.mark.parametrize(
    "text", ["", "shop", "http://127.0.0.1/", "http://[::1]/", "a..b", "-a.com", "a b.com", "[x"]
)
def test_unreadable_hosts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="readable host"):
        normalise_host(text)


def test_one_template_a_language() -> None:
    MessageTemplate.objects.create(code="delivered", language="en", subject="x", body="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageTemplate.objects.create(code="delivered", language="en", subject="y", body="y")
    assert MessageTemplate.objects.get().subject == "x"
