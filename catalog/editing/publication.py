"""Going live and off again: at once, or by the clock."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.door import Verb, deed, keep, record
from catalog.editing.drafts import close_review, close_stretch, open_review
from catalog.editing.errors import EditError, NotReady
from catalog.editing.kinds import Kind
from catalog.editing.registry import kind_of
from catalog.errors import CatalogError
from catalog.models import Entry, Review, Revision
from integrations import clock


def publish(entry_id: int, *, user: Any, expect_seq: int | None) -> Entry:
    """Make the newest draft live, now. Raises what `door.deed` raises, and NotReady."""
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, kind):
        go_live(entry, kind, _latest(entry), user)
    return entry


def schedule(
    entry_id: int,
    *,
    user: Any,
    go_live_at: datetime | None,
    expire_at: datetime | None,
    expect_seq: int | None,
) -> Entry:
    """Let the clock publish the newest draft, or end what is live, or both. Moments are absolute.

    Raises what `door.deed` raises, and NotReady at "go_live_at" or "expire_at": a moment in the past, an end
    before the beginning, none at all; or at the draft's own faults.
    """
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, kind):
        if not kind.by_clock:
            raise EditError("by_days", _("This has its own first and last day. Set them and publish."))
        _check_moments(entry, go_live_at, expire_at)
        if go_live_at is not None:
            sound(entry, kind, _latest(entry))
            entry.scheduled_revision = _latest(entry)
        else:
            entry.scheduled_revision = None
        entry.go_live_at, entry.expire_at = go_live_at, expire_at
        record(entry, Verb.SCHEDULED, user, revision=entry.scheduled_revision)
    return entry


def unschedule(entry_id: int, *, user: Any, expect_seq: int | None) -> Entry:
    """Forget both moments. Raises what `door.deed` raises, and EditError (nothing_new)."""
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, _kind):
        if entry.go_live_at is None and entry.expire_at is None:
            raise EditError("nothing_new", _("Nothing is scheduled."))
        entry.go_live_at = entry.expire_at = entry.scheduled_revision = None
        record(entry, Verb.UNSCHEDULED, user)
    return entry


def unpublish(entry_id: int, *, user: Any, expect_seq: int | None) -> Entry:
    """Take it off; its content stays as a draft. Raises what `door.deed` raises, and EditError: not_live,
    stays (a kind that always has to be there)."""
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, kind):
        if not entry.live:
            raise EditError("not_live", _("This is not live."))
        if not kind.unpublishes:
            raise EditError("stays", _("The shop cannot do without this. Publish another version instead."))
        _take_off(entry, kind, user, Verb.UNPUBLISHED)
    return entry


def publish_due() -> int:
    """Do what is due by the clock: publish first, then end. A tick; returns how many deeds.

    Each by itself and once, however many engines run; what cannot be published says why in its history and
    is taken off the schedule.
    """
    now = clock.now()
    done = 0
    for pk in (
        Entry.objects.filter(go_live_at__lte=now).order_by("go_live_at", "pk").values_list("pk", flat=True)
    ):
        done += _publish_one_due(pk, now)
    for pk in (
        Entry.objects.filter(expire_at__lte=now).order_by("expire_at", "pk").values_list("pk", flat=True)
    ):
        done += _end_one_due(pk, now)
    return done


def _publish_one_due(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        entry = Entry.objects.select_for_update().filter(pk=pk, go_live_at__lte=now).first()
        if entry is None or entry.scheduled_revision is None:
            return False
        revision, expires = entry.scheduled_revision, entry.expire_at
        try:
            with transaction.atomic():
                go_live(entry, kind_of(entry.kind), revision, None)
        except (CatalogError, ValidationError, IntegrityError) as fault:
            entry.refresh_from_db()
            entry.go_live_at = entry.scheduled_revision = None
            record(entry, Verb.NOT_PUBLISHED, None, revision=revision, note=_sentences(fault))
        entry.expire_at = expires
        keep(entry)
    return True


def _end_one_due(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        entry = Entry.objects.select_for_update().filter(pk=pk, expire_at__lte=now).first()
        if entry is None:
            return False
        if entry.live:
            _take_off(entry, kind_of(entry.kind), None, Verb.EXPIRED)
            entry.expired = True
        entry.expire_at = None
        keep(entry)
    return True


def sound(entry: Entry, kind: Kind, revision: Revision) -> Any:
    """The revision as its kind reads it. Raises NotReady with every fault at its place."""
    reading = kind.reading(revision.content, entry)
    if not reading.is_sound:
        raise NotReady(reading.complaints)
    return reading


def go_live(entry: Entry, kind: Kind, revision: Revision, user: Any) -> None:
    """Apply a revision to the rows. The caller holds the entry's lock and saves it. Raises NotReady."""
    now = clock.now()
    reading = sound(entry, kind, revision)
    row = kind.apply(entry, reading, now)
    entry.key = kind.key_of(row)
    if Entry.objects.filter(kind=entry.kind, key=entry.key).exclude(pk=entry.pk).exists():
        place = kind.identity[0] if kind.identity else ""
        raise NotReady({place: [_("There is one already. Edit that one instead.")]})
    entry.live, entry.expired = True, False
    entry.live_revision, entry.last_published_at = revision, now
    entry.first_published_at = entry.first_published_at or now
    entry.title = kind.title_of(revision.content)[:200]
    entry.has_unpublished_changes = entry.latest_revision_id != revision.pk
    entry.go_live_at = entry.scheduled_revision = None
    close_stretch(revision)
    if (review := open_review(entry)) is not None:
        is_this = review.revision_id == revision.pk
        close_review(review, Review.Verdict.APPROVED if is_this else Review.Verdict.OVERTAKEN, user)
    record(entry, Verb.PUBLISHED, user, revision=revision)


def _take_off(entry: Entry, kind: Kind, user: Any, verb: str) -> None:
    kind.withdraw(entry, clock.now())
    entry.live = False
    entry.has_unpublished_changes = True
    entry.expire_at = None
    record(entry, verb, user, revision=entry.live_revision)


def _latest(entry: Entry) -> Revision:
    if entry.latest_revision is None:
        raise EditError("nothing_new", _("There is no draft yet."))
    return entry.latest_revision


def _check_moments(entry: Entry, go_live_at: datetime | None, expire_at: datetime | None) -> None:
    now = clock.now()
    complaints: dict[str, list[str]] = {}
    if go_live_at is None and expire_at is None:
        complaints["go_live_at"] = [_("Set a moment.")]
    if go_live_at is not None and go_live_at <= now:
        complaints["go_live_at"] = [_("This moment is over. Publish now, or set a later one.")]
    if expire_at is not None and expire_at <= (go_live_at or now):
        complaints["expire_at"] = [
            _("The end has to come after the beginning.") if go_live_at else _("This moment is over.")
        ]
    if expire_at is not None and go_live_at is None and not entry.live:
        complaints["expire_at"] = [_("This is not live, so it cannot end. Set when it goes live.")]
    if complaints:
        raise NotReady(complaints)


def _sentences(fault: Exception) -> str:
    if isinstance(fault, NotReady):
        return " ".join(sentence for said in fault.complaints.values() for sentence in said)
    if isinstance(fault, ValidationError):
        return " ".join(fault.messages)
    return str(fault)
