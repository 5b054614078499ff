"""How a parcel and its journey look to the customer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.couriers.registry import UnknownCourier
from integrations.couriers.registry import courier as courier_of
from workflow.models import Parcel
from workflow.models.parcel import STATUSES


class ParcelContent(serializers.Serializer[Any]):
    position = serializers.IntegerField(source="item.position", help_text="Which item of the order.")
    title = serializers.CharField(source="item.title")
    quantity = serializers.IntegerField()


class Scan(serializers.Serializer[Any]):
    """`at` is null where the courier told a local time without its zone; `at_text` is what it told."""

    courier = serializers.CharField(help_text="Who told it: the parcel's courier, or who carries it on.")
    at = serializers.DateTimeField(source="occurred_at", allow_null=True)
    at_text = serializers.CharField(source="occurred_text")
    status = serializers.ChoiceField(choices=STATUSES)
    status_label = serializers.CharField(source="get_status_display")
    description = serializers.CharField()
    place = serializers.CharField()


class ParcelShape(serializers.Serializer[Any]):
    courier = serializers.CharField()
    courier_name = serializers.SerializerMethodField()
    onward = serializers.CharField(
        help_text="Code of the courier that carries it on under the same number; empty for none."
    )
    tracking_number = serializers.CharField(help_text="Empty until the parcel is shipped.")
    tracking_url = serializers.SerializerMethodField(help_text="The courier's own page.")
    status = serializers.ChoiceField(choices=STATUSES)
    status_label = serializers.CharField(source="get_status_display")
    status_at = serializers.DateTimeField(allow_null=True)
    shipped_at = serializers.DateTimeField(allow_null=True)
    weight_g = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    contents = ParcelContent(source="lines", many=True)
    scans = serializers.SerializerMethodField()

    def get_courier_name(self, parcel: Parcel) -> str:
        try:
            return courier_of(parcel.courier).name
        except UnknownCourier:
            return ""

    def get_tracking_url(self, parcel: Parcel) -> str | None:
        try:
            return (
                courier_of(parcel.courier).tracking_url(parcel.tracking_number)
                if parcel.tracking_number
                else None
            )
        except UnknownCourier:
            return None

    @extend_schema_field(Scan(many=True))
    def get_scans(self, parcel: Parcel) -> Any:
        """Newest first."""
        return Scan(parcel.events.all(), many=True).data
