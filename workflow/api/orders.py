"""A customer's orders: ask, list, look."""

from typing import Any

from django.db.models import QuerySet
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.etags import etag_of
from workflow.api.idempotency import IdempotentPosts
from workflow.api.inputs import NewOrderInput, OrderFilter
from workflow.api.order_shapes import OrderRow, OrderShape
from workflow.api.own import address_from_book, own_order, own_order_whole, own_orders
from workflow.engine.actors import Actor
from workflow.models import Order
from workflow.selectors.lanes import timeline
from workflow.services.requests import WantedItem, request_quote


def whole(request: Request, ref: str) -> dict[str, Any]:
    """The order as its customer sees it, read afresh."""
    order = own_order_whole(request.user, ref)
    context = {"log": timeline(order), "member": request.user}
    return OrderShape(order, context=context).data


class OrderList(IdempotentPosts, GenericAPIView[Order]):
    serializer_class = OrderRow
    throttle_scope = "order_creation"
    count_when_done = True

    def count_done(self) -> None:
        """Count one order more against the limit; the throttle puts its own in this place."""

    def get_queryset(self) -> QuerySet[Order]:
        return own_orders(self.request.user).prefetch_related("items", "charges")

    @extend_schema(
        tags=["orders"],
        summary="My orders",
        description="Newest first, in pages: follow `next`.",
        parameters=[OrderFilter, OpenApiParameter("limit", int, description="Orders a page, 1 to 100.")],
        responses=OrderRow(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = OrderFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        orders, states = self.get_queryset(), asked.states()
        page = self.paginate_queryset(orders if states is None else orders.filter(state__in=states))
        return self.get_paginated_response(OrderRow(page, many=True).data)

    @extend_schema(
        tags=["orders"],
        summary="Ask for a quote",
        description="1 to 100 items, and the parts of an address or `address_id` from the book.",
        request=NewOrderInput,
        responses={201: OrderShape},
        examples=[examples.NEW_ORDER],
    )
    def post(self, request: Request) -> Response:
        asked = NewOrderInput(data=request.data)
        asked.is_valid(raise_exception=True)
        wants = asked.validated_data
        address = wants.get("address") or address_from_book(request.user, wants["address_id"])
        order = request_quote(
            customer=request.user,
            items=[WantedItem(**item) for item in wants["items"]],
            address=address,
            actor=Actor.customer(request.user),
            note=wants["note"],
            channel=Order.Channel.API,
            if_out_of_stock=wants["if_out_of_stock"],
        )
        self.count_done()
        return Response(whole(request, order.ref), 201)


class OrderDetail(IdempotentPosts):
    @extend_schema(
        tags=["orders"],
        summary="One order, whole",
        description="State, lanes, turn, items, quotes, charges, parcels. Answers `If-None-Match`.",
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
        responses={200: OrderShape, 304: OpenApiResponse(description="Nothing has changed.")},
        examples=[examples.ORDER],
    )
    def get(self, request: Request, ref: str) -> Response:
        # The tag is taken first: if the order moves meanwhile, the tag is old and the next look is whole.
        etag = etag_of(own_order(request.user, ref))
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
        return Response(whole(request, ref), headers=headers)
