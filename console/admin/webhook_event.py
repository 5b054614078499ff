import json
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console import ages
from console.admin.base import ConsoleChangeList, ReadOnlyAdmin, choice_filter, column, label
from console.admin.picking import pick_box
from integrations import clock
from workflow.models import WebhookEvent
from workflow.services.inbox import MAY_REPLAY

_TONES = {"waiting": "warning", "processed": "success", "ignored": "neutral", "queued": "danger"}
# An event is acted on within seconds; one that waits this long is stuck.
_LATE = timedelta(minutes=5)


class WebhookChangeList(ConsoleChangeList):
    result_list: Any
    pick_deeds: list[tuple[str, str, Any]] = []
    here = ""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        may_replay = request.user.has_perm(MAY_REPLAY)
        events: list[Any] = list(self.result_list)
        for event in events:
            event.pickable = may_replay
        self.result_list = events
        self.here = request.get_full_path()
        if may_replay:
            self.pick_deeds = [(reverse("admin:replay_events"), "replay", _("Look at them again"))]


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    list_after_template = "console/operations/_pick_bar.html"
    list_display_links = ("type_",)
    list_display = (
        "pick",
        "type_",
        "object_id_",
        "outcome_",
        "detail_",
        "came_by_",
        "created_at_",
        "received_at_",
    )
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConsoleChangeList]:
        return WebhookChangeList

    @display(description="")
    def pick(self, event: WebhookEvent) -> SafeString | str:
        return pick_box(event, event) if getattr(event, "pickable", False) else ""

    @display(description=_("outcome"), ordering="outcome")
    def outcome_(self, event: WebhookEvent) -> SafeString:
        if event.outcome == WebhookEvent.Outcome.WAITING and event.received_at < clock.now() - _LATE:
            return label(_("Waiting for %(span)s") % {"span": ages.age(event.received_at)}, "danger")
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
