"""What the tracking replies of the U.S. Postal Service mean. Lenient: odd shapes are passed over."""

import re
from typing import Any

from integrations.couriers.base import Scan, Track
from integrations.couriers.lenient import as_dict, as_dicts, as_text
from integrations.couriers.local_time import instant
from integrations.couriers.status import TrackingStatus as S
from integrations.couriers.usps_codes import CATEGORIES, CODES, WORDS

# "A status update is not yet available", "Tracking is not available for this item", "could not locate".
NOT_FOUND = re.compile(r"not (yet )?available|not found|could not locate", re.IGNORECASE)
NOT_YET = "150001"


def read_track(answer: dict[str, Any], number: str) -> Track:
    """The Track in a 200 of `/tracking/v3/tracking/{number}?expand=DETAIL`; never raises."""
    # USPS puts the newest first; we keep the oldest first.
    scans = tuple(_scan(event) for event in reversed(as_dicts(answer.get("trackingEvents"))))
    category = as_text(answer.get("statusCategory")).lower()
    if not scans and not category:
        code = refusal_code(answer) or "missing_in_reply"
        return Track(number, False, S.UNKNOWN, raw=answer, error_code=code)
    known = scans and scans[-1].status is not S.UNKNOWN
    status = scans[-1].status if known else CATEGORIES.get(category, S.UNKNOWN)
    return Track(number, True, status, scans, raw=answer)


def refusal_code(answer: dict[str, Any]) -> str:
    """The code of a reply that has no tracking, the inner one if there is one; "" without any."""
    error = as_dict(answer.get("error"))
    inner = (as_text(one.get("code")) for one in as_dicts(error.get("errors")))
    return next(filter(None, inner), "") or as_text(error.get("code"))


def is_not_found(answer: dict[str, Any]) -> bool:
    """Whether a refusal says no more than that nothing is known of the number (yet)."""
    message = as_text(as_dict(answer.get("error")).get("message"))
    return refusal_code(answer) == NOT_YET or bool(NOT_FOUND.search(message))


def _scan(event: dict[str, Any]) -> Scan:
    text, words = as_text(event.get("eventTimestamp")), as_text(event.get("eventType"))
    code = as_text(event.get("eventCode")).upper()
    return Scan(
        # By the offset: the ready-made GMTTimestamp has the date of the place, so in the evenings it is a
        # day early.
        occurred=instant(text, as_text(event.get("GMTOffset"))),
        occurred_text=text,
        code=code,
        status=_meaning(code, words.lower()),
        description=words,
        place=_place(event),
    )


def _meaning(code: str, words: str) -> S:
    by_code = CODES.get(code)
    if by_code is S.DELIVERED and "original sender" in words:
        return S.RETURNED  # the one 01 that is not at the recipient's door
    if by_code is None and words.startswith("delivered") and not re.search("final|original sender", words):
        return S.DELIVERED
    return by_code or next((status for phrase, status in WORDS if phrase in words), S.UNKNOWN)


def _place(event: dict[str, Any]) -> str:
    zip_code = as_text(event.get("eventZIP")) or as_text(event.get("eventZIPCode"))
    state = f"{as_text(event.get('eventState'))} {zip_code}".strip()
    parts = [as_text(event.get("eventCity")), state, as_text(event.get("eventCountry"))]
    return ", ".join(filter(None, parts))
