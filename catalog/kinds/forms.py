"""What the forms of all kinds share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import DateField, DateTimeField, URLField

# Every dated rule says when and why.
DATED = ("valid_from", "valid_to", "source", "source_url", "standing", "note")


def form_field(field: Any, **kwargs: Any) -> Any:
    """The default field of a column, with a browser's own date pickers, and secure addresses."""
    if isinstance(field, URLField):
        kwargs.setdefault("assume_scheme", "https")
    elif isinstance(field, DateTimeField):
        kwargs.setdefault(
            "widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        )
    elif isinstance(field, DateField):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    return field.formfield(**kwargs)


def model_form(model: Any, fields: Iterable[str]) -> Any:
    """A form of these columns, in this order."""
    return forms.modelform_factory(model, fields=list(fields), formfield_callback=form_field)
