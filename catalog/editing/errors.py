"""What can go wrong while something is edited. After a refusal nothing has changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.errors import CatalogError

# Sentences by place: "" for the whole, "name" for a field, "rows.2.price_krw" for one of a child.
type Complaints = Mapping[str, Sequence[str]]


class EditError(CatalogError):
    """A deed on an entry is refused. Codes: see each class, and in_past, bad_order, not_live, not_waiting,
    unknown_revision, used, too_large, was_live, nothing_new."""


class NotAllowed(EditError):
    """The person may not do this (code not_allowed)."""

    def __init__(self) -> None:
        super().__init__("not_allowed", _("Your role does not allow this."))


class EditedMeanwhile(EditError):
    """Somebody else has saved since the page was opened (code stale)."""

    def __init__(self, entry: Any) -> None:
        super().__init__("stale", _("Somebody else has saved a newer version meanwhile."))
        self.entry = entry


class Locked(EditError):
    """Somebody else has locked the entry (code locked)."""

    def __init__(self, name: str) -> None:
        super().__init__("locked", _("%(name)s has locked this. Ask them to unlock it.") % {"name": name})


class NotReady(EditError):
    """The content has faults, named at their places (code not_ready)."""

    def __init__(self, complaints: Complaints) -> None:
        super().__init__("not_ready", _("Some fields need a look before this can go on."))
        self.complaints = complaints
