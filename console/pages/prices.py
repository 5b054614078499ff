"""Frozen and previewed prices, as the console shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.prices import DeliveryPrice, ItemsPrice
from workflow.models import Quote
from workflow.states import ChargeKind


@dataclass(frozen=True, slots=True)
class Rate:
    """The exchange rate behind a price, with where and when it was seen."""

    rate: str
    source: str
    observed_at: datetime


def _rate(fx: Any) -> Rate:
    return Rate(rate=f"{fx.rate.normalize():,f}", source=fx.source, observed_at=fx.observed_at)


def _percent(number: Any) -> str:
    return f"{number.normalize():f} %"


def _warnings(codes: Any) -> list[str]:
    """What nobody has confirmed yet, in words: the code is "fx:sample" and the like."""
    names = {
        "fx": _("the exchange rate"),
        "service": _("the service fee"),
        "card": _("the card fee"),
        "agency": _("the agency fee"),
        "zone": _("the zone"),
        "rate_card": _("the rate card"),
        "duty": _("the duty rule"),
        "duty_rule": _("the duty rule"),
    }
    parts = [names.get(code.partition(":")[0], code) for code in codes]
    return [_("Not confirmed yet: %(what)s.") % {"what": part} for part in dict.fromkeys(parts)]


class ItemsView:
    """The first bill: lines in won and dollars, our fees, the total."""

    def __init__(self, price: ItemsPrice) -> None:
        self.lines = price.lines
        self.items_krw = price.items_krw
        self.items_cents = price.items_cents
        self.total_cents = price.total_cents
        self.rate = _rate(price.fx)
        self.warnings = _warnings(price.warnings)
        self.fees = [
            (label, _percent(fee.percent) if fee.percent else "", fee.cents)
            for label, fee in (
                (_("Service fee"), price.service),
                (_("Card fee"), price.card),
                (_("Agency fee"), price.agency),
            )
            if fee.cents
        ]


class DeliveryView:
    """The second bill: freight by weight, duty and who pays it, the total."""

    def __init__(self, price: DeliveryPrice) -> None:
        self.price = price
        self.total_cents = price.total_cents
        self.rate = _rate(price.fx)
        self.warnings = _warnings(price.warnings)
        self.duty_percent = _percent(price.duty_percent)
        self.by_volume = price.volumetric_g > price.actual_g


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One frozen version and its breakdown. `is_current` is the version that counts."""

    quote: Quote
    is_current: bool
    items_price: ItemsView | None = None
    delivery_price: DeliveryView | None = None


def quote_views(quotes: list[Quote]) -> list[QuoteView]:
    """Newest first within its kind, items before delivery."""
    current = {quote.kind: quote.pk for quote in sorted(quotes, key=lambda quote: quote.version)}
    views = []
    for quote in sorted(quotes, key=lambda quote: (quote.kind != ChargeKind.ITEMS, -quote.version)):
        is_current = current[quote.kind] == quote.pk
        if quote.kind == ChargeKind.ITEMS:
            price = ItemsView(ItemsPrice.from_json(quote.content))
            views.append(QuoteView(quote, is_current, items_price=price))
        else:
            views.append(
                QuoteView(
                    quote, is_current, delivery_price=DeliveryView(DeliveryPrice.from_json(quote.content))
                )
            )
    return views
