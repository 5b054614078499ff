"""What has changed since a page was opened: the log in sentences, and my values beside theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.money import format_krw
from console import ages, masking, offers
from workflow.engine.models import FlowModel, TransitionLog
from workflow.forms import DeedForm
from workflow.models import OrderItem

_WON = frozenset({"unit_price_krw", "domestic_shipping_krw"})
_MOST_SHOWN = 6

# Each item's sequence number by its id.
type Seen = dict[int, int]


@dataclass(frozen=True, slots=True)
class Contested:
    """One field that both have changed: `mine` was typed here, `theirs` is stored now."""

    label: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Conflict:
    """`news` are sentences, oldest first. `contested` is empty where nobody touched what I typed."""

    news: list[str]
    contested: list[Contested] = field(default_factory=list)


def label_of(name: str) -> str:
    """An item's field in words."""
    return str(OrderItem._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def shown(name: str, value: Any) -> str:
    """A value of an item's field in words; a dash where there is none."""
    if value in ("", None):
        return "—"
    return format_krw(value) if name in _WON else str(value)


def seen_text(items: Iterable[OrderItem]) -> str:
    """The items' sequence numbers for a hidden field: "12:3,13:4"."""
    return ",".join(f"{item.pk}:{item.seq}" for item in items)


def read_seen(text: str) -> Seen | None:
    """The reverse of `seen_text`; None for nonsense."""
    pairs = [part.split(":") for part in text.split(",")] if text else []
    if any(len(pair) != 2 or not all(_is_number(one) for one in pair) for pair in pairs):
        return None
    return {int(pk): int(seq) for pk, seq in pairs}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def since(subject: FlowModel, *, seq: int, items: Seen | None = None) -> list[TransitionLog]:
    """The deeds on the subject after `seq`, and on its items after their own numbers; oldest first."""
    later = Q(flow=subject.flow_name, subject_id=subject.pk, seq__gt=seq)
    for pk, item_seq in (items or {}).items():
        later |= Q(flow=OrderItem.flow_name, subject_id=pk, seq__gt=item_seq)
    return list(TransitionLog.objects.filter(later).order_by("at", "id"))


def conflict_of(
    log: list[TransitionLog], items: Mapping[int, OrderItem], user: Any, form: DeedForm | None
) -> Conflict:
    """What the person reads whose page was too old. Fields of `form` that only the others have changed
    take over what is stored now; what was typed here stays."""
    news = [sentence for row in log for sentence in _sentences(row, items, user)]
    return Conflict(news[-_MOST_SHOWN:], _merge(form, log, items) if form is not None else [])


def _sentences(row: TransitionLog, items: Mapping[int, OrderItem], user: Any) -> list[str]:
    who = _("You") if row.actor_id == user.pk else masking.label(row.actor_label)
    when = _ago(row)
    about = str(items[row.subject_id]) if row.flow == OrderItem.flow_name and len(items) > 1 else ""
    changes = row.data.get("changes")
    if changes:
        return [
            _("%(who)s changed %(what)s: %(before)s → %(after)s · %(when)s")
            % {
                "who": who,
                "what": f"{about}, {label_of(name)}" if about else label_of(name),
                "before": shown(name, before),
                "after": shown(name, after),
                "when": when,
            }
            for name, (before, after) in changes.items()
        ]
    arc = offers.arcs_by_name(row.flow).get(row.name)
    what = str(arc.step.done_label) if arc else row.name
    return [f"{who}: {what}{f' ({about})' if about else ''} · {when}"]


def _ago(row: TransitionLog) -> str:
    age = ages.since(row.at)
    return _("just now") if age.total_seconds() < 60 else _("%(span)s ago") % {"span": ages.span(age)}


def _merge(form: DeedForm, log: list[TransitionLog], items: Mapping[int, OrderItem]) -> list[Contested]:
    before: dict[tuple[int, str], Any] = {}
    for row in log:
        if row.flow == OrderItem.flow_name:
            for name, (was, _is) in row.data.get("changes", {}).items():
                before.setdefault((row.subject_id, name), was)
    contested = []
    data: dict[str, Any] = {name: form.data[name] for name in form.data}
    for field_name, (pk, name) in form.stands_for().items():
        if (pk, name) not in before or pk not in items:
            continue
        mine, theirs = str(data.get(field_name, "")), _text(getattr(items[pk], name))
        if mine == _text(before[pk, name]):
            data[field_name] = theirs
        elif mine != theirs:
            about = f"{items[pk]}, " if len(items) > 1 else ""
            contested.append(Contested(f"{about}{label_of(name)}", _typed(name, mine), _typed(name, theirs)))
    form.data = data
    return contested


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _typed(name: str, text: str) -> str:
    return shown(name, int(text) if name in _WON and _is_number(text) else text)
