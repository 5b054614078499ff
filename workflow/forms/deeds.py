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


class WeighForm(DeedForm):
    """Grams and millimetres, as the scales and the rule show them."""

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

    def measured(self) -> Measured:
        return Measured(**self.cleaned_data)

    def inputs(self) -> dict[str, Any]:
        return {"measured": self.measured()}


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

    def measured(self) -> Measured:
        return Measured(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})

    def inputs(self) -> dict[str, Any]:
        return {"measured": self.measured(), "reason": self.cleaned_data["reason"]}
