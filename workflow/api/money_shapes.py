"""How quotes and charges look to the customer. No row numbers, no catalog ids."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflow import wording
from workflow.models import Charge, Quote
from workflow.states import ChargeKind, ChargeStatus


class QuoteLine(serializers.Serializer[Any]):
    position = serializers.IntegerField(help_text="Which item of the order.")
    label = serializers.CharField()  # type: ignore[assignment]  # also a setting of every field
    quantity = serializers.IntegerField()
    unit_price_krw = serializers.IntegerField()
    domestic_shipping_krw = serializers.IntegerField()
    amount_cents = serializers.IntegerField()


class ExchangeRate(serializers.Serializer[Any]):
    krw_per_usd = serializers.CharField(source="rate")
    source = serializers.CharField()  # type: ignore[assignment]
    observed_at = serializers.DateTimeField()


def _sum(name: str) -> serializers.IntegerField:
    return serializers.IntegerField(source=f"content.{name}", default=None, allow_null=True)


class QuoteShape(serializers.Serializer[Any]):
    """One version of a quote. Which sums it has depends on its kind; those of the other kind are null."""

    kind = serializers.ChoiceField(choices=ChargeKind.choices)
    version = serializers.IntegerField()
    total_cents = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    note = serializers.CharField()
    lines = serializers.SerializerMethodField()
    exchange_rate = ExchangeRate(source="content.fx")
    items_cents = _sum("items_cents")
    service_fee_cents = _sum("service_fee_cents")
    card_fee_cents = _sum("card_fee_cents")
    agency_fee_cents = _sum("agency_fee_cents")
    chargeable_g = _sum("chargeable_g")
    freight_cents = _sum("freight_cents")
    duty_cents = _sum("duty_cents")
    duty_fee_cents = _sum("duty_fee_cents")
    duty_payer = serializers.CharField(
        source="content.duty_payer", default=None, allow_null=True, help_text="sender, recipient or nobody"
    )

    @extend_schema_field(QuoteLine(many=True))
    def get_lines(self, quote: Quote) -> list[dict[str, Any]]:
        positions = {str(item.pk): item.position for item in quote.order.items.all()}
        lines = [{**line, "position": positions[line["key"]]} for line in quote.lines]
        return QuoteLine(lines, many=True).data  # type: ignore[return-value]


class ChargeLine(serializers.Serializer[Any]):
    name = serializers.CharField()
    amount_cents = serializers.IntegerField()
    quantity = serializers.IntegerField(default=1)


class ChargeShape(serializers.Serializer[Any]):
    ref = serializers.CharField()
    kind = serializers.ChoiceField(choices=ChargeKind.choices)
    status = serializers.ChoiceField(choices=ChargeStatus.choices)
    status_label = serializers.CharField(source="get_status_display")
    amount_cents = serializers.IntegerField()
    currency = serializers.SerializerMethodField()
    lines = ChargeLine(many=True)
    created_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    pay_url = serializers.SerializerMethodField(
        help_text="A page that does not age; null when there is nothing to pay."
    )

    def get_currency(self, charge: Charge) -> str:
        return "usd"

    def get_pay_url(self, charge: Charge) -> str | None:
        return wording.pay_link(charge.token) if charge.is_payable else None


class CheckoutShape(serializers.Serializer[Any]):
    url = serializers.URLField(help_text="The provider's pay page. Send the customer there now; it ages.")


def current_quotes(quotes: list[Quote]) -> list[Quote]:
    """The latest version of each kind."""
    latest = {quote.kind: quote for quote in sorted(quotes, key=lambda quote: quote.version)}
    return [latest[kind] for kind in sorted(latest, reverse=True)]
