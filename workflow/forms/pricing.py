from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.base import DeedForm
from workflow.forms.lines import LineField
from workflow.services.quotes import MAX_PRICE_KRW, SetPrice
from workflow.states import ItemState


class ItemPricesForm(DeedForm):
    """A price in won and the shop's own shipping for each approved item."""

    note = LineField(label=_("Note to the customer"), max_length=500, required=False)

    def build(self) -> None:
        note = self.fields.pop("note")
        for item in self.items():
            self.fields[f"price_{item.pk}"] = forms.IntegerField(
                label=_("%(item)s × %(n)d: price each, KRW") % {"item": item, "n": item.quantity},
                min_value=1,
                max_value=MAX_PRICE_KRW,
                initial=item.unit_price_krw,
            )
            self.fields[f"shipping_{item.pk}"] = forms.IntegerField(
                label=_("Shipping in Korea, KRW"),
                min_value=0,
                max_value=MAX_PRICE_KRW,
                initial=item.domestic_shipping_krw or 0,
            )
        self.fields["note"] = note

    def items(self) -> list[Any]:
        return list(self.subject.items.filter(state=ItemState.APPROVED)) if self.subject else []

    def stands_for(self) -> dict[str, tuple[int, str]]:
        return {
            f"{short}_{item.pk}": (item.pk, name)
            for item in self.items()
            for short, name in (("price", "unit_price_krw"), ("shipping", "domestic_shipping_krw"))
        }

    def prices(self) -> dict[int, SetPrice]:
        return {
            item.pk: SetPrice(
                unit_krw=self.cleaned_data[f"price_{item.pk}"],
                shipping_krw=self.cleaned_data[f"shipping_{item.pk}"],
            )
            for item in self.items()
        }

    def inputs(self) -> dict[str, Any]:
        return {"prices": self.prices(), "note": self.cleaned_data["note"]}
