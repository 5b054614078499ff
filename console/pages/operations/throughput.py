"""What each person did in a period, as a table and as a file for a spreadsheet."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Member
from console import figures, masking
from console.pages.plots import still_counting
from workflow.selectors.figures import percentile
from workflow.selectors.staff_work import Work

PERIODS = (1, *figures.PERIODS)
# Column -> the deeds that are counted in it; what is nowhere else is other work.
_COLUMNS: dict[str, tuple[Any, frozenset[str]]] = {
    "screened": (
        gettext_lazy("Screened"),
        frozenset({"order.approve_quote", "order.reject_quote", "order.ask_customer"}),
    ),
    "priced": (
        gettext_lazy("Priced"),
        frozenset({"order.confirm_item_prices", "order.revise_prices", "order.extend_deadline"}),
    ),
    "bought": (gettext_lazy("Bought"), frozenset({"item.buy", "item.out_of_stock", "item.give_up"})),
    "arrived": (
        gettext_lazy("Arrived"),
        frozenset({"item.receive", "item.report_mismatch", "order.items_ready"}),
    ),
    "weighed": (
        gettext_lazy("Weighed"),
        frozenset({"order.confirm_delivery_fee", "order.revise_delivery_fee"}),
    ),
    "shipped": (gettext_lazy("Shipped"), frozenset({"order.ship", "order.correct_tracking"})),
    "wrote": (gettext_lazy("Wrote"), frozenset({"desk.messaged", "desk.noted"})),
}
# A cell that begins with one of these would be read as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """`wait` in minutes, the median; None where no order had waited for this person."""

    person: str
    counts: list[int]
    other: int
    total: int
    orders: int
    wait: int | None

    @property
    def wait_words(self) -> str:
        if self.wait is None:
            return "—"
        return _("%(n)d min") % {"n": self.wait} if self.wait < 60 else _("%(n)s h") % {
            "n": f"{self.wait / 60:.1f}"
        }  # fmt: skip


def throughput_context(days: int) -> dict[str, Any]:
    found = figures.staff(days)
    return {
        "rows": rows(found),
        "columns": columns(),
        "days": days,
        "periods": PERIODS,
        "first": found.first,
        "last": found.last,
        "still_counting": still_counting(found.uncounted),
    }


def columns() -> list[str]:
    return [str(title) for title, _names in _COLUMNS.values()]


def rows(found: figures.Staff) -> list[Row]:
    """Who did most stands first. One query for the names."""
    people = Member.objects.in_bulk(list(found.work))
    made = [_row(masking.person(people[pk]), work) for pk, work in found.work.items() if pk in people]
    return sorted(made, key=lambda row: (-row.total, row.person))


def as_csv(days: int) -> str:
    """The same table; lengths of time in minutes. Excel needs the mark at its beginning to read Korean."""
    found = figures.staff(days)
    text = StringIO()
    writer = csv.writer(text)
    for line in _lines(found):
        writer.writerow([_harmless(cell) for cell in line])
    return "\ufeff" + text.getvalue()


def chosen_days(asked: str) -> int:
    return int(asked) if len(asked) < 4 and asked.isdecimal() and int(asked) in PERIODS else 7


def _lines(found: figures.Staff) -> Iterator[list[Any]]:
    yield [
        _("Person"), _("From"), _("To"), *columns(), _("Other"), _("Deeds"), _("Orders touched"),
        _("Median wait, minutes"),
    ]  # fmt: skip
    for row in rows(found):
        wait = "" if row.wait is None else row.wait
        yield [row.person, found.first, found.last, *row.counts, row.other, row.total, row.orders, wait]


def _row(person: str, work: Work) -> Row:
    counts = [sum(work.deeds.get(name, 0) for name in names) for _title, names in _COLUMNS.values()]
    return Row(
        person=person,
        counts=counts,
        other=work.total - sum(counts),
        total=work.total,
        orders=work.orders,
        wait=percentile(work.waits, 50),
    )


def _harmless(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
