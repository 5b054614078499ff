"""What the desk's own dialogs ask for: to whom an order goes, and until when it is put off."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import ages
from integrations import clock
from workflow.forms import LineField

_MORNING = time(9)
_LATEST = timedelta(days=366)


def colleagues() -> list[Any]:
    """Staff who may see orders, by name."""
    able = ModelBackend().with_perm("workflow.view_order").filter(is_staff=True)
    return sorted(able, key=lambda person: str(person).casefold())


class AssignForm(forms.Form):
    """Nobody is an answer too: the order goes back to everybody."""

    to = forms.ChoiceField(label=gettext_lazy("Assign to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in colleagues()}
        choices = [("", "—"), *((pk, str(person)) for pk, person in self._people.items())]
        self.fields["to"].choices = [*choices, ("nobody", _("Nobody"))]  # type: ignore[attr-defined]

    def clean_to(self) -> Any:
        return self._people.get(self.cleaned_data["to"])


def choices_of_until() -> dict[str, datetime]:
    """The usual moments, in the desk's time (KST)."""
    now = timezone.localtime(clock.now(), clock.SEOUL)
    return {
        "hours": now + timedelta(hours=2),
        "tomorrow": _at_nine(now.date() + timedelta(days=1)),
        "monday": _at_nine(now.date() + timedelta(days=7 - now.weekday())),
    }


def _at_nine(day: date) -> datetime:
    return datetime.combine(day, _MORNING, clock.SEOUL)


class PutOffForm(forms.Form):
    choice = forms.ChoiceField(label=gettext_lazy("Until"), initial="tomorrow")
    moment = forms.DateTimeField(
        label=gettext_lazy("Date and time (KST)"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = LineField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Stands in the order's timeline, for colleagues only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moments = choices_of_until()
        words = {"hours": _("In 2 hours"), "tomorrow": _("Tomorrow morning"), "monday": _("Next Monday")}
        choices = [(code, f"{words[code]} · {ages.moment(at)}") for code, at in self._moments.items()]
        self.fields["choice"].choices = [*choices, ("moment", _("A moment of my own"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == "moment" and "moment" not in self.errors:
            until = cleaned.get("moment")
            if until is None:
                self.add_error("moment", _("Say until when."))
            elif not clock.now() < until < clock.now() + _LATEST:
                self.add_error("moment", _("Choose a moment that is ahead, within a year."))
        return cleaned

    def until(self) -> datetime:
        """The chosen moment, of valid data."""
        choice = self.cleaned_data["choice"]
        moment: datetime = self.cleaned_data["moment"] if choice == "moment" else self._moments[choice]
        return moment
