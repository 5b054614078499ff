"""The customer's forms as the pages show them: the rules of workflow.forms, dressed for a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms import AddressForm, AnswerForm, CancelForm, RequestForm, RequestItemForm
from workflow.pages.us_states import STATE_CHOICES


class ItemRowForm(RequestItemForm):
    """One row of the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Name of the item")
        _dress(
            self,
            url={
                "inputmode": "url",
                "placeholder": "https://",
                "autocapitalize": "off",
                "spellcheck": "false",
            },
            title={"placeholder": _("As the shop calls it")},
            options={"placeholder": _("For example: black, M")},
            quantity={"inputmode": "numeric"},
        )


class OrderWishesForm(RequestForm):
    """What holds for the whole request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stock: Any = self.fields["if_out_of_stock"]
        stock.widget = forms.RadioSelect(choices=stock.choices)


class PostalForm(AddressForm):
    """A U.S. address with the hints browsers need to fill it in."""

    def build(self) -> None:
        super().build()
        state: Any = self.fields["state"]
        state.label = _("U.S. state")
        state.choices = [("", _("Choose a state")), *STATE_CHOICES]
        _dress(
            self,
            recipient={"autocomplete": "name"},
            phone={"autocomplete": "tel", "inputmode": "tel", "placeholder": "213 555 0100"},
            line1={"autocomplete": "address-line1"},
            line2={"autocomplete": "address-line2"},
            city={"autocomplete": "address-level2"},
            state={"autocomplete": "address-level1"},
            postal_code={"autocomplete": "postal-code", "inputmode": "numeric"},
        )


class ReplyForm(AnswerForm):
    """The answer to our open question."""


class GoodbyeForm(CancelForm):
    """Why the customer cancels; may stay empty."""

    def build(self) -> None:
        self.fields["reason"].label = _("Why?")


def _dress(form: forms.Form, **attributes: dict[str, Any]) -> None:
    for name, attrs in attributes.items():
        form.fields[name].widget.attrs.update(attrs)
