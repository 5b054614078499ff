"""What is written to the other side, and to colleagues."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.lines import LinesField
from workflow.services import messages, notes


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files; the service looks into each."""

    widget = ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(PhotosField, self).clean(one, initial) for one in data or [] if one]


class MessageForm(forms.Form):
    """A message: `key` makes its copy the same message, `kept` are pictures uploaded with an earlier try."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    body = LinesField(
        label=_("Message"),
        max_length=messages.MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(label=_("Pictures"), required=False)

    def kept(self) -> list[UUID]:
        """The pictures that an earlier try of this form has uploaded already; nonsense is left out."""
        keys = []
        for text in self.data.getlist("kept") if hasattr(self.data, "getlist") else []:
            try:
                keys.append(UUID(text))
            except ValueError:
                continue
        return keys


class DeskNoteForm(forms.Form):
    """What staff write for each other. `key` makes a copy the same note."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    body = LinesField(label=_("Note"), max_length=notes.MAX_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
