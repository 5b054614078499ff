"""How far a listener has come: the SSE id, and what it means.

A database gives out ids when rows are written and shows them when they are committed, so event 11 may
be seen before event 10. A place in the stream is therefore the highest id seen and the ids below it that had
not shown yet: `1234`, or `1234-1230.1232`. What is to come for a listener at that place is every id
above the first number, and the named ones.
"""

import re
from dataclasses import dataclass, field

_FORM = re.compile(r"(0|[1-9][0-9]{0,18})(?:-([1-9][0-9]{0,18}(?:\.[1-9][0-9]{0,18})*))?", re.ASCII)
_MOST_GAPS = 1_000


class BadPosition(ValueError):
    """Not an id of ours."""


@dataclass(frozen=True, slots=True)
class Position:
    """Everything up to `head` has been seen, except the ids in `gaps`, all of them below `head`."""

    head: int = 0
    gaps: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read what a client sent back as Last-Event-ID. Raises BadPosition."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise BadPosition(text[:80])
        head = int(found[1])
        gaps = frozenset(int(gap) for gap in found[2].split(".")) if found[2] else frozenset()
        if len(gaps) > _MOST_GAPS or any(gap >= head for gap in gaps):
            raise BadPosition(text[:80])
        return cls(head, gaps)

    def __str__(self) -> str:
        if not self.gaps:
            return str(self.head)
        return f"{self.head}-{'.'.join(str(gap) for gap in sorted(self.gaps))}"

    def has_seen(self, event_id: int) -> bool:
        return event_id <= self.head and event_id not in self.gaps

    def without(self, ids: frozenset[int]) -> "Position":
        """The same place with these ids counted as seen."""
        return Position(self.head, self.gaps - ids) if ids else self
