"""Local times of couriers: instants only where the courier itself gave the offset."""

import re
from datetime import UTC, datetime, timedelta, timezone


def instant(local: str, offset: str) -> datetime | None:
    """The instant of an ISO 8601 date and time at a place with this UTC offset.

    `offset` is +09:00, -5:00 or -0500; an offset within `local` goes before it. None without any, for
    a date without a time, and for what is neither: a guessed time zone would be an invented fact.
    """
    if "T" not in local:
        return None
    try:
        moment = datetime.fromisoformat(local)
        if moment.tzinfo is None:
            zone = _zone(offset)
            if zone is None:
                return None
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str) -> timezone | None:
    found = re.fullmatch(r"([+-]?)([0-9]{1,2}):?([0-5][0-9])", offset)
    if found is None or int(found[2]) > 14:  # no place on earth is further
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-size if found[1] == "-" else size)
