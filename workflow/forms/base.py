from typing import Any

from django import forms


class DeedForm(forms.Form):
    """The inputs of one deed on one subject."""

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)
        self.build()

    def build(self) -> None:
        """Add fields that depend on the subject."""

    def stands_for(self) -> dict[str, tuple[int, str]]:
        """Which inputs are fields of an item: {name of the input: (the item's id, name of its field)}."""
        return {}

    def inputs(self) -> dict[str, Any]:
        """The keyword arguments of the deed's service, from valid data."""
        return dict(self.cleaned_data)
