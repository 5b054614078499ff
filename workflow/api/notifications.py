"""What we wrote to the member, and whether they have seen it here."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from integrations import clock
from workflow.api.idempotency import IdempotentPosts
from workflow.api.own import own_notifications
from workflow.models import Notification


class NoticeShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="key")
    order = serializers.CharField(source="order.ref", default=None, allow_null=True)
    code = serializers.CharField()
    channel = serializers.ChoiceField(choices=Notification.Channel.choices)
    language = serializers.CharField()
    subject = serializers.CharField()
    body = serializers.CharField()
    sent_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticeFilter(serializers.Serializer[Any]):
    unread = serializers.BooleanField(
        required=False, default=False, help_text="Only those not marked as read."
    )


class Marked(serializers.Serializer[Any]):
    marked = serializers.IntegerField()


class NoticeList(IdempotentPosts, GenericAPIView[Notification]):
    serializer_class = NoticeShape
    page_order = ("-sent_at", "-id")

    def get_queryset(self) -> QuerySet[Notification]:
        return own_notifications(self.request.user)

    @extend_schema(
        tags=["me"],
        summary="What you wrote to me",
        parameters=[NoticeFilter, OpenApiParameter("limit", int, description="Notices a page, 1 to 100.")],
        responses=NoticeShape(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = NoticeFilter(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        notices = self.get_queryset()
        page = self.paginate_queryset(
            notices.filter(read_at=None) if asked.validated_data["unread"] else notices
        )
        return self.get_paginated_response(NoticeShape(page, many=True).data)


class NoticeRead(IdempotentPosts):
    @extend_schema(tags=["me"], summary="Mark a notice as read", request=None, responses=NoticeShape)
    def post(self, request: Request, key: UUID) -> Response:
        notices = own_notifications(request.user)
        notice = get_object_or_404(notices, key=key)
        if notice.read_at is None:
            # The first time counts, also when two devices mark it together.
            notices.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
            notice.refresh_from_db(fields=["read_at"])
        return Response(NoticeShape(notice).data)


class AllNoticesRead(IdempotentPosts):
    @extend_schema(
        tags=["me"],
        summary="Mark all notices as read",
        operation_id="me_notifications_read_all",
        request=None,
        responses=Marked,
    )
    def post(self, request: Request) -> Response:
        marked = own_notifications(request.user).filter(read_at=None).update(read_at=clock.now())
        return Response({"marked": marked})
