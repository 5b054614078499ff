"""Who did what, when, from where to where: the log in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.money import format_usd
from console import ages, offers
from workflow.engine import operations
from workflow.engine.models import TransitionLog
from workflow.models import Attention, Order, OrderItem
from workflow.services import sharing
from workflow.states import ItemState, OrderState

_ICONS = {
    "customer": "person",
    "staff": "badge",
    "provider": "credit_card",
    "courier": "local_shipping",
    "clock": "schedule",
    "system": "settings",
}
# Ids of rows that the page shows by name elsewhere.
_SILENT = frozenset({"charge", "quote", "parcel", "item", "due_step", "detail"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `facts` is what the log remembers, as (label, words); `key` names it on its page."""

    key: str
    at: datetime
    title: str
    about: str
    who: str
    icon: str
    source: str
    target: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def entries(order: Order, log: list[TransitionLog], items: Mapping[int, OrderItem]) -> list[Entry]:
    """The log of the order, its items and its effects, and the matters that were settled, newest first."""
    newest_first = sorted(log, key=lambda row: (row.at, row.pk), reverse=True)
    settled = [_settled(matter) for matter in order.concerns.all() if matter.settled_at is not None]
    return sorted(
        [*(_entry(row, items) for row in newest_first), *settled], key=lambda entry: entry.at, reverse=True
    )


def _settled(matter: Attention) -> Entry:
    amount = f" · {format_usd(matter.amount_cents)}" if matter.amount_cents else ""
    return Entry(
        key=f"matter-{matter.pk}",
        at=matter.settled_at or matter.raised_at,
        title=_("Settled: %(matter)s") % {"matter": f"{matter.get_concern_display()}{amount}"},
        about="",
        who=str(matter.settled_by or "Bidangil"),
        icon=_ICONS["staff"],
        source="",
        target="",
        facts=[(str(_("Note")), matter.settled_note)] if matter.settled_note else [],
    )


def logs_of(order: Order, item_ids: list[int], effect_ids: list[int]) -> list[TransitionLog]:
    """Every log row about the order, its items, its link and decisions on its effects. Four queries."""
    subjects = (
        (Order.flow_name, [order.pk]),
        (sharing.FLOW, [order.pk]),
        (OrderItem.flow_name, item_ids),
        (operations.FLOW, effect_ids),
    )
    return [
        row
        for flow, ids in subjects
        if ids
        for row in TransitionLog.objects.filter(flow=flow, subject_id__in=ids)
    ]


def _entry(row: TransitionLog, items: Mapping[int, OrderItem]) -> Entry:
    source, target = _state(row.flow, row.source), _state(row.flow, row.target)
    return Entry(
        key=f"deed-{row.pk}",
        at=row.at,
        title=_title(row),
        about=str(items.get(row.subject_id, "")) if row.flow == OrderItem.flow_name else "",
        who=row.actor_label,
        icon=_ICONS.get(row.actor_kind, "person"),
        source=source if source != target else "",
        target=target if source != target else "",
        facts=facts(row.data),
    )


def _title(row: TransitionLog) -> str:
    if row.flow == operations.FLOW:
        return {
            "retry": _("Effect tried again"),
            "skip": _("Effect skipped"),
            "mark_done": _("Effect marked as done"),
        }.get(row.name, row.name)
    if row.flow == sharing.FLOW:
        return _("New tracking link")
    arc = offers.arcs_by_name(row.flow).get(row.name)
    # A deed that the flow no longer knows keeps its name from then.
    return str(arc.step.done_label) if arc else row.name.replace("_", " ")


def _state(flow: str, state: str) -> str:
    labels: dict[str, Any] = {}
    if flow == Order.flow_name:
        labels = dict(OrderState.choices)
    elif flow == OrderItem.flow_name:
        labels = dict(ItemState.choices)
    return str(labels.get(state, ""))


def facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a log row remembers, in words; ids of other rows are left out."""
    words = _words()
    found = []
    for name, value in data.items():
        if name in _SILENT or value in ("", None, []):
            continue
        label, show = words.get(name, (name.replace("_", " "), str))
        found.append((str(label), show(value)))
    return found


def _words() -> dict[str, tuple[str, Callable[[Any], str]]]:
    return {
        "question": (_("Question"), str),
        "answer": (_("Answer"), str),
        "reason": (_("Reason"), str),
        "note": (_("Note"), str),
        "before": (_("Before"), str),
        "after": (_("After"), str),
        "valid_until": (_("Until"), _moment),
        "approved": (_("Allowed items"), str),
        "rejected": (_("Rejected items"), str),
        "total_cents": (_("Amount"), format_usd),
        "before_cents": (_("Amount before"), format_usd),
        "amount_cents": (_("Amount"), format_usd),
        "refund_cents": (_("To refund"), format_usd),
        "weight_g": (_("Chargeable weight"), lambda grams: f"{grams / 1000:.2f} kg"),
        "courier": (_("Courier"), str),
        "tracking_number": (_("Tracking number"), str),
        "shop_order_number": (_("Shop's order number"), str),
        "hits": (_("Rules"), lambda codes: ", ".join(str(code) for code in codes)),
        "effect": (_("Effect"), str),
    }


def _moment(text: str) -> str:
    return ages.moment(datetime.fromisoformat(text))
