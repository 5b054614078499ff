"""Writing a row down: on the screen, in docs/bench.md, and as a small picture under docs/bench/."""

import math
import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from tests.bench.row import Bars, Result, Table, words

ROOT = Path(__file__).resolve().parents[2]
PAGE, PICTURES = ROOT / "docs" / "bench.md", ROOT / "docs" / "bench"
HEAD = """# Measured

The usual way of doing a job, ours, and the least that is possible, side by side in one run: `make bench`, or
`make bench ROW=courier` for one of them. Times wander on a shared machine; counts and the ratios within a run
do not.
"""
_WIDTH, _LEFT, _BAR, _GAP = 720, 250, 22, 10


def show(result: Result) -> str:
    """The row as text for a terminal."""
    lines = [f"\n{result.row}: {result.about}", machine(result.database), ""]
    for table in (headline_table(result), *result.tables):
        lines += [table.title] if table.title else []
        lines += [*_columns(table), ""]
    lines += [f"note: {note}" for note in result.notes]
    return "\n".join(lines)


def write(result: Result) -> None:
    """Replace the row's section in docs/bench.md and its picture; other rows' sections stay."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    if result.plot is not None:
        (PICTURES / f"{result.row}.svg").write_text(draw(result.plot))
    sections = _sections(PAGE.read_text()) if PAGE.exists() else {}
    sections[result.row] = _section(result)
    PAGE.write_text("\n".join([HEAD, *(sections[row] for row in sorted(sections))]))


def machine(database: str) -> str:
    """The facts that the figures depend on; nothing that names this machine."""
    facts = [f"{os.cpu_count()} cores", f"Python {platform.python_version()}", platform.system()]
    return ", ".join([*facts, database])


def headline_table(result: Result) -> Table:
    columns = ("", result.unit, "ratio")
    return Table(
        columns,
        [
            ("peer", result.peer, f"{words(result.peer_over_ours)} x ours"),
            ("ours", result.ours, ""),
            ("limit", result.limit, f"ours is {words(result.ours_over_limit)} x"),
            ("goal", result.goal, "met" if result.met else "missed"),
        ],
    )


def draw(plot: Bars) -> str:
    """Bars as SVG. It brings its own white ground, so it reads on a dark page too."""
    values = [value for _, value in plot.bars]
    top, room = max([*values, 1e-12]), _WIDTH - _LEFT - 110
    floor = min((value for value in values if value > 0), default=1.0) / 3

    def length(value: float) -> float:
        if value <= 0:
            return 0.0
        if not plot.log:
            return room * value / top
        return room * math.log(value / floor) / math.log(top / floor)

    height = 50 + len(plot.bars) * (_BAR + _GAP)
    scale = f"{plot.unit}, each tenfold equally long" if plot.log else plot.unit
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(plot.title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" font-weight="600">{escape(plot.title)}</text>',
        f'<text x="{_WIDTH - 12}" y="24" text-anchor="end" fill="#666">{escape(scale)}</text>',
    ]
    for place, (name, value) in enumerate(plot.bars):
        y, wide = 42 + place * (_BAR + _GAP), max(length(value), 2)
        colour = "#b45309" if name.lower().startswith("ours") else "#a8a29e"
        middle = y + _BAR * 0.7
        parts += [
            f'<text x="{_LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{y}" width="{wide:.0f}" height="{_BAR}" rx="3" fill="{colour}"/>',
            f'<text x="{_LEFT + wide + 8:.0f}" y="{middle:.0f}">{escape(words(value))}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def _sections(page: str) -> dict[str, str]:
    """The page's sections by row."""
    found = re.split(r"^## (?=\S)", page, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0].strip(): "## " + part.rstrip() + "\n" for part in found}


def _section(result: Result) -> str:
    lines = [f"## {result.row}", "", result.about, ""]
    lines += [f"{datetime.now(UTC):%Y-%m-%d}: {machine(result.database)}.", ""]
    for table in (headline_table(result), *result.tables):
        lines += [f"**{table.title}**", ""] if table.title else []
        lines += [_marked(table.columns), _marked(["---"] * len(table.columns))]
        lines += [*(_marked([words(cell) for cell in line]) for line in table.lines), ""]
    if result.plot is not None:
        lines += [f"![{result.plot.title}](bench/{result.row}.svg)", ""]
    lines += [*(f"- {note}" for note in result.notes)]
    return "\n".join(lines).rstrip() + "\n"


def _marked(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _columns(table: Table) -> list[str]:
    rows = [list(table.columns), *([words(cell) for cell in line] for line in table.lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
