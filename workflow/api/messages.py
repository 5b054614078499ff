"""The conversation about an order, as its customer has it."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.idempotency import HEADER, IdempotentPosts
from workflow.api.notifications import Marked
from workflow.api.own import own_order
from workflow.api.uploads import PhotoShape
from workflow.engine.actors import Actor
from workflow.forms import clean_lines
from workflow.models import Message
from workflow.services.messages import mark_read, write_message


class MessageShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="key")
    side = serializers.ChoiceField(choices=Message.Side.choices, help_text="Who wrote it.")
    name = serializers.CharField(source="author_label", help_text="The writer's name.")
    body = serializers.CharField(allow_blank=True)
    photos = PhotoShape(many=True)
    sent_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(
        allow_null=True, help_text="When the other side had it before them; null until then."
    )


class MessageInput(serializers.Serializer[Any]):
    body = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Up to 4,000 characters. May be empty beside a picture.",
    )
    photos = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        help_text="Up to 9 keys of `POST /uploads/`; each picture can be sent once.",
    )

    def validate_body(self, body: str) -> str:
        return clean_lines(body)


class Messages(IdempotentPosts, GenericAPIView[Message]):
    serializer_class = MessageShape
    throttle_scope = "messages"
    page_order = ("-sent_at", "-id")

    def get_queryset(self) -> QuerySet[Message]:
        return Message.objects.filter(order__customer=self.request.user.pk).prefetch_related("photos")

    @extend_schema(
        tags=["messages"],
        summary="The messages about an order",
        description="Newest first, in pages: follow `next`. Reading them here does not mark them as read.",
        parameters=[OpenApiParameter("limit", int, description="Messages a page, 1 to 100.")],
        responses=MessageShape(many=True),
    )
    def get(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        page = self.paginate_queryset(self.get_queryset().filter(order=order))
        return self.get_paginated_response(MessageShape(page, many=True).data)

    @extend_schema(
        tags=["messages"],
        summary="Write to the desk",
        description="Text, pictures, or both. The desk is told at once.",
        request=MessageInput,
        responses={201: MessageShape},
        examples=[examples.MESSAGE],
    )
    def post(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        asked = MessageInput(data=request.data)
        asked.is_valid(raise_exception=True)
        message = write_message(
            order_id=order.pk,
            actor=Actor.customer(request.user),
            body=asked.validated_data["body"],
            photos=asked.validated_data["photos"],
            key=_key(request),
        )
        return Response(MessageShape(message).data, 201)


class MessagesRead(IdempotentPosts):
    @extend_schema(
        tags=["messages"],
        summary="Mark the desk's messages as read",
        operation_id="orders_messages_read",
        request=None,
        responses=Marked,
    )
    def post(self, request: Request, ref: str) -> Response:
        order = own_order(request.user, ref)
        return Response({"marked": mark_read(order_id=order.pk, actor=Actor.customer(request.user))})


def _key(request: Request) -> UUID:
    """The message's own key, from the caller's: a copy stays one message for ever, not only while the
    engine keeps the reply."""
    given = request.headers.get(HEADER)
    return uuid5(NAMESPACE_URL, f"{request.user.pk} {request.path} {given}") if given else uuid4()
