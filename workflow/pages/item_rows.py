"""The repeatable part of the request: rows that come, go and keep what was typed, without JavaScript."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workflow.forms.lines import clean_line
from workflow.pages.forms import ItemRowForm
from workflow.services.requests import WantedItem

FIELDS = ("url", "title", "options", "quantity", "note")
_TYPED = ("url", "title", "options", "note")
_NAME = re.compile(r"items-(\d{1,4})-(url|title|options|quantity|note)")

type Row = dict[str, str]


def read_rows(data: Mapping[str, Any]) -> list[Row]:
    """The rows as they were posted, in their order."""
    found: dict[int, Row] = {}
    for name in data:
        match = _NAME.fullmatch(name)
        if match:
            found.setdefault(int(match[1]), {})[match[2]] = str(data[name])
    return [found[index] for index in sorted(found)]


def is_blank(row: Row) -> bool:
    """Nothing that can be seen was typed; a quantity alone is what the empty row already had."""
    return not any(clean_line(row.get(name, "")) for name in _TYPED)


class ItemRows:
    """A list of rows as forms, with fresh numbers from 0."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = [{name: row.get(name, "") for name in FIELDS} for row in rows] or [blank()]
        self.forms = self.shown()

    def shown(self) -> list[ItemRowForm]:
        """Forms with what was typed and no complaints."""
        return [ItemRowForm(initial=row, prefix=f"items-{number}") for number, row in enumerate(self.rows)]

    def check(self) -> bool:
        """Drop empty rows and check the rest; an empty request keeps one row, which then says so."""
        self.rows = [row for row in self.rows if not is_blank(row)] or [blank()]
        self.forms = [
            ItemRowForm(
                {f"items-{number}-{name}": value for name, value in row.items()}, prefix=f"items-{number}"
            )
            for number, row in enumerate(self.rows)
        ]
        # Every row is checked, not only up to the first bad one: each shows its own faults.
        return not sum(not form.is_valid() for form in self.forms)

    def wanted(self) -> list[WantedItem]:
        return [form.wanted() for form in self.forms]

    def template_form(self) -> ItemRowForm:
        """The row that the script copies; its number is put in there."""
        return ItemRowForm(initial=blank(), prefix="items-__n__")


def blank() -> Row:
    return {"url": "", "title": "", "options": "", "quantity": "1", "note": ""}
