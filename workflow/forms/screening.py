from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.base import DeedForm
from workflow.forms.lines import LineField
from workflow.models import Approval
from workflow.services.approvals import of_order
from workflow.services.screening import Decision
from workflow.states import ItemState


class ScreeningForm(DeedForm):
    """A decision for each item that is still open. What a rule forbids starts as rejected, and is allowed
    by two people only. What waits for the second of them is not asked about."""

    VERDICTS = (
        ("approve", _("Allow")),
        ("reject", _("Reject")),
        ("second", _("Ask for a second person")),
    )
    # Who reads the reason, by the decision.
    TO_CUSTOMER = _("The customer reads this as it is.")
    TO_SECOND = _("The second person reads why it should be allowed.")

    def build(self) -> None:
        for item in self.items():
            forbids = item.is_forbidden
            choices = [
                choice for choice in self.VERDICTS if choice[0] != ("approve" if forbids else "second")
            ]
            if item.hits and not forbids:
                # A rule asks for a look: nobody should allow it by pressing Enter.
                choices = [("", _("Decide…")), *choices]
            self.fields[f"verdict_{item.pk}"] = forms.ChoiceField(
                label=str(item),
                choices=choices,
                initial="reject" if forbids else "" if item.hits else "approve",
                help_text="; ".join(hit["reason_en"] for hit in item.hits),
            )
            self.fields[f"reason_{item.pk}"] = LineField(
                label=_("Reason"),
                max_length=500,
                required=False,
                initial=self._reason_for_customer(item) if forbids else "",
                help_text=self.TO_CUSTOMER,
            )

    def items(self) -> list[Any]:
        if not self.subject:
            return []
        waiting = self.waiting()
        return [
            item for item in self.subject.items.filter(state=ItemState.REQUESTED) if item.pk not in waiting
        ]

    def waiting(self) -> dict[int | None, Approval]:
        """Requests for a second person that are open, by item."""
        return {one.item_id: one for one in of_order(self.subject)} if self.subject else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.items():
            verdict, reason = cleaned.get(f"verdict_{item.pk}"), cleaned.get(f"reason_{item.pk}", "")
            if verdict in ("reject", "second") and not reason.strip():
                self.add_error(f"reason_{item.pk}", _("Say why."))
            elif verdict == "second" and reason == self._reason_for_customer(item):
                # The rule's own words stand there to begin with, for the customer.
                self.add_error(f"reason_{item.pk}", _("Say why it should be allowed all the same."))
        return cleaned

    def inputs(self) -> dict[str, Any]:
        return {
            "decisions": {
                item.pk: Decision(
                    verdict=self.cleaned_data[f"verdict_{item.pk}"],
                    reason=self.cleaned_data[f"reason_{item.pk}"],
                )
                for item in self.items()
            }
        }

    def _reason_for_customer(self, item: Any) -> str:
        language = self.subject.customer.language
        return next((hit[f"reason_{language}"] for hit in item.hits if hit["verdict"] == "forbid"), "")
