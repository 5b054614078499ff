"""The form for an order that staff enter for a customer. Nothing that was typed is lost on the way."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.entering import NewCustomer
from community.models import Member
from console import masking
from console.dialogs import dress
from console.search import members_matching
from workflow.forms import LineField, RequestForm
from workflow.forms.request import read_phone
from workflow.models import Address
from workflow.pages.forms import PostalForm
from workflow.pages.item_rows import ItemRows, blank, is_blank, read_rows
from workflow.pages.once import new_key, read_key

NEW = "new"
_MOST_FOUND = 8
_SHORTEST = 2
_MOST_LINKS = 100


class NewCustomerForm(forms.Form):
    """Who has no account yet. The e-mail address is how they get in, so it must be right."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = LineField(label=gettext_lazy("Name"), max_length=120)
    phone = LineField(label=gettext_lazy("Phone"), max_length=20, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Member.Language.choices, initial=Member.Language.ENGLISH
    )

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        return read_phone(text) if text else ""

    def wanted(self) -> NewCustomer:
        return NewCustomer(**self.cleaned_data)


class EnterForm:
    """The parts together: for whom, what, and where it shall go.

    `customer` is the chosen member or None for a new one. With `bound` the parts are checked as they were
    posted; otherwise they only show what was typed so far.
    """

    def __init__(self, data: QueryDict, *, chosen: str | None = None, bound: bool = False) -> None:
        self.data = data
        self.key = read_key(data.get("key", ""))
        self.customer = _member(data.get("customer", "") if chosen is None else chosen)
        self.asked = data.get("q", "").strip()
        self.links = data.get("links", "")
        self.rows = ItemRows([*read_rows(data)] or [blank()])
        self.book = list(Address.objects.filter(customer=self.customer)) if self.customer else []
        first = str(self.book[0].pk) if self.book else NEW
        self.address_choice = data.get("address", first)
        if self.address is None:
            self.address_choice = NEW if "address" in data and chosen is None else first
        self.fault = ""
        self.new = self._part(NewCustomerForm, bound, "who")
        self.postal = self._part(PostalForm, bound, "to")
        self.wishes = self._part(RequestForm, bound, None)
        self._dress()

    @property
    def address(self) -> Address | None:
        """The chosen entry of the customer's book; None for a new address."""
        return next((entry for entry in self.book if str(entry.pk) == self.address_choice), None)

    def check(self) -> bool:
        """Whether everything can be sent as it is; each part says what is missing."""
        self.take_links()
        checks = [self.rows.check(), self.wishes.is_valid()]
        if self.customer is None:
            checks.append(self.new.is_valid())
        if self.address is None:
            checks.append(self.postal.is_valid())
        self._dress()
        return all(checks)

    def who(self) -> Any:
        return self.customer or self.new.wanted()

    def parts(self) -> dict[str, str]:
        return self.address.parts() if self.address else dict(self.postal.cleaned_data)

    def content(self) -> list[Any]:
        """What makes a second sending the same one."""
        who = self.customer.pk if self.customer else dict(self.new.cleaned_data)
        return [who, self.rows.rows, self.parts(), self.wishes.cleaned_data]

    def take_links(self) -> None:
        """Several links pasted at once become rows of their own."""
        links = self.links.split()[:_MOST_LINKS]
        if not links:
            return
        kept = [row for row in self.rows.rows if not is_blank(row)]
        self._rows([*kept, *({**blank(), "url": link} for link in links)])
        self.links = ""

    def add_row(self) -> None:
        self._rows([*self.rows.rows, blank()])

    def remove_row(self, number: str) -> None:
        self._rows([row for at, row in enumerate(self.rows.rows) if str(at) != number])

    def found(self) -> list[Any]:
        """Members who fit what was asked for: by the beginning of name, e-mail or phone."""
        if len(self.asked) < _SHORTEST:
            return []
        return list(
            get_user_model()
            .objects.filter(members_matching(self.asked), is_active=True)
            .order_by("name", "pk")[:_MOST_FOUND]
        )

    def choices(self) -> list[tuple[str, str]]:
        """The address book, masked, and a new address."""
        book = [(str(entry.pk), f"{entry.recipient} {masking.place(entry)}") for entry in self.book]
        return [*book, (NEW, _("Another address"))] if book else []

    def _rows(self, rows: list[dict[str, str]]) -> None:
        self.rows = ItemRows(rows or [blank()])
        self._dress()

    def _part(self, form_class: Any, bound: bool, prefix: str | None) -> Any:
        if bound:
            return form_class(self.data, prefix=prefix)
        start = f"{prefix}-" if prefix else ""
        names = form_class.base_fields
        typed = {name: self.data[f"{start}{name}"] for name in names if f"{start}{name}" in self.data}
        return form_class(initial=typed, prefix=prefix)

    def _dress(self) -> None:
        for form in (self.new, self.postal, self.wishes, *self.rows.forms):
            dress(form)


def begun(customer: str) -> EnterForm:
    """An empty form, for the member with this number where there is one."""
    form = EnterForm(QueryDict(mutable=True), chosen=customer)
    form.key = new_key()
    return form


def _member(number: str) -> Any:
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return get_user_model().objects.filter(pk=int(number), is_active=True).first()
