"""What is new."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import public, rich_text
from catalog.api.reading import LIMIT, OPEN, TAG, UNCHANGED, OpenView
from catalog.models import Announcement


class AnnouncementShape(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title_en = serializers.CharField()
    title_ko = serializers.CharField()
    body_en = serializers.SerializerMethodField(help_text="Sound HTML without scripts.")
    body_ko = serializers.SerializerMethodField()
    is_pinned = serializers.BooleanField(help_text="It stays on top on our pages.")
    shown_at = serializers.DateTimeField()

    def get_body_en(self, row: Announcement) -> str:
        return rich_text.clean(row.body_en)

    def get_body_ko(self, row: Announcement) -> str:
        return rich_text.clean(row.body_ko)


class AnnouncementList(OpenView[Announcement]):
    serializer_class = AnnouncementShape
    page_order = ("-shown_at", "-id")

    @extend_schema(
        tags=["catalog"],
        summary="Announcements",
        description="Newest first.",
        auth=OPEN,
        parameters=[LIMIT, TAG],
        responses={200: AnnouncementShape(many=True), 304: UNCHANGED},
    )
    def get(self, request: Request) -> Response:
        return self.a_page(public.announcements(), AnnouncementShape)
