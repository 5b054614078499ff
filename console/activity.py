"""The stream of what staff did: four tables read side by side, newest first, page by page.

Each table keeps its own order and its own place, so that a page costs the same at the end of the stream as
at its beginning. A place is a number that falls: rows that come in meanwhile never shift a page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Max, Min, Q, QuerySet

from catalog.models import EntryEvent
from workflow.engine import operations
from workflow.engine.actors import Kind
from workflow.engine.models import Effect, TransitionLog
from workflow.models import Attention, AuditEntry, Order, OrderItem
from workflow.selectors.figures import bounds
from workflow.services import sharing

PAGE = 50
STEPS, CALLS, DESK, MATTERS, CATALOG = "steps", "calls", "desk", "matters", "catalog"
KINDS = (STEPS, CALLS, DESK, MATTERS, CATALOG)
_FLOWS = {STEPS: (Order.flow_name, OrderItem.flow_name, sharing.FLOW), CALLS: (operations.FLOW,)}
_ALL_FLOWS = (*_FLOWS[STEPS], *_FLOWS[CALLS])


@dataclass(frozen=True, slots=True)
class Filters:
    """Nothing set means everything. `day` is a day in Korea."""

    person: int | None = None
    kind: str = ""
    order: Order | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """How far each table has been read: the last row that was shown, 0 before the first."""

    log: int = 0
    audit: int = 0
    matters: tuple[int, int] = (0, 0)
    saved: int = 0
    entries: int = 0

    @classmethod
    def parse(cls, text: str) -> "Place":
        """From an address; what is no place is the beginning."""
        parts = text.split(".")
        if len(parts) != 6 or not all(part.isdecimal() and len(part) < 19 for part in parts):
            return cls()
        log, audit, moment, matter, saved, entries = map(int, parts)
        if moment >= _NEVER:
            return cls()
        return cls(log, audit, (moment, matter), saved, entries)

    def __str__(self) -> str:
        return ".".join(map(str, (self.log, self.audit, *self.matters, self.saved, self.entries)))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of any of the five tables, and the place after them; None at the end of the stream."""

    rows: list[Any]
    after: Place | None


def page(filters: Filters, place: Place) -> Page:
    """The next fifty deeds. At most ten small queries."""
    tables = {
        "log": _log(filters, place.log),
        "audit": _audit(filters, place.audit),
        "matters": _matters(filters, place.matters),
        "saved": _saved(filters, place.saved),
        "entries": _entries(filters, place.entries),
    }
    heads = {name: list(rows[: PAGE + 1]) for name, rows in tables.items() if rows is not None}
    shown: list[Any] = []
    marks: dict[str, Any] = {name: getattr(place, name) for name in tables}
    while len(shown) < PAGE and any(heads.values()):
        name = max((name for name in heads if heads[name]), key=lambda one: at(heads[one][0]))
        row = heads[name].pop(0)
        marks[name] = _mark(row)
        shown.append(row)
    # A table is read by its key; the moments of two deeds written at once may be the other way round.
    shown.sort(key=at, reverse=True)
    return Page(shown, Place(**marks) if any(heads.values()) else None)


def at(row: Any) -> datetime:
    """When it was done."""
    moment: datetime
    if isinstance(row, Attention):
        moment = row.settled_at or row.raised_at
    else:
        moment = row.action_time if isinstance(row, LogEntry) else row.at
    return moment


def _mark(row: Any) -> Any:
    return (_micro(at(row)), row.pk) if isinstance(row, Attention) else row.pk


def _micro(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


# Microseconds of the Unix clock that no deed of ours will have.
_NEVER = _micro(datetime(3000, 1, 1, tzinfo=UTC))


def _moment(micro: int) -> datetime:
    return datetime.fromtimestamp(micro // 1_000_000, UTC).replace(microsecond=micro % 1_000_000)


def _log(filters: Filters, mark: int) -> QuerySet[TransitionLog] | None:
    if filters.kind not in ("", STEPS, CALLS):
        return None
    rows = TransitionLog.objects.filter(actor_kind=Kind.STAFF).order_by("-id")
    if filters.kind:
        rows = rows.filter(flow__in=_FLOWS[filters.kind])
    if filters.order is not None:
        rows = rows.filter(_about_order(filters.order))
    if filters.day is not None:
        rows = _on_day(rows, filters.day)
    rows = rows.filter(pk__lt=mark) if mark else rows
    return rows.filter(actor=filters.person) if filters.person else rows


def _about_order(order: Order) -> Q:
    items = list(OrderItem.objects.filter(order=order).values_list("pk", flat=True))
    effects = Effect.objects.filter(
        Q(flow=Order.flow_name, subject_id=order.pk) | Q(flow=OrderItem.flow_name, subject_id__in=items)
    )
    return (
        Q(flow__in=(Order.flow_name, sharing.FLOW), subject_id=order.pk)
        | Q(flow=OrderItem.flow_name, subject_id__in=items)
        | Q(flow=operations.FLOW, subject_id__in=list(effects.order_by().values_list("pk", flat=True)))
    )


def _on_day(rows: QuerySet[TransitionLog], day: date) -> QuerySet[TransitionLog]:
    """The ids of a day are found on the index of flow and time; then the key alone leads through the rows."""
    start, end = bounds(day)
    ends = TransitionLog.objects.filter(flow__in=_ALL_FLOWS, at__gte=start, at__lt=end).aggregate(
        first=Min("pk"), last=Max("pk")
    )
    if ends["first"] is None:
        return rows.none()
    return rows.filter(pk__range=(ends["first"], ends["last"]), at__gte=start, at__lt=end)


def _audit(filters: Filters, mark: int) -> QuerySet[AuditEntry] | None:
    if filters.kind not in ("", DESK):
        return None
    rows = AuditEntry.objects.select_related("order", "customer").order_by("-id")
    rows = rows.filter(pk__lt=mark) if mark else rows
    rows = rows.filter(order=filters.order) if filters.order is not None else rows
    rows = rows.filter(_between("at", filters.day)) if filters.day is not None else rows
    return rows.filter(actor=filters.person) if filters.person else rows


def _matters(filters: Filters, mark: tuple[int, int]) -> QuerySet[Attention] | None:
    if filters.kind not in ("", MATTERS):
        return None
    rows = Attention.objects.filter(settled_by__isnull=False).select_related("order", "settled_by")
    rows = rows.order_by("-settled_at", "-id")
    if mark[0]:
        moment = _moment(mark[0])
        rows = rows.filter(Q(settled_at__lt=moment) | Q(settled_at=moment, pk__lt=mark[1]))
    rows = rows.filter(order=filters.order) if filters.order is not None else rows
    rows = rows.filter(_between("settled_at", filters.day)) if filters.day is not None else rows
    return rows.filter(settled_by=filters.person) if filters.person else rows


def _entries(filters: Filters, mark: int) -> QuerySet[EntryEvent] | None:
    """What was decided about the catalog's entries. Drafts that were merely saved are no news."""
    if filters.kind not in ("", CATALOG) or filters.order is not None:
        return None
    rows = EntryEvent.objects.exclude(verb=EntryEvent.Verb.SAVED).exclude(actor=None)
    rows = rows.select_related("entry", "actor", "revision").order_by("-id")
    rows = rows.filter(pk__lt=mark) if mark else rows
    rows = rows.filter(_between("at", filters.day)) if filters.day is not None else rows
    return rows.filter(actor=filters.person) if filters.person else rows


def _saved(filters: Filters, mark: int) -> QuerySet[LogEntry] | None:
    """What the admin's own forms saved: members, saved views."""
    if filters.kind not in ("", CATALOG) or filters.order is not None:
        return None
    rows = LogEntry.objects.select_related("user", "content_type").order_by("-id")
    rows = rows.filter(pk__lt=mark) if mark else rows
    rows = rows.filter(_between("action_time", filters.day)) if filters.day is not None else rows
    return rows.filter(user=filters.person) if filters.person else rows


def _between(field: str, day: date) -> Q:
    start, end = bounds(day)
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a log row is about; `item` is the name of the item, empty for the order as a whole."""

    order: Order | None
    item: str = ""


def subjects(rows: Iterable[Any]) -> Callable[[TransitionLog], Subject]:
    """A function that knows what each log row of a page is about. At most three queries."""
    logs = [row for row in rows if isinstance(row, TransitionLog)]
    effects = Effect.objects.defer("args", "result", "error").in_bulk(_ids(logs, operations.FLOW))
    items = {*_ids(logs, OrderItem.flow_name)}
    items |= {one.subject_id for one in effects.values() if one.flow == OrderItem.flow_name}
    found = OrderItem.objects.only("id", "order_id", "title", "url").in_bulk(items) if items else {}

    def order_id(flow: str, subject: int) -> int | None:
        if flow in (Order.flow_name, sharing.FLOW):
            return subject
        if flow == OrderItem.flow_name:
            return found[subject].order_id if subject in found else None
        effect = effects.get(subject)
        return order_id(effect.flow, effect.subject_id) if effect is not None else None

    ids = {order_id(row.flow, row.subject_id) for row in logs} - {None}
    orders = Order.objects.only("id", "ref").in_bulk(ids) if ids else {}

    def subject_of(row: TransitionLog) -> Subject:
        item = found.get(row.subject_id) if row.flow == OrderItem.flow_name else None
        return Subject(orders.get(order_id(row.flow, row.subject_id) or 0), str(item) if item else "")

    return subject_of


def _ids(logs: Iterable[TransitionLog], flow: str) -> list[int]:
    return [row.subject_id for row in logs if row.flow == flow]
