from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from console.admin.base import ConsoleChangeList, ReadOnlyAdmin
from console.pages.rows import Row, rows, with_summary
from console.search import orders_matching
from integrations import clock
from workflow.models import Order
from workflow.selectors.lanes import states_of_turn
from workflow.states import OrderState, Turn


class StateFilter(DropdownFilter):
    title = _("state")
    parameter_name = "state"
    all_option = ["", _("Any state")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OrderState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(state=self.value()) if self.value() in OrderState.values else queryset


class TurnFilter(DropdownFilter):
    title = _("turn")
    parameter_name = "turn"
    all_option = ["", _("Anybody's turn")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Turn.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() not in Turn.values:
            return queryset
        return queryset.filter(state__in=states_of_turn(Turn(self.value())))


class DeadlineFilter(DropdownFilter):
    title = _("deadline")
    parameter_name = "due"
    all_option = ["", _("Any deadline")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue")), ("ahead", _("Still ahead"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "overdue":
            return queryset.filter(due_at__lt=clock.now())
        return queryset.filter(due_at__gte=clock.now()) if self.value() == "ahead" else queryset


class OrderChangeList(ConsoleChangeList):
    rows: list[Row]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.rows = rows(self.result_list, request.user, back=request.get_full_path())


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """The list and its queues. The order itself has a page of its own (console/views/orders.py)."""

    list_display = ("ref_", "customer_", "items_", "state_", "turn_", "amount_", "next_")
    list_display_links = None
    list_filter = (StateFilter, TurnFilter, DeadlineFilter)
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("state", "turn", "due")}
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
        """In a queue of one state, state and turn say nothing new."""
        queue = getattr(request, "queue", None)
        if queue is None:
            return self.list_filter
        return (DeadlineFilter,) if len(queue.states) == 1 else (StateFilter, DeadlineFilter)

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
