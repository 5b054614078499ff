"""A second look before something goes live: submit, approve, ask for changes, withdraw."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.door import Verb, deed, record
from catalog.editing.drafts import close_review, close_stretch, open_review
from catalog.editing.errors import EditError, NotReady
from catalog.editing.publication import go_live, sound
from catalog.models import Entry, Review
from integrations import clock

_LONGEST = 2_000


def submit(entry_id: int, *, user: Any, note: str = "", expect_seq: int | None) -> Review:
    """Ask another person to look at the newest draft. Raises what `door.deed` raises, NotReady, and
    EditError: nothing_new, in_review."""
    with deed(entry_id, user=user, right=rights.may_draft, expect_seq=expect_seq) as (entry, kind):
        revision = entry.latest_revision
        if revision is None or not entry.has_unpublished_changes:
            raise EditError("nothing_new", _("There is nothing new to look at."))
        if open_review(entry) is not None:
            raise EditError("in_review", _("This waits for review already."))
        sound(entry, kind, revision)
        close_stretch(revision)
        review = Review.objects.create(
            entry=entry, open_for=entry, revision=revision, submitted_by=user,
            submitted_at=clock.now(), note=note.strip()[:_LONGEST],
        )  # fmt: skip
        record(entry, Verb.SUBMITTED, user, revision=revision, note=review.note)
    return review


def approve(entry_id: int, *, user: Any, comment: str = "", expect_seq: int | None) -> Entry:
    """Agree, and publish what was submitted. Raises what `door.deed` raises, NotReady, EditError
    (not_waiting, own)."""
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, kind):
        review = _waiting(entry)
        if review.submitted_by_id == user.pk:
            raise EditError("own", _("Somebody else approves what you have submitted."))
        record(entry, Verb.APPROVED, user, revision=review.revision, note=comment.strip()[:_LONGEST])
        close_review(review, Review.Verdict.APPROVED, user, comment.strip()[:_LONGEST])
        go_live(entry, kind, review.revision, user)
    return entry


def ask_for_changes(entry_id: int, *, user: Any, comment: str, expect_seq: int | None) -> Entry:
    """Give it back with a comment. Raises what `door.deed` raises, NotReady at "comment" where there is
    none, EditError (not_waiting)."""
    with deed(entry_id, user=user, right=rights.may_publish, expect_seq=expect_seq) as (entry, _kind):
        review = _waiting(entry)
        if not comment.strip():
            raise NotReady({"comment": [_("Say what should change.")]})
        close_review(review, Review.Verdict.CHANGES, user, comment.strip()[:_LONGEST])
        record(entry, Verb.CHANGES_ASKED, user, revision=review.revision, note=review.comment)
    return entry


def withdraw(entry_id: int, *, user: Any, expect_seq: int | None) -> Entry:
    """Take it back to write on. Whoever may write drafts may. Raises what `door.deed` raises, EditError
    (not_waiting)."""
    with deed(entry_id, user=user, right=rights.may_draft, expect_seq=expect_seq) as (entry, _kind):
        review = _waiting(entry)
        close_review(review, Review.Verdict.WITHDRAWN, user)
        record(entry, Verb.WITHDRAWN, user, revision=review.revision)
    return entry


def last_decided(entry: Entry) -> Review | None:
    """The newest decision about the entry: what a writer reads who comes back to it."""
    return entry.reviews.exclude(verdict="").order_by("-decided_at", "-id").first()


def _waiting(entry: Entry) -> Review:
    review = open_review(entry)
    if review is None:
        raise EditError("not_waiting", _("This does not wait for review."))
    return review
