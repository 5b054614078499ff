from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.base import DeedForm
from workflow.forms.request import RequestItemForm
from workflow.services.quotes import MAX_PRICE_KRW


class ItemEditForm(DeedForm):
    """Fields named like the item's own, filled with what they are now."""

    def build(self) -> None:
        if self.subject is None:
            return
        for name, field in self.fields.items():
            field.initial = getattr(self.subject, name)

    def stands_for(self) -> dict[str, tuple[int, str]]:
        return {name: (self.subject.pk, name) for name in self.fields} if self.subject else {}


class CorrectItemForm(RequestItemForm, ItemEditForm):
    """An item by the customer's own rules of form."""

    field_order = ("title", "url", "options", "quantity", "note")


class DraftPriceForm(ItemEditForm):
    """Whole won."""

    unit_price_krw = forms.IntegerField(label=_("Price each, KRW"), min_value=1, max_value=MAX_PRICE_KRW)
    domestic_shipping_krw = forms.IntegerField(
        label=_("Shipping in Korea, KRW"), min_value=0, max_value=MAX_PRICE_KRW
    )
