"""Content as it is kept in a revision: each field as it was typed, each list of children as a list of such.

Kept as typed and not as understood, so that a draft may be half finished and loses nothing; `Reading` says
what it means and what is wrong with it.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from catalog.editing.errors import Complaints

type Row = dict[str, str]
type Content = dict[str, Any]

# Rows of one list of children; a rate card of 70 kg in steps of 500 g has 140.
MOST_ROWS = 500
MOST_CHARACTERS = 200_000


def typed(value: Any) -> str:
    """A value as somebody would type it: "" for none, an ISO date, a plain number, "on" for yes."""
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case Model():
            return str(value.pk)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def of_instance(form: type[forms.ModelForm], instance: Model) -> Row:
    """The fields of a row as its form would show them."""
    meta: Any = instance._meta
    return {name: typed(meta.get_field(name).value_from_object(instance)) for name in form.base_fields}


def from_post(
    data: QueryDict, form: type[forms.ModelForm], children: Mapping[str, type[forms.Form]]
) -> Content:
    """What an editor page sends. Children are numbered ("rows-0-up_to_g"); gaps close, a row without any
    value is none."""
    content: Content = {name: _text(data.get(name)) for name in form.base_fields}
    for listing, child in children.items():
        rows: dict[int, Row] = {}
        for key in data:
            prefix, _dash, rest = key.partition("-")
            number, _dash, name = rest.partition("-")
            if prefix == listing and number.isdecimal() and name in child.base_fields:
                rows.setdefault(int(number), {})[name] = _text(data.get(key))
        filled = [rows[number] for number in sorted(rows) if any(rows[number].values())]
        content[listing] = [{name: row.get(name, "") for name in child.base_fields} for row in filled]
    return content


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").replace("\x00", "")


def longest_list(content: Content) -> int:
    """Rows of its longest list of children."""
    return max((len(value) for value in content.values() if isinstance(value, list)), default=0)


def size(content: Content) -> int:
    """Characters in all fields together."""
    total = 0
    for value in content.values():
        rows = value if isinstance(value, list) else [{"": value}]
        total += sum(len(text) for row in rows for text in row.values())
    return total


class Reading:
    """Content as its forms read it: cleaned values, and complaints at their places."""

    def __init__(
        self, content: Content, form: forms.ModelForm, children: Mapping[str, type[forms.Form]]
    ) -> None:
        self.content = content
        self.form = form
        self.children: dict[str, list[forms.Form]] = {
            listing: [child(row) for row in content.get(listing, [])] for listing, child in children.items()
        }
        self._added: dict[str, list[str]] = {}

    def complain(self, place: str, sentence: str) -> None:
        """Add a fault that no form sees by itself."""
        self._added.setdefault(place, []).append(str(sentence))

    @property
    def complaints(self) -> Complaints:
        """Every sentence by its place, empty where all is well."""
        found: dict[str, list[str]] = {place: list(said) for place, said in self._added.items()}
        for name, errors in self.form.errors.items():
            place = "" if name == NON_FIELD_ERRORS else name
            found.setdefault(place, []).extend(str(error) for error in errors)
        for listing, rows in self.children.items():
            for number, row in enumerate(rows):
                for name, errors in row.errors.items():
                    own = "" if name == NON_FIELD_ERRORS else f".{name}"
                    found.setdefault(f"{listing}.{number}{own}", []).extend(str(error) for error in errors)
        return found

    @property
    def is_sound(self) -> bool:
        return not self.complaints

    def rows(self, listing: str) -> list[dict[str, Any]]:
        """The cleaned children; only of a sound content."""
        return [row.cleaned_data for row in self.children[listing]]
