import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console import effect_words, masking, tones
from console.admin.base import ConsoleChangeList, ReadOnlyAdmin, choice_filter, column, label, order_link
from console.admin.picking import pick_box
from console.views.matters import VERDICTS
from workflow.engine import operations
from workflow.engine.models import Effect
from workflow.models import Order, OrderItem

_UNDECIDED = Effect.UNDECIDED


class EffectChangeList(ConsoleChangeList):
    result_list: Any
    # Below the list: (address, name, title) of what may be done with the ticked rows.
    pick_deeds: list[tuple[str, str, Any]] = []

    def get_results(self, request: HttpRequest) -> None:
        """An effect knows its subject by flow and id: find the orders of the page in two queries."""
        super().get_results(request)
        effects: list[Any] = list(self.result_list)
        items = {effect.subject_id for effect in effects if effect.flow == OrderItem.flow_name}
        of_item = dict(OrderItem.objects.filter(pk__in=items).values_list("pk", "order_id"))
        ids = {_order_id(effect, of_item) for effect in effects}
        orders = Order.objects.only("id", "ref").in_bulk([one for one in ids if one])
        may_decide = request.user.has_perm(operations.PERMISSION)
        for effect in effects:
            effect.order = orders.get(_order_id(effect, of_item) or 0)
            effect.pickable = may_decide and effect.status in _UNDECIDED
        self.result_list = effects
        if any(effect.pickable for effect in effects):
            self.pick_deeds = [
                (reverse("admin:decide_effects", args=(verdict,)), verdict, title)
                for verdict, (title, _meaning, _danger) in VERDICTS.items()
            ]


def _order_id(effect: Effect, of_item: dict[int, int]) -> int | None:
    if effect.flow == Order.flow_name:
        return effect.subject_id
    return of_item.get(effect.subject_id) if effect.flow == OrderItem.flow_name else None


@admin.register(Effect)
class EffectAdmin(ReadOnlyAdmin):
    list_display = (
        "pick",
        "name_",
        "order_",
        "status_",
        "attempts_",
        "due_",
        "finished_",
        "error_",
        "decide",
    )
    list_display_links = ("name_",)
    list_after_template = "console/operations/_pick_bar.html"
    list_filter = (("status", choice_filter(_("Any status"))),)
    list_filter_options = {"status": {"horizontal": True, "label": None}}
    search_fields = ("name__startswith",)
    search_help_text = _("Kind of effect")
    ordering = ("-id",)
    empty_words = _("Nothing has had to leave the building yet.")
    fields = (
        "name_",
        "order_",
        "status_",
        "decide",
        "attempts_",
        "created_",
        "due_",
        "finished_",
        "key_",
        "error_whole",
        "args_",
        "result_",
    )
    readonly_fields = (
        "attempts_",
        "due_",
        "created_",
        "finished_",
        "key_",
        "name_",
        "order_",
        "status_",
        "decide",
        "error_whole",
        "args_",
        "result_",
    )

    attempts_ = column("attempts", _("attempts"))
    due_ = column("due", _("due"))
    created_ = column("created", _("since"))
    finished_ = column("finished", _("ended"))
    key_ = column("key", _("key"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Effect]:
        return super().get_queryset(request).defer("args", "result")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConsoleChangeList]:
        return EffectChangeList

    def get_list_filter(self, request: HttpRequest) -> Any:
        return () if getattr(request, "queue", None) else self.list_filter

    @display(description="")
    def pick(self, effect: Effect) -> SafeString | str:
        return pick_box(effect, effect_words.title(effect)) if getattr(effect, "pickable", False) else ""

    @display(description=_("effect"), ordering="name")
    def name_(self, effect: Effect) -> str:
        return effect_words.title(effect)

    @display(description=_("order"))
    def order_(self, effect: Effect) -> Any:
        if not hasattr(effect, "order"):
            of_item = dict(OrderItem.objects.filter(pk=effect.subject_id).values_list("pk", "order_id"))
            effect.order = Order.objects.filter(pk=_order_id(effect, of_item) or 0).first()  # type: ignore[attr-defined]
        return order_link(effect.order)  # type: ignore[attr-defined]

    @display(description=_("status"), ordering="status")
    def status_(self, effect: Effect) -> SafeString:
        return label(effect.get_status_display(), tones.of_effect(effect.status))

    @display(description=_("error"))
    def error_(self, effect: Effect) -> SafeString:
        lines = effect.error.strip().splitlines()
        return format_html(
            '<span class="bd-wrap">{}</span>', masking.label(lines[-1])[:160] if lines else "—"
        )

    @display(description=_("error"))
    def error_whole(self, effect: Effect) -> SafeString:
        return format_html('<pre class="bd-raw">{}</pre>', masking.label(effect.error) or "—")

    @display(description=_("what it was told"))
    def args_(self, effect: Effect) -> SafeString:
        return format_html(
            '<pre class="bd-raw">{}</pre>',
            json.dumps(masking.given(effect.name, effect.args), indent=2, ensure_ascii=False),
        )

    @display(description=_("what it answered"))
    def result_(self, effect: Effect) -> SafeString:
        return format_html(
            '<pre class="bd-raw">{}</pre>',
            json.dumps(masking.given(effect.name, effect.result), indent=2, ensure_ascii=False),
        )

    @display(description=_("decide"))
    def decide(self, effect: Effect) -> Any:
        if effect.status not in _UNDECIDED:
            return "—"
        buttons = (
            (reverse("admin:decide_effect", args=(effect.pk, verdict)), verdict, title)
            for verdict, (title, _meaning, _danger) in VERDICTS.items()
        )
        return format_html_join(
            " ", '<a class="bd-button bd-button-small" data-dialog href="{}" data-deed="{}">{}</a>', buttons
        )
