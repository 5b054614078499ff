from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console import masking
from console.admin.base import ReadOnlyAdmin, choice_filter, column, label, order_link
from workflow.models import Notification
from workflow.services.resending import may_resend


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("what", "order_", "channel", "recipient_", "language", "status_", "sent_at_", "again")
    list_filter = (("channel", choice_filter(_("Any channel"))), ("status", choice_filter(_("Any status"))))
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("channel", "status")}
    list_select_related = ("order",)
    search_fields = ("order__ref__startswith", "customer__email__startswith")
    search_help_text = _("Order or e-mail")
    ordering = ("-id",)
    empty_words = _("Each step writes to the customer; the notices will stand here as they were sent.")
    fields = (
        "code",
        "order_",
        "channel",
        "recipient_",
        "language",
        "subject",
        "text",
        "status_",
        "sent_at_",
        "read_at_",
        "again",
    )
    readonly_fields = ("sent_at_", "read_at_", "order_", "recipient_", "status_", "text", "again")

    sent_at_ = column("sent_at", _("sent"))
    read_at_ = column("read_at", _("read"))

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Beginnings spell an address out: who may not look at it gives the whole of it."""
        if masking.may_reveal(request.user):
            return self.search_fields
        return "order__ref__startswith", "customer__email__iexact"

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = super().get_list_display(request)
        return shown if may_resend(request.user) else [name for name in shown if name != "again"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_fields(request, obj)
        return shown if may_resend(request.user) else [name for name in shown if name != "again"]

    @display(description=_("notice"))
    def what(self, notice: Notification) -> str:
        return notice.subject or masking.label(notice.body)[:80]

    @display(description=_("order"), ordering="order__ref")
    def order_(self, notice: Notification) -> Any:
        return order_link(notice.order)

    @display(description=_("to"))
    def recipient_(self, notice: Notification) -> str:
        return masking.recipient(notice.recipient)

    @display(description=_("status"), ordering="status")
    def status_(self, notice: Notification) -> SafeString:
        sure = notice.status == Notification.Status.SENT
        return label(notice.get_status_display(), "success" if sure else "warning")

    @display(description=_("send again"))
    def again(self, notice: Notification) -> SafeString:
        return format_html(
            '<a class="bd-button bd-button-small" data-dialog data-deed="resend" href="{}">{}</a>',
            reverse("admin:resend_notice", args=(notice.pk,)),
            _("Send it again"),
        )

    @display(description=_("text"))
    def text(self, notice: Notification) -> SafeString:
        return format_html('<div class="bd-letter">{}</div>', masking.label(notice.body))
