import json
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console.admin.base import ReadOnlyAdmin, choice_filter, column, label
from workflow.models import WebhookEvent

_TONES = {"waiting": "warning", "processed": "success", "ignored": "neutral", "queued": "danger"}


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    list_display = ("type_", "object_id_", "outcome_", "detail_", "came_by_", "created_at_", "received_at_")
    list_filter = (("outcome", choice_filter(_("Any outcome"))),)
    list_filter_options = {"outcome": {"horizontal": True, "label": None}}
    search_fields = ("event_id__startswith", "object_id__startswith", "type__startswith")
    search_help_text = _("Event, object or kind")
    ordering = ("-id",)
    empty_words = _("The card provider has not told us anything yet.")
    fields = (
        "type_",
        "event_id_",
        "object_id_",
        "outcome_",
        "detail_",
        "came_by_",
        "created_at_",
        "received_at_",
        "again",
        "raw",
    )
    readonly_fields = (
        "type_",
        "event_id_",
        "object_id_",
        "detail_",
        "came_by_",
        "created_at_",
        "received_at_",
        "outcome_",
        "again",
        "raw",
    )

    type_ = column("type", _("kind"))
    event_id_ = column("event_id", _("event"))
    object_id_ = column("object_id", _("object"))
    detail_ = column("detail", _("detail"))
    came_by_ = column("came_by", _("came by"))
    created_at_ = column("created_at", _("happened"))
    received_at_ = column("received_at", _("received"))

    @display(description=_("outcome"), ordering="outcome")
    def outcome_(self, event: WebhookEvent) -> SafeString:
        return label(event.get_outcome_display(), _TONES[event.outcome])

    @display(description=_("look again"))
    def again(self, event: WebhookEvent) -> Any:
        return format_html(
            '<a class="bd-button bd-button-small" data-dialog data-deed="replay" href="{}">{}</a>',
            reverse("admin:replay_event", args=(event.pk,)),
            _("Look at it again"),
        )

    @display(description=_("as it came"))
    def raw(self, event: WebhookEvent) -> SafeString:
        return format_html(
            '<pre class="bd-raw">{}</pre>', json.dumps(event.payload, indent=2, ensure_ascii=False)
        )
