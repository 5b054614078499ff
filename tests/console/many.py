"""The same desk with its rows many times over, written straight into the tables, for counting queries, and
how many of them a page may send."""

import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

from catalog.models import (
    Deadline,
    DutyRule,
    Entry,
    EntryEvent,
    ExchangeRate,
    Fee,
    Holiday,
    Image,
    RateCard,
    ReplyTemplate,
    Review,
    Revision,
    ScreeningRule,
    Store,
    Zone,
)
from community.models import Member
from workflow.engine.models import Effect, TransitionLog
from workflow.models import (
    Approval,
    Attention,
    AuditEntry,
    Charge,
    Mention,
    Message,
    Note,
    Notification,
    Order,
    OrderAddress,
    OrderItem,
    Parcel,
    ParcelLine,
    Payment,
    PaymentAttempt,
    Quote,
    TrackingEvent,
    WebhookEvent,
)

# Whatever a row points at stands before it.
_COPIED: tuple[type[models.Model], ...] = (
    Member, Order, OrderAddress, OrderItem, Quote, Charge, PaymentAttempt, Payment,
    Parcel, ParcelLine, TrackingEvent, Attention, Approval, Message, Note, Mention, Notification,
    WebhookEvent, TransitionLog, Effect, AuditEntry,
    Store, ScreeningRule, ExchangeRate, Fee, DutyRule, Zone, Deadline, Holiday, RateCard, ReplyTemplate,
    Entry, Revision, Image,
)  # fmt: skip
_ALONE = {WebhookEvent, *apps.get_app_config("catalog").get_models()}
# People stay who they are: a thousand orders are one customer's.
_KEPT = {Member}
_SUBJECTS = {"order": Order, "item": OrderItem}
_LISTED_AT_LEAST = 1_000
# Queries that a page of its kind may send at most, with nothing in the cache.
MOST = {
    "index": 34,
    "queue": 24,
    "order": 52,
    "customer": 34,
    "health": 30,
    "activity": 24,
    "ageing": 20,
    "held_up": 24,
    "throughput": 24,
    "approvals": 20,
    "warehouse": 24,
    "warehouse_order": 28,
    "search": 28,
    "rescreen_orders": 24,
    "deed": 24,
    "catalog": 28,
    "catalog_kind": 20,
    "catalog_calendar": 28,
    "entry": 30,
    "entry_versions": 24,
    "images": 20,
    "a list": 24,
    "a form": 26,
}

type Copies = dict[type[models.Model], dict[Any, list[Any]]]


def multiply() -> None:
    """A thousand orders with all that belongs to each, in every state; and a thousand rows of whatever stands
    alone."""
    copies: Copies = {}
    orders = -(-_LISTED_AT_LEAST // Order.objects.count())
    for model in _COPIED:
        rows = list(model._base_manager.order_by("pk"))
        times = -(-_LISTED_AT_LEAST // len(rows)) if model in _ALONE else orders
        made, first = {row.pk: [] for row in rows}, rows[-1].pk + 1  # type: ignore[var-annotated]
        new = []
        for number in range(times):
            for row in rows:
                twin = _twin(row, first + len(new), number, copies)
                made[row.pk].append(twin.pk)
                new.append(twin)
        model._base_manager.bulk_create(new, batch_size=500)
        if model not in _KEPT:
            copies[model] = made
    _submit_all()


def _submit_all() -> None:
    """Every entry of which somebody has written waits for review."""
    waiting = Entry.objects.filter(open_review=None, latest_revision__author__isnull=False)
    Review.objects.bulk_create(
        Review(
            entry=entry,
            open_for=entry,
            revision_id=entry.latest_revision_id,
            submitted_by_id=entry.latest_revision.author_id,  # type: ignore[union-attr]
        )
        for entry in waiting.select_related("latest_revision")
    )


def lengthen(order: Order) -> None:
    """A thousand steps, scans, messages, notices and notes of one order; a thousand versions and deeds of
    an entry in review."""
    for model in (Message, Note, Notification):
        row = model._base_manager.filter(order=order).first()
        assert row is not None
        _repeat(row)
    log = TransitionLog.objects.filter(flow="order", subject_id=order.pk).latest("seq")
    _repeat(log, "seq")
    scan = TrackingEvent.objects.filter(parcel__in=order.parcels).first()
    assert scan is not None
    _repeat(scan, "fingerprint")
    review = Review.objects.select_related("revision").earliest("id")
    _repeat(review.revision, "number")
    _repeat(EntryEvent.objects.filter(entry=review.entry_id).latest("id"))


def _repeat(row: models.Model, distinct: str = "") -> None:
    model = type(row)
    last = model._base_manager.latest("pk").pk
    twins = []
    for number in range(_LISTED_AT_LEAST):
        twin = _twin(row, last + 1 + number, number, {})
        if distinct:
            setattr(twin, distinct, number + 1_000)
        twins.append(twin)
    model._base_manager.bulk_create(twins, batch_size=500)


def _parent(field: Any) -> Any:
    return field.related_model if field.many_to_one or field.one_to_one else None


def _twin(row: Any, pk: int, number: int, copies: Copies) -> Any:
    """A copy that belongs to the copies of what the row belongs to, and has unique columns of its own."""
    twin = copy.copy(row)
    twin._state = models.base.ModelState()
    twin.pk = pk
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or value is None:
            continue
        theirs = copies.get(_parent(field), {}).get(value) if field.is_relation else None
        if theirs:
            setattr(twin, field.attname, theirs[number % len(theirs)])
        elif field.unique and not field.is_relation:
            setattr(twin, field.attname, _another(field, value, pk))
    if isinstance(row, (TransitionLog, Effect)) and row.flow in _SUBJECTS:
        theirs = copies.get(_SUBJECTS[row.flow], {}).get(row.subject_id)
        twin.subject_id = theirs[number % len(theirs)] if theirs else pk
    if isinstance(row, EntryEvent):
        # A thousand of one entry fill no page on which others stood.
        twin.at = row.at - timedelta(days=number + 1)
    if isinstance(row, (TransitionLog, AuditEntry)):
        # The log of everything mixes them by their moment, as it did before.
        twin.at = row.at - timedelta(minutes=_LISTED_AT_LEAST - number)
    if isinstance(row, Attention):
        twin.about = f"{number}-{row.about}"
    if isinstance(row, Entry) and row.key is not None:
        twin.key = f"{pk}"
    if isinstance(row, Holiday):
        twin.country, twin.date = f"{pk % 10}{pk % 7}", row.date.replace(year=2100 + number % 5_000)
    return twin


def _another(field: Any, value: Any, pk: int) -> Any:
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.IntegerField):
        # Far from the numbers of the first rows, which may be those of another table.
        return 1_000_000_000 + pk
    return f"{pk}-{value}"[: field.max_length]
