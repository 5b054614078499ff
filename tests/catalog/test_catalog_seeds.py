"""The first rows of a catalog: complete, honest about themselves, and never in the way of staff."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from catalog import selectors
from catalog.models import (
    Deadline,
    DutyRule,
    Entry,
    EntryEvent,
    ExchangeRate,
    Fee,
    Holiday,
    Image,
    MessageTemplate,
    RateCard,
    RateRow,
    Rendition,
    Review,
    Revision,
    ScreeningRule,
    Store,
)
from catalog.placeholders import PLACEHOLDERS
from catalog.seeding import seed

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# What only people bring.
BY_HAND = (Entry, EntryEvent, Image, Rendition, Review, Revision)


def counts() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("catalog").get_models()
        if model not in BY_HAND
    }


def test_seeding_twice_adds_nothing(seeded: list[str]) -> None:
    before = counts()
    assert len(seeded) == sum(before.values()) - before["RateRow"]
    assert seed() == []
    assert counts() == before
    assert min(before.values()) > 0


def test_the_command_says_what_it_added() -> None:
    first, second = StringIO(), StringIO()
    call_command("seed_catalog", stdout=first)
    call_command("seed_catalog", stdout=second)
    assert "added fee: Service fee 4 %\n" in first.getvalue()
    assert "added rate card: EMS to us from 2025-10-22, 60 rows\n" in first.getvalue()
    assert second.getvalue() == "Nothing to add: the catalog is complete.\n"


def test_the_catalog_that_other_tests_begin_with_is_the_seeded_one(catalog: None) -> None:
    written = contents()
    for model in reversed(list(apps.get_app_config("catalog").get_models())):
        model._default_manager.all()._raw_delete(using="default")
    seed()
    assert written == contents()


def test_a_row_that_was_there_before_is_not_doubled_by_it(request: pytest.FixtureRequest) -> None:
    Store.objects.create(host="musinsa.com", name="Mine")
    request.getfixturevalue("catalog")
    assert Store.objects.get(host="musinsa.com").name == "Mine"
    assert Store.objects.count() > 10


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row, but for row numbers and the moment it was written down."""
    found = {}
    for model in apps.get_app_config("catalog").get_models():
        told = [
            field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key
        ]
        names = [name for name in told if not model._meta.get_field(name).is_relation]
        found[model.__name__] = list(model._default_manager.order_by("pk").values_list(*names))
    return found


def test_words_reworded_by_staff_stay(seeded: list[str]) -> None:
    template = MessageTemplate.objects.get(code="delivered", language="en")
    template.subject = "Hooray, {order}"
    template.save()
    seed()
    assert MessageTemplate.objects.get(pk=template.pk).subject == "Hooray, {order}"


def test_every_message_has_both_languages(seeded: list[str]) -> None:
    rows = set(MessageTemplate.objects.values_list("code", "language"))
    assert rows == {(code, language) for code in PLACEHOLDERS for language in ("en", "ko")}


def test_nothing_estimated_is_called_sourced(seeded: list[str]) -> None:
    assert set(RateCard.objects.values_list("standing", flat=True)) == {"sample"}
    assert set(ExchangeRate.objects.values_list("standing", flat=True)) == {"sample"}
    after = DutyRule.objects.filter(valid_from__gt=date(2026, 7, 24))
    assert after.count() == 4
    assert all(row.standing == "unverified" and "UNVERIFIED" in row.note for row in after)


def test_every_dated_row_names_a_source(seeded: list[str]) -> None:
    for model in (Fee, RateCard, DutyRule, Deadline, ScreeningRule):
        assert not model._default_manager.filter(source="").exists()


def test_prices_rise_with_weight_on_every_card(seeded: list[str]) -> None:
    for card in RateCard.objects.all():
        prices = list(
            RateRow.objects.filter(card=card).order_by("up_to_g").values_list("price_krw", flat=True)
        )
        assert len(prices) == 60
        assert prices == sorted(prices)


def test_fees_and_deadlines_are_those_agreed(seeded: list[str], at: datetime) -> None:
    assert {kind: str(fee.percent) for kind, fee in selectors.fees_at(at).items()} == {
        "agency": "0.000",
        "card": "4.000",
        "service": "4.000",
    }
    steps = set(Deadline.objects.values_list("step", flat=True))
    assert {"quote_answer", "screen", "price", "pay_items", "buy", "weigh", "pay_delivery", "ship"} <= steps
    assert Deadline.objects.get(step="pay_items").hours == 72


def test_the_two_countries_have_their_holidays(seeded: list[str]) -> None:
    closed = selectors.holidays_from(country="KR", first=date(2026, 1, 1))
    assert {date(2026, 2, 17), date(2026, 9, 25), date(2027, 2, 9), date(2027, 9, 15)} <= closed
    assert Holiday.objects.filter(country="US", date=date(2026, 11, 26), name="Thanksgiving").exists()


ADDRESSES = [
    ("https://www.musinsa.com/products/1", "Musinsa"),
    ("https://product.29cm.co.kr/catalog/1", "29CM"),
    ("https://m.coupang.com/vm/products/1", "Coupang"),
    ("https://smartstore.naver.com/some-shop", "Naver Smart Store"),
    ("https://blog.naver.com/x", None),
    ("https://musinsa.com@evil.example/", None),
    ("https://notmusinsa.com/", None),
    ("nonsense", None),
]


def test_a_shop_is_known_by_its_host(seeded: list[str]) -> None:
    for url, name in ADDRESSES:
        store = selectors.store_for_url(url)
        assert (store.name if store else None) == name, url
    assert Store.objects.count() == 15
