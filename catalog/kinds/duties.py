"""The duty table of one channel to one zone: all value classes that begin on one day."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.editing.content import Content, Reading, typed
from catalog.editing.kinds import DatedKind
from catalog.kinds.forms import DATED, model_form
from catalog.models import DutyRule, Entry, Payer
from catalog.publishing import publish

_TABLE = ("origin", "country", "zone", "channel", *DATED)
_MOST_CENTS = 99_999_999


class DutyClassForm(forms.Form):
    value_from_cents = forms.IntegerField(
        label=gettext_lazy("value from (US cents)"), min_value=1, max_value=_MOST_CENTS
    )
    value_to_cents = forms.IntegerField(
        label=gettext_lazy("value to (US cents)"), min_value=1, max_value=_MOST_CENTS, required=False
    )
    percent = forms.DecimalField(
        label=gettext_lazy("duty, percent of the value"),
        min_value=Decimal(0),
        max_value=Decimal(1000),
        decimal_places=3,
    )
    payer = forms.ChoiceField(label=gettext_lazy("payer"), choices=Payer.choices)
    fee_cents = forms.IntegerField(
        label=gettext_lazy("handling fee (US cents)"), min_value=0, max_value=_MOST_CENTS
    )
    fee_percent = forms.DecimalField(
        label=gettext_lazy("handling fee, percent of the duty"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=3,
    )


class DutyTableKind(DatedKind):
    """Its classes begin at one cent, follow each other without gap or overlap, and the last has no end: every
    parcel has exactly one class."""

    slug = "duty_table"
    model = DutyRule
    form = model_form(DutyRule, _TABLE)
    children = {"classes": DutyClassForm}
    icon = "gavel"
    identity = ("origin", "country", "zone", "channel")

    @property
    def label(self) -> str:
        return _("duty table")

    @property
    def label_plural(self) -> str:
        return _("duty tables")

    def title_of(self, content: Content) -> str:
        return f"{self.readable('channel', str(content.get('channel', '')))} → {content.get('zone', '')}"

    def listing_label(self, listing: str) -> str:
        return _("Classes of value")

    def row_key(self, listing: str) -> str | None:
        return "value_from_cents"

    def content_of(self, row: DutyRule) -> Content:
        about = {name: getattr(row, name) for name in (*self.identity, "valid_from")}
        # Of a table that was stored twice for one day, the one stored last.
        newest: dict[int, DutyRule] = {}
        for one in DutyRule.objects.filter(**about).order_by("id"):
            newest[one.value_from_cents] = one
        classes = [
            {name: typed(getattr(newest[begin], name)) for name in DutyClassForm.base_fields}
            for begin in sorted(newest)
        ]
        return {**super().content_of(row), "classes": classes}

    def live_rows(self) -> Mapping[str, Any]:
        rows = DutyRule.objects.order_by("valid_from", "id")
        return {self.key_of(row): row for row in rows}

    def check(self, reading: Reading) -> None:
        super().check(reading)
        classes = reading.children["classes"]
        if not classes:
            reading.complain("classes", _("A table needs at least one class of values."))
        if not classes or not all(one.is_valid() for one in classes):
            return
        expected = 1
        for number, one in enumerate(reading.rows("classes")):
            begins, ends = one["value_from_cents"], one["value_to_cents"]
            place = f"classes.{number}"
            if begins < expected:
                reading.complain(f"{place}.value_from_cents", _("This overlaps the class above."))
            elif begins > expected:
                reading.complain(
                    f"{place}.value_from_cents",
                    _("Values from %(from)d to %(to)d cents have no class.")
                    % {"from": expected, "to": begins - 1},
                )
            if ends is not None and ends < begins:
                reading.complain(f"{place}.value_to_cents", _("The upper value cannot be below the lower."))
            is_last = number == len(classes) - 1
            if ends is None and not is_last:
                reading.complain(f"{place}.value_to_cents", _("Only the last class has no upper value."))
            if ends is not None and is_last:
                reading.complain(
                    f"{place}.value_to_cents", _("Leave it empty: the last class takes all that is dearer.")
                )
            expected = (ends or begins) + 1

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        table = {name: reading.form.cleaned_data[name] for name in _TABLE}
        return [publish(DutyRule(**table, **one)) for one in reading.rows("classes")][-1]
