"""Who may write drafts of a kind, and who decides what goes live."""

from typing import Any

from catalog.editing.errors import NotAllowed
from catalog.editing.kinds import Kind

DRAFT = "catalog.draft_entry"
PUBLISH = "catalog.publish_entry"


def may_look(user: Any, kind: Kind) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm(_right(kind, "view")))


def may_draft(user: Any, kind: Kind) -> bool:
    """Whoever sees the rows and may write drafts proposes; what they write changes nothing yet."""
    return may_look(user, kind) and user.has_perm(DRAFT)


def may_publish(user: Any, kind: Kind) -> bool:
    """Whoever may change the rows and publish decides: reviews, publishes, schedules, takes off, unlocks."""
    return may_draft(user, kind) and user.has_perm(PUBLISH) and user.has_perm(_right(kind, "change"))


def need(allowed: bool) -> None:
    """Raises NotAllowed."""
    if not allowed:
        raise NotAllowed


def _right(kind: Kind, verb: str) -> str:
    meta = kind.model._meta
    return f"{meta.app_label}.{verb}_{meta.model_name}"
