from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.money import format_usd
from console import tones
from console.admin.base import ReadOnlyAdmin, choice_filter, column, label, order_link
from workflow.models import Charge


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    list_display = ("ref", "order_", "kind", "amount", "status_", "created_at_", "paid_at_")
    list_filter = (("status", choice_filter(_("Any status"))), ("kind", choice_filter(_("Any kind"))))
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("status", "kind")}
    list_select_related = ("order",)
    search_fields = ("ref__startswith", "order__ref__startswith")
    search_help_text = _("Charge or order")
    ordering = ("-id",)
    empty_words = _("Confirming prices makes the first charge.")
    fields = ("ref", "order_", "kind", "amount", "status_", "lines_", "created_at_", "paid_at_", "replaces_")
    readonly_fields = ("created_at_", "paid_at_", "order_", "amount", "status_", "lines_", "replaces_")

    created_at_ = column("created_at", _("asked"))
    paid_at_ = column("paid_at", _("paid"))

    @display(description=_("order"), ordering="order__ref")
    def order_(self, charge: Charge) -> Any:
        return order_link(charge.order)

    @display(description=_("amount"), ordering="amount_cents")
    def amount(self, charge: Charge) -> str:
        return format_usd(charge.amount_cents)

    @display(description=_("status"), ordering="status")
    def status_(self, charge: Charge) -> SafeString:
        return label(charge.get_status_display(), tones.of_charge(charge.status))

    @display(description=_("what the customer pays for"))
    def lines_(self, charge: Charge) -> str:
        return "; ".join(f"{line['name']}: {format_usd(line['amount_cents'])}" for line in charge.lines)

    @display(description=_("replaces"))
    def replaces_(self, charge: Charge) -> str:
        return str(charge.replaces or "—")
