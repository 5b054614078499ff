"""What every screen of the console shares: nothing is deleted, lists stay quick, empty lists speak."""

from datetime import datetime
from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList as DjangoChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from console import queues
from console.templatetags.console import when

_MOST_COUNTED = 10_000
# The live events after which a list may look different.
_TOLD_BY = {
    "workflow.order": "order item desk message",
    "workflow.attention": "attention",
    "workflow.parcel": "parcel order",
    "workflow.charge": "money",
    "workflow.payment": "money",
    "workflow.notification": "notice",
    "engine.effect": "effect",
}


class CappedPaginator(Paginator):
    """Counts no further than 10,000: nobody pages there, and counting a million rows takes longer
    than showing fifty."""

    most_counted = _MOST_COUNTED

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        # In no order: to count, nothing has to be sorted.
        return int(rows.order_by()[: self.most_counted].count())


class ConsoleChangeList(ChangeList):
    """A list that knows the queue it is seen through, and what to say when nothing is in it."""

    queue: queues.Queue | None = None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.queue = getattr(request, "queue", None)
        super().__init__(request, *args, **kwargs)
        # Django's own, "Select order to view", says what to do, not what is shown.
        self.title = str(self.opts.verbose_name_plural).capitalize()

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except DisallowedModelAdminLookup as fault:
            # Like every filter that the list does not have: said, and the way back to the list.
            raise IncorrectLookupParameters from fault

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            # Work has shortened the list since somebody stood on this page of it: the last one there is.
            self.page_num = self.model_admin.get_paginator(
                request, self.queryset, self.list_per_page
            ).num_pages
            super().get_results(request)
        if not self.is_narrowed:
            # The whole list is shown: nothing to compare its count with, and nothing more to count.
            self.full_result_count = self.result_count

    @property
    def count_words(self) -> str:
        """How many rows there are, or "10000+" where they were counted no further."""
        most = getattr(self.paginator, "most_counted", 0)
        return f"{self.result_count}+" if self.result_count == most else str(self.result_count)

    @property
    def live_types(self) -> str:
        """The live events that tell of rows of this list; empty for a list that does not move by itself."""
        return _TOLD_BY.get(self.opts.label_lower, "")

    @property
    def empty_title(self) -> str:
        if self.is_narrowed:
            return _("Nothing matches")
        return _("All done here") if self.queue else _("Nothing here yet")

    @property
    def empty_words(self) -> str:
        if self.is_narrowed:
            return _("No row fits the search and the filters together. Take one away and look again.")
        return str(self.queue.empty) if self.queue else str(self.model_admin.empty_words)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.has_active_filters)


class ConsoleAdmin(ModelAdmin):
    """The base of every screen. Deletion is not offered anywhere: history stays."""

    empty_words: Any = ""
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = "never"
    actions = None
    list_before_template = "console/list_head.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DjangoChangeList]:
        return ConsoleChangeList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters send. Django lets every field of the row be asked for by address,
        which tells letter by letter what the columns mask, and lets anybody run a slow pattern."""
        filters = self.get_list_filter(request) if request is not None else self.list_filter
        return any(lookup in _parameters(one) for one in filters)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        queue = getattr(request, "queue", None)
        return rows.filter(queues.condition(queue, request.user)) if queue is not None else rows

    def get_ordering(self, request: HttpRequest) -> Any:
        queue = getattr(request, "queue", None)
        return queue.ordering if queue is not None else super().get_ordering(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            # An address typed without its scheme is a secure one.
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _parameters(narrowing: Any) -> tuple[str, ...]:
    """What a filter of a list may send: its parameter, or an exact value of its field."""
    if isinstance(narrowing, type) and issubclass(narrowing, SimpleListFilter):
        return (str(narrowing.parameter_name),)
    field = narrowing[0] if isinstance(narrowing, list | tuple) else narrowing
    return field, f"{field}__exact", f"{field}__isnull"


class ReadOnlyAdmin(ConsoleAdmin):
    """A screen to look at. What may be done about a row is a dialog of its own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def choice_filter(any_choice: Any) -> type[ChoicesDropdownFilter]:
    """A drop-down of a field's choices, whose empty entry says what it filters: "Any status"."""
    return type("ChoiceFilter", (ChoicesDropdownFilter,), {"all_option": ["", any_choice]})


def column(name: str, title: Any) -> Any:
    """A field of the row under a title of the console's own; moments are shown short."""

    def show(screen: Any, row: Any) -> Any:
        value = getattr(row, name)
        return when(value) if isinstance(value, datetime) else value

    show.__name__ = f"show_{name}"
    return display(description=title, ordering=name)(show)


def label(text: Any, tone: str) -> SafeString:
    """A coloured label; the tones are in the style sheet."""
    return format_html('<span class="bd-label bd-tone-{}">{}</span>', tone, text)


def link(url: str, text: Any) -> SafeString:
    return format_html('<a class="bd-link" href="{}">{}</a>', url, text)


def order_link(order: Any) -> SafeString | str:
    """A link to the order's page by its reference."""
    return link(reverse("admin:order", args=(order.ref,)), order.ref) if order is not None else "—"
