"""The one place that makes a price. Console, API and estimate all call it.

Rules, with their sources: won are converted line by line, half up, and totals are sums of
rounded lines; service fee and card fee are each a percentage of the items' cents, not of each
other (the seed system's fees); the chargeable weight is the larger of scale and volume, rounded
up to the service's step; duty follows the dated duty rows (customs notices, epost notice 2454).
"""

from collections.abc import Sequence
from datetime import datetime

from catalog import selectors
from catalog.errors import PricingError
from catalog.models import DutyRule, ExchangeRate, Fee, FeeKind, Payer, RateCard, Standing
from catalog.money import format_usd, krw_to_cents, percent_of
from catalog.prices import DeliveryPrice, FrozenFee, FrozenRate, ItemLine, ItemsPrice, PricedLine

__all__ = ["MAX_CHARGE_CENTS", "DeliveryPrice", "ItemLine", "ItemsPrice", "price_delivery", "price_items"]

# A card charge has at most eight digits at our payment provider; no honest order comes near.
MAX_CHARGE_CENTS = 99_999_999
# A side beyond three metres is a typing error (mm for tenths of mm), not a parcel.
MAX_SIDE_MM = 3_000


def price_items(*, lines: Sequence[ItemLine], at: datetime) -> ItemsPrice:
    """Price the items (won) for the first bill (US cents) with the rows in force at `at`.

    Guarantees: each line is at least 1 cent; items_cents is the sum of the lines; total_cents is items
    plus the three fees. Raises PricingError: no_items, duplicate_line, bad_quantity, bad_price, no_fee,
    no_exchange_rate, too_much.
    """
    _check_lines(lines)
    fx = _rate(at)
    rate = fx.customer_rate
    priced = tuple(
        PricedLine(
            key=line.key,
            label=line.label,
            quantity=line.quantity,
            unit_price_krw=line.unit_price_krw,
            domestic_shipping_krw=line.domestic_shipping_krw,
            line_krw=line.line_krw,
            amount_cents=krw_to_cents(line.line_krw, rate),
        )
        for line in lines
    )
    items_cents = sum(line.amount_cents for line in priced)
    rows = selectors.fees_at(at)
    service, card, agency = (
        _fee(rows.get(kind), kind, items_cents) for kind in (FeeKind.SERVICE, FeeKind.CARD, FeeKind.AGENCY)
    )
    return ItemsPrice(
        at=at,
        lines=priced,
        items_krw=sum(line.line_krw for line in priced),
        items_cents=items_cents,
        service=service,
        card=card,
        agency=agency,
        total_cents=_chargeable(items_cents + service.cents + card.cents + agency.cents),
        fx=_frozen(fx),
    )


def price_delivery(
    *,
    service: str,
    state: str,
    country: str = "US",
    weight_g: int,
    length_mm: int,
    width_mm: int,
    height_mm: int,
    declared_cents: int,
    at: datetime,
) -> DeliveryPrice:
    """Price a packed parcel for the second bill with the rows in force at `at`.

    Weight in grams, sides in millimetres. `declared_cents` is what was really paid for the whole parcel,
    US cents, all its orders together: it alone decides the duty class, and 0 is refused (a parcel from a
    business is never a gift). Where the recipient pays the duty on arrival, none is in the total.
    Raises PricingError: bad_weight, bad_dimension, bad_value, no_zone, no_rate, over_weight, over_size,
    no_exchange_rate, no_duty_rule, too_much.
    """
    _check_parcel(weight_g, (length_mm, width_mm, height_mm), declared_cents)
    zone = selectors.zone_at(country=country, state=state, at=at)
    if zone is None:
        raise PricingError("no_zone", f"We do not ship to {country}-{state}: it is in no zone.")
    card = selectors.rate_card_at(service=service, zone=zone.code, at=at)
    if card is None:
        raise PricingError(
            "no_rate",
            f"{service} has no rate card to {zone.code} on {selectors.seoul_day(at)}. Choose another.",
        )
    volumetric_g = volumetric_weight_g(length_mm, width_mm, height_mm, card.volumetric_divisor)
    _check_limits(card, weight_g, volumetric_g, (length_mm, width_mm, height_mm))
    chargeable_g = _round_up(max(weight_g, volumetric_g), card.step_g)
    row = selectors.rate_row_for(card, chargeable_g)
    if row is None:
        raise PricingError("no_rate", f"The card of {card.name} has no price for {chargeable_g} g.")
    rule = selectors.duty_rule_at(
        zone=zone.code, channel=card.channel, value_cents=declared_cents, country=country, at=at
    )
    if rule is None:
        raise PricingError(
            "no_duty_rule",
            f"No duty rule covers {format_usd(declared_cents)} by {card.channel} on this date. "
            "Split the parcel, choose another service or add a rule.",
        )
    fx = _rate(at)
    freight_cents = krw_to_cents(row.price_krw, fx.customer_rate)
    duty_cents, duty_fee_cents = _duty(rule, declared_cents)
    rows = (("fx", fx), ("zone", zone), ("rate_card", card), ("duty_rule", rule))
    return DeliveryPrice(
        at=at,
        service=card.service,
        service_name=card.name,
        courier=card.courier,
        channel=card.channel,
        country=country,
        state=zone.state,
        zone=zone.code,
        actual_g=weight_g,
        volumetric_g=volumetric_g,
        chargeable_g=chargeable_g,
        freight_krw=row.price_krw,
        freight_cents=freight_cents,
        declared_cents=declared_cents,
        duty_percent=rule.percent,
        duty_payer=str(rule.payer),
        duty_cents=duty_cents,
        duty_fee_cents=duty_fee_cents,
        total_cents=_chargeable(freight_cents + duty_cents + duty_fee_cents),
        zone_id=zone.pk,
        rate_card_id=card.pk,
        rate_row_id=row.pk,
        duty_rule_id=rule.pk,
        fx=_frozen(fx),
        warnings=tuple(
            f"{name}:{row.standing}"
            for name, row in rows
            if row.standing in (Standing.SAMPLE, Standing.UNVERIFIED)
        ),
    )


def volumetric_weight_g(length_mm: int, width_mm: int, height_mm: int, divisor: int) -> int:
    """The weight a box counts for by its volume, in grams, rounded up; `divisor` in cm³ per kg.

    mm³ / 1000 is cm³, cm³ / divisor is kg, kg x 1000 is g: the two thousands cancel.
    """
    return -(-length_mm * width_mm * height_mm // divisor)


def _check_lines(lines: Sequence[ItemLine]) -> None:
    if not lines:
        raise PricingError("no_items", "There is no item to price.")
    if len({line.key for line in lines}) != len(lines):
        raise PricingError("duplicate_line", "The same item is listed twice.")
    for line in lines:
        if not _whole(line.quantity) or not 1 <= line.quantity <= 9_999:
            raise PricingError("bad_quantity", f"{line.label}: the quantity must be between 1 and 9,999.")
        if not _whole(line.unit_price_krw) or line.unit_price_krw <= 0:
            raise PricingError("bad_price", f"{line.label}: the price must be a whole number of won above 0.")
        if not _whole(line.domestic_shipping_krw) or line.domestic_shipping_krw < 0:
            raise PricingError("bad_price", f"{line.label}: domestic shipping cannot be negative.")


def _check_parcel(weight_g: int, sides_mm: tuple[int, int, int], declared_cents: int) -> None:
    if not _whole(weight_g) or weight_g <= 0:
        raise PricingError("bad_weight", "The weight must be a whole number of grams above 0.")
    for side in sides_mm:
        if not _whole(side) or not 1 <= side <= MAX_SIDE_MM:
            raise PricingError("bad_dimension", f"Each side must be between 1 and {MAX_SIDE_MM:,} mm.")
    if not _whole(declared_cents) or declared_cents <= 0:
        raise PricingError(
            "bad_value",
            "The declared value must be what was paid, above 0: a parcel from a business is no gift.",
        )


def _check_limits(card: RateCard, weight_g: int, volumetric_g: int, sides_mm: tuple[int, int, int]) -> None:
    if weight_g > card.max_weight_g:
        raise PricingError(
            "over_weight",
            f"{weight_g:,} g is over the {card.max_weight_g:,} g of {card.name}. Split the parcel.",
        )
    if volumetric_g > card.max_weight_g:
        raise PricingError(
            "over_size",
            f"By volume the box is {volumetric_g:,} g, over the {card.max_weight_g:,} g of {card.name}.",
        )
    longest, *others = sorted(sides_mm, reverse=True)
    if card.max_length_mm is not None and longest > card.max_length_mm:
        raise PricingError(
            "over_size", f"{longest:,} mm is longer than the {card.max_length_mm:,} mm of {card.name}."
        )
    if card.max_girth_mm is not None and longest + 2 * sum(others) > card.max_girth_mm:
        raise PricingError(
            "over_size", f"Length plus girth is over the {card.max_girth_mm:,} mm of {card.name}."
        )


def _duty(rule: DutyRule, declared_cents: int) -> tuple[int, int]:
    """Duty and its handling fee in US cents; both 0 unless the sender pays."""
    if rule.payer != Payer.SENDER:
        return 0, 0
    duty_cents = percent_of(declared_cents, rule.percent)
    return duty_cents, rule.fee_cents + percent_of(duty_cents, rule.fee_percent)


def _rate(at: datetime) -> ExchangeRate:
    rate = selectors.exchange_rate_at(at)
    if rate is None:
        raise PricingError("no_exchange_rate", f"No exchange rate was observed by {selectors.seoul_day(at)}.")
    return rate


def _frozen(rate: ExchangeRate) -> FrozenRate:
    return FrozenRate(
        id=rate.pk,
        rate=rate.customer_rate,
        market=rate.krw_per_usd,
        spread_percent=rate.spread_percent,
        source=rate.source,
        observed_at=rate.observed_at,
        standing=str(rate.standing),
    )


def _fee(row: Fee | None, kind: FeeKind, items_cents: int) -> FrozenFee:
    if row is None:
        raise PricingError(
            "no_fee", f"No {kind.label.lower()} is set for this date; add a row, 0 % if there is none."
        )
    return FrozenFee(
        id=row.pk,
        percent=row.percent,
        fixed_cents=row.amount_cents,
        cents=percent_of(items_cents, row.percent) + row.amount_cents,
        standing=str(row.standing),
    )


def _chargeable(total_cents: int) -> int:
    if total_cents > MAX_CHARGE_CENTS:
        raise PricingError("too_much", f"{format_usd(total_cents)} is more than one payment can carry.")
    return total_cents


def _round_up(weight_g: int, step_g: int) -> int:
    return -(-weight_g // step_g) * step_g


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
