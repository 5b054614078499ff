from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console import tones
from console.admin.base import ReadOnlyAdmin, choice_filter, column, label
from console.templatetags.console import when
from integrations.couriers.registry import courier as courier_of
from workflow.models import Parcel
from workflow.selectors.asking import asked


@admin.register(Parcel)
class ParcelAdmin(ReadOnlyAdmin):
    list_display = (
        "__str__",
        "orders",
        "customer",
        "service",
        "weight",
        "status_",
        "status_at_",
        "shipped_at_",
    )
    list_filter = (("status", choice_filter(_("Any status"))),)
    list_filter_options = {"status": {"horizontal": True, "label": None}}
    list_select_related = ("customer",)
    search_fields = ("tracking_number__startswith",)
    search_help_text = _("Tracking number")
    ordering = ("-id",)
    empty_words = _("The first weighed parcel will stand here.")
    fields = (
        "tracking_number",
        "couriers",
        "service",
        "orders",
        "customer",
        "weight",
        "size",
        "status_",
        "status_at_",
        "shipped_at_",
        "quiet_since_",
        "cadence_",
        "last_asked",
        "next_asked",
        "scans",
    )
    readonly_fields = (
        "couriers",
        "status_at_",
        "shipped_at_",
        "quiet_since_",
        "cadence_",
        "last_asked",
        "next_asked",
        "orders",
        "weight",
        "size",
        "status_",
        "scans",
    )

    status_at_ = column("status_at", _("since"))
    shipped_at_ = column("shipped_at", _("shipped"))
    quiet_since_ = column("quiet_since", _("quiet since"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Parcel]:
        return super().get_queryset(request).prefetch_related("lines__item__order")

    @display(description=_("orders"))
    def orders(self, parcel: Parcel) -> Any:
        refs = sorted({line.item.order.ref for line in parcel.lines.all()})
        links = ((reverse("admin:order", args=(ref,)), ref) for ref in refs)
        return format_html_join(", ", '<a class="bd-link" href="{}">{}</a>', links) or "—"

    @display(description=_("weight"), ordering="weight_g")
    def weight(self, parcel: Parcel) -> str:
        return f"{parcel.weight_g / 1000:.2f} kg"

    @display(description=_("size"))
    def size(self, parcel: Parcel) -> str:
        return f"{parcel.length_mm} × {parcel.width_mm} × {parcel.height_mm} mm"

    @display(description=_("tracking"), ordering="status")
    def status_(self, parcel: Parcel) -> SafeString:
        return label(parcel.get_status_display(), tones.of_tracking(parcel.status))

    @display(description=_("courier"))
    def couriers(self, parcel: Parcel) -> str:
        codes = [code for code in (parcel.courier, parcel.onward) if code]
        return " → ".join(courier_of(code).name for code in codes) or "—"

    @display(description=_("the courier is asked"))
    def cadence_(self, parcel: Parcel) -> str:
        return parcel.get_cadence_display() if parcel.tracking_number else "—"

    @display(description=_("last asked"))
    def last_asked(self, parcel: Parcel) -> Any:
        return when(asked(parcel).last) or "—"

    @display(description=_("asked again"))
    def next_asked(self, parcel: Parcel) -> Any:
        return when(asked(parcel).next) or "—"

    @display(description=_("scans"))
    def scans(self, parcel: Parcel) -> Any:
        rows = ((scan.occurred_text, scan.description, scan.place) for scan in parcel.events.all())
        return format_html_join("", "<div>{} · {} {}</div>", rows) or "—"
