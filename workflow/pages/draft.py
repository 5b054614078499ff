"""What a visitor has typed before they logged in, kept in their session until it is sent."""

from typing import Any

from django.http import HttpRequest

from workflow.models import OrderItem
from workflow.pages.item_rows import FIELDS, Row, blank
from workflow.services.requests import MAX_ITEMS

_KEY = "quote_draft"
# Of the rest of the form: nobody's text is longer, and a session is no store for strangers' data.
_REST = ("note", "if_out_of_stock", "to-recipient", "to-phone", "to-line1", "to-line2", "to-city", "to-state",
         "to-postal_code")  # fmt: skip
_LONGEST = 2000


def keep(request: HttpRequest, rows: list[Row]) -> None:
    """Put the posted form aside, cut to what the form can hold."""
    request.session[_KEY] = {
        "rows": [{name: row.get(name, "")[:1000] for name in FIELDS} for row in rows[:MAX_ITEMS]],
        "rest": {name: request.POST[name][:_LONGEST] for name in _REST if name in request.POST},
    }


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was put aside: `rows` and `rest` (field name -> text), or None."""
    found = request.session.get(_KEY)
    return found if isinstance(found, dict) else None


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def like_order(order: Any) -> dict[str, Any]:
    """The same request once more: for a quote that ran out of time."""
    items: list[OrderItem] = list(order.items.all())
    return {
        "rows": [{**blank(), **{name: str(getattr(item, name)) for name in FIELDS}} for item in items],
        "rest": {"note": order.note, "if_out_of_stock": order.if_out_of_stock},
    }
