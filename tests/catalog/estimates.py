"""Asking for an estimate of a small parcel, and reading what comes back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from catalog.estimating import Estimate, EstimateError, Offer, estimate
from catalog.models import RateCard
from catalog.prices import ItemLine

type NewCard = Callable[..., RateCard]

SMALL: dict[str, Any] = {
    "state": "CA",
    "weight_g": 400,
    "length_mm": 100,
    "width_mm": 100,
    "height_mm": 100,
    "value_cents": 5_000,
}
HOODIE = ItemLine(key="1", label="Hoodie", quantity=2, unit_price_krw=39_900, domestic_shipping_krw=3_000)
ALBUM = ItemLine(key="2", label="Album", quantity=1, unit_price_krw=17_800)


def ask(at: datetime, **changes: Any) -> Estimate:
    return estimate(**SMALL | changes, at=at)


def only(found: Estimate) -> Offer:
    (offer,) = found.offers
    return offer


def priced(found: Estimate) -> Any:
    offer = only(found)
    assert offer.price, offer.refusal
    return offer.price


def refused(found: Estimate) -> tuple[str, str]:
    offer = only(found)
    assert offer.price is None
    assert offer.refusal
    return offer.refusal.code, offer.refusal.message


def blamed(at: datetime, **changes: Any) -> tuple[str, str]:
    with pytest.raises(EstimateError) as error:
        ask(at, **changes)
    return error.value.field, error.value.code
