"""Plain screens of the catalog's rows. A dated row that has begun changes no more: the model refuses
it in words, and the next version is added beside it."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.models import (
    Deadline,
    DutyRule,
    ExchangeRate,
    Fee,
    Holiday,
    MessageTemplate,
    ReplyTemplate,
    ScreeningRule,
    Standing,
    Store,
    Zone,
)
from console.admin.base import ConsoleAdmin, choice_filter, label, link
from integrations import clock
from workflow.services import rescreen

_STANDINGS = {Standing.SOURCED: "success", Standing.HOUSE: "success", Standing.SAMPLE: "warning"}


def standing_label(row: Any) -> SafeString:
    """How far a row can be trusted; everything but sourced and house rules asks for a look."""
    return label(str(row.get_standing_display()).partition(":")[0], _STANDINGS.get(row.standing, "danger"))


class DatedAdmin(ConsoleAdmin):
    """A dated rule: the list says which version is in force today, in Seoul."""

    list_filter: Any = (("standing", choice_filter(_("Any standing"))),)
    list_filter_options = {"standing": {"horizontal": True, "label": None}}
    empty_words = _("Run “manage.py seed_catalog” to have the first rows.")

    @display(description=_("standing"), ordering="standing")
    def standing_(self, row: Any) -> SafeString:
        return standing_label(row)

    @display(description=_("today"))
    def today(self, row: Any) -> SafeString:
        day = clock.today()
        if row.holds(day):
            return label(_("In its days"), "success")
        return label(_("To come") if row.valid_from > day else _("Over"), "neutral")


@admin.register(Store)
class StoreAdmin(ConsoleAdmin):
    list_display = ("name", "name_ko", "host")
    search_fields = ("host__startswith", "name__startswith")
    search_help_text = _("Shop or host")
    empty_words = _("No shop is known yet.")


@admin.register(ScreeningRule)
class ScreeningRuleAdmin(DatedAdmin):
    list_display = (
        "code",
        "category",
        "verdict",
        "reason_en",
        "valid_from",
        "valid_to",
        "today",
        "standing_",
    )
    list_filter = (
        ("verdict", choice_filter(_("Any verdict"))),
        ("standing", choice_filter(_("Any standing"))),
    )
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("verdict", "standing")}
    search_fields = ("code__startswith", "keywords")
    search_help_text = _("Code or word")
    list_before_template = "console/screening/_rules_head.html"

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self._offer_a_new_look(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._offer_a_new_look(request, obj)
        return super().response_change(request, obj)

    def _offer_a_new_look(self, request: HttpRequest, rule: ScreeningRule) -> None:
        if not rule.holds(clock.today()):
            return
        if rescreen.may_rescreen(request.user):
            words = link(reverse("admin:rescreen_orders"), _("Re-screen open orders"))
        else:
            words = format_html("{}", _("Who screens requests can screen the open orders again."))
        said = _("The open orders were screened by the rules before.")
        messages.info(request, format_html("{} {}", said, words))


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ConsoleAdmin):
    """Rows are only ever added: a price that was given must find its rate again."""

    list_display = ("krw_per_usd", "spread_percent", "customer_rate", "observed_at", "source", "standing_")
    list_filter = (("standing", choice_filter(_("Any standing"))),)
    list_filter_options = {"standing": {"horizontal": True, "label": None}}
    empty_words = _("No exchange rate is known, so nothing can be priced.")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        now: datetime = clock.now()
        return {"observed_at": now, **super().get_changeform_initial_data(request)}

    @display(description=_("standing"), ordering="standing")
    def standing_(self, row: ExchangeRate) -> SafeString:
        return standing_label(row)


@admin.register(Fee)
class FeeAdmin(DatedAdmin):
    list_display = ("kind", "percent", "amount_cents", "valid_from", "valid_to", "today", "standing_")


@admin.register(DutyRule)
class DutyRuleAdmin(DatedAdmin):
    list_display = (
        "channel",
        "zone",
        "value_from_cents",
        "value_to_cents",
        "percent",
        "payer",
        "valid_from",
        "today",
        "standing_",
    )


@admin.register(Zone)
class ZoneAdmin(DatedAdmin):
    list_display = ("state", "name", "code", "country", "valid_from", "valid_to", "today", "standing_")
    search_fields = ("state__startswith", "name__startswith")
    search_help_text = _("State")


@admin.register(Deadline)
class DeadlineAdmin(DatedAdmin):
    list_display = ("step", "hours", "counting", "valid_from", "valid_to", "today", "standing_")


@admin.register(Holiday)
class HolidayAdmin(ConsoleAdmin):
    list_display = ("date", "country", "name", "name_ko")
    list_filter = (("country", choice_filter(_("Any country"))),)
    list_filter_options = {"country": {"horizontal": True, "label": None}}
    empty_words = _("No holiday is known.")


@admin.register(MessageTemplate)
class MessageTemplateAdmin(ConsoleAdmin):
    list_display = ("code", "language", "subject", "has_sms")
    list_filter = (("language", choice_filter(_("Any language"))),)
    list_filter_options = {"language": {"horizontal": True, "label": None}}
    search_fields = ("code__startswith",)
    search_help_text = _("Code")
    empty_words = _("Run “manage.py seed_catalog” to have the first rows.")

    @display(description=_("text message"), boolean=True)
    def has_sms(self, template: MessageTemplate) -> bool:
        return bool(template.sms)


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(ConsoleAdmin):
    """What staff put into a message with one press. Plain text with {name}, {order} and {staff}."""

    list_display = ("title", "position", "is_active")
    search_fields = ("title__startswith",)
    search_help_text = _("Title")
    empty_words = _("Run “manage.py seed_catalog” to have the first rows.")
    fields = ("title", "body_en", "body_ko", "position", "is_active")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in ("body_en", "body_ko"):
            field.help_text = _("{name}, {order} and {staff} are filled in; other braces stay as they are.")
        return field
