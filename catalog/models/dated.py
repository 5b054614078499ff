"""Rows with a date: what every dated row of the catalog shares."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.errors import RowInForce
from integrations import clock


class Standing(models.TextChoices):
    """How far a row can be trusted. Screens show everything but `sourced` with a warning."""

    SOURCED = "sourced", _("Sourced: taken from the named source")
    HOUSE = "house", _("House rule: our own decision")
    SAMPLE = "sample", _("Sample: a believable figure, replace before real use")
    UNVERIFIED = "unverified", _("Unverified: staff must confirm")


class DatedQuerySet[Row: "Dated"](models.QuerySet[Row]):
    """Versions by date.

    The version that began last decides. Once that one has ended nothing is in force: an older
    open version never comes back by itself, because a forgotten price is worse than none.
    Two versions that begin on one day: the one stored last decides (a same-day correction).
    """

    def begun(self, day: date) -> Self:
        """Versions that have begun by `day` (Seoul), newest first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from", "-id")

    def in_force(self, day: date, **key: Any) -> Row | None:
        """The version of `key` in force on `day` (Seoul), or None."""
        row = self.filter(**key).begun(day).first()
        return row if row is not None and row.holds(day) else None

    def all_in_force(self, day: date, *, by: str) -> list[Row]:
        """For each value of the column `by`, the version in force on `day`; sorted by it. One query."""
        newest: dict[Any, Row] = {}
        for row in self.begun(day):
            newest.setdefault(getattr(row, by), row)
        return [newest[key] for key in sorted(newest) if newest[key].holds(day)]


class Dated(models.Model):
    """A rule of the trade with its dates and its source.

    Days are Seoul days and **both ends are inclusive**. A row that has begun is never edited:
    `publishing.publish()` adds the next version. Only its last day and its note may still change.
    """

    OPEN_FIELDS = frozenset({"valid_to", "note"})

    valid_from = models.DateField(_("first day in force"), help_text=_("Seoul date, inclusive."))
    valid_to = models.DateField(
        _("last day in force"),
        null=True,
        blank=True,
        help_text=_("Seoul date, inclusive. Empty: no end is known."),
    )
    source = models.CharField(_("source"), max_length=300, help_text=_("Who says so."))
    source_url = models.URLField(_("source address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing, default=Standing.UNVERIFIED)
    created_at = models.DateTimeField(_("written down"), default=clock.now, editable=False)

    # Bare, so that each model's own manager carries its type.
    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_dates",
                violation_error_message="The last day cannot be before the first.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row. Raises RowInForce when a row that has begun would change."""
        if changed := self._changed_in_force():
            raise RowInForce("row_in_force", _refusal(changed))
        super().save(*args, **kwargs)

    def holds(self, day: date) -> bool:
        """Whether `day` (Seoul) lies within this row's days."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def clean(self) -> None:
        super().clean()
        if changed := self._changed_in_force():
            raise ValidationError(_refusal(changed), code="row_in_force")

    def _changed_in_force(self) -> list[str]:
        if self._state.adding or self.pk is None:
            return []
        names = [field.attname for field in self._meta.concrete_fields if field.name not in self.OPEN_FIELDS]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*names).first()
        if stored is None or stored["valid_from"] > clock.today():
            return []
        clean = {field.attname: field.to_python for field in self._meta.concrete_fields}
        return [name for name in names if clean[name](getattr(self, name)) != stored[name]]


def _refusal(changed: list[str]) -> str:
    return f"This row has begun, so {', '.join(changed)} cannot change any more. Publish a new version."
