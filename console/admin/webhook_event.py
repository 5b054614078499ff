import json
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from console import ages, masking
from console.admin.base import ConsoleChangeList, ReadOnlyAdmin, column, label, order_link
from console.admin.picking import pick_box
from integrations import clock
from workflow.models import Order, Payment, PaymentAttempt, WebhookEvent
from workflow.services.inbox import MAY_REPLAY

_TONES = {"waiting": "warning", "processed": "success", "ignored": "neutral", "queued": "danger"}
# An event is acted on within seconds; one that waits this long is stuck.
_LATE = timedelta(minutes=5)
_LONGEST_ID = 16


class OutcomeFilter(DropdownFilter):
    """Most of what the provider tells asks for nothing: it is shown to who asks for it."""

    title = _("outcome")
    parameter_name = "outcome"
    all_option = ["", _("Without “nothing to do”")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("Every outcome")), *WebhookEvent.Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WebhookEvent]) -> QuerySet[WebhookEvent]:
        wanted = self.value()
        if wanted in WebhookEvent.Outcome.values:
            return queryset.filter(outcome=wanted)
        return queryset if wanted == "all" else queryset.exclude(outcome=WebhookEvent.Outcome.IGNORED)


class WebhookChangeList(ConsoleChangeList):
    result_list: Any
    pick_deeds: list[tuple[str, str, Any]] = []

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        may_replay = request.user.has_perm(MAY_REPLAY)
        events: list[Any] = list(self.result_list)
        orders = _orders(events)
        for event in events:
            event.pickable, event.order = may_replay, orders.get(event.pk)
        self.result_list = events
        if may_replay:
            self.pick_deeds = [(reverse("admin:replay_events"), "replay", _("Look at them again"))]


def _payment_of(event: WebhookEvent) -> str:
    """The payment that the event is about, by the provider's id; empty where it names none."""
    if event.object_id.startswith("pi_"):
        return event.object_id
    try:
        return str(event.payload["data"]["object"]["payment_intent"] or "")
    except (KeyError, TypeError):  # kept as it came, whatever its shape
        return ""


def _orders(events: list[WebhookEvent]) -> dict[int, Order]:
    """The order of each event by the event's id, where its session or payment is one of ours. Two queries."""
    sessions = PaymentAttempt.objects.filter(session_id__in={event.object_id for event in events})
    payments = Payment.objects.filter(provider_ref__in={_payment_of(event) for event in events} - {""})
    found: dict[str | None, Order] = {one.provider_ref: one.order for one in payments.select_related("order")}
    found |= {one.session_id: one.charge.order for one in sessions.select_related("charge__order")}
    named = ((event.pk, found.get(event.object_id) or found.get(_payment_of(event))) for event in events)
    return {pk: order for pk, order in named if order is not None}


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    list_after_template = "console/operations/_pick_bar.html"
    list_display_links = ("type_",)
    list_display = ("pick", "type_", "order_", "outcome_", "detail_short", "object_short", "received_at_")
    list_filter = (OutcomeFilter,)
    list_filter_options = {"outcome": {"horizontal": True, "label": None}}
    search_fields = ("event_id__startswith", "object_id__startswith", "type__startswith")
    search_help_text = _("Event, object or kind")
    ordering = ("-id",)
    empty_words = _("Nothing the card provider told us asked for anything. “Every outcome” shows the rest.")
    fields = (
        "type_",
        "order_",
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
        "order_",
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

    @display(description=_("order"))
    def order_(self, event: Any) -> Any:
        return order_link(event.order if hasattr(event, "order") else _orders([event]).get(event.pk))

    @display(description=_("object"), ordering="object_id")
    def object_short(self, event: WebhookEvent) -> SafeString:
        whole = event.object_id
        short = whole if len(whole) <= _LONGEST_ID else f"{whole[:6]}…{whole[-6:]}"
        return format_html('<span class="bd-ref" title="{}">{}</span>', whole, short)

    @display(description=_("detail"))
    def detail_short(self, event: WebhookEvent) -> SafeString:
        return format_html('<span class="bd-wrap">{}</span>', event.detail or "—")

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
        shown = masking.payload(event.payload)
        return format_html('<pre class="bd-raw">{}</pre>', json.dumps(shown, indent=2, ensure_ascii=False))
