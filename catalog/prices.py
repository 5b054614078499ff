"""Frozen prices: what a quote keeps, as plain JSON with the ids of the catalog rows it came from.

A price once given never changes when a row does; it is read back from its JSON with every
sum checked again.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

type Json = dict[str, Any]

ITEMS = "items"
DELIVERY = "delivery"


@dataclass(frozen=True)
class ItemLine:
    """What staff enter for one item: prices in won, per piece and for domestic shipping of the line."""

    key: str
    label: str
    quantity: int
    unit_price_krw: int
    domestic_shipping_krw: int = 0

    @property
    def line_krw(self) -> int:
        """Pieces times price plus domestic shipping (KRW)."""
        return self.quantity * self.unit_price_krw + self.domestic_shipping_krw


@dataclass(frozen=True)
class PricedLine:
    """An item line with its amount in US cents, converted and rounded for itself."""

    key: str
    label: str
    quantity: int
    unit_price_krw: int
    domestic_shipping_krw: int
    line_krw: int
    amount_cents: int


@dataclass(frozen=True)
class FrozenRate:
    """The exchange rate used. `rate` is after the spread; `market` is what the source showed."""

    id: int
    rate: Decimal
    market: Decimal
    spread_percent: Decimal
    source: str
    observed_at: datetime
    standing: str

    def as_json(self) -> Json:
        return asdict(self) | {
            "rate": str(self.rate),
            "market": str(self.market),
            "spread_percent": str(self.spread_percent),
            "observed_at": self.observed_at.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Json) -> "FrozenRate":
        return cls(
            **data
            | {
                "rate": Decimal(data["rate"]),
                "market": Decimal(data["market"]),
                "spread_percent": Decimal(data["spread_percent"]),
                "observed_at": datetime.fromisoformat(data["observed_at"]),
            }
        )


@dataclass(frozen=True)
class FrozenFee:
    """A fee row as it was: `percent` of the items' cents plus `fixed_cents`, giving `cents`."""

    id: int
    percent: Decimal
    fixed_cents: int
    cents: int
    standing: str

    def as_json(self) -> Json:
        return asdict(self) | {"percent": str(self.percent)}

    @classmethod
    def from_json(cls, data: Json) -> "FrozenFee":
        return cls(**data | {"percent": Decimal(data["percent"])})


@dataclass(frozen=True)
class ItemsPrice:
    """The first bill: items and our fees, in US cents. `total_cents` is the sum of its lines."""

    at: datetime
    lines: tuple[PricedLine, ...]
    items_krw: int
    items_cents: int
    service: FrozenFee
    card: FrozenFee
    agency: FrozenFee
    total_cents: int
    fx: FrozenRate

    @property
    def service_fee_cents(self) -> int:
        return self.service.cents

    @property
    def card_fee_cents(self) -> int:
        return self.card.cents

    @property
    def agency_fee_cents(self) -> int:
        return self.agency.cents

    @property
    def warnings(self) -> list[str]:
        """Rows behind this price that nobody has confirmed, as "fx:sample"."""
        rows = (("fx", self.fx), ("service", self.service), ("card", self.card), ("agency", self.agency))
        return [f"{name}:{row.standing}" for name, row in rows if row.standing in ("sample", "unverified")]

    def as_json(self) -> Json:
        """Plain JSON: frozen values and catalog row ids. `from_json` gives an equal price."""
        return {
            "kind": ITEMS,
            "version": 1,
            "at": self.at.isoformat(),
            "lines": [asdict(line) for line in self.lines],
            "items_krw": self.items_krw,
            "items_cents": self.items_cents,
            "service_fee_cents": self.service_fee_cents,
            "card_fee_cents": self.card_fee_cents,
            "agency_fee_cents": self.agency_fee_cents,
            "total_cents": self.total_cents,
            "fees": {
                "service": self.service.as_json(),
                "card": self.card.as_json(),
                "agency": self.agency.as_json(),
            },
            "fx": self.fx.as_json(),
            "warnings": self.warnings,
        }

    @classmethod
    def from_json(cls, data: Json) -> "ItemsPrice":
        """Read a stored price. Raises ValueError when it is of another kind or its sums do not hold."""
        _expect(data, ITEMS)
        fees = {kind: FrozenFee.from_json(fee) for kind, fee in data["fees"].items()}
        price = cls(
            at=datetime.fromisoformat(data["at"]),
            lines=tuple(PricedLine(**line) for line in data["lines"]),
            items_krw=data["items_krw"],
            items_cents=data["items_cents"],
            service=fees["service"],
            card=fees["card"],
            agency=fees["agency"],
            total_cents=data["total_cents"],
            fx=FrozenRate.from_json(data["fx"]),
        )
        _sums(price.items_krw, [line.line_krw for line in price.lines])
        _sums(price.items_cents, [line.amount_cents for line in price.lines])
        _sums(price.total_cents, [price.items_cents, *(fee.cents for fee in fees.values())])
        for kind, fee in fees.items():
            _sums(data[f"{kind}_fee_cents"], [fee.cents])
        return price


@dataclass(frozen=True)
class DeliveryPrice:
    """The second bill: freight, prepaid duty and its handling fee, in US cents; weights in grams.

    `duty_payer` is sender (in this bill), recipient (on arrival, not in this bill) or nobody.
    """

    at: datetime
    service: str
    service_name: str
    courier: str
    channel: str
    country: str
    state: str
    zone: str
    actual_g: int
    volumetric_g: int
    chargeable_g: int
    freight_krw: int
    freight_cents: int
    declared_cents: int
    duty_percent: Decimal
    duty_payer: str
    duty_cents: int
    duty_fee_cents: int
    total_cents: int
    zone_id: int
    rate_card_id: int
    rate_row_id: int
    duty_rule_id: int
    fx: FrozenRate
    warnings: tuple[str, ...] = ()

    @property
    def recipient_pays_duty(self) -> bool:
        """The courier or post will ask the customer for duty on arrival: they must be told."""
        return self.duty_payer == "recipient"

    def as_json(self) -> Json:
        """Plain JSON: frozen values and catalog row ids. `from_json` gives an equal price."""
        return asdict(self) | {
            "kind": DELIVERY,
            "version": 1,
            "at": self.at.isoformat(),
            "duty_percent": str(self.duty_percent),
            "fx": self.fx.as_json(),
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_json(cls, data: Json) -> "DeliveryPrice":
        """Read a stored price. Raises ValueError when it is of another kind or its sums do not hold."""
        _expect(data, DELIVERY)
        values = {name: value for name, value in data.items() if name not in ("kind", "version")}
        price = cls(
            **values
            | {
                "at": datetime.fromisoformat(data["at"]),
                "duty_percent": Decimal(data["duty_percent"]),
                "fx": FrozenRate.from_json(data["fx"]),
                "warnings": tuple(data["warnings"]),
            }
        )
        _sums(price.total_cents, [price.freight_cents, price.duty_cents, price.duty_fee_cents])
        return price


def _expect(data: Json, kind: str) -> None:
    if (data.get("kind"), data.get("version")) != (kind, 1):
        raise ValueError(f"This is not a stored price of kind {kind!r}, version 1.")


def _sums(total: int, parts: list[int]) -> None:
    if total != sum(parts):
        raise ValueError(f"A stored price does not add up: {total} is not the sum of {parts}.")
