"""How long something has waited and when it is due, in words a person takes in at a glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from integrations import clock

_SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words; `tone` is danger when it has passed, warning when it is near."""

    words: str
    tone: str
    at: datetime


def span(delta: timedelta) -> str:
    """A length of time in its largest unit: "12 min", "5 h", "3 d"."""
    minutes = max(0, int(delta.total_seconds()) // 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d d") % {"n": minutes // (24 * 60)}


def moment(at: datetime) -> str:
    """A moment in the desk's time, short: day and time, and the year where it is not this one."""
    return wall_clock(timezone.localtime(at))


def wall_clock(local: datetime) -> str:
    """What a clock on a wall shows: the same form, without moving it into the desk's time."""
    # Translators: a day and a time of this year, and of another year (Django's date format).
    short = _("M j, H:i") if local.year == timezone.localtime(clock.now()).year else _("M j, Y, H:i")
    return date_format(local, short)


def since(at: datetime) -> timedelta:
    """How long ago `at` was on the business clock."""
    return clock.now() - at


def age(at: datetime) -> str:
    """The same in words."""
    return span(since(at))


def due(at: datetime | None) -> Due | None:
    """The deadline `at` in words, or None where none runs."""
    if at is None:
        return None
    left = at - clock.now()
    if left < timedelta():
        return Due(_("%(span)s overdue") % {"span": span(-left)}, "danger", at)
    return Due(_("due in %(span)s") % {"span": span(left)}, "warning" if left < _SOON else "neutral", at)
