"""What a row of the bench hands back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """A table of docs/bench.md. Numbers are written by `words`; strings stand as they are."""

    columns: Sequence[str]
    lines: Sequence[Sequence[Any]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture: one bar for each (name, value). With `log`, each tenfold is equally long."""

    title: str
    unit: str
    bars: Sequence[tuple[str, float]]
    log: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One row: the headline figures in `unit` (less is better, unless `more_is_better`), and the rest.

    `goal` is the goal in words, `met` whether every part of it was reached, `about` says in a sentence or two
    what was measured and how, `database` which one ("SQLite 3.46" or "none"), `notes` what a reader must
    know to trust the figures. Nothing in it may name a path of this machine.
    """

    row: str
    peer: float | None
    ours: float
    limit: float | None
    unit: str
    goal: str
    met: bool
    about: str
    database: str
    tables: Sequence[Table] = ()
    plot: Bars | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    more_is_better: bool = False

    @property
    def ours_over_limit(self) -> float | None:
        """How far from what is possible: 1 is the limit itself."""
        return ratio(self.limit, self.ours) if self.more_is_better else ratio(self.ours, self.limit)

    @property
    def peer_over_ours(self) -> float | None:
        """How many times better than the peer."""
        return ratio(self.ours, self.peer) if self.more_is_better else ratio(self.peer, self.ours)

    def headline(self) -> dict[str, Any]:
        """The one JSON object that a run ends with."""
        return {
            "row": self.row,
            "peer": self.peer,
            "ours": self.ours,
            "limit": self.limit,
            "unit": self.unit,
            "ours_over_limit": self.ours_over_limit,
            "peer_over_ours": self.peer_over_ours,
            "goal": self.goal,
            "met": self.met,
        }


def ratio(over: float | None, under: float | None) -> float | None:
    """Rounded to three digits after the point; None where one of them is missing or nothing."""
    if over is None or not under:
        return None
    return round(over / under, 3)


def words(value: Any) -> str:
    """A figure as it is printed: thousands apart, three figures where a fraction matters."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if value.is_integer() and abs(value) >= 10:
            return f"{int(value):,}"
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)
