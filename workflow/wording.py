"""What notices say about an order: plain strings, in the customer's language and time zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from catalog.money import format_usd

_ZONES = {
    "America/New_York": "CT DE DC FL GA ME MD MA MI NH NJ NY NC OH PA RI SC VT VA WV IN KY AA AE",
    "America/Chicago": "AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA AP",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
_ZONE_OF = {state: zone for zone, states in _ZONES.items() for state in states.split()}
_ZONE_NAMES = {
    "America/New_York": ("Eastern Time", "미국 동부"),
    "America/Chicago": ("Central Time", "미국 중부"),
    "America/Denver": ("Mountain Time", "미국 산지"),
    "America/Phoenix": ("Arizona Time", "애리조나"),
    "America/Los_Angeles": ("Pacific Time", "미국 서부"),
    "America/Anchorage": ("Alaska Time", "알래스카"),
    "Pacific/Honolulu": ("Hawaii Time", "하와이"),
    "America/Puerto_Rico": ("Atlantic Time", "푸에르토리코"),
    "Pacific/Guam": ("Guam Time", "괌"),
    "Pacific/Pago_Pago": ("Samoa Time", "사모아"),
}

_NAMED = 10


def moment(at: datetime, *, state: str, language: str) -> str:
    """A time as the customer reads it: their language, the main time zone of their state."""
    zone = _ZONE_OF.get(state, "America/New_York")
    english, korean = _ZONE_NAMES[zone]
    local = at.astimezone(ZoneInfo(zone))
    with translation.override(language):
        if language == "ko":
            return f"{date_format(local, 'n월 j일 (D) H:i')} ({korean} 시간)"
        return f"{date_format(local, 'D, M j, g:i A')} {english}"


def order_link(ref: str) -> str:
    return f"{settings.SITE_URL}/orders/{ref}/"


def pay_link(token: str) -> str:
    return f"{settings.SITE_URL}/pay/{token}/"


def track_link(token: str) -> str:
    return f"{settings.SITE_URL}/track/{token}/"


def items_summary(titles: list[str], *, language: str) -> str:
    """One line for lists: the first item by name and how many more there are."""
    first, more = (titles[0] if titles else ""), len(titles) - 1
    if more < 1:
        return first
    return f"{first} 외 {more}건" if language == "ko" else f"{first} and {more} more"


def items_list(items: list[Any], *, language: str) -> str:
    """One line an item, the first ten by name and the rest by number."""
    lines = [f"• {item} × {item.quantity}" for item in items[:_NAMED]]
    more = len(items) - _NAMED
    if more > 0:
        lines.append(f"• 외 {more}건" if language == "ko" else f"• and {more} more")
    return "\n".join(lines)


def console_link(ref: str) -> str:
    return f"{settings.SITE_URL}/console/orders/{ref}/"


def notice_context(order: Any, data: Mapping[str, Any], *, to_staff: bool = False) -> dict[str, str]:
    """Everything a message template may name about this order and the deed in `data`."""
    customer = order.customer
    language = settings.STAFF_LANGUAGE if to_staff else customer.language
    address = getattr(order, "address", None)
    state = address.state if address else "NY"
    items = list(order.items.all())
    wanted = [item for item in items if item.will_be_sent] or items
    context = {
        "name": customer.name or (customer.email if to_staff else "고객" if language == "ko" else "there"),
        "order": order.ref,
        "order_link": console_link(order.ref) if to_staff else order_link(order.ref),
        "track_link": track_link(order.share_token),
        "review_link": f"{settings.SITE_URL}/orders/{order.ref}/",
        "items": items_list(wanted, language=language),
    }
    for name in ("reason", "question", "answer", "item", "courier", "tracking_number", "detail", "message"):
        context[name] = str(data.get(name, ""))
    amount = data.get("total_cents", data.get("amount_cents", data.get("refund_cents")))
    context["amount"] = format_usd(amount) if amount is not None else ""
    before = data.get("before_cents")
    context["amount_before"] = format_usd(before) if before is not None else ""
    weight = data.get("weight_g")
    context["weight"] = f"{weight / 1000:.2f} kg" if weight else ""
    valid_until = data.get("valid_until")
    context["valid_until"] = (
        moment(datetime.fromisoformat(valid_until), state=state, language=language) if valid_until else ""
    )
    charge = order.charges.filter(pk=data["charge"]).first() if data.get("charge") else None
    context["pay_link"] = pay_link(charge.token) if charge else context["order_link"]
    return context
