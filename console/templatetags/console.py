"""Filters by which the console's templates show money, weights and ages."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.money import format_krw, format_usd
from console import ages

register = template.Library()


@register.filter
def usd(cents: int | None) -> str:
    """US cents as "$12.34"; a dash where there is no amount."""
    return "—" if cents is None else format_usd(cents)


@register.filter
def krw(won: int | None) -> str:
    """Won as "₩12,300"; a dash where there is no amount."""
    return "—" if won is None else format_krw(won)


@register.filter
def kg(grams: int | None) -> str:
    """Grams as kilograms with two places."""
    return "—" if grams is None else f"{grams / 1000:.2f} kg"


@register.filter
def when(at: datetime | None) -> SafeString | str:
    """A moment, short: day and time, and the year where it is not this one. The whole stands in its title."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        whole(at),
        ages.moment(at),
    )


@register.filter
def whole(at: datetime) -> str:
    """A moment in the desk's time, written out."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


@register.filter
def scan_time(scan: Any) -> SafeString | str:
    """By the clock where the scan was made, like all others of the parcel; where the courier gave an offset,
    the desk's time stands behind it for the pointer."""
    if scan.wall_clock is None:
        return str(scan.occurred_text)
    local = ages.wall_clock(scan.wall_clock)
    if scan.occurred_at is None:
        return local
    here = _("Here: %(time)s") % {"time": ages.moment(scan.occurred_at)}
    return format_html('<span title="{}">{}</span>', here, local)


@register.filter
def age(at: datetime | None) -> str:
    return ages.age(at) if at else ""


@register.filter
def field_of(form: Any, name: str) -> Any:
    """The bound field called `name`."""
    return form[name]


@register.filter
def joined(left: Any, right: Any) -> str:
    """Two parts as one word: "price_" and 12 is "price_12"."""
    return f"{left}{right}"
