"""`POST /api/v1/estimate/`: anybody may ask, nothing is written, and what is wrong is named."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from catalog.api.estimate import ITEMS, PARCEL
from catalog.models import ExchangeRate, Fee
from integrations import clock
from tests.api import test_schema as schema
from tests.api.conftest import fields, problem

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]

ESTIMATE = "/api/v1/estimate/"
ASKED = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)

document = schema.document


@pytest.fixture(autouse=True)
def _in_march() -> Any:
    with clock.travel(ASKED):
        yield


@pytest.fixture
def stranger() -> APIClient:
    return APIClient(headers={"accept-language": "en"})


def parcel(**changes: Any) -> dict[str, Any]:
    """2.3 kg, 40 x 30 x 20 cm and $180 to California; None leaves a part out."""
    given = {
        "state": "CA",
        "weight_g": 2_300,
        "length_mm": 400,
        "width_mm": 300,
        "height_mm": 200,
        "value_usd_cents": 18_000,
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def prices(reply: Any) -> dict[str, int | str]:
    """For each service its total in cents, or the code of its refusal."""
    assert reply.status_code == 200, reply.content
    return {
        offer["service"]: offer["price"]["total_cents"] if offer["price"] else offer["refusal"]["code"]
        for offer in reply.json()["offers"]
    }


def test_this_row_this_sum(stranger: APIClient) -> None:
    reply = stranger.post(ESTIMATE, parcel(on="2026-03-01"))

    assert prices(reply) == {"ems": 8_831, "fedex_ip": 13_876}
    found = reply.json()
    assert (found["on"], found["state"], found["zone"]) == ("2026-03-01", "CA", "us")
    assert (found["value_cents"], found["krw_per_usd"], found["items"]) == (18_000, "1445.0000", None)
    ems, fedex = found["offers"]
    assert ems["price"] == {
        "actual_g": 2_300,
        "volumetric_g": 4_000,  # 24,000 cm³ / 6000
        "chargeable_g": 4_000,
        "freight_krw": 97_500,
        "freight_cents": 6_747,
        "duty_percent": "10.000",
        "duty_payer": "sender",
        "duty_cents": 1_800,
        "duty_fee_cents": 284,
        "total_cents": 8_831,
    }
    assert ems["row"] == {"up_to_g": 4_000, "price_krw": 97_500}
    assert (ems["refusal"], ems["together_cents"]) == (None, None)
    assert [(row["kind"], row["valid_from"], row["standing"]) for row in ems["rows"]] == [
        ("rate_card", "2025-10-22", "sample"),
        ("duty_rule", "2026-02-24", "sourced"),
    ]
    assert [warning["code"] for warning in ems["warnings"]] == ["rate_card:sample"]
    assert fedex["price"]["chargeable_g"] == 5_000  # 24,000 cm³ / 5000 is 4.8 kg
    assert [warning["code"] for warning in found["warnings"]] == ["fx:sample"]
    assert found["warnings"][0]["message"] == (
        "Exchange rate: a sample, not a real figure. Source: Sample rate · 예시 환율"
    )


def test_items_are_billed_first(stranger: APIClient) -> None:
    items = [
        {"unit_price_krw": 39_900, "quantity": 2, "domestic_shipping_krw": 3_000},
        {"unit_price_krw": 17_800},
    ]
    found = stranger.post(ESTIMATE, parcel(value_usd_cents=None, items=items)).json()

    assert found["items"] == {
        "items_krw": 100_600,
        "items_cents": 6_962,
        "lines_cents": [5_730, 1_232],
        "service_fee_cents": 278,
        "card_fee_cents": 278,
        "agency_fee_cents": 0,
        "total_cents": 7_518,
    }
    assert found["value_cents"] == 6_962
    assert [row["kind"] for row in found["rows"]] == ["fx", "zone", "service", "card", "agency"]
    ems = found["offers"][0]
    assert (ems["price"]["duty_cents"], ems["price"]["total_cents"]) == (696, 7_617)
    assert ems["together_cents"] == 7_518 + 7_617


def test_why_a_service_cannot_be_used(stranger: APIClient) -> None:
    heavy = stranger.post(ESTIMATE, parcel(weight_g=30_001))
    assert prices(heavy) == {"ems": "over_weight", "fedex_ip": "over_weight"}
    assert heavy.json()["offers"][0] == {
        "service": "ems",
        "name": "EMS",
        "courier": "ems",
        "channel": "post",
        "price": None,
        "row": None,
        "together_cents": None,
        "rows": [],
        "warnings": [],
        "refusal": {"code": "over_weight", "message": "EMS takes parcels of up to 30 kg."},
    }
    assert prices(stranger.post(ESTIMATE, parcel(height_mm=1_501))) == {
        "ems": "over_size",
        "fedex_ip": "over_size",
    }
    assert prices(stranger.post(ESTIMATE, parcel(value_usd_cents=250_001)))["fedex_ip"] == "no_duty_rule"
    assert prices(stranger.post(ESTIMATE, parcel(on="2025-10-01")))["ems"] == "no_rate"


def test_by_default_it_is_today(stranger: APIClient) -> None:
    found = stranger.post(ESTIMATE, parcel(state="gu")).json()
    assert (found["on"], found["state"], found["zone"]) == ("2026-03-10", "GU", "us_territory")
    assert [offer["service"] for offer in found["offers"]] == ["ems"]
    assert found["offers"][0]["warnings"][0]["code"] == "duty:recipient"


def test_a_day_ahead_says_which_rate(stranger: APIClient) -> None:
    ExchangeRate.objects.filter(observed_at__gt=ASKED).delete()
    found = stranger.post(ESTIMATE, parcel(on="2026-12-24")).json()
    assert (found["on"], found["krw_per_usd"]) == ("2026-12-24", "1445.0000")
    assert found["warnings"][0] == {
        "code": "fx:ahead",
        "message": "This day lies ahead: the exchange rate is the last one observed, of Jan. 1, 2026.",
    }
    assert [row["valid_from"] for row in found["offers"][0]["rows"]] == ["2025-10-22", "2026-07-25"]


BAD = [
    ({"state": None}, "state", "required"),
    ({"state": ""}, "state", "blank"),
    ({"state": "California"}, "state", "invalid"),
    ({"state": "ＣＡ"}, "state", "invalid"),
    ({"state": "C\x00"}, "state", "null_characters_not_allowed"),
    ({"state": "ZZ"}, "state", "no_zone"),
    ({"state": "AP"}, "state", "no_zone"),
    ({"state": ["CA"]}, "state", "invalid"),
    ({"weight_g": None}, "weight_g", "required"),
    ({"weight_g": "heavy"}, "weight_g", "invalid"),
    ({"weight_g": 1.5}, "weight_g", "invalid"),
    ({"weight_g": True}, "weight_g", "invalid"),
    ({"weight_g": -1}, "weight_g", "min_value"),
    ({"weight_g": 0}, "weight_g", "min_value"),
    ({"weight_g": 10**9}, "weight_g", "max_value"),
    ({"weight_g": "9" * 2_000}, "weight_g", "max_string_length"),
    ({"length_mm": 0}, "length_mm", "min_value"),
    ({"length_mm": 3_001}, "length_mm", "max_value"),
    ({"width_mm": "wide"}, "width_mm", "invalid"),
    ({"width_mm": None}, "width_mm", "required"),
    ({"height_mm": 10**9}, "height_mm", "max_value"),
    ({"value_usd_cents": None}, "value_usd_cents", "required"),
    ({"value_usd_cents": 0}, "value_usd_cents", "min_value"),
    ({"value_usd_cents": -18_000}, "value_usd_cents", "min_value"),
    ({"value_usd_cents": 10**9}, "value_usd_cents", "max_value"),
    ({"value_usd_cents": "$180"}, "value_usd_cents", "invalid"),
    ({"items": [{"unit_price_krw": 1_000}]}, "value_usd_cents", "both"),
    ({"on": "1 March"}, "on", "invalid"),
    ({"on": "2026-02-30"}, "on", "invalid"),
    ({"on": 20260301}, "on", "invalid"),
    ({"on": "2027-03-12"}, "on", "too_far"),
    ({"on": "9999-12-31"}, "on", "too_far"),
    ({"on": "0001-01-01"}, "state", "no_zone"),
]
BAD_ITEMS: list[tuple[Any, str, str]] = [
    ([], "items", "empty"),
    ("two hoodies", "items", "not_a_list"),
    ({}, "items", "not_a_list"),
    ([{"unit_price_krw": 1_000}] * 101, "items", "max_length"),
    (["hoodie"], "items.0", "invalid"),
    ([{"unit_price_krw": 1_000}, {}], "items.1.unit_price_krw", "required"),
    ([{"unit_price_krw": 0}], "items.0.unit_price_krw", "min_value"),
    ([{"unit_price_krw": 10**9}], "items.0.unit_price_krw", "max_value"),
    ([{"unit_price_krw": "9,900"}], "items.0.unit_price_krw", "invalid"),
    ([{"unit_price_krw": 1_000, "quantity": 0}], "items.0.quantity", "min_value"),
    ([{"unit_price_krw": 1_000, "quantity": 10_000}], "items.0.quantity", "max_value"),
    ([{"unit_price_krw": 1_000, "domestic_shipping_krw": -1}], "items.0.domestic_shipping_krw", "min_value"),
    ([{"unit_price_krw": 90_000_000, "quantity": 9_999}], "items", "too_much"),
]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [*BAD, *(({"value_usd_cents": None, "items": items}, field, code) for items, field, code in BAD_ITEMS)],
)
def test_bad_input_is_named(stranger: APIClient, changes: dict[str, Any], field: str, code: str) -> None:
    before = row_counts()
    body = problem(stranger.post(ESTIMATE, parcel(**changes)), 422, "invalid")
    assert (field, code) in fields(body), body["errors"]
    assert {error["field"] for error in body["errors"]} == {field}
    assert all(error["message"] for error in body["errors"])
    assert row_counts() == before


def test_nothing_at_all(stranger: APIClient) -> None:
    named = {field for field, _code in fields(problem(stranger.post(ESTIMATE, {}), 422, "invalid"))}
    assert named == {"state", "weight_g", "length_mm", "width_mm", "height_mm"}
    half_a_letter = stranger.post(ESTIMATE, '{"state": "\\ud800A"}', content_type="application/json")
    assert ("state", "surrogate_characters_not_allowed") in fields(problem(half_a_letter, 422, "invalid"))
    for body in ("[]", "null", "1"):
        reply = stranger.post(ESTIMATE, body, content_type="application/json")
        assert problem(reply, 422, "invalid")["errors"]
    problem(stranger.post(ESTIMATE, "{", content_type="application/json"), 400, "parse_error")
    problem(stranger.get(ESTIMATE), 405, "method_not_allowed")


def test_a_day_without_our_fees_or_a_rate(stranger: APIClient) -> None:
    Fee.objects.filter(kind="card").delete()
    bare = parcel(value_usd_cents=None, items=[{"unit_price_krw": 1_000}])
    assert fields(problem(stranger.post(ESTIMATE, bare), 422, "invalid")) == [("on", "no_fee")]
    assert prices(stranger.post(ESTIMATE, parcel()))["ems"] == 8_831
    ExchangeRate.objects.all().delete()
    body = problem(stranger.post(ESTIMATE, parcel()), 422, "invalid")
    assert body["errors"] == [
        {"field": "on", "code": "no_exchange_rate", "message": "We have no exchange rate for this day."}
    ]


def test_nothing_is_written_and_a_key_makes_no_difference(stranger: APIClient, api: APIClient) -> None:
    before, key = row_counts(), {"idempotency-key": "0f9a-estimate"}
    for client in (stranger, api):
        first = client.post(ESTIMATE, parcel(), headers=key)
        other = client.post(ESTIMATE, parcel(state="GU"), headers=key)
        assert [first.status_code, other.status_code] == [200, 200]
        assert first.json()["state"] != other.json()["state"]
    assert row_counts() == before


def test_too_often(stranger: APIClient, api: APIClient, rates: Callable[..., None]) -> None:
    rates(estimate="2/min")
    # What is refused counts as well: it is asking that is limited.
    assert [stranger.post(ESTIMATE, parcel(weight_g=weight)).status_code for weight in (1, 0, 1)] == [
        200,
        422,
        429,
    ]
    reply = stranger.post(ESTIMATE, parcel())
    problem(reply, 429, "throttled")
    assert 50 <= int(reply.headers["Retry-After"]) <= 60
    # Somebody else, and a member, have a count of their own.
    assert stranger.post(ESTIMATE, parcel(), REMOTE_ADDR="198.51.100.7").status_code == 200
    assert [api.post(ESTIMATE, parcel()).status_code for _ in range(3)] == [200, 200, 429]


def test_within_the_limit_it_may_be_asked_again_and_again(stranger: APIClient) -> None:
    assert {stranger.post(ESTIMATE, parcel()).status_code for _ in range(30)} == {200}
    problem(stranger.post(ESTIMATE, parcel()), 429, "throttled")


def test_the_document_keeps_its_promise(document: Any, stranger: APIClient) -> None:
    for body in (PARCEL.value, ITEMS.value, parcel(weight_g=30_001), parcel(weight_g=0)):
        schema.check(document, ESTIMATE, "post", stranger.post(ESTIMATE, body))
    assert stranger.post(ESTIMATE, PARCEL.value).status_code == 200
    assert stranger.post(ESTIMATE, ITEMS.value).status_code == 200
