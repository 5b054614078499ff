"""Parts of an order by themselves: for a client that shows one of them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api.idempotency import IdempotentPosts
from workflow.api.money_shapes import QuoteShape
from workflow.api.own import events_of, own_order, own_order_whole, parcels_of
from workflow.api.parcel_shapes import ParcelShape
from workflow.api.timeline_shapes import TimelineEntry


class Timeline(IdempotentPosts):
    pagination_class = None

    @extend_schema(
        tags=["orders"],
        summary="What happened, oldest first",
        description="Deeds on the order, and on single items: bought, arrived, out of stock.",
        operation_id="orders_timeline",
        responses=TimelineEntry(many=True),
    )
    def get(self, request: Request, ref: str) -> Response:
        return Response(TimelineEntry(events_of(own_order(request.user, ref)), many=True).data)


class Parcels(IdempotentPosts):
    pagination_class = None

    @extend_schema(
        tags=["orders"],
        summary="The boxes and their scans",
        operation_id="orders_parcels",
        responses=ParcelShape(many=True),
    )
    def get(self, request: Request, ref: str) -> Response:
        return Response(ParcelShape(parcels_of(own_order(request.user, ref)), many=True).data)


class Quotes(IdempotentPosts):
    pagination_class = None

    @extend_schema(
        tags=["orders"],
        summary="Every version we promised",
        operation_id="orders_quotes",
        responses=QuoteShape(many=True),
    )
    def get(self, request: Request, ref: str) -> Response:
        return Response(QuoteShape(own_order_whole(request.user, ref).quotes.all(), many=True).data)
