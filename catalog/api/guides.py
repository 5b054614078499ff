"""What we explain to customers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import blocks, public
from catalog.api.reading import LIMIT, OPEN, TAG, UNCHANGED, OpenView
from catalog.models import Guide


class GuideRow(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title_en = serializers.CharField()
    title_ko = serializers.CharField()
    summary_en = serializers.CharField()
    summary_ko = serializers.CharField()
    changed_at = serializers.DateTimeField()


class GuideShape(GuideRow):
    html_en = serializers.SerializerMethodField(
        help_text="The content as our pages show it, without scripts. Addresses without a host are ours."
    )
    html_ko = serializers.SerializerMethodField()

    def get_html_en(self, guide: Guide) -> str:
        return str(blocks.rendered(guide.blocks("en"), "en"))

    def get_html_ko(self, guide: Guide) -> str:
        return str(blocks.rendered(guide.blocks("ko"), "ko"))


class GuideList(OpenView[Guide]):
    serializer_class = GuideRow
    page_order = ("position", "slug")

    @extend_schema(
        tags=["catalog"],
        summary="Guides",
        description="In the order in which we would read them.",
        auth=OPEN,
        parameters=[LIMIT, TAG],
        responses={200: GuideRow(many=True), 304: UNCHANGED},
    )
    def get(self, request: Request) -> Response:
        return self.a_page(public.guides(), GuideRow)


class GuideDetail(OpenView[Guide]):
    @extend_schema(
        tags=["catalog"],
        summary="One guide, whole",
        auth=OPEN,
        parameters=[TAG],
        responses={200: GuideShape, 304: UNCHANGED},
    )
    def get(self, request: Request, slug: str) -> Response:
        guide = public.guide(slug)
        if guide is None:
            raise NotFound
        return Response(GuideShape(guide).data)
