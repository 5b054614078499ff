from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from catalog.money import format_usd
from console import ages
from console.admin.base import ReadOnlyAdmin, choice_filter, column, label, order_link
from workflow.models import Attention
from workflow.services import approvals


class SettledFilter(DropdownFilter):
    title = _("settled")
    parameter_name = "settled"
    all_option = ["", _("Open and settled")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Open")), ("yes", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Attention]) -> QuerySet[Attention]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(Attention)
class AttentionAdmin(ReadOnlyAdmin):
    list_display = ("concern_", "order_", "amount", "detail_", "age", "settle")
    list_display_links = None
    list_filter = (("concern", choice_filter(_("Any matter"))), SettledFilter)
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("concern", "settled")}
    list_select_related = ("order", "settled_by")
    search_fields = ("order__ref__startswith",)
    search_help_text = _("Order")
    empty_words = _("Nothing has needed a person's decision yet.")
    fields = (
        "concern",
        "order_",
        "amount",
        "detail",
        "raised_at_",
        "settled_at_",
        "settled_by_",
        "settled_note_",
    )
    readonly_fields = ("raised_at_", "settled_at_", "settled_by_", "settled_note_", "order_", "amount")

    raised_at_ = column("raised_at", _("since"))
    settled_at_ = column("settled_at", _("settled"))
    settled_by_ = column("settled_by", _("settled by"))
    settled_note_ = column("settled_note", _("how it was settled"))

    def get_list_filter(self, request: HttpRequest) -> Any:
        return self.list_filter[:1] if getattr(request, "queue", None) else self.list_filter

    @display(description=_("matter"), ordering="concern")
    def concern_(self, matter: Attention) -> SafeString:
        tone = "danger" if matter.settled_at is None else "neutral"
        return label(matter.get_concern_display(), tone)

    @display(description=_("order"), ordering="order__ref")
    def order_(self, matter: Attention) -> Any:
        return order_link(matter.order)

    @display(description=_("amount"), ordering="amount_cents")
    def amount(self, matter: Attention) -> str:
        return format_usd(matter.amount_cents) if matter.amount_cents is not None else "—"

    @display(description=_("detail"))
    def detail_(self, matter: Attention) -> SafeString:
        return format_html('<span class="bd-wrap">{}</span>', matter.detail[:300])

    @display(description=_("since"), ordering="raised_at")
    def age(self, matter: Attention) -> str:
        return ages.age(matter.raised_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attention]:
        waits = approvals.waiting().filter(matter=OuterRef("pk"))
        return super().get_queryset(request).annotate(waits=Exists(waits))

    @display(description="")
    def settle(self, matter: Attention) -> Any:
        if matter.settled_at is not None:
            return f"{matter.settled_by or ''} · {matter.settled_note}".strip(" ·")
        if matter.waits:  # type: ignore[attr-defined]
            return format_html(
                '<a class="bd-label bd-tone-warning" data-waits href="{}">{}</a>',
                reverse("admin:approvals"),
                _("waits for a second person"),
            )
        return format_html(
            '<a class="bd-button bd-button-small" data-dialog data-deed="settle" href="{}">{}</a>',
            reverse("admin:settle_matter", args=(matter.pk,)),
            _("Settle"),
        )
