"""Who did what, when, from where to where: the log, the desk's own deeds and what was written, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.money import format_usd
from console import ages, masking, offers
from console.pages.changes import label_of, shown
from workflow.engine import operations
from workflow.engine.models import TransitionLog
from workflow.models import Attention, AuditEntry, Message, Notification, Order, OrderItem
from workflow.services import sharing
from workflow.services.audit import VERBS
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
_SILENT = frozenset(
    {
        "charge", "quote", "parcel", "item", "due_step", "detail", "to", "message", "changes", "approval",
        "kind", "run", "items", "orders",
    }
)  # fmt: skip
_EXCERPT = 240

# What the timeline can be narrowed to.
DEEDS, MONEY, PARCEL, DESK = "deeds", "money", "parcel", "desk"
_OF_MONEY = frozenset(
    {
        "confirm_item_prices", "revise_prices", "items_paid", "set_draft_price", "confirm_delivery_fee",
        "revise_delivery_fee", "delivery_paid", "extend_deadline", "out_of_stock", "give_up", "expire",
    }
)  # fmt: skip
_OF_PARCEL = frozenset(
    {"confirm_delivery_fee", "revise_delivery_fee", "pack", "ship", "correct_tracking", "deliver"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed, or one thing that was written. `facts` is what the log remembers, as (label, words);
    `key` names it on its page, `kinds` are what the timeline can be narrowed to."""

    key: str
    at: datetime
    title: str
    about: str
    who: str
    icon: str
    source: str
    target: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    kinds: str = DEEDS
    text: str = ""


def choices() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        (DEEDS, _("Deeds")),
        (MONEY, _("Money")),
        (PARCEL, _("Parcel")),
        (DESK, _("Desk and messages")),
    ]


def entries(order: Order, log: list[TransitionLog], items: Mapping[int, OrderItem], user: Any) -> list[Entry]:
    """The log of the order, its items and its effects, the matters that were settled, what the desk did
    beside it, messages and notices as far as this person may read them; newest first."""
    newest_first = sorted(log, key=lambda row: (row.at, row.pk), reverse=True)
    reads = user.has_perm("workflow.view_message")
    found = [
        *(_entry(row, items) for row in newest_first),
        *(_settled(matter) for matter in order.concerns.all() if matter.settled_at is not None),
        # What was written stands here itself.
        *(_audited(one) for one in order.audit.all() if not (reads and one.verb == "messaged")),
    ]
    if reads:
        found += [_message(one) for one in order.messages.all()]
    if user.has_perm("workflow.view_notification"):
        found += [_notice(one) for one in order.notifications.all()]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _audited(row: AuditEntry) -> Entry:
    return Entry(
        key=f"audit-{row.pk}",
        at=row.at,
        title=str(VERBS.get(row.verb, row.verb)),
        about="",
        who=masking.label(row.actor_label),
        icon=_ICONS["staff"],
        source="",
        target="",
        facts=facts(row.data),
        kinds=DESK,
    )


def _message(message: Message) -> Entry:
    from_customer = message.side == Message.Side.CUSTOMER
    return Entry(
        key=f"message-{message.pk}",
        at=message.sent_at,
        title=_("The customer wrote") if from_customer else _("The desk wrote"),
        about="",
        who=message.author_label,
        icon="chat",
        source="",
        target="",
        kinds=DESK,
        text=message.body[:_EXCERPT],
    )


def _notice(notice: Notification) -> Entry:
    return Entry(
        key=f"notice-{notice.pk}",
        at=notice.sent_at,
        title=_("Notice sent"),
        about=notice.subject or notice.body.splitlines()[0][:80],
        who=notice.get_channel_display(),
        icon="sms" if notice.channel == "sms" else "mail",
        source="",
        target="",
        kinds=DESK,
    )


def _settled(matter: Attention) -> Entry:
    amount = f" · {format_usd(matter.amount_cents)}" if matter.amount_cents else ""
    return Entry(
        key=f"matter-{matter.pk}",
        at=matter.settled_at or matter.raised_at,
        title=_("Settled: %(matter)s") % {"matter": f"{matter.get_concern_display()}{amount}"},
        about="",
        who=masking.label(str(matter.settled_by or "Bidangil")),
        icon=_ICONS["staff"],
        source="",
        target="",
        facts=[(str(_("Note")), matter.settled_note)] if matter.settled_note else [],
        kinds=f"{DESK} {MONEY}" if matter.amount_cents else DESK,
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
        who=masking.label(row.actor_label),
        icon=_ICONS.get(row.actor_kind, "person"),
        source=source if source != target else "",
        target=target if source != target else "",
        facts=facts(row.data),
        kinds=_kinds(row),
    )


def _kinds(row: TransitionLog) -> str:
    if row.flow in (operations.FLOW, sharing.FLOW):
        return DESK
    kinds = [DEEDS]
    kinds += [MONEY] if row.name in _OF_MONEY else []
    kinds += [PARCEL] if row.name in _OF_PARCEL else []
    return " ".join(kinds)


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
    found = [
        (label_of(name), f"{shown(name, before)} → {shown(name, after)}")
        for name, (before, after) in data.get("changes", {}).items()
    ]
    for name, value in data.items():
        if name in _SILENT or value in ("", None, []):
            continue
        label, show = words.get(name, (name.replace("_", " "), str))
        found.append((str(label), masking.label(show(value))))
    return found


def _words() -> dict[str, tuple[str, Callable[[Any], str]]]:
    return {
        "asked_by": (_("Asked by"), str),
        "question": (_("Question"), str),
        "answer": (_("Answer"), str),
        "reason": (_("Reason"), str),
        "note": (_("Note"), str),
        "before": (_("Before"), _place_or_number),
        "after": (_("After"), _place_or_number),
        "valid_until": (_("Until"), _moment),
        "approved": (_("Allowed items"), str),
        "rejected": (_("Rejected items"), str),
        "total_cents": (_("Amount"), format_usd),
        "before_cents": (_("Amount before"), format_usd),
        "amount_cents": (_("Amount"), format_usd),
        "refund_cents": (_("To refund"), format_usd),
        "weight_g": (_("Chargeable weight"), lambda grams: f"{grams / 1000:.2f} kg"),
        "courier": (_("Courier"), lambda code: str(code).upper()),
        "tracking_number": (_("Tracking number"), str),
        "shop_order_number": (_("Shop's order number"), str),
        "hits": (_("Rules"), lambda codes: ", ".join(str(code) for code in codes)),
        "effect": (_("Effect"), str),
        "name": (_("To"), str),
        "until": (_("Until"), _moment),
        "why": (_("Reason"), str),
        "what": (_("About"), str),
    }


def _moment(text: str) -> str:
    return ages.moment(datetime.fromisoformat(text))


def _place_or_number(text: Any) -> str:
    """What stood there before: an address, which is masked, or a tracking number."""
    return masking.place_in_words(str(text)) if ", " in str(text) else str(text)
