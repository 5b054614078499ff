"""Keeping an entry for oneself."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.editing import rights
from catalog.editing.door import Verb, deed, name_of, record
from catalog.editing.errors import EditError, Locked
from catalog.models import Entry
from integrations import clock


def lock(entry_id: int, *, user: Any) -> Entry:
    """Nobody else saves, publishes or takes it off until it is unlocked. Raises NotAllowed, Locked."""
    with deed(entry_id, user=user, right=rights.may_draft) as (entry, _kind):
        if not entry.is_locked:
            entry.locked_by, entry.locked_at = user, clock.now()
            record(entry, Verb.LOCKED, user)
    return entry


def unlock(entry_id: int, *, user: Any) -> Entry:
    """Whoever locked it, or who may publish. Raises NotAllowed, Locked, EditError (not_locked)."""
    with deed(entry_id, user=user, right=rights.may_draft, over_lock=True) as (entry, kind):
        if not entry.is_locked:
            raise EditError("not_locked", _("This is not locked."))
        if entry.is_locked_for(user) and not rights.may_publish(user, kind):
            raise Locked(name_of(entry.locked_by))
        entry.locked_by = entry.locked_at = None
        record(entry, Verb.UNLOCKED, user)
    return entry
