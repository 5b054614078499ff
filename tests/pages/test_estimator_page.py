"""The fee estimator: a parcel in, every service out, in plain words."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.catalog_rows import PARCEL
from tests.pages.reading import seen

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def korean(browser: Any) -> Client:
    """A stranger whose browser asks for Korean."""
    client: Client = browser(**{"accept-language": "ko"})
    return client


def test_an_estimate_names_row_sums_duty_and_warnings(browser: Any, catalog: None) -> None:
    reply = browser().get("/estimate/", PARCEL)
    assert reply.status_code == 200
    words = seen(reply)
    assert "To California on March 1, 2026" in words
    # By volume 4 kg (EMS, 6000) and 4.8 kg (FedEx, 5000): rows of 4 and 5 kg.
    # EMS: 33,000 + 3 x 9,500 + 4 x 9,000 won at 1,445 for a dollar.
    assert round(Decimal(97_500) / 1445, 2) == Decimal("67.47")
    ems = words[words.index("\nEMS\n") : words.index("FedEx International Priority")]
    for said in ("Row up to 4 kg: ₩97,500", "$67.47", "10 % of $180.00, paid for you", "$18.00",
                 "Handling fee for the duty", "$2.84", "$88.31",
                 "It weighs 2.3 kg but takes the room of 4 kg: that counts. Charged as 4 kg.",
                 "Rate card", "Duty rule"):  # fmt: skip
        assert said in ems, said
    fedex = words[words.index("FedEx International Priority") :]
    # 62,000 + 9 x 12,500 won.
    for said in ("Row up to 5 kg: ₩174,500", "$120.76", "$18.00", "$138.76", "Charged as 5 kg."):
        assert said in fedex, said
    assert "Exchange rate" in words
    assert "sample" in words
    assert "First payment" not in words


def test_a_price_in_won_gives_both_payments(browser: Any, catalog: None) -> None:
    words = seen(browser().get("/estimate/", {**PARCEL, "price": "144,500", "currency": "krw"}))
    # $100.00 and twice 4 %.
    for said in ("First payment: the items", "₩144,500", "$100.00", "Service fee", "Card fee", "$4.00",
                 "$108.00", "10 % of $100.00, paid for you"):  # fmt: skip
        assert said in words, said
    # EMS: 67.47 + 10.00 + 2.04, and 108.00.
    assert "Both payments together: $187.51" in words


def test_the_recipient_may_owe_the_duty(browser: Any, catalog: None) -> None:
    words = seen(browser().get("/estimate/", {**PARCEL, "state": "GU"}))
    assert "Duty is not in this sum: the recipient pays it on arrival." in words
    assert "$67.47" in words
    assert "paid for you" not in words
    free = seen(browser().get("/estimate/", {**PARCEL, "on": "2025-08-01"}))
    assert "Free of duty at this value." in free


def test_a_service_that_cannot_says_why(browser: Any, catalog: None) -> None:
    heavy = seen(browser().get("/estimate/", {**PARCEL, "weight": "31"}))
    assert "EMS takes parcels of up to 30 kg." in heavy
    stopped = seen(browser().get("/estimate/", {**PARCEL, "on": "2025-09-01"}))
    assert "EMS has no prices on Sept. 1, 2025." in stopped
    assert "FedEx International Priority" in stopped


def test_the_estimator_keeps_what_was_typed_and_names_the_field(browser: Any, catalog: None) -> None:
    for field, typed, said in (
        ("weight", "heavy", "Enter a number."),
        ("weight", "0", "Ensure this value is greater than or equal to 0.001."),
        ("weight", "1000000000", "Ensure this value is less than or equal to 500."),
        ("length", "-1", "Ensure this value is greater than or equal to 0.1."),
        ("height", "1.55", "Ensure that there are no more than 1 decimal place."),
        ("width", "", "This field is required."),
        ("price", "0", "The price must be above 0."),
        ("price", "1.5.0", "Write it like 1,234.56."),
        ("price", "99999999999999", "This is more than one order can carry."),
        ("state", "ZZ", "Select a valid choice. ZZ is not one of the available choices."),
        ("state", "", "This field is required."),
        ("currency", "eur", "Select a valid choice. eur is not one of the available choices."),
        ("on", "the first", "Enter a valid date."),
        ("on", "2099-01-01", "Prices are not known more than a year ahead."),
    ):
        reply = browser().get("/estimate/", {**PARCEL, field: typed})
        assert reply.status_code == 422, field
        words = seen(reply)
        assert said in words, (field, typed, words)
        assert reply.content.decode().count('class="field wrong"') == 1
        assert "To California on" not in words
        assert 'value="40"' in reply.content.decode() or field == "length"


def test_the_estimator_in_korean(korean: Client, catalog: None) -> None:
    reply = korean.get("/estimate/", PARCEL)
    assert reply.status_code == 200
    assert "$88.31" in seen(reply)
    assert "2026년 3월 1일" in seen(reply)


def test_an_estimate_asks_as_much_for_each_parcel(browser: Any, catalog: None) -> None:
    client = browser()
    light = client.get("/estimate/", PARCEL)
    with CaptureQueriesContext(connection) as asked:
        client.get("/estimate/", PARCEL)
    with CaptureQueriesContext(connection) as asked_again:
        client.get("/estimate/", {**PARCEL, "weight": "0.1", "height": "1", "price": "5"})
    assert light.status_code == 200
    assert len(asked) == len(asked_again) <= 25
