from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor: a new order at the top moves nothing, and no page costs more than the first."""

    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    # By time, not by id: the cursor is readable, and our row numbers are nobody's business.
    ordering = ("-created_at", "-id")
