from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.money import format_usd
from console import tones
from console.admin.base import ReadOnlyAdmin, choice_filter, column, label, order_link
from workflow.models import Payment


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ("provider_ref", "order_", "charge", "amount", "verdict_", "received_at_")
    list_filter = (("verdict", choice_filter(_("Any verdict"))),)
    list_filter_options = {"verdict": {"horizontal": True, "label": None}}
    list_select_related = ("order", "charge")
    search_fields = ("provider_ref__startswith", "order__ref__startswith", "charge__ref__startswith")
    search_help_text = _("Payment at the provider, order or charge")
    ordering = ("-id",)
    empty_words = _("No money has arrived yet.")
    fields = (
        "provider_ref",
        "order_",
        "charge_",
        "session",
        "amount",
        "currency_",
        "verdict_",
        "received_at_",
    )
    readonly_fields = ("received_at_", "currency_", "order_", "charge_", "session", "amount", "verdict_")

    received_at_ = column("received_at", _("received"))
    currency_ = column("currency", _("currency"))

    @display(description=_("order"), ordering="order__ref")
    def order_(self, payment: Payment) -> Any:
        return order_link(payment.order)

    @display(description=_("charge"))
    def charge_(self, payment: Payment) -> str:
        return payment.charge.ref

    @display(description=_("checkout session"))
    def session(self, payment: Payment) -> str:
        return str(payment.attempt)

    @display(description=_("amount"), ordering="amount_cents")
    def amount(self, payment: Payment) -> str:
        # Money that differs from what was asked may be in another currency: then as it came.
        if payment.currency.lower() == "usd":
            return format_usd(payment.amount_cents)
        return f"{payment.amount_cents} {payment.currency.upper()}"

    @display(description=_("counts as"), ordering="verdict")
    def verdict_(self, payment: Payment) -> SafeString:
        return label(payment.get_verdict_display(), tones.of_payment(payment.verdict))
