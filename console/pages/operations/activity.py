"""The activity log in words, with its filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.editing.registry import kind_of
from catalog.models import EntryEvent
from catalog.money import format_usd
from community.models import Member
from console import activity, effect_words, masking, offers
from console.activity import Filters, Place, Subject
from console.dialogs import dress
from workflow.engine import operations
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Attention, AuditEntry, Order
from workflow.services import sharing
from workflow.services.audit import VERBS

_KINDS = (
    ("", gettext_lazy("Everything")),
    (activity.STEPS, gettext_lazy("Steps of orders and items")),
    (activity.CALLS, gettext_lazy("Decisions on failed calls")),
    (activity.DESK, gettext_lazy("Work at the desk")),
    (activity.MATTERS, gettext_lazy("Matters settled")),
    (activity.CATALOG, gettext_lazy("Catalog and members")),
)
_VERDICTS = {
    "retry": gettext_lazy("Tried again"),
    "skip": gettext_lazy("Skipped"),
    "mark_done": gettext_lazy("Marked as done"),
}
_ICONS = {
    Order.flow_name: "receipt_long",
    "item": "category",
    sharing.FLOW: "link",
    operations.FLOW: "bolt",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `url` and `about` name what it was done to; `detail` is what was said with it."""

    key: str
    at: datetime
    who: str
    icon: str
    title: str
    about: str
    url: str
    detail: str


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Member) -> str:
        return masking.person(obj)


class FilterForm(forms.Form):
    """Every field may be empty; what cannot be read is said beside it, and filters nothing."""

    person = PersonField(
        Member.objects.filter(is_staff=True).order_by("name", "email"),
        label=gettext_lazy("Person"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_KINDS, required=False)
    order = forms.CharField(label=gettext_lazy("Order"), max_length=20, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        # A day has a moment before and after it in every time zone.
        validators=[MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))],
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_order(self) -> Order | None:
        ref = self.cleaned_data["order"].strip().upper()
        if not ref:
            return None
        ref = ref if ref.startswith("BD-") else f"BD-{ref}"
        order = Order.objects.filter(ref=ref).first()
        if order is None:
            raise forms.ValidationError(_("There is no order %(ref)s.") % {"ref": ref})
        return order


def activity_context(asked: Any) -> dict[str, Any]:
    """`asked` are the filters and the place of the address. A fixed number of queries."""
    form = FilterForm(asked)
    dress(form)
    chosen = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    person: Member | None = chosen.get("person")
    day: date | None = chosen.get("day")
    filters = Filters(
        person=person.pk if person else None, kind=chosen.get("kind", ""), order=chosen.get("order"), day=day
    )
    # A filter that cannot be read must not show what it would have left out.
    found = (
        activity.Page([], None)
        if form.errors
        else activity.page(filters, Place.parse(asked.get("before", "")))
    )
    subject_of = activity.subjects(found.rows)
    narrowing = {name: asked[name] for name in form.fields if asked.get(name)}
    return {
        "form": form,
        "entries": [_entry(row, subject_of) for row in found.rows],
        "is_narrowed": bool(narrowing),
        "is_first": not asked.get("before"),
        "first": f"?{urlencode(narrowing)}" if narrowing else ".",
        "older": f"?{urlencode({**narrowing, 'before': str(found.after)})}" if found.after else "",
    }


def _entry(row: Any, subject_of: Callable[[TransitionLog], Subject]) -> Entry:
    if isinstance(row, TransitionLog):
        return _step(row, subject_of(row))
    if isinstance(row, AuditEntry):
        return _desk(row)
    if isinstance(row, EntryEvent):
        return _edited(row)
    return _matter(row) if isinstance(row, Attention) else _saved(row)


def _step(row: TransitionLog, subject: Subject) -> Entry:
    order = subject.order
    detail = " · ".join(part for part in (subject.item[:80], str(row.data.get("reason", ""))) if part)
    about, url = (order.ref, _order(order)) if order else ("", "")
    if row.flow == operations.FLOW:
        effect = effect_words.title(Effect(name=str(row.data.get("effect", ""))))
        title = f"{_VERDICTS.get(row.name, row.name)}: {effect}"
        if order is None:
            about, url = f"#{row.subject_id}", reverse("admin:engine_effect_change", args=(row.subject_id,))
    elif row.flow == sharing.FLOW:
        title = _("New tracking link")
    else:
        arc = offers.arcs_by_name(row.flow).get(row.name)
        title = str(arc.step.done_label or arc.step.label) if arc else row.name
    icon = _ICONS.get(row.flow, "bolt")
    return Entry(f"log-{row.pk}", row.at, row.actor_label, icon, title, about, url, detail)


def _desk(row: AuditEntry) -> Entry:
    url = ""
    if row.order is not None:
        url = _order(row.order)
    elif row.customer_id is not None:
        url = reverse("admin:customer", args=(row.customer_id,))
    why = row.data.get("why") or row.data.get("name") or ""
    about = row.order.ref if row.order is not None else masking.label(row.about)
    more = row.about if row.order is not None and row.about != row.order.ref else ""
    detail = masking.label(" · ".join(str(part) for part in (more, why) if part))
    title = str(VERBS.get(row.verb, row.verb))
    return Entry(f"audit-{row.pk}", row.at, row.actor_label, "edit_note", title, about, url, detail)


def _matter(matter: Attention) -> Entry:
    amount = f" · {format_usd(matter.amount_cents)}" if matter.amount_cents else ""
    return Entry(
        key=f"matter-{matter.pk}",
        at=activity.at(matter),
        who=str(matter.settled_by),
        icon="flag",
        title=_("Settled: %(matter)s") % {"matter": f"{matter.get_concern_display()}{amount}"},
        about=matter.order.ref if matter.order else "",
        url=_order(matter.order) if matter.order else "",
        detail=matter.settled_note,
    )


def _edited(event: EntryEvent) -> Entry:
    kind = kind_of(event.entry.kind)
    return Entry(
        key=f"entry-{event.pk}",
        at=event.at,
        who=str(event.actor),
        icon=kind.icon,
        title=f"{event.get_verb_display()}: {kind.label}",
        about=event.entry.title,
        url=reverse("admin:entry", args=(event.entry_id,)),
        detail=event.note if event.verb != EntryEvent.Verb.REVERTED else "",
    )


def _saved(row: LogEntry) -> Entry:
    verb = {ADDITION: _("Added"), DELETION: _("Removed")}.get(row.action_flag, _("Changed"))
    model = row.content_type.model_class() if row.content_type else None
    kind = str(model._meta.verbose_name) if model else ""
    is_shown = model is not None and admin.site.is_registered(model) and row.action_flag != DELETION
    return Entry(
        key=f"saved-{row.pk}",
        at=row.action_time,
        who=str(row.user),
        icon="edit",
        title=f"{verb}: {kind}",
        about=masking.label(row.object_repr),
        url=reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=(row.object_id,))
        if is_shown and model is not None
        else "",
        detail=row.get_change_message(),
    )


def _order(order: Order) -> str:
    return reverse("admin:order", args=(order.ref,))
