"""Where an entry is used: by the catalog itself, and by the rooms above, which say so here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.models import Entry

if TYPE_CHECKING:
    from catalog.editing.kinds import Kind


@dataclass(frozen=True, slots=True)
class Use:
    """So many of something use it; `words` say of what ("12 orders")."""

    count: int
    words: str


type Look = Callable[[Entry], Use]

_LOOKS: dict[str, list[Look]] = {}


def register(kind: str, look: Look) -> None:
    """Let a room above the catalog say how often an entry of this kind is used; one query a look."""
    _LOOKS.setdefault(kind, []).append(look)


def of(entry: Entry, kind: "Kind") -> list[Use]:
    """Every use there is of an entry that has been live."""
    if entry.key is None:
        return []
    found = [*kind.uses(entry), *(look(entry) for look in _LOOKS.get(kind.slug, []))]
    return [use for use in found if use.count]
