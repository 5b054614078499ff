"""What a customer fills in: items, address. The API validates through the same forms."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from integrations.sms import BadPhone, normalise_phone
from workflow.forms.base import DeedForm
from workflow.forms.lines import LineField, LinesField
from workflow.models import Order
from workflow.models.address import STATES
from workflow.services.requests import WantedItem

_ZIP = RegexValidator(r"^\d{5}(-\d{4})?$", _("A ZIP code has five digits, like 90012."))


def check_link(text: str) -> str:
    """A shop link: http or https, with a host. It is shown and kept, never fetched.

    What stands before an @ is a user name, not the shop, though it may look like one: refused,
    like a backslash, which browsers read as the end of the host.
    """
    try:
        parts = urlsplit(text)
        good = (
            parts.scheme in ("http", "https") and "." in (parts.hostname or "") and "\\" not in parts.netloc
        )
    except ValueError:
        good = False
    if not good or any(ord(character) < 33 for character in text):
        raise ValidationError(_("Paste the whole link, beginning with https://"), code="bad_link")
    if "@" in parts.netloc:
        raise ValidationError(
            _("This link hides another address behind an @. Paste it as the shop shows it."), code="bad_link"
        )
    if not _has_possible_port(parts):
        raise ValidationError(
            _("The number after the colon in this link cannot be right. Paste it as the shop shows it."),
            code="bad_link",
        )
    return text


def _has_possible_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def read_phone(text: str) -> str:
    """The number in international form, like +12135550100. ValidationError in the reader's language."""
    try:
        return normalise_phone(text)
    except BadPhone as fault:
        raise ValidationError(str(fault), code="bad_phone") from fault


class RequestItemForm(forms.Form):
    url = LineField(label=_("Link to the item"), max_length=1000)
    title = LineField(label=_("Name"), max_length=200, required=False)
    options = LineField(label=_("Colour, size, options"), max_length=300, required=False)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=99, initial=1)
    note = LineField(label=_("Note"), max_length=500, required=False)

    def clean_url(self) -> str:
        return check_link(self.cleaned_data["url"])

    def wanted(self) -> WantedItem:
        return WantedItem(**self.cleaned_data)


class AddressForm(DeedForm):
    """A U.S. address. Also the form of the deed “change the address”."""

    recipient = LineField(label=_("Recipient"), max_length=80)
    phone = LineField(label=_("Phone"), max_length=20, help_text=_("The courier calls it if they must."))
    line1 = LineField(label=_("Street and number"), max_length=120)
    line2 = LineField(label=_("Apartment, suite"), max_length=120, required=False)
    city = LineField(label=_("City"), max_length=80)
    state = forms.ChoiceField(label=_("U.S. state"), choices=[("", "—"), *((code, code) for code in STATES)])
    postal_code = LineField(label=_("ZIP code"), max_length=10, validators=[_ZIP])

    def build(self) -> None:
        address = getattr(self.subject, "address", None)
        if address is not None:
            for name, value in address.parts().items():
                if name in self.fields:
                    self.fields[name].initial = value

    def start_masked(self) -> None:
        """Show of the address that is there only what staff see everywhere: not the phone, not the street."""
        for name in ("phone", "line1", "line2"):
            self.fields[name].initial = ""

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])


class RequestForm(forms.Form):
    note = LinesField(
        label=_("Anything we should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    if_out_of_stock = forms.ChoiceField(
        label=_("If something is out of stock"),
        choices=Order.StockOut.choices,
        initial=Order.StockOut.BUY_REST,
    )

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
