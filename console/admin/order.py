from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from console import listing, place
from console.admin.base import CappedPaginator, ConsoleChangeList, ReadOnlyAdmin
from console.bulk import MOST, BulkOffer, offered
from console.listing import NARROWINGS, Narrowing
from console.pages.rows import Row, rows, with_summary
from console.place import Place
from console.saved_views import Tab, may_keep, tabs
from console.walks import in_this_order, page_ids
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
        return queryset  # narrowed by the list itself, which reads its whole address


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


class OrderPaginator(CappedPaginator):
    """Nobody looks for an order on page 21; who does, turns the list or narrows it."""

    most_counted = 1_000


class OrderChangeList(ConsoleChangeList):
    """The list as one person sees it: `place` is its address, read strictly."""

    result_list: Any
    rows: list[Row]
    place: Place
    tabs: list[Tab]
    deeds: list[BulkOffer]

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.place = place.of(request.asked)  # type: ignore[attr-defined]
        super().__init__(request, *args, **kwargs)
        self.title = self.place.title

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Order]:
        """The list that the address asks for. Django's own way only makes the filters that are drawn."""
        super().get_queryset(request, exclude_parameters)
        self._walks = listing.walks(self.place.asked, request.user)
        return self._walks[0] if len(self._walks) == 1 else listing.chosen(self.place.asked, request.user)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str]:
        return listing.ordering(self.place.asked)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = in_this_order(with_summary(Order.objects.all()), self._page_ids())
        self.rows = rows(shown, request.user, back=request.get_full_path(), place=self.place)
        # They are drawn from `rows`; Unfold would fill the cells of each once more.
        self.result_list = []
        self.tabs = tabs(request.user, self.place, raw=request.asked_raw)  # type: ignore[attr-defined]
        self.deeds = offered(request.user, self.queue)
        self.may_save = may_keep(request.user)

    @property
    def has_lit_tab(self) -> bool:
        return any(tab.is_lit for tab in self.tabs)

    def _page_ids(self) -> list[int]:
        if not self.result_count:
            return []
        is_whole = not self.multi_page or (self.show_all and self.can_show_all)
        start = 0 if is_whole else (self.page_num - 1) * self.list_per_page
        stop = self.list_max_show_all if is_whole else start + self.list_per_page
        return page_ids(self._walks, listing.ordering(self.place.asked), start=start, stop=stop)

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
    paginator = OrderPaginator
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConsoleChangeList]:
        return OrderChangeList

    def get_list_filter(self, request: HttpRequest) -> Any:
        return tuple(_FILTERS[one.parameter] for one in listing.offered(getattr(request, "queue", None)))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """An address is read strictly first: what makes no sense in it is said, and the rest is shown."""
        asked = listing.read(request.GET, getattr(request, "queue", None))
        request.asked, request.asked_raw = asked, listing.normal(request.GET)  # type: ignore[attr-defined]
        request.GET = asked.good  # type: ignore[assignment]
        request.META["QUERY_STRING"] = asked.good.urlencode()
        return super().changelist_view(request, extra_context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return queryset, False  # as above

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form page gives way to the order page. Who may see no order learns no reference by a number."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        order = self.get_object(request, object_id)
        if order is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:order", args=(order.ref,)))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self.change_view(request, object_id)
