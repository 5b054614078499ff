from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import selectors as catalog
from integrations import clock
from integrations.couriers.registry import all_couriers
from workflow.engine.errors import BadInput
from workflow.forms.base import DeedForm
from workflow.forms.lines import LineField, LinesField
from workflow.services.delivery import Measured, identify

_LINES = forms.Textarea(attrs={"rows": 3})


class AskCustomerForm(DeedForm):
    question = LinesField(label=_("Question to the customer"), max_length=1000, widget=_LINES)


class AnswerForm(DeedForm):
    answer = LinesField(label=_("Answer"), max_length=2000, widget=_LINES)


class RejectForm(DeedForm):
    reason = LinesField(
        label=_("Reason"), max_length=500, widget=_LINES, help_text=_("The customer reads this as it is.")
    )


class ReasonForm(DeedForm):
    reason = LinesField(label=_("Reason"), max_length=300, widget=_LINES)


class NoteForm(DeedForm):
    note = LineField(label=_("Note"), max_length=300, required=False)


class CancelForm(DeedForm):
    reason = LinesField(label=_("Reason"), max_length=300, required=False, widget=_LINES)


class BuyForm(DeedForm):
    shop_order_number = LineField(
        label=_("Shop's order number"), max_length=80, help_text=_("The warehouse finds the parcel by it.")
    )


class ExtendForm(DeedForm):
    days = forms.TypedChoiceField(
        label=_("More time"),
        coerce=int,
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("7 days"))],
        initial=3,
    )

    def inputs(self) -> dict[str, Any]:
        start = max(clock.now(), self.subject.due_at or clock.now())
        return {"valid_until": start + timedelta(days=self.cleaned_data["days"])}


# Beyond these somebody has mistyped, or typed centimetres or kilograms: asked about before it is charged.
_THIN_MM = 50
_DENSE_G_PER_LITRE = 5_000
_LIGHT_G_PER_LITRE = 5
_SIDES = ("length_mm", "width_mm", "height_mm")


class WeighForm(DeedForm):
    """Grams and millimetres, as the scales and the rule show them.

    Where they can hardly be right, a box to tick (`sure`) is added that stands for just these figures.
    """

    weight_g = forms.IntegerField(label=_("Weight, g"), min_value=1, max_value=100_000)
    length_mm = forms.IntegerField(label=_("Length, mm"), min_value=1, max_value=3_000)
    width_mm = forms.IntegerField(label=_("Width, mm"), min_value=1, max_value=3_000)
    height_mm = forms.IntegerField(label=_("Height, mm"), min_value=1, max_value=3_000)
    service = forms.ChoiceField(label=_("Service"))

    def build(self) -> None:
        if self.subject is None:
            return
        address, now = self.subject.address, clock.now()
        zone = catalog.zone_at(country=address.country, state=address.state, at=now)
        cards = catalog.rate_cards_at(zone=zone.code, at=now) if zone else []
        self.fields["service"].choices = [(card.service, card.name) for card in cards]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_measured() and (doubts := self._doubts()):
            self._ask_whether_sure(doubts)
        return cleaned

    def is_measured(self) -> bool:
        """Whether there is enough for a price, sure or not."""
        return {"weight_g", *_SIDES, "service"} <= self.cleaned_data.keys()

    def measured(self) -> Measured:
        names = ("weight_g", *_SIDES, "service")
        return Measured(**{name: self.cleaned_data[name] for name in names})

    def inputs(self) -> dict[str, Any]:
        return {"measured": self.measured()}

    def _doubts(self) -> list[Any]:
        """What can hardly be right: a side, or the weight for the size."""
        grams = self.cleaned_data["weight_g"]
        length, width, height = (self.cleaned_data[name] for name in _SIDES)
        # The same as grams a litre, in whole numbers: a litre is a million cubic millimetres.
        volume = length * width * height
        thinnest = min(length, width, height)
        doubts: list[Any] = []
        if thinnest < _THIN_MM:
            doubts.append(
                _("A side of %(mm)d mm is %(cm)s cm. The sides are asked for in millimetres.")
                % {"mm": thinnest, "cm": f"{thinnest / 10:g}"}
            )
        if grams * 1_000_000 > _DENSE_G_PER_LITRE * volume:
            doubts.append(
                _("%(g)d g is too heavy for a box of %(litres)s litres.")
                % {"g": grams, "litres": f"{volume / 1_000_000:.3g}"}
            )
        elif grams * 1_000_000 < _LIGHT_G_PER_LITRE * volume:
            doubts.append(
                _("%(g)d g is too light for a box of %(litres)s litres. The weight is asked for in grams.")
                % {"g": grams, "litres": f"{volume / 1_000_000:.3g}"}
            )
        return doubts

    def _ask_whether_sure(self, doubts: list[Any]) -> None:
        """A box that is ticked for these figures; ticked for others it is not ticked."""
        figures = tuple(self.cleaned_data[name] for name in (*_SIDES, "weight_g"))
        mark = "-".join(str(figure) for figure in figures)
        is_sure = self.data.get(self.add_prefix("sure")) == mark
        self.fields["sure"] = forms.BooleanField(
            label=_("Yes, %(length)d × %(width)d × %(height)d mm and %(g)d g are right")
            % dict(zip(("length", "width", "height", "g"), figures, strict=True)),
            widget=forms.CheckboxInput(attrs={"value": mark}, check_test=lambda _value: is_sure),
        )
        if not is_sure:
            self.add_error(
                "sure", [*doubts, _("Nothing has been charged yet: measure again, or say that it is right.")]
            )


class ShipForm(DeedForm):
    """The courier may be left to the number, where it tells."""

    courier = forms.ChoiceField(label=_("Courier"), required=False)
    tracking_number = LineField(label=_("Tracking number"), max_length=40)

    def build(self) -> None:
        couriers = [(one.code, one.name) for one in all_couriers()]
        self.fields["courier"].choices = [("", _("As the number says")), *couriers]  # type: ignore[attr-defined]

    @property
    def parcel(self) -> Any:
        return self.subject.parcels.last() if self.subject else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "courier" in cleaned and cleaned.get("tracking_number"):
            try:
                cleaned["courier"], cleaned["tracking_number"] = identify(
                    parcel=self.parcel, courier=cleaned["courier"], tracking_number=cleaned["tracking_number"]
                )
            except BadInput as fault:
                self.add_error(fault.field, str(fault))
        return cleaned


class ReweighForm(WeighForm):
    """The same box on the scales again, and why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The customer reads this as it is.")
    )

    def build(self) -> None:
        super().build()
        parcel = self.subject.parcels.last() if self.subject else None
        if parcel is not None:
            for name in ("weight_g", "length_mm", "width_mm", "height_mm", "service"):
                self.fields[name].initial = getattr(parcel, name)

    def inputs(self) -> dict[str, Any]:
        return {"measured": self.measured(), "reason": self.cleaned_data["reason"]}
