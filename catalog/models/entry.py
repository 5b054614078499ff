"""What an editor works on: entries, their revisions, and what was decided about them.

The rows that customers see hold only what is live. A draft is a `Revision` of an `Entry`; publishing applies
it to the rows. The vocabulary is Wagtail's; see docs/adr/0010.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class DraftStateMixin(models.Model):
    """Live or not, and whether the newest revision says something that is not live."""

    live = models.BooleanField(_("live"), default=False, editable=False)
    has_unpublished_changes = models.BooleanField(default=False, editable=False)
    first_published_at = models.DateTimeField(null=True, editable=False)
    last_published_at = models.DateTimeField(_("published"), null=True, editable=False)
    live_revision = models.ForeignKey(
        "catalog.Revision", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    latest_revision = models.ForeignKey(
        "catalog.Revision", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class ScheduleMixin(models.Model):
    """When a revision goes live by itself, and when the entry stops being live."""

    go_live_at = models.DateTimeField(_("goes live"), null=True, editable=False)
    expire_at = models.DateTimeField(_("expires"), null=True, editable=False)
    expired = models.BooleanField(default=False, editable=False)
    scheduled_revision = models.ForeignKey(
        "catalog.Revision", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class LockMixin(models.Model):
    """Whoever locks an entry is the only one to edit it until it is unlocked."""

    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    locked_at = models.DateTimeField(_("locked"), null=True, editable=False)

    class Meta:
        abstract = True


class Entry(DraftStateMixin, ScheduleMixin, LockMixin):
    """One thing that is written and maintained: a shop, a guide, the rate card of a service to a zone.

    `kind` names its `catalog.editing.Kind`. `key` says which rows are its own: the id of a plain row, or what
    a dated row is about ("ems/us"); none before it was first published. `seq` grows with every deed on it.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120, null=True, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    seq = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # When its content was last saved, and by whom.
    edited_at = models.DateTimeField(_("edited"), default=clock.now, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("catalog entry")
        verbose_name_plural = _("catalog entries")
        ordering = ["kind", "title", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_entry_of_a_row")]
        indexes = [
            models.Index(fields=["kind", "title", "id"], name="entry_by_title"),
            models.Index(fields=["go_live_at"], name="entry_by_go_live"),
            models.Index(fields=["expire_at"], name="entry_by_expiry"),
        ]
        permissions = [
            ("draft_entry", "Can write drafts and submit them for review"),
            ("publish_entry", "Can review, publish, schedule and unpublish"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.pk}"

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def is_locked_for(self, user: Any) -> bool:
        return self.is_locked and self.locked_by_id != getattr(user, "pk", None)


class Revision(models.Model):
    """What an entry said at one time: every field as it was typed, children as lists.

    One stretch of editing is one revision: autosave writes it again until it is saved by hand, published,
    submitted, or somebody else saves.
    """

    class Origin(models.TextChoices):
        EDITED = "edited", _("Edited")
        TAKEN_OVER = "taken_over", _("Taken over from the live row")
        REVERTED = "reverted", _("Brought back")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.EDITED)
    # The revision whose content was brought back.
    brought_back = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # Names the open page that autosaves into it; empty once it is closed.
    stretch = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["entry", "-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.entry} #{self.number}"


class Review(models.Model):
    """A revision that somebody asks another person to look at. It waits while it has no verdict."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes asked for")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OVERTAKEN = "overtaken", _("Overtaken by a later version")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="reviews")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), default=clock.now)
    note = models.TextField(blank=True)
    # A slot that only one review of an entry can have: it waits for a decision.
    open_for = models.OneToOneField(
        Entry, null=True, on_delete=models.CASCADE, related_name="open_review", editable=False
    )
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-submitted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_verdict_display() or 'waiting'}"


class EntryEvent(models.Model):
    """What happened to an entry, one row a deed. Written with the deed, never changed."""

    class Verb(models.TextChoices):
        CREATED = "created", _("Begun")
        SAVED = "saved", _("Draft saved")
        REVERTED = "reverted", _("Old version brought back as a draft")
        SUBMITTED = "submitted", _("Submitted for review")
        APPROVED = "approved", _("Approved")
        CHANGES_ASKED = "changes_asked", _("Changes asked for")
        WITHDRAWN = "withdrawn", _("Withdrawn from review")
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("Scheduled")
        UNSCHEDULED = "unscheduled", _("Taken off the schedule")
        NOT_PUBLISHED = "not_published", _("Could not be published at its time")
        UNPUBLISHED = "unpublished", _("Unpublished")
        EXPIRED = "expired", _("Expired")
        LOCKED = "locked", _("Locked")
        UNLOCKED = "unlocked", _("Unlocked")
        DELETED = "deleted", _("Draft deleted")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="events")
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    verb = models.CharField(max_length=14, choices=Verb)
    # None: the clock did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("event of an entry")
        verbose_name_plural = _("events of entries")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.entry}: {self.verb}"
