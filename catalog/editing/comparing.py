"""Two versions side by side: field by field, words within a field, rows within a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from catalog.editing.content import Content, Row
from catalog.editing.kinds import Kind

# Words and marks with the space behind them, so that a changed word is marked and not its whole line.
_PIECES = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Longer texts are compared line by line: word by word would take seconds.
_LONG = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `mark` is "same", "gone" or "new"."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs; `pieces` read from left to right as the old text turning into the new."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row of a list: "same", "gone", "new" or "changed"; the numbers count from 1 in each version."""

    mark: str
    before: Row | None
    after: Row | None
    number_before: int | None
    number_after: int | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row that differs, cell by cell in the order of the columns; `sign` is +, - or ~."""

    mark: str
    sign: str
    cells: tuple[Cell, ...]


_SIGNS = {"new": "+", "gone": "\N{MINUS SIGN}", "changed": "~"}


@dataclass(frozen=True, slots=True)
class ListDifference:
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowDifference, ...]

    @property
    def lines(self) -> list[Line]:
        """The rows that differ, to be shown."""
        return [
            Line(
                row.mark,
                _SIGNS[row.mark],
                tuple(
                    Cell((row.before or {}).get(name, ""), (row.after or {}).get(name, ""))
                    for name, _label in self.columns
                ),
            )
            for row in self.rows
            if row.mark in _SIGNS
        ]

    @property
    def counts(self) -> dict[str, int]:
        return {mark: sum(row.mark == mark for row in self.rows) for mark in ("new", "gone", "changed")}


@dataclass(frozen=True, slots=True)
class Comparison:
    fields: tuple[FieldDifference, ...]
    lists: tuple[ListDifference, ...]

    @property
    def is_same(self) -> bool:
        return not self.fields and not self.lists


def compare(kind: Kind, before: Content, after: Content) -> Comparison:
    """What turns one content into the other. What is the same in both is left out."""
    form = kind.form()
    fields = []
    for name, field in form.fields.items():
        old, new = (kind.readable(name, str(content.get(name, ""))) for content in (before, after))
        if old != new:
            fields.append(FieldDifference(name, str(field.label or name), old, new, pieces(old, new)))
    lists = []
    for name, child in kind.children.items():
        rows = _rows(before.get(name, []), after.get(name, []), key=kind.row_key(name))
        if any(row.mark != "same" for row in rows):
            columns = tuple((key, str(field.label or key)) for key, field in child.base_fields.items())
            lists.append(ListDifference(name, columns, rows))
    return Comparison(tuple(fields), tuple(lists))


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words that stayed, went and came."""
    if len(before) + len(after) > _LONG:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    else:
        old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Piece] = []
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found.append(Piece("".join(old[a:b]), "same"))
            continue
        if b > a:
            found.append(Piece("".join(old[a:b]), "gone"))
        if d > c:
            found.append(Piece("".join(new[c:d]), "new"))
    return tuple(found)


def _rows(before: Sequence[Row], after: Sequence[Row], *, key: str | None) -> tuple[RowDifference, ...]:
    """Rows are the same row where their key is (the weight of a rate row); without a key, by likeness."""
    if key is not None:
        return _by_key(before, after, key)
    found: list[RowDifference] = []
    old, new = [tuple(sorted(row.items())) for row in before], [tuple(sorted(row.items())) for row in after]
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [
                RowDifference("same", before[a + n], after[c + n], a + n + 1, c + n + 1) for n in range(b - a)
            ]
            continue
        pairs = min(b - a, d - c)
        found += [_pair(before, after, a + n, c + n) for n in range(pairs)]
        found += [RowDifference("gone", before[n], None, n + 1, None) for n in range(a + pairs, b)]
        found += [RowDifference("new", None, after[n], None, n + 1) for n in range(c + pairs, d)]
    return tuple(found)


def _by_key(before: Sequence[Row], after: Sequence[Row], key: str) -> tuple[RowDifference, ...]:
    places = {row.get(key, ""): number for number, row in enumerate(before)}
    kept = {row.get(key, "") for row in after}
    found: list[RowDifference] = []
    for number, row in enumerate(after):
        place = places.get(row.get(key, ""))
        if place is None:
            found.append(RowDifference("new", None, row, None, number + 1))
        else:
            found.append(_pair(before, after, place, number))
    gone = [
        RowDifference("gone", row, None, number + 1, None)
        for number, row in enumerate(before)
        if row.get(key, "") not in kept
    ]
    return (*found, *gone)


def _pair(before: Sequence[Row], after: Sequence[Row], old: int, new: int) -> RowDifference:
    changed = tuple(name for name in after[new] if before[old].get(name, "") != after[new][name])
    mark = "changed" if changed else "same"
    return RowDifference(mark, before[old], after[new], old + 1, new + 1, changed)
