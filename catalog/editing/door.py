"""The one way in which an entry changes: locked, permitted, not stale, recorded, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.editing.errors import EditedMeanwhile, Locked
from catalog.editing.kinds import Kind
from catalog.editing.registry import kind_of
from catalog.editing.rights import need
from catalog.models import Entry, EntryEvent, Revision
from integrations import clock
from integrations.live.channels import STAFF
from integrations.live.publishing import publish as tell

Verb = EntryEvent.Verb


@contextmanager
def deed(
    entry_id: int,
    *,
    user: Any,
    right: Callable[[Any, Kind], bool],
    expect_seq: int | None = None,
    over_lock: bool = False,
) -> Iterator[tuple[Entry, Kind]]:
    """The entry, locked for a deed of `user`; what was changed on it is saved when the block ends well.

    Raises NotAllowed, Locked (unless `over_lock`), EditedMeanwhile where `expect_seq` is no longer its seq,
    and Entry.DoesNotExist; then nothing has changed.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id)
        kind = kind_of(entry.kind)
        need(right(user, kind))
        if not over_lock and entry.is_locked_for(user):
            raise Locked(name_of(entry.locked_by))
        if expect_seq is not None and entry.seq != expect_seq:
            raise EditedMeanwhile(entry)
        yield entry, kind
        if entry.pk is not None:
            keep(entry)


def keep(entry: Entry) -> None:
    """Save it with its next number, and tell the pages that show it."""
    entry.seq += 1
    entry.save()
    tell(STAFF, "entry", {"entry": entry.pk, "kind": entry.kind, "seq": entry.seq})


def record(
    entry: Entry, verb: str, user: Any, *, revision: Revision | None = None, note: str = ""
) -> EntryEvent:
    return EntryEvent.objects.create(
        entry=entry, verb=verb, actor=user, revision=revision, note=note, at=clock.now()
    )


def name_of(user: Any) -> str:
    """A colleague's name, never their address."""
    return (user.get_full_name() if user is not None else "") or _("A colleague")
