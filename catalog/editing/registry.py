"""Every kind by its slug. `catalog.kinds` fills it when the application starts."""

from collections.abc import Iterable

from catalog.editing.kinds import Kind

_KINDS: dict[str, Kind] = {}


def register(kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        _KINDS[kind.slug] = kind


def kind_of(slug: str) -> Kind:
    """Raises KeyError for a kind that there is not."""
    return _KINDS[slug]


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())
