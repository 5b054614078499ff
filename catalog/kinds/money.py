"""Our fees, and the exchange rate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from catalog.editing.content import Content, Reading
from catalog.editing.kinds import DatedKind, Kind
from catalog.kinds.forms import DATED, model_form
from catalog.models import Entry, ExchangeRate, Fee
from catalog.models import FeeKind as FeeKinds

_KEY = "krw/usd"


class FeeKind(DatedKind):
    slug = "fee"
    model = Fee
    form = model_form(Fee, ("kind", "percent", "amount_cents", *DATED))
    icon = "percent"
    identity = ("kind",)
    unpublishes = False

    def title_of(self, content: Content) -> str:
        return str(dict(FeeKinds.choices).get(str(content.get("kind")), content.get("kind", "")))


class ExchangeRateKind(Kind):
    """Won for one dollar. Each publication adds an observation of that moment; earlier ones stay, because
    prices that were given refer to them."""

    slug = "exchange_rate"
    model = ExchangeRate
    form = model_form(
        ExchangeRate, ("krw_per_usd", "spread_percent", "source", "source_url", "standing", "note")
    )
    icon = "currency_exchange"
    several = False
    unpublishes = False

    def title_of(self, content: Content) -> str:
        return _("Won per dollar")

    def live_rows(self) -> Mapping[str, Any]:
        newest = ExchangeRate.objects.order_by("observed_at", "id").last()
        return {} if newest is None else {_KEY: newest}

    def find(self, entry: Entry) -> Any | None:
        return self.live_rows().get(_KEY)

    def instance(self, entry: Entry | None) -> Model:
        return ExchangeRate()

    def key_of(self, row: Any) -> str:
        return _KEY

    def check(self, reading: Reading) -> None:
        if not str(reading.content.get("note", "")).strip():
            reading.complain("note", _("Say why the rate is set by hand."))

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        rate: ExchangeRate = reading.form.instance
        rate.observed_at = at
        rate.full_clean()
        rate.save()
        return rate
