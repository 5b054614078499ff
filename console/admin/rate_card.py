"""Rate cards, entered whole: a new card goes through the catalog's one door for publishing."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import URLField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog.errors import CatalogError
from catalog.models import RateCard
from catalog.publishing import publish_rate_card
from console.admin.base import choice_filter
from console.admin.catalog import DatedAdmin

_LINE = re.compile(r"\s*(\d{1,7})\s+([\d,]{1,12})\s*")


class _Rehearsed(Exception):
    """The publication went well and is undone: it was only asked whether it would."""


def _form_field(field: Any, **kwargs: Any) -> Any:
    """The default field, except that an address typed without its scheme is a secure one."""
    if isinstance(field, URLField):
        kwargs.setdefault("assume_scheme", "https")
    return field.formfield(**kwargs)


class NewRateCardForm(forms.ModelForm):
    prices = forms.CharField(
        label=gettext_lazy("Prices"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "One step a line: grams up to, then the price in won. For example: 500 23,000"
        ),
    )

    class Meta:
        model = RateCard
        formfield_callback = staticmethod(_form_field)
        fields = "__all__"  # noqa: DJ007 (every column of a card is the staff's to set)

    def clean_prices(self) -> list[tuple[int, int]]:
        """(up to grams, price in KRW) a line."""
        steps = []
        for line in self.cleaned_data["prices"].splitlines():
            found = _LINE.fullmatch(line)
            if not found:
                raise ValidationError(
                    _("This line is not “grams price”: %(line)s"), params={"line": line[:60]}
                )
            steps.append((int(found[1]), int(found[2].replace(",", ""))))
        return steps

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                publish_rate_card(self.instance, self.cleaned_data["prices"])
                raise _Rehearsed
        except CatalogError as fault:
            self.add_error("prices", fault.message)
        except ValidationError as fault:
            self.add_error(None, fault)
        except _Rehearsed:
            pass
        self.instance.pk = None
        self.instance._state.adding = True


@admin.register(RateCard)
class RateCardAdmin(DatedAdmin):
    list_display = (
        "name",
        "service",
        "zone",
        "courier",
        "max_weight_g",
        "valid_from",
        "valid_to",
        "today",
        "standing_",
    )
    list_filter = (
        ("channel", choice_filter(gettext_lazy("Any channel"))),
        ("standing", choice_filter(gettext_lazy("Any standing"))),
    )
    list_filter_options = {name: {"horizontal": True, "label": None} for name in ("channel", "standing")}
    search_fields = ("service__startswith", "zone__startswith")
    search_help_text = gettext_lazy("Service or zone")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewRateCardForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("prices_table",) if obj else ()

    def save_model(self, request: HttpRequest, obj: RateCard, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            publish_rate_card(obj, form.cleaned_data["prices"])

    @display(description=gettext_lazy("Prices"))
    def prices_table(self, card: RateCard) -> SafeString:
        lines = "\n".join(f"{row.up_to_g:>7,} g   ₩{row.price_krw:,}" for row in card.rows.all())
        return format_html('<pre class="bd-raw">{}</pre>', lines)
