"""What a parcel will cost, for anybody who asks."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.reading import OPEN
from catalog.estimating import Estimate, EstimateError, Offer, estimate
from catalog.models import Channel, Payer, Standing
from catalog.prices import ItemLine, ItemsPrice
from catalog.pricing import MAX_CHARGE_CENTS, MAX_SIDE_MM
from integrations import clock

MAX_ITEMS = 100
MAX_WEIGHT_G = 100_000
MAX_PRICE_KRW = 100_000_000


class EstimateItem(serializers.Serializer[Any]):
    unit_price_krw = serializers.IntegerField(min_value=1, max_value=MAX_PRICE_KRW, help_text="Of one piece.")
    quantity = serializers.IntegerField(min_value=1, max_value=9_999, default=1)
    domestic_shipping_krw = serializers.IntegerField(
        min_value=0, max_value=MAX_PRICE_KRW, default=0, help_text="Inside Korea, for all pieces together."
    )


def _side() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MAX_SIDE_MM)


class EstimateInput(serializers.Serializer[Any]):
    """What is in the parcel: either its value, or the items with their prices."""

    state = serializers.CharField(
        validators=[RegexValidator(r"\A[A-Za-z]{2}\Z", _("Two letters, like CA."))],
        help_text="A U.S. state or territory, like CA.",
    )
    weight_g = serializers.IntegerField(min_value=1, max_value=MAX_WEIGHT_G)
    length_mm = _side()
    width_mm = _side()
    height_mm = _side()
    value_usd_cents = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_CHARGE_CENTS, help_text="What the goods cost, in US cents."
    )
    items = EstimateItem(many=True, required=False, allow_empty=False, max_length=MAX_ITEMS)  # type: ignore[call-arg]
    on = serializers.DateField(
        required=False, help_text="A day in Seoul, past or at most a year ahead; today by default."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "value_usd_cents" in attrs and "items" in attrs:
            raise _at("value_usd_cents", "both", gettext("Send a value or items, not both."))
        if "value_usd_cents" not in attrs and "items" not in attrs:
            raise _at("value_usd_cents", "required", gettext("Send the value of the parcel, or its items."))
        return attrs


class SaidShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class UsedRowShape(serializers.Serializer[Any]):
    """A row of our tables behind a sum."""

    kind = serializers.CharField(help_text="fx, zone, rate_card, duty_rule, or a fee: service, card, agency.")
    name = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # also a setting of every field
    source_url = serializers.CharField(allow_blank=True)
    standing = serializers.ChoiceField(choices=Standing.choices)


class FirstBillShape(serializers.Serializer[Any]):
    """What is to be paid for the items."""

    items_krw = serializers.IntegerField()
    items_cents = serializers.IntegerField()
    lines_cents = serializers.SerializerMethodField(
        help_text="Each item's amount; `items_cents` is their sum."
    )
    service_fee_cents = serializers.IntegerField()
    card_fee_cents = serializers.IntegerField()
    agency_fee_cents = serializers.IntegerField()
    total_cents = serializers.IntegerField()

    def get_lines_cents(self, bill: ItemsPrice) -> list[int]:
        return [line.amount_cents for line in bill.lines]


class DeliveryShape(serializers.Serializer[Any]):
    """What is to be paid for the delivery: `total_cents` is freight, duty and its handling fee."""

    actual_g = serializers.IntegerField()
    volumetric_g = serializers.IntegerField()
    chargeable_g = serializers.IntegerField(
        help_text="The larger of the two, rounded up to the service's step."
    )
    freight_krw = serializers.IntegerField()
    freight_cents = serializers.IntegerField()
    duty_percent = serializers.CharField(help_text="Percent of the value.")
    duty_payer = serializers.ChoiceField(choices=Payer.choices)
    duty_cents = serializers.IntegerField(help_text="0 where the recipient pays on arrival.")
    duty_fee_cents = serializers.IntegerField()
    total_cents = serializers.IntegerField()


class RateLine(serializers.Serializer[Any]):
    up_to_g = serializers.IntegerField()
    price_krw = serializers.IntegerField()


class OfferShape(serializers.Serializer[Any]):
    """One service: a price, or why it cannot be used."""

    service = serializers.CharField()
    name = serializers.CharField()
    courier = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    price = DeliveryShape(allow_null=True)
    row = serializers.SerializerMethodField(help_text="The line of the rate card.")
    together_cents = serializers.IntegerField(
        allow_null=True, help_text="This delivery and the items' bill; null where no items were sent."
    )
    rows = UsedRowShape(many=True)
    warnings = SaidShape(many=True)
    refusal = SaidShape(allow_null=True)

    @extend_schema_field(RateLine(allow_null=True))
    def get_row(self, offer: Offer) -> dict[str, int | None] | None:
        return {"up_to_g": offer.row_up_to_g, "price_krw": offer.row_price_krw} if offer.price else None


class EstimateShape(serializers.Serializer[Any]):
    on = serializers.DateField(help_text="The day in Seoul whose rows were used.")
    state = serializers.CharField()
    zone = serializers.CharField()
    value_cents = serializers.IntegerField(help_text="The value declared to customs, in US cents.")
    krw_per_usd = serializers.CharField(help_text="Won for a dollar, after our spread.")
    items = FirstBillShape(allow_null=True)
    offers = OfferShape(many=True, help_text="The cheapest first; services that cannot be used last.")
    rows = UsedRowShape(many=True, help_text="Behind all of them.")
    warnings = SaidShape(many=True)


PARCEL = OpenApiExample(
    "A parcel of $180 to California",
    request_only=True,
    value={
        "state": "CA",
        "weight_g": 2300,
        "length_mm": 400,
        "width_mm": 300,
        "height_mm": 200,
        "value_usd_cents": 18000,
        "on": "2026-03-01",
    },
)
ITEMS = OpenApiExample(
    "By its items",
    request_only=True,
    value={
        "state": "GU",
        "weight_g": 800,
        "length_mm": 250,
        "width_mm": 200,
        "height_mm": 100,
        "items": [
            {"unit_price_krw": 39900, "quantity": 2, "domestic_shipping_krw": 3000},
            {"unit_price_krw": 17800},
        ],
    },
)


class EstimateView(APIView):
    permission_classes = [AllowAny]
    throttle_scope = "estimate"

    @extend_schema(
        tags=["catalog"],
        operation_id="estimate",
        summary="What a parcel will cost",
        description="By every service to the state, from the rates of today or of another day. With `items` "
        "also the bill for them. What is asked in the end is what the scales say. Nothing is written, so an "
        "`Idempotency-Key` makes no difference here.",
        auth=OPEN,
        request=EstimateInput,
        responses=EstimateShape,
        examples=[PARCEL, ITEMS],
    )
    def post(self, request: Request) -> Response:
        asked = EstimateInput(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(EstimateShape(_estimate(asked.validated_data)).data)


def _estimate(asked: dict[str, Any]) -> Estimate:
    """Raises ValidationError that names the field of the body."""
    items = asked.pop("items", [])
    try:
        return estimate(
            value_cents=asked.pop("value_usd_cents", None),
            items=[ItemLine(key=str(n), label=str(n), **item) for n, item in enumerate(items)],
            at=clock.now(),
            **asked,
        )
    except EstimateError as error:
        field = "value_usd_cents" if error.field == "value_cents" else error.field
        raise _at(field, error.code, error.message) from error


def _at(field: str, code: str, message: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(message, code)]})
