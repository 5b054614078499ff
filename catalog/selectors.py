"""Which row is in force at a moment. All reads of the catalog's dated rows go through here."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Model

from catalog.hosts import normalise_host, parent_hosts
from catalog.models import (
    Deadline,
    DutyRule,
    ExchangeRate,
    Fee,
    Holiday,
    MessageTemplate,
    RateCard,
    RateRow,
    ScreeningRule,
    Store,
    Zone,
)
from integrations.clock import SEOUL


def seoul_day(at: datetime) -> date:
    """The Seoul date of a moment. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("A time without a zone cannot be placed on a Seoul day.")
    return at.astimezone(SEOUL).date()


def exchange_rate_at(at: datetime) -> ExchangeRate | None:
    """The rate observed last at or before `at`."""
    return ExchangeRate.objects.filter(observed_at__lte=at).order_by("-observed_at", "-id").first()


def fees_at(at: datetime) -> dict[str, Fee]:
    """Every fee in force, by kind. One query."""
    return {fee.kind: fee for fee in Fee.objects.all_in_force(seoul_day(at), by="kind")}


def zone_at(*, country: str, state: str, at: datetime) -> Zone | None:
    """The zone row of a state; None where we do not ship."""
    return Zone.objects.in_force(seoul_day(at), country=country, state=state.strip().upper())


def rate_card_at(*, service: str, zone: str, at: datetime) -> RateCard | None:
    """The card of a service to a zone."""
    return RateCard.objects.in_force(seoul_day(at), service=service, zone=zone)


def rate_cards_at(*, zone: str, at: datetime) -> list[RateCard]:
    """Every service offered to a zone, by service. One query."""
    return RateCard.objects.filter(zone=zone).all_in_force(seoul_day(at), by="service")


def services_to(*, zone: str) -> list[RateCard]:
    """Of every service that has, had or will have a card to a zone: the card that begins last. One query."""
    newest: dict[str, RateCard] = {}
    for card in RateCard.objects.filter(zone=zone).order_by("-valid_from", "-id"):
        newest.setdefault(card.service, card)
    return [newest[service] for service in sorted(newest)]


def stored[Row: Model](model: type[Row], ids: Collection[int]) -> dict[int, Row]:
    """The rows that a price names, by id: those it was made of, whatever is in force today. One query."""
    return model._default_manager.in_bulk(ids)


def rate_row_for(card: RateCard, weight_g: int) -> RateRow | None:
    """The row of the lightest step that takes `weight_g` grams."""
    return card.rows.filter(up_to_g__gte=weight_g).order_by("up_to_g").first()


def duty_rule_at(
    *, zone: str, channel: str, value_cents: int, at: datetime, origin: str = "KR", country: str = "US"
) -> DutyRule | None:
    """The duty class of a parcel worth `value_cents` (US cents), from the table that began last."""
    day = seoul_day(at)
    lane = DutyRule.objects.filter(origin=origin, country=country, zone=zone, channel=channel)
    began: date | None = None
    for rule in lane.begun(day):
        began = began or rule.valid_from
        if rule.valid_from != began:
            break  # rows of an older table: replaced whole
        if rule.covers(value_cents):
            return rule if rule.holds(day) else None
    return None


def screening_rules_at(at: datetime) -> list[ScreeningRule]:
    """Every screening rule in force, by code. One query."""
    return ScreeningRule.objects.all_in_force(seoul_day(at), by="code")


def deadline_at(*, step: str, at: datetime) -> Deadline | None:
    """The deadline of a step."""
    return Deadline.objects.in_force(seoul_day(at), step=step)


def holidays_from(*, country: str, first: date) -> frozenset[date]:
    """The holidays of a country on or after `first`."""
    return frozenset(Holiday.objects.filter(country=country, date__gte=first).values_list("date", flat=True))


def template_for(*, code: str, language: str) -> MessageTemplate | None:
    """The template in `language` ("ko-KR" counts as "ko"), else the English one."""
    wanted = language.replace("_", "-").split("-")[0].lower()
    found = {
        row.language: row for row in MessageTemplate.objects.filter(code=code, language__in={wanted, "en"})
    }
    return found.get(wanted) or found.get("en")


def store_for_url(url: str) -> Store | None:
    """The shop an address belongs to, by its host or the nearest host above it; the address is not opened."""
    try:
        hosts = parent_hosts(normalise_host(url))
    except ValueError:
        return None
    return _longest(Store.objects.filter(host__in=hosts))


def _longest(stores: Iterable[Store]) -> Store | None:
    return max(stores, key=lambda store: len(store.host), default=None)
