from typing import Any

from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


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
