"""The customer's forms as the pages show them: the rules of workflow.forms, dressed for a phone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from integrations.sms import BadPhone, normalise_phone
from workflow.forms import AddressForm, AnswerForm, CancelForm, RequestForm, RequestItemForm
from workflow.pages.us_states import STATE_CHOICES

_BAD_PHONE = {
    "empty": _("Please give a telephone number."),
    "unreadable": _(
        "This does not read as a telephone number. Write it like 213 555 0100 or +82 10 1234 5678."
    ),
    "has_extension": _("Please give a number without an extension."),
    "not_in_use": _("There is no such telephone number. Please check the digits."),
}


def read_phone(text: str) -> str:
    """The number in international form. Raises ValidationError in the reader's language."""
    try:
        return normalise_phone(text)
    except BadPhone as fault:
        raise ValidationError(
            _BAD_PHONE.get(fault.code, _BAD_PHONE["unreadable"]), code="bad_phone"
        ) from fault


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

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])


class ReplyForm(AnswerForm):
    """The answer to our open question."""


class GoodbyeForm(CancelForm):
    """Why the customer cancels; may stay empty."""

    def build(self) -> None:
        self.fields["reason"].label = _("Why?")


def _dress(form: forms.Form, **attributes: dict[str, Any]) -> None:
    for name, attrs in attributes.items():
        form.fields[name].widget.attrs.update(attrs)
