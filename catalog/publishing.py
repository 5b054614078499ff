"""Publishing a dated row: always a new version, never an edit of one in force."""

from collections.abc import Sequence

from django.db import transaction

from catalog.errors import CatalogError
from catalog.models import Dated, RateCard, RateRow


def publish[Row: Dated](row: Row) -> Row:
    """Store `row` as a new version; versions before it stay as they are and give way by date.

    Raises ValidationError (in words, by field) for bad values, CatalogError (already_stored)
    for a row that exists: copy it without its id to make the next version.
    """
    if not row._state.adding:
        raise CatalogError("already_stored", "This version is stored already; publish a copy as a new one.")
    row.full_clean()
    row.save()
    return row


def publish_rate_card(card: RateCard, rows: Sequence[tuple[int, int]]) -> RateCard:
    """Store a card with its rows `(up_to_g, price_krw)` as a new version, whole or not at all.

    Raises CatalogError (bad_rows) unless weights rise in whole steps up to the card's heaviest
    parcel and a heavier parcel never costs less.
    """
    weights = [up_to_g for up_to_g, _ in rows]
    prices = [price_krw for _, price_krw in rows]
    if not rows or weights[-1] != card.max_weight_g:
        raise CatalogError("bad_rows", "The last row must be the card's heaviest parcel.")
    if weights != sorted(set(weights)) or any(weight % card.step_g for weight in weights):
        raise CatalogError("bad_rows", f"Weights must rise in whole steps of {card.step_g} g.")
    if prices != sorted(prices) or prices[0] <= 0:
        raise CatalogError("bad_rows", "Prices must be positive and never fall as the weight rises.")
    with transaction.atomic():
        publish(card)
        RateRow.objects.bulk_create([RateRow(card=card, up_to_g=g, price_krw=krw) for g, krw in rows])
    return card
