"""Where a person came from: a list of orders as they saw it, so that they find back, and on to the next.

An order's address carries the list it was opened from (`from`) and where it stood there (`at`): a deed moves
the order, but not the person's place in the list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from console import listing, queues
from console.listing import Asked
from workflow.models import Order

# Further than this nobody reads "213 of 400": two indexed walks stay short however long the list.
MOST_COUNTED = 500
_LONGEST = 1_600
_MOMENTS = ("due_at", "moved_at", "snoozed_until")

type Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A list of orders with its filters. `at` is where in it the order stood when it was opened, as text."""

    asked: Asked
    page: str = ""
    at: str = ""

    @property
    def url(self) -> str:
        """The list again, on the same page of it."""
        query = self.asked.query
        if self.page:
            query = f"{query}&p={self.page}" if query else f"p={self.page}"
        return f"{self.path}?{query}" if query else self.path

    @property
    def path(self) -> str:
        queue = self.asked.queue
        return reverse("admin:queue", args=(queue.slug,)) if queue else reverse(_ALL)

    @property
    def title(self) -> str:
        return str(self.asked.queue.title) if self.asked.queue else _("All orders")

    @property
    def slug(self) -> str:
        """The list's name among saved views."""
        return self.asked.queue.slug if self.asked.queue else "orders"


class Neighbours(NamedTuple):
    """The orders before and after, by reference, empty at the ends. `position` counts from 1; 0 where
    more than 500 stand before. `of` is how many there are; more than 500 on a side are not counted."""

    previous_ref: str
    next_ref: str
    position: int
    of: int


_ALL = "admin:workflow_order_changelist"
_REF = "BD-00000000"  # nobody's: references have no 0


def read(request: HttpRequest) -> Place | None:
    """The place that the request names in `from` and `at`, or None."""
    return parse(request.GET.get("from", ""), at=request.GET.get("at", ""))


def parse(text: str, *, at: str = "") -> Place | None:
    """A place from the path of a list with its query. None for what is no list of orders of ours; what its
    query asks for in vain is left out."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.fragment:
        return None
    queue = next((one for one in _queues() if parts.path == reverse("admin:queue", args=(one.slug,))), None)
    if queue is None and parts.path != reverse(_ALL):
        return None
    return of(listing.read(QueryDict(parts.query), queue), at=at[:120])


def of(asked: listing.Asked, *, at: str = "") -> Place:
    """The list that this is asked of, at the page that it names."""
    page = asked.good.get(listing.PAGE, "")
    return Place(asked, page if page.isascii() and page.isdigit() and len(page) < 6 else "", at)


def order_url(order: Order, place: Place | None) -> str:
    """The order's page, opened from this place; what the page itself goes back to after a deed."""
    return order_urls(place)(order)


def order_urls(place: Place | None) -> Callable[[Order], str]:
    """The same for many orders: what they share is made once."""
    before, after = reverse("admin:order", args=(_REF,)).split(_REF)
    if place is None:
        return lambda order: f"{before}{order.ref}{after}"
    fields, after = _fields(place), f"{after}?{urlencode({'from': place.url})}&at="
    return lambda order: (
        f"{before}{order.ref}{after}{quote_plus(place.at or written(_key_of(order, fields)))}"
    )


def neighbour_url(ref: str, place: Place) -> str:
    """The page of the order before or after. It stands elsewhere in the list, so without `at`."""
    return f"{reverse('admin:order', args=(ref,))}?{urlencode({'from': place.url})}"


def back_link(place: Place) -> tuple[str, str]:
    """The words and the address of the way back to the list."""
    return _("Back to “%(list)s”") % {"list": place.title}, place.url


def neighbours(order: Order, place: Place, user: Any) -> Neighbours:
    """What stands before and after the order in the list as this person sees it. Two queries, each along the
    list's own index and no further than 500 rows.

    An order that has left the list keeps the place at which it was opened: next is what then came after it.
    """
    fields = _fields(place)
    key = _read_key(place.at, fields) or _key_of(order, fields)
    rows = listing.chosen(place.asked, user).exclude(pk=order.pk)
    turned = [_turned(term) for term in listing.ordering(place.asked)]
    before = list(
        rows.filter(_beyond(turned, key)).order_by(*turned).values_list("ref", flat=True)[: MOST_COUNTED + 1]
    )
    after = list(
        rows.filter(_beyond(listing.ordering(place.asked), key)).values_list("ref", flat=True)[:MOST_COUNTED]
    )
    position = len(before) + 1 if len(before) <= MOST_COUNTED else 0
    return Neighbours(
        before[0] if before else "", after[0] if after else "", position, len(before) + len(after) + 1
    )


def _queues() -> Iterator[queues.Queue]:
    return (queue for queue in queues.QUEUES if queue.holds == "order")


# --- the key of a row: the values by which the list is sorted ---------------------------------------------


def _fields(place: Place) -> list[str]:
    return [term.removeprefix("-") for term in listing.ordering(place.asked)]


def _key_of(order: Order, fields: list[str]) -> Key:
    return tuple(getattr(order, name) for name in fields)


def written(key: Key) -> str:
    """A key as text for an address; an empty part for what has no value."""
    return "~".join("" if part is None else getattr(part, "isoformat", part.__str__)() for part in key)


def _read_key(text: str, fields: list[str]) -> Key | None:
    parts = text.split("~")
    if len(parts) != len(fields):
        return None
    try:
        return tuple(_value(name, part) for name, part in zip(fields, parts, strict=True))
    except ValueError:
        return None


def _value(name: str, text: str) -> Any:
    if name in _MOMENTS:
        moment = datetime.fromisoformat(text) if text else None
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a moment without its time zone")
        if moment is not None and not 1900 < moment.year < 3000:
            raise ValueError("no moment in every time zone")
        return moment
    if name == "id":
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ValueError("no id")
        return int(text)
    return text[:20]


def _turned(term: str) -> str:
    return term.removeprefix("-") if term.startswith("-") else f"-{term}"


def _beyond(ordering: list[str], key: Key) -> Q:
    """What comes after the key in this order. Both databases put what has no value before all that has."""
    found, same = Q(pk__in=[]), Q()
    for term, value in zip(ordering, key, strict=True):
        name = term.removeprefix("-")
        found |= same & _later(name, value, descending=term.startswith("-"))
        same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return found


def _later(name: str, value: Any, *, descending: bool) -> Q:
    if descending:
        if value is None:
            return Q(pk__in=[])
        smaller = Q(**{f"{name}__lt": value})
        return smaller | Q(**{f"{name}__isnull": True}) if name in _MOMENTS else smaller
    if value is None:
        return Q(**{f"{name}__isnull": False})
    return Q(**{f"{name}__gt": value})
