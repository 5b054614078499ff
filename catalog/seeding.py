"""Filling a fresh catalog. Safe to run again: what is there is never touched, only gaps are filled."""

from typing import Any

from django.db import models, transaction

from catalog import blocks
from catalog.models import (
    Announcement,
    Category,
    Deadline,
    DutyRule,
    ExchangeRate,
    Fee,
    Guide,
    Holiday,
    MessageTemplate,
    RateCard,
    ReplyTemplate,
    ScreeningRule,
    Standing,
    Store,
    Zone,
)
from catalog.publishing import publish_rate_card
from catalog.seeds import START
from catalog.seeds.announcements import ANNOUNCEMENTS
from catalog.seeds.categories import CATEGORIES, STORE_ABOUT
from catalog.seeds.duty import DUTIES, ZONES
from catalog.seeds.fees import DEADLINES, FEE_SOURCE, FEES
from catalog.seeds.guides import GUIDES
from catalog.seeds.holidays import HOLIDAYS
from catalog.seeds.holidays import SOURCE as HOLIDAY_SOURCE
from catalog.seeds.messages_en import ENGLISH
from catalog.seeds.messages_ko import KOREAN
from catalog.seeds.rates import CARDS, EXCHANGE_RATES, RATE_NOTE, RATE_SOURCE
from catalog.seeds.replies import REPLIES
from catalog.seeds.screening_forbidden import FORBIDDEN
from catalog.seeds.screening_partly import PARTLY
from catalog.seeds.screening_rule import one_a_line
from catalog.seeds.stores import STORES


@transaction.atomic
def seed() -> list[str]:
    """Add every seed row whose key is not there yet; returns a line for each row added.

    Keys are what a row is about and the day it begins (a shop's host, a template's code and language).
    A version published or a text reworded by staff is therefore never overwritten or brought back.
    """
    return [
        *_categories(),
        *_stores(),
        *_money(),
        *_zones_and_duty(),
        *_cards(),
        *_calendar(),
        *_screening(),
        *_messages(),
        *_replies(),
        *_pages(),
    ]


def _add(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> list[str]:
    if model._default_manager.filter(**key).exists():
        return []
    row = model(**key, **values)
    row.full_clean()
    row.save()
    return [f"{model._meta.verbose_name}: {row}"]


def _categories() -> list[str]:
    added: list[str] = []
    for slug, name_en, name_ko, position in CATEGORIES:
        values = {"name_en": name_en, "name_ko": name_ko, "position": position}
        added += _add(Category, {"slug": slug}, values)
    return added


def _stores() -> list[str]:
    categories = {category.slug: category for category in Category.objects.all()}
    added: list[str] = []
    for name, name_ko, host, note in STORES:
        category, summary_en, summary_ko = STORE_ABOUT[host]
        values = {"name": name, "name_ko": name_ko, "note": note, "category": categories[category]}
        added += _add(Store, {"host": host}, values | {"summary_en": summary_en, "summary_ko": summary_ko})
    return added


def _pages() -> list[str]:
    """After the shops, which guides show."""
    added: list[str] = []
    for guide in GUIDES:
        values = dict(vars(guide))
        for name in ("blocks_en", "blocks_ko"):
            values[name] = blocks.clean(_numbered(values[name]))
        added += _add(Guide, {"slug": values.pop("slug")}, values)
    for news in ANNOUNCEMENTS:
        values = dict(vars(news))
        added += _add(Announcement, {"slug": values.pop("slug")}, values)
    return added


def _numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the same ids each time, so that two fresh catalogs are equal."""
    return [{"id": f"{place:08x}", **block} for place, block in enumerate(found)]


def _money() -> list[str]:
    added: list[str] = []
    for kind, percent, cents, note in FEES:
        values = {"percent": percent, "amount_cents": cents, "note": note}
        values |= {"source": FEE_SOURCE, "standing": Standing.SOURCED}
        added += _add(Fee, {"kind": kind, "valid_from": START}, values)
    for observed_at, rate in EXCHANGE_RATES:
        values = {"krw_per_usd": rate, "source": RATE_SOURCE, "note": RATE_NOTE, "standing": Standing.SAMPLE}
        added += _add(ExchangeRate, {"observed_at": observed_at}, values)
    return added


def _zones_and_duty() -> list[str]:
    added: list[str] = []
    for state, name, zone, standing, source, note in ZONES:
        values = {"name": name, "code": zone, "standing": standing, "source": source, "note": note}
        added += _add(Zone, {"country": "US", "state": state, "valid_from": START}, values)
    for duty in DUTIES:
        values = dict(vars(duty))
        names = ("zone", "channel", "value_from_cents", "valid_from")
        key = {"origin": "KR", "country": "US"} | {name: values.pop(name) for name in names}
        added += _add(DutyRule, key, values)
    return added


def _cards() -> list[str]:
    added: list[str] = []
    for card in CARDS:
        for zone in card.zones:
            for first, last in card.periods:
                key = {"service": card.service, "zone": zone, "valid_from": first}
                if RateCard.objects.filter(**key).exists():
                    continue
                row = RateCard(
                    **key,
                    valid_to=last,
                    name=card.name,
                    courier=card.courier,
                    channel=card.channel,
                    max_weight_g=card.max_weight_g,
                    step_g=card.step_g,
                    volumetric_divisor=card.divisor,
                    max_length_mm=card.max_length_mm,
                    max_girth_mm=card.max_girth_mm,
                    source=card.source,
                    note=card.note,
                    standing=Standing.SAMPLE,
                )
                added.append(f"rate card: {publish_rate_card(row, card.rows)}, {len(card.rows)} rows")
    return added


def _calendar() -> list[str]:
    added: list[str] = []
    for step, hours, counting, source, standing, note in DEADLINES:
        values = {"hours": hours, "counting": counting, "source": source, "standing": standing, "note": note}
        added += _add(Deadline, {"step": step, "valid_from": START}, values)
    for country, day, name, name_ko in HOLIDAYS:
        values = {"name": name, "name_ko": name_ko, "source": HOLIDAY_SOURCE}
        added += _add(Holiday, {"country": country, "date": day}, values)
    return added


def _screening() -> list[str]:
    added: list[str] = []
    for rule in (*FORBIDDEN, *PARTLY):
        values = dict(vars(rule))
        key = {"code": values.pop("code"), "valid_from": START}
        values |= {"keywords": one_a_line(rule.keywords), "exceptions": one_a_line(rule.exceptions)}
        added += _add(ScreeningRule, key, values)
    return added


def _messages() -> list[str]:
    added: list[str] = []
    for language, words in (("en", ENGLISH), ("ko", KOREAN)):
        for code, (subject, body, sms) in words.items():
            key = {"code": code, "language": language}
            added += _add(MessageTemplate, key, {"subject": subject, "body": body, "sms": sms})
    return added


def _replies() -> list[str]:
    added: list[str] = []
    for number, (title, english, korean) in enumerate(REPLIES, start=1):
        values = {"body_en": english, "body_ko": korean, "position": number * 10}
        added += _add(ReplyTemplate, {"title": title}, values)
    return added
