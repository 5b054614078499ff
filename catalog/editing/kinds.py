"""What a kind of content is: its form, what a row says, and how a draft becomes rows."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from catalog.editing.content import Content, Reading, of_instance, typed
from catalog.models import Dated, Entry
from catalog.publishing import publish
from integrations import clock


@dataclass(frozen=True, slots=True)
class Use:
    """So many of something use an entry; `words` say of what ("12 guides")."""

    count: int
    words: str


class Kind(ABC):
    """One kind of entry. Subclasses declare it in `catalog.kinds`; nothing else knows its tables.

    `unpublishes` says whether it can be taken off again, `by_clock` whether a moment can be set for going
    live and for the end: a dated rule has its first and last day instead.
    """

    slug: ClassVar[str]
    model: ClassVar[type[Model]]
    form: ClassVar[type[forms.ModelForm]]
    children: ClassVar[Mapping[str, type[forms.Form]]] = {}
    icon: ClassVar[str] = "draft"
    # Whether there are several of it, or just one.
    several: ClassVar[bool] = True
    unpublishes: ClassVar[bool] = True
    by_clock: ClassVar[bool] = True
    # Fields that say what the entry is about; they stay as they are once it has been live.
    identity: ClassVar[tuple[str, ...]] = ()
    # Fields whose first words are its title.
    titled_by: ClassVar[tuple[str, ...]] = ()

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def label_plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    # --- what a draft says ------------------------------------------------------------------------

    def reading(self, content: Content, entry: Entry | None = None) -> Reading:
        """The content as its forms read it, beside the live row, with every fault named."""
        reading = Reading(content, self.form(content, instance=self.instance(entry)), self.children)
        if entry is not None and entry.live_revision is not None:
            for name in self.identity:
                if content.get(name, "") != entry.live_revision.content.get(name, ""):
                    reading.complain(name, _("This cannot change any more. Begin a new one instead."))
        self.check(reading)
        return reading

    def check(self, reading: Reading) -> None:  # noqa: B027 (most kinds have nothing to add)
        """Complain of what no single field shows."""

    def title_of(self, content: Content) -> str:
        """What a list calls it."""
        return next((content[name] for name in self.titled_by if content.get(name)), "")

    def readable(self, name: str, value: str) -> str:
        """A field's value as a person reads it: a choice by its name."""
        field = self.form.base_fields[name]
        choices = dict(getattr(field, "choices", None) or ())
        return str(choices.get(value, value))

    def to_write_on(self, content: Content, entry: Entry) -> Content:
        """The content as an editor begins to write on it."""
        return content

    def listing_label(self, listing: str) -> str:
        """What a list of children is called."""
        return listing

    def row_key(self, listing: str) -> str | None:
        """The field by which a child is the same one in two versions; none where their order counts."""
        return None

    def blank(self) -> Content:
        """The content of a new entry."""
        form = self.form()
        fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        return {name: _initial(value) for name, value in fields.items()} | {
            name: [] for name in self.children
        }

    # --- the rows that customers see --------------------------------------------------------------

    @abstractmethod
    def live_rows(self) -> Mapping[str, Any]:
        """Every live row by the key of its entry."""

    @abstractmethod
    def find(self, entry: Entry) -> Any | None:
        """The live row of the entry, or None."""

    @abstractmethod
    def instance(self, entry: Entry | None) -> Model:
        """What the form fills: a copy of the live row, or a new one."""

    def draft_row(self, content: Content, entry: Entry | None = None) -> Any:
        """A row, not to be stored, that says what the content says as far as it can be understood."""
        form = self.form(content, instance=self.instance(entry))
        form.is_valid()
        return form.instance

    def content_of(self, row: Any) -> Content:
        """What the live row says, as a draft would."""
        return of_instance(self.form, row)

    @abstractmethod
    def key_of(self, row: Any) -> str:
        """The key of the entry that has this row."""

    def uses(self, entry: Entry) -> list[Use]:
        """What else in the catalog uses the entry."""
        return []

    @abstractmethod
    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        """Make a sound content live and return the row."""

    def withdraw(self, entry: Entry, at: datetime) -> None:
        """Take the entry's row off; only asked of a kind that `unpublishes`."""
        raise NotImplementedError


def _initial(value: Any) -> str:
    return typed(value() if callable(value) else value)


class PlainKind(Kind):
    """One row that is changed in place, found by its id. Taking it off clears its column `hides`; a row
    without one is deleted."""

    hides: ClassVar[str | None] = "live"

    def live_rows(self) -> Mapping[str, Any]:
        rows = self.model._default_manager.all()
        return {self.key_of(row): row for row in (rows.filter(**{self.hides: True}) if self.hides else rows)}

    def find(self, entry: Entry) -> Any | None:
        return self.model._default_manager.filter(pk=entry.key).first() if entry.key else None

    def instance(self, entry: Entry | None) -> Model:
        found = self.find(entry) if entry is not None else None
        return self.model() if found is None else found

    def key_of(self, row: Any) -> str:
        return str(row.pk)

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        row: Any = reading.form.save(commit=False)
        if self.hides:
            setattr(row, self.hides, True)
        row.save()
        return row

    def withdraw(self, entry: Entry, at: datetime) -> None:
        row = self.find(entry)
        if row is None:
            return
        if self.hides:
            setattr(row, self.hides, False)
            row.save()
        else:
            row.delete()
            entry.key = None


class DatedKind(Kind):
    """A rule with its days: each publication adds a version, which is in force from its first day on. Taking
    it off takes back what is to come and ends what is in force with today (Seoul)."""

    model: ClassVar[type[Dated]]
    by_clock = False

    def live_rows(self) -> Mapping[str, Any]:
        rows = self.model._default_manager.order_by("valid_from", "id")
        return {self.key_of(row): row for row in rows}

    def find(self, entry: Entry) -> Any | None:
        return self.versions(entry).order_by("valid_from", "id").last() if entry.key else None

    def versions(self, entry: Entry) -> Any:
        """Every version of what the entry is about."""
        about = dict(zip(self.identity, (entry.key or "").split("/"), strict=True))
        return self.model._default_manager.filter(**about)

    def instance(self, entry: Entry | None) -> Model:
        return self.model()

    def key_of(self, row: Any) -> str:
        return "/".join(str(getattr(row, name)) for name in self.identity)

    def to_write_on(self, content: Content, entry: Entry) -> Content:
        """What has begun changes no more, so what is written is the next version, from tomorrow on."""
        if entry.has_unpublished_changes or content.get("valid_from", "") > clock.today().isoformat():
            return content
        tomorrow = clock.today() + timedelta(days=1)
        return {**content, "valid_from": tomorrow.isoformat(), "valid_to": ""}

    def check(self, reading: Reading) -> None:
        begins = reading.form.cleaned_data.get("valid_from") if reading.form.is_valid() else None
        if begins is not None and begins < clock.today():
            reading.complain("valid_from", _("This day is over. A new version begins today or later."))

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        return publish(reading.form.instance)

    def withdraw(self, entry: Entry, at: datetime) -> None:
        today = clock.today()
        for row in self.versions(entry):
            if row.valid_from > today:
                row.delete()
            elif row.valid_to is None or row.valid_to > today:
                row.valid_to = today
                row.save()
