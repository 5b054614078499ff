"""The API's routes, app by app."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from config import api_schema as api_schema


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """Also what does not exist answers in the API's own manner."""

    permission_classes = [AllowAny]
    http_method_names = ["get", "post", "put", "patch", "delete"]

    def get(self, request: Request, rest: str) -> None:
        raise NotFound

    post = put = patch = delete = get


@method_decorator(cache_control(public=True, max_age=300), name="dispatch")
class Schema(SpectacularAPIView):
    """The OpenAPI document of this API, as YAML or JSON."""

    permission_classes = [AllowAny]


@extend_schema(exclude=True)
class Docs(SpectacularSwaggerView):
    """The document as a page, from our own files: nothing is loaded from elsewhere."""

    permission_classes = [AllowAny]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workflow.api.urls")),
    path("", include("community.api.urls")),
    path("", include("catalog.api.urls")),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(url_name="api-schema"), name="api-docs"),
    re_path(r"^(?P<rest>.*)$", NoSuchAddress.as_view()),
]
