"""Writing: begin, save, bring back, give up. Nothing here touches a row that customers see."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.content import MOST_CHARACTERS, MOST_ROWS, Content, longest_list, size
from catalog.editing.door import Verb, deed, keep, record
from catalog.editing.errors import EditError
from catalog.editing.kinds import Kind
from catalog.editing.registry import kind_of
from catalog.models import Entry, Review, Revision
from integrations import clock

Origin = Revision.Origin


def begin(kind: Kind, *, user: Any, content: Content, stretch: str = "", by_hand: bool = True) -> Entry:
    """A new entry with its first draft. Raises NotAllowed, EditError (too_large)."""
    rights.need(rights.may_draft(user, kind))
    _check_size(content)
    with transaction.atomic():
        entry = Entry.objects.create(kind=kind.slug, created_at=clock.now())
        revision = write(entry, kind, content, user=user, stretch="" if by_hand else stretch)
        record(entry, Verb.CREATED, user, revision=revision)
        keep(entry)
    return entry


def save(
    entry_id: int,
    *,
    user: Any,
    content: Content,
    expect_seq: int | None,
    stretch: str = "",
    by_hand: bool = True,
) -> Entry:
    """Keep the content as a draft. The same content again changes nothing.

    Autosaves of one `stretch` (an open page) are one revision; saving `by_hand` closes it. Raises what
    `door.deed` raises, and EditError: too_large, in_review.
    """
    _check_size(content)
    if _says(entry_id, user=user, content=content, expect_seq=expect_seq, by_hand=by_hand):
        return Entry.objects.get(pk=entry_id)
    with deed(entry_id, user=user, right=rights.may_draft, expect_seq=expect_seq) as (entry, kind):
        review = open_review(entry)
        _need_free(review, decides=rights.may_publish(user, kind))
        latest = entry.latest_revision
        goes_on = latest is not None and bool(stretch) and latest.stretch == stretch
        if latest is not None and goes_on and latest.author_id == user.pk:
            latest.content, latest.saved_at = content, clock.now()
            latest.stretch = "" if by_hand else stretch
            latest.save(update_fields=["content", "saved_at", "stretch"])
            _point_at(entry, kind, latest, user)
        else:
            latest = write(entry, kind, content, user=user, stretch="" if by_hand else stretch)
        if review is not None:
            review.revision = latest
            review.save(update_fields=["revision"])
        if by_hand:
            record(entry, Verb.SAVED, user, revision=latest)
    return entry


def _says(entry_id: int, *, user: Any, content: Content, expect_seq: int | None, by_hand: bool) -> bool:
    """Whether the newest draft says this already, so that nothing need be written."""
    entry = Entry.objects.select_related("latest_revision").get(pk=entry_id)
    rights.need(rights.may_draft(user, kind_of(entry.kind)))
    latest = entry.latest_revision
    same = latest is not None and latest.content == content and entry.seq == expect_seq
    return same and not (by_hand and latest is not None and latest.stretch)


def revert(entry_id: int, *, user: Any, number: int, expect_seq: int | None) -> Entry:
    """Bring an old revision back as a new draft. Raises what `save` raises, and EditError
    (unknown_revision)."""
    with deed(entry_id, user=user, right=rights.may_draft, expect_seq=expect_seq) as (entry, kind):
        _need_free(open_review(entry), decides=rights.may_publish(user, kind))
        old = entry.revisions.filter(number=number).first()
        if old is None:
            raise EditError("unknown_revision", _("There is no version %(n)d.") % {"n": number})
        new = write(entry, kind, old.content, user=user, origin=Origin.REVERTED, brought_back=old)
        record(entry, Verb.REVERTED, user, revision=new, note=str(old.number))
    return entry


def drop_changes(entry_id: int, *, user: Any, expect_seq: int | None) -> Entry | None:
    """Give the draft up: what is live stays, the draft stays in the history. An entry that was never live is
    deleted; then None. Raises what `save` raises, and EditError (nothing_new)."""
    with deed(entry_id, user=user, right=rights.may_draft, expect_seq=expect_seq) as (entry, kind):
        _need_free(open_review(entry), decides=False)
        if entry.first_published_at is None:
            entry.delete()
            return None
        if not entry.has_unpublished_changes:
            raise EditError("nothing_new", _("There is no draft to give up."))
        entry.latest_revision = entry.live_revision
        entry.has_unpublished_changes = False
        entry.go_live_at = entry.scheduled_revision = None
        if entry.live_revision is not None:
            entry.title = kind.title_of(entry.live_revision.content)[:200]
        record(entry, Verb.DELETED, user)
    return entry


def write(
    entry: Entry,
    kind: Kind,
    content: Content,
    *,
    user: Any,
    stretch: str = "",
    origin: str = Origin.EDITED,
    brought_back: Revision | None = None,
) -> Revision:
    """A new revision with the next number, as the entry's newest. The caller saves the entry."""
    now = clock.now()
    last = entry.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        entry=entry, number=last + 1, content=content, origin=origin, brought_back=brought_back,
        author=user, stretch=stretch, created_at=now, saved_at=now,
    )  # fmt: skip
    _point_at(entry, kind, revision, user, now)
    return revision


def _point_at(entry: Entry, kind: Kind, revision: Revision, user: Any, at: datetime | None = None) -> None:
    entry.latest_revision = revision
    live = entry.live_revision
    entry.has_unpublished_changes = live is None or live.content != revision.content or not entry.live
    entry.title = (kind.title_of(revision.content) or entry.title)[:200]
    entry.edited_at, entry.edited_by = at or clock.now(), user


def open_review(entry: Entry) -> Review | None:
    """The review that waits for a decision, or None."""
    return entry.reviews.filter(open_for=entry).first()


def close_review(review: Review, verdict: str, user: Any, comment: str = "") -> None:
    """The decision about a review that was open; another one may be opened then."""
    review.verdict, review.comment = verdict, comment
    review.open_for, review.decided_by, review.decided_at = None, user, clock.now()
    review.save()


def close_stretch(revision: Revision) -> None:
    """What was published or submitted is not written over by the page that is still open."""
    if revision.stretch:
        revision.stretch = ""
        revision.save(update_fields=["stretch"])


def _need_free(review: Review | None, *, decides: bool) -> None:
    """While a draft waits, only who decides writes on it. Raises EditError (in_review)."""
    if review is not None and not decides:
        raise EditError("in_review", _("This waits for review. Withdraw it first, then write on."))


def _check_size(content: Content) -> None:
    if longest_list(content) > MOST_ROWS:
        raise EditError("too_large", _("A table has up to %(n)d rows.") % {"n": MOST_ROWS})
    if size(content) > MOST_CHARACTERS:
        raise EditError(
            "too_large",
            _("This is longer than %(n)d characters. Split it into several.") % {"n": MOST_CHARACTERS},
        )
