from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Member
from workflow.forms.lines import LineField
from workflow.forms.request import read_phone


class ProfileForm(forms.ModelForm):
    """What a member tells us about themselves, and how they want to hear from us."""

    class Meta:
        model = Member
        fields = ("name", "phone", "language", "notify_email", "notify_sms")
        field_classes = {"name": LineField}
        labels = {
            "name": _("Name"),
            "phone": _("Mobile number"),
            "language": _("Language"),
            "notify_email": _("E-mail me about each step"),
            "notify_sms": _("Text me when there is something to pay and when the parcel moves"),
        }
        help_texts = {
            "phone": _("For text messages. With country code outside the U.S., like +82 10 1234 5678."),
            "language": _("The pages, e-mails and texts come in this language."),
            "notify_email": _("Payment links and receipts always come by e-mail."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        return read_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("notify_sms") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("We need your number to text you."))
        return cleaned
