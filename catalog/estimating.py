"""What a parcel will cost, by every service, before anybody has it. The prices are those of `pricing.py`.

An estimate may be for another day than today: a row in force on that day decides. Sentences are in the
language that is switched on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import selectors
from catalog.errors import PricingError
from catalog.models import Dated, DutyRule, ExchangeRate, Fee, RateCard, RateRow, Standing
from catalog.prices import DeliveryPrice, ItemLine, ItemsPrice
from catalog.pricing import price_delivery, price_items
from integrations.clock import SEOUL

type Json = dict[str, Any]

# Nobody's rates are known for longer; a day beyond it is a typing error.
MAX_DAYS_AHEAD = 366


# What a `UsedRow` is called, by its kind.
ROW_NAMES: Final = {
    "fx": gettext_lazy("Exchange rate"),
    "zone": gettext_lazy("Zone"),
    "rate_card": gettext_lazy("Rate card"),
    "duty_rule": gettext_lazy("Duty rule"),
    "service": gettext_lazy("Service fee"),
    "card": gettext_lazy("Card fee"),
    "agency": gettext_lazy("Agency fee"),
}


class EstimateError(PricingError):
    """No service can be estimated at all; `field` names the argument that is to blame.

    Codes: no_zone, no_exchange_rate, no_fee, too_much, too_far, bad_weight, bad_dimension, bad_value,
    duplicate_line, bad_quantity, bad_price.
    """

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(code, message)
        self.field = field


@dataclass(frozen=True)
class Said:
    """A refusal or a warning: `code` for programs, a sentence for people."""

    code: str
    message: str

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True)
class UsedRow:
    """A row of the catalog behind a sum, and how far it can be trusted."""

    kind: str
    id: int
    name: str
    valid_from: date
    valid_to: date | None
    source: str
    source_url: str
    standing: str

    def as_json(self) -> Json:
        last = self.valid_to.isoformat() if self.valid_to else None
        return asdict(self) | {"valid_from": self.valid_from.isoformat(), "valid_to": last}


@dataclass(frozen=True)
class Offer:
    """One service: either its price, with the rows it came from, or why it cannot be used.

    `row_up_to_g` and `row_price_krw` are the line of the rate card. `together_cents` is this delivery and
    the items' bill, where the items are known.
    """

    service: str
    name: str
    courier: str
    channel: str
    price: DeliveryPrice | None = None
    row_up_to_g: int | None = None
    row_price_krw: int | None = None
    together_cents: int | None = None
    rows: tuple[UsedRow, ...] = ()
    warnings: tuple[Said, ...] = ()
    refusal: Said | None = None

    def as_json(self) -> Json:
        return asdict(self) | {
            "price": self.price.as_json() if self.price else None,
            "rows": [row.as_json() for row in self.rows],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


@dataclass(frozen=True)
class Estimate:
    """Every service to a state for one parcel on a Seoul day: priced ones first, the cheapest first.

    `value_cents` is the declared value (US cents): the items' own cents where items were given, and then
    `items` is the first bill. `krw_per_usd` is after the spread. `rows` and `warnings` are those that all
    services share.
    """

    on: date
    at: datetime
    country: str
    state: str
    zone: str
    value_cents: int
    krw_per_usd: Decimal
    items: ItemsPrice | None
    offers: tuple[Offer, ...]
    rows: tuple[UsedRow, ...]
    warnings: tuple[Said, ...]

    def as_json(self) -> Json:
        """Plain JSON, with the ids of the catalog rows."""
        return asdict(self) | {
            "on": self.on.isoformat(),
            "at": self.at.isoformat(),
            "krw_per_usd": str(self.krw_per_usd),
            "items": self.items.as_json() if self.items else None,
            "offers": [offer.as_json() for offer in self.offers],
            "rows": [row.as_json() for row in self.rows],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


@dataclass(frozen=True)
class _Parcel:
    state: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


def estimate(
    *,
    state: str,
    weight_g: int,
    length_mm: int,
    width_mm: int,
    height_mm: int,
    value_cents: int | None = None,
    items: Sequence[ItemLine] = (),
    at: datetime,
    on: date | None = None,
) -> Estimate:
    """What each service to a U.S. state asks for a parcel (grams, millimetres), asked at `at`.

    What is in it is given either as `value_cents` (US cents) or as `items` in won, which then are priced as
    the first bill. `on` is another Seoul day: its rows count, and the last exchange rate observed by its end.
    A service without a card on that day, or that does not take the parcel, is an offer with a refusal:
    no_rate, over_weight, over_size, no_duty_rule or too_much. Nothing is written.
    Raises EstimateError where no service can be estimated, ValueError for both a value and items, or neither.
    """
    if (value_cents is None) == (not items):
        raise ValueError("An estimate needs either a value or items.")
    moment = moment_of(on, at)
    day = selectors.seoul_day(moment)
    zone = selectors.zone_at(country="US", state=state, at=moment)
    if zone is None:
        raise EstimateError("no_zone", "state", _("We do not ship to this state."))
    rate = selectors.exchange_rate_at(moment)
    if rate is None:
        raise EstimateError("no_exchange_rate", "on", _("We have no exchange rate for this day."))
    first_bill = _first_bill(items, moment)
    value = first_bill.items_cents if first_bill else value_cents or 0
    fees = (first_bill.service, first_bill.card, first_bill.agency) if first_bill else ()
    stored = selectors.stored(Fee, [fee.id for fee in fees]) if fees else {}
    fee_rows = [stored[fee.id] for fee in fees]
    shared = (_used_rate(rate), _used("zone", zone), *(_used(row.kind, row) for row in fee_rows))
    parcel = _Parcel(zone.state, weight_g, length_mm, width_mm, height_mm)
    return Estimate(
        on=day,
        at=moment,
        country=zone.country,
        state=zone.state,
        zone=zone.code,
        value_cents=value,
        krw_per_usd=rate.customer_rate,
        items=first_bill,
        offers=_offers(parcel, zone.code, value, first_bill, moment),
        rows=shared,
        warnings=(*_ahead(moment, at, rate), *_doubts(shared)),
    )


def moment_of(on: date | None, at: datetime) -> datetime:
    """When the rows are looked up: `at` for its own Seoul day or none, else the end of the day `on`.

    Raises EstimateError (too_far) for a day more than a year ahead.
    """
    today = selectors.seoul_day(at)
    if on is None or on == today:
        return at
    if on > today + timedelta(days=MAX_DAYS_AHEAD):
        raise EstimateError("too_far", "on", _("Prices are not known more than a year ahead."))
    return datetime.combine(on, time.max, tzinfo=SEOUL).astimezone(UTC)


def _first_bill(items: Sequence[ItemLine], moment: datetime) -> ItemsPrice | None:
    if not items:
        return None
    try:
        return price_items(lines=items, at=moment)
    except PricingError as error:
        raise _blame(error) from error


def _offers(
    parcel: _Parcel, zone: str, value_cents: int, first_bill: ItemsPrice | None, moment: datetime
) -> tuple[Offer, ...]:
    in_force = {card.service: card for card in selectors.rate_cards_at(zone=zone, at=moment)}
    offers = []
    for known in selectors.services_to(zone=zone):
        card = in_force.get(known.service)
        offer = Offer(known.service, (card or known).name, (card or known).courier, (card or known).channel)
        if card is None:
            day = date_format(selectors.seoul_day(moment), "DATE_FORMAT")
            words = _("%(service)s has no prices on %(day)s.") % {"service": known.name, "day": day}
            offers.append(replace(offer, refusal=Said("no_rate", words)))
            continue
        try:
            price = price_delivery(
                service=card.service, declared_cents=value_cents, at=moment, **vars(parcel)
            )
        except PricingError as error:
            offers.append(replace(offer, refusal=_refusal(error, card)))
        else:
            together = first_bill.total_cents + price.total_cents if first_bill else None
            offers.append(replace(offer, price=price, together_cents=together))
    return tuple(sorted(_with_rows(offers, in_force), key=_cheapest_first))


def _with_rows(offers: list[Offer], cards: dict[str, RateCard]) -> Iterable[Offer]:
    """The offers with the rows behind their prices. Two queries, however many they are."""
    prices = [offer.price for offer in offers if offer.price]
    lines = selectors.stored(RateRow, [price.rate_row_id for price in prices])
    rules = selectors.stored(DutyRule, [price.duty_rule_id for price in prices])
    for offer in offers:
        if offer.price is None:
            yield offer
            continue
        line, rule = lines[offer.price.rate_row_id], rules[offer.price.duty_rule_id]
        rows = (_used("rate_card", cards[offer.service]), _used("duty_rule", rule))
        yield replace(
            offer,
            row_up_to_g=line.up_to_g,
            row_price_krw=line.price_krw,
            rows=rows,
            warnings=(*_owed(offer.price), *_doubts(rows)),
        )


def _cheapest_first(offer: Offer) -> tuple[bool, int, str]:
    return offer.price is None, offer.price.total_cents if offer.price else 0, offer.service


def _used(kind: str, row: Dated) -> UsedRow:
    return UsedRow(
        kind=kind,
        id=row.pk,
        name=str(row),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        source_url=row.source_url,
        standing=str(row.standing),
    )


def _used_rate(rate: ExchangeRate) -> UsedRow:
    return UsedRow(
        kind="fx",
        id=rate.pk,
        name=str(rate),
        valid_from=selectors.seoul_day(rate.observed_at),
        valid_to=None,
        source=rate.source,
        source_url=rate.source_url,
        standing=str(rate.standing),
    )


# --- sentences -----------------------------------------------------------------------------------------


def _ahead(moment: datetime, asked_at: datetime, rate: ExchangeRate) -> list[Said]:
    if moment <= asked_at or selectors.seoul_day(moment) == selectors.seoul_day(asked_at):
        return []
    observed = date_format(selectors.seoul_day(rate.observed_at), "DATE_FORMAT")
    words = _("This day lies ahead: the exchange rate is the last one observed, of %(day)s.")
    return [Said("fx:ahead", words % {"day": observed})]


def _owed(price: DeliveryPrice) -> list[Said]:
    if not price.recipient_pays_duty:
        return []
    return [Said("duty:recipient", _("Duty is not in this sum: the recipient pays it on arrival."))]


def _doubts(rows: Iterable[UsedRow]) -> list[Said]:
    words = {
        str(Standing.SAMPLE): _("%(row)s: a sample, not a real figure. Source: %(source)s"),
        str(Standing.UNVERIFIED): _("%(row)s: not confirmed yet. Source: %(source)s"),
    }
    return [
        Said(
            f"{row.kind}:{row.standing}",
            words[row.standing] % {"row": ROW_NAMES[row.kind], "source": row.source},
        )
        for row in rows
        if row.standing in words
    ]


def _refusal(error: PricingError, card: RateCard) -> Said:
    """Why this service cannot be used. Raises EstimateError for what no service can help."""
    match error.code:
        case "over_weight":
            words = _("%(service)s takes parcels of up to %(kg)s kg.")
        case "over_size":
            words = _("This box is too big for %(service)s. Its limits: %(limits)s.")
        case "no_rate":
            words = _("%(service)s has no price for this weight.")
        case "no_duty_rule":
            words = _("%(service)s: no duty rule covers a parcel of this value. Split it or ask us.")
        case "too_much":
            words = _("%(service)s: more than one payment can carry.")
        case _:
            raise _blame(error) from error
    kg = f"{card.max_weight_g / 1000:g}"
    return Said(error.code, words % {"service": card.name, "kg": kg, "limits": _limits(card, kg)})


def _limits(card: RateCard, kg: str) -> str:
    limits = [_("%(kg)s kg by volume") % {"kg": kg}]
    if card.max_length_mm is not None:
        limits.append(_("longest side %(mm)d mm") % {"mm": card.max_length_mm})
    if card.max_girth_mm is not None:
        limits.append(_("length plus girth %(mm)d mm") % {"mm": card.max_girth_mm})
    return ", ".join(limits)


def _blame(error: PricingError) -> EstimateError:
    """The same refusal with the argument it is about, in words for customers."""
    field, words = {
        "no_fee": ("on", _("Our fees are not set for this day.")),
        "no_exchange_rate": ("on", _("We have no exchange rate for this day.")),
        "too_much": ("items", _("This is more than one payment can carry.")),
        "bad_weight": ("weight_g", _("The weight must be a whole number of grams above 0.")),
        "bad_dimension": ("length_mm", _("Each side must be between 1 and 3,000 mm.")),
        "bad_value": ("value_cents", _("The value must be what is paid for the goods, above 0.")),
    }.get(error.code, ("items", _("Each item needs a price in won above 0 and a quantity of 1 to 9,999.")))
    return EstimateError(error.code, field, words)
