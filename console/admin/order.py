from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from console import listing, place
from console.admin.base import ConsoleChangeList, ReadOnlyAdmin
from console.bulk import MOST, BulkOffer, offered
from console.listing import NARROWINGS, Narrowing
from console.pages.rows import Row, rows, with_summary
from console.place import Place
from console.queues import Queue
from console.saved_views import Tab, may_keep, tabs
from console.search import orders_matching
from workflow.models import Order


class NarrowingFilter(DropdownFilter):
    """One of the list's closed filters as a drop-down."""

    narrowing: Narrowing

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.all_option = ["", self.narrowing.empty(getattr(request, "queue", None))]
        super().__init__(request, *args, **kwargs)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return self.narrowing.choices(getattr(request, "queue", None))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(self.narrowing.rows(value, request.user, getattr(request, "queue", None)))


def _filter(narrowing: Narrowing) -> type[NarrowingFilter]:
    return type(
        "Filter",
        (NarrowingFilter,),
        {
            "narrowing": narrowing,
            "title": narrowing.title,
            "parameter_name": narrowing.parameter,
        },
    )


_FILTERS = {narrowing.parameter: _filter(narrowing) for narrowing in NARROWINGS}


class OrderChangeList(ConsoleChangeList):
    """The list as one person sees it: `place` is its address, `ignored` says what of it made no sense."""

    rows: list[Row]
    place: Place
    tabs: list[Tab]
    deeds: list[BulkOffer]
    ignored: tuple[str, ...] = ()

    def get_results(self, request: HttpRequest) -> None:
        self.place = place.of(request.GET, self.queue)
        self.ignored = getattr(request, "ignored", ())
        super().get_results(request)
        self.rows = rows(self.result_list, request.user, back=request.get_full_path(), place=self.place)
        self.tabs = tabs(request.user, self.place, raw=getattr(request, "asked_raw", ""))
        self.deeds = offered(request.user, self.queue)
        self.may_save = may_keep(request.user)

    @property
    def has_lit_tab(self) -> bool:
        return any(tab.is_lit for tab in self.tabs)

    @property
    def too_many(self) -> bool:
        """More than one bulk deed takes."""
        return bool(self.result_count > MOST)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """The list and its queues. The order itself has a page of its own (console/views/orders.py).

    Which column sorts by what stands once more in console/listing.py, for who reads the list's address.
    """

    list_display = ("ref_", "customer_", "items_", "state_", "turn_", "amount_", "next_")
    list_display_links = None
    list_filter = tuple(_FILTERS.values())
    list_filter_options = {name: {"horizontal": True, "label": None} for name in _FILTERS}
    search_fields = ("ref",)  # what is searched, and how: console/search.py
    search_help_text = _("Order, e-mail or tracking number")
    list_fullwidth = True
    empty_words = _("The first request for a quote will stand here.")

    # The rows are drawn by their own template; these name the columns and their order.
    @display(description=_("Order"), ordering="-id")
    def ref_(self, order: Order) -> str:
        return ""

    @display(description=_("Customer"))
    def customer_(self, order: Order) -> str:
        return ""

    @display(description=_("Items"))
    def items_(self, order: Order) -> str:
        return ""

    @display(description=_("State"), ordering="state")
    def state_(self, order: Order) -> str:
        return ""

    @display(description=_("Turn and deadline"), ordering="due_at")
    def turn_(self, order: Order) -> str:
        return ""

    @display(description=_("Amount"))
    def amount_(self, order: Order) -> str:
        return ""

    @display(description=_("Next step"))
    def next_(self, order: Order) -> str:
        return ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return with_summary(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConsoleChangeList]:
        return OrderChangeList

    def get_list_filter(self, request: HttpRequest) -> Any:
        return tuple(_FILTERS[one.parameter] for one in listing.offered(getattr(request, "queue", None)))

    def in_queue(self, request: HttpRequest, queue: Queue) -> Q:
        return listing.in_list(queue, request.user, bool(request.GET.get("put_off")))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """An address is read strictly first: what makes no sense in it is said, and the rest is shown."""
        asked = listing.read(request.GET, getattr(request, "queue", None))
        request.ignored, request.asked_raw = asked.ignored, listing.normal(request.GET)  # type: ignore[attr-defined]
        request.GET = asked.good  # type: ignore[assignment]
        request.META["QUERY_STRING"] = asked.good.urlencode()
        return super().changelist_view(request, extra_context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        term = search_term.strip()
        return (queryset.filter(orders_matching(term)) if term else queryset), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form page gives way to the order page."""
        order = self.get_object(request, object_id)
        if order is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:order", args=(order.ref,)))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self.change_view(request, object_id)
