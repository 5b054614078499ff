"""Rows that were written past the editor (the seeds) become entries, with what they say as first revision."""

from django.db import transaction

from catalog.editing.drafts import write
from catalog.editing.kinds import Kind
from catalog.editing.registry import all_kinds
from catalog.models import Entry, Revision
from integrations import clock


@transaction.atomic
def adopt(kinds: list[Kind] | None = None) -> int:
    """Make an entry for each live row that has none. Safe to run again; returns how many were made."""
    made = 0
    for kind in kinds if kinds is not None else all_kinds():
        known = set(Entry.objects.filter(kind=kind.slug).values_list("key", flat=True))
        for key, row in kind.live_rows().items():
            if key not in known:
                take_over(kind, key, row)
                made += 1
    return made


def take_over(kind: Kind, key: str, row: object) -> Entry:
    """The entry of a live row that has none yet."""
    now = clock.now()
    entry = Entry.objects.create(kind=kind.slug, key=key, created_at=now)
    revision = write(entry, kind, kind.content_of(row), user=None, origin=Revision.Origin.TAKEN_OVER)
    entry.live, entry.has_unpublished_changes = True, False
    entry.live_revision, entry.first_published_at, entry.last_published_at = revision, now, now
    entry.save()
    return entry
