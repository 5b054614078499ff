"""Shops, by their host."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import public
from catalog.api.reading import LIMIT, OPEN, TAG, UNCHANGED, OpenView
from catalog.models import Store


class CategoryShape(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name_en = serializers.CharField()
    name_ko = serializers.CharField()


class StoreShape(serializers.Serializer[Any]):
    host = serializers.CharField(help_text="Without “www.”; shops are known by it.")
    name = serializers.CharField()
    name_ko = serializers.CharField(help_text="Empty where it has no Korean name of its own.")
    category = serializers.SerializerMethodField()
    summary_en = serializers.CharField()
    summary_ko = serializers.CharField()

    @extend_schema_field(CategoryShape(allow_null=True))
    def get_category(self, shop: Store) -> Any:
        category = public.category_of(shop)
        return CategoryShape(category).data if category else None


class StoreFilter(serializers.Serializer[Any]):
    search = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=200,
        help_text="A part of a name, of the host or of the summary, or an address within the shop.",
    )  # fmt: skip


_EXAMPLE = OpenApiExample(
    "A shop",
    value={
        "host": "musinsa.com",
        "name": "Musinsa",
        "name_ko": "무신사",
        "category": {"slug": "fashion", "name_en": "Fashion", "name_ko": "패션"},
        "summary_en": "Fashion of several thousand brands.",
        "summary_ko": "수천 개 브랜드의 패션을 파는 곳이에요.",
    },
    response_only=True,
)


class StoreList(OpenView[Store]):
    serializer_class = StoreShape
    page_order = ("host",)

    @extend_schema(
        tags=["catalog"],
        summary="Korean shops",
        description="Those we know, by host. We buy from others as well: ask for a quote with the link.",
        auth=OPEN,
        parameters=[StoreFilter, LIMIT, TAG],
        responses={200: StoreShape(many=True), 304: UNCHANGED},
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        asked = StoreFilter(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return self.a_page(public.stores(asked.validated_data["search"]), StoreShape)
