from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class BadLimit(APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_limit"
    default_detail = _("“limit” is a whole number from 1 to 100.")


class Pages(CursorPagination):
    """Pages by cursor: a new row at the top moves nothing, and no page costs more than the first.

    Ordered by time, not by id: the cursor is readable, and our row numbers are nobody's business.
    A view may name its own order in `page_order`.
    """

    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return getattr(view, "page_order", ("-created_at", "-id"))

    def get_page_size(self, request: Request) -> int:
        """Rows a page. Raises BadLimit: another number than the asked one would look like the end."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3):
            raise BadLimit
        if not 1 <= int(asked) <= self.max_page_size:
            raise BadLimit
        return int(asked)
