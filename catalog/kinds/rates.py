"""What couriers ask, and where to."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.editing.content import Content, Reading, typed
from catalog.editing.kinds import DatedKind
from catalog.kinds.forms import DATED, model_form
from catalog.models import Entry, RateCard, Zone
from catalog.publishing import publish_rate_card

_HEAVIEST_G = 1_000_000
_DEAREST_KRW = 100_000_000


class RateRowForm(forms.Form):
    up_to_g = forms.IntegerField(label=gettext_lazy("up to (g)"), min_value=1, max_value=_HEAVIEST_G)
    price_krw = forms.IntegerField(label=gettext_lazy("price (KRW)"), min_value=1, max_value=_DEAREST_KRW)


class RateCardKind(DatedKind):
    """A service to a zone. Its rows are whole steps without a gap, so that no weight is without a price, and
    a heavier parcel never costs less."""

    slug = "rate_card"
    model = RateCard
    form = model_form(
        RateCard,
        (
            "service", "zone", "name", "courier", "channel", "max_weight_g", "step_g", "volumetric_divisor",
            "max_length_mm", "max_girth_mm", *DATED,
        ),
    )  # fmt: skip
    children = {"rows": RateRowForm}
    icon = "table_chart"
    identity = ("service", "zone")

    def title_of(self, content: Content) -> str:
        return f"{content.get('name', '')} → {content.get('zone', '')}".strip(" →")

    def listing_label(self, listing: str) -> str:
        return _("Prices")

    def row_key(self, listing: str) -> str | None:
        return "up_to_g"

    def content_of(self, row: RateCard) -> Content:
        rows = [
            {"up_to_g": typed(one.up_to_g), "price_krw": typed(one.price_krw)}
            for one in row.rows.order_by("up_to_g")
        ]
        return {**super().content_of(row), "rows": rows}

    def check(self, reading: Reading) -> None:
        super().check(reading)
        if not reading.children["rows"]:
            reading.complain("rows", _("A card needs its prices: one row for each step of weight."))
        if not reading.form.is_valid() or not all(row.is_valid() for row in reading.children["rows"]):
            return
        step, most = (reading.form.cleaned_data[name] for name in ("step_g", "max_weight_g"))
        if step == 0:
            return
        rows = reading.rows("rows")
        for number, row in enumerate(rows):
            if row["up_to_g"] % step:
                reading.complain(
                    f"rows.{number}.up_to_g", _("Not a whole step of %(step)d g.") % {"step": step}
                )
        before: dict[str, int] = {"up_to_g": 0, "price_krw": 0}
        for number, row in enumerate(rows):
            self._check_beside(reading, number, before, row, step)
            before = row
        if rows and rows[-1]["up_to_g"] != most:
            reading.complain(
                "rows", _("The last row must be the heaviest parcel, %(most)d g.") % {"most": most}
            )

    @staticmethod
    def _check_beside(
        reading: Reading, number: int, before: dict[str, int], row: dict[str, int], step: int
    ) -> None:
        weights = {"from": before["up_to_g"], "to": row["up_to_g"]}
        if row["up_to_g"] <= before["up_to_g"]:
            reading.complain(
                f"rows.{number}.up_to_g", _("This overlaps the row above: weights have to rise.")
            )
        elif row["up_to_g"] - before["up_to_g"] > step:
            reading.complain(
                f"rows.{number}.up_to_g",
                _("Between %(from)d g and %(to)d g there is no price: a row is missing.") % weights,
            )
        if row["price_krw"] < before["price_krw"]:
            reading.complain(f"rows.{number}.price_krw", _("A heavier parcel would cost less."))

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        card: RateCard = reading.form.instance
        return publish_rate_card(card, [(row["up_to_g"], row["price_krw"]) for row in reading.rows("rows")])


class ZoneKind(DatedKind):
    slug = "zone"
    model = Zone
    form = model_form(Zone, ("country", "state", "name", "code", *DATED))
    icon = "map"
    titled_by = ("name", "state")
    identity = ("country", "state")
