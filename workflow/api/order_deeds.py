"""What a customer does to their order. Each goes through the deed's own service and the door."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.idempotency import IdempotentPosts
from workflow.api.inputs import AnswerInput, CancelInput, NewAddressInput
from workflow.api.order_shapes import OrderShape
from workflow.api.orders import whole
from workflow.api.own import address_from_book, own_order
from workflow.engine.actors import Actor
from workflow.models import Order
from workflow.services.deeds import perform


def _do(request: Request, order: Order, name: str, inputs: dict[str, Any], seq: int | None) -> Response:
    perform(
        flow=Order.flow_name,
        subject_id=order.pk,
        name=name,
        actor=Actor.customer(request.user),
        expect_seq=seq,
        inputs=inputs,
    )
    return Response(whole(request, order.ref))


class Answer(IdempotentPosts):
    @extend_schema(
        tags=["orders"],
        summary="Answer our question",
        request=AnswerInput,
        responses=OrderShape,
        examples=[examples.ANSWER],
    )
    def post(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        asked = AnswerInput(data=request.data)
        asked.is_valid(raise_exception=True)
        wants = asked.validated_data
        return _do(request, order, "answer", {"answer": wants["answer"]}, wants.get("seq"))


class Cancel(IdempotentPosts):
    @extend_schema(
        tags=["orders"],
        summary="Cancel the order",
        description="Possible until something is bought. What was paid is refunded, whole.",
        request=CancelInput,
        responses=OrderShape,
        examples=[examples.CANCEL],
    )
    def post(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        asked = CancelInput(data=request.data)
        asked.is_valid(raise_exception=True)
        wants = asked.validated_data
        return _do(request, order, "cancel", {"reason": wants["reason"]}, wants.get("seq"))


class ChangeAddress(IdempotentPosts):
    @extend_schema(
        tags=["orders"],
        summary="Send it elsewhere",
        description="Free until the delivery is priced.",
        request=NewAddressInput,
        responses=OrderShape,
        examples=[examples.NEW_ADDRESS],
    )
    def post(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        asked = NewAddressInput(data=request.data)
        asked.is_valid(raise_exception=True)
        wants = asked.validated_data
        parts = wants.get("address") or address_from_book(request.user, wants["address_id"])
        return _do(request, order, "change_address", parts, wants.get("seq"))
