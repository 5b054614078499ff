from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console.admin.base import ReadOnlyAdmin, choice_filter, column, label, order_link
from workflow.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("what", "order_", "channel", "recipient", "language", "status_", "sent_at_")
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
        "recipient",
        "language",
        "subject",
        "text",
        "status_",
        "sent_at_",
        "read_at_",
    )
    readonly_fields = ("sent_at_", "read_at_", "order_", "status_", "text")

    sent_at_ = column("sent_at", _("sent"))
    read_at_ = column("read_at", _("read"))

    @display(description=_("notice"))
    def what(self, notice: Notification) -> str:
        return notice.subject or notice.body[:80]

    @display(description=_("order"), ordering="order__ref")
    def order_(self, notice: Notification) -> Any:
        return order_link(notice.order)

    @display(description=_("status"), ordering="status")
    def status_(self, notice: Notification) -> SafeString:
        sure = notice.status == Notification.Status.SENT
        return label(notice.get_status_display(), "success" if sure else "warning")

    @display(description=_("text"))
    def text(self, notice: Notification) -> SafeString:
        return format_html('<div class="bd-letter">{}</div>', notice.body)
