"""What the catalog's lists have in common: anybody reads them, in pages, and only what has changed."""

from typing import Any

from django.db.models import Model
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

LIMIT = OpenApiParameter("limit", int, description="Rows a page, 1 to 100.")
TAG = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)
# A log-in is taken, and makes no difference.
OPEN: Any = [{}, {"sessionToken": []}, {"sessionCookie": []}]
UNCHANGED = OpenApiResponse(description="Nothing has changed.")


# The tag is made of the answer itself, which is the same for everybody: it spares the way, not the reading,
# and no kind of change can be forgotten in it. Whoever keeps a copy asks each time, as what is taken off has
# to be gone at once. (A comment, as a docstring would become the text of each operation.)
@method_decorator([cache_control(public=True, no_cache=True), conditional_page], name="dispatch")
class OpenView[Row: Model](GenericAPIView[Row]):
    permission_classes = [AllowAny]

    def a_page(self, rows: Any, shape: Any) -> Response:
        """The page of `rows` that the caller asks for, each in this shape."""
        return self.get_paginated_response(shape(self.paginate_queryset(rows), many=True).data)
