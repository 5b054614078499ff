"""The life of an order in words, for the customer: what was done, when, by which side."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.money import format_usd
from workflow.engine.actors import Kind
from workflow.engine.models import TransitionLog
from workflow.models import Order, OrderItem
from workflow.pages.speech import language_now
from workflow.selectors.lanes import item_news
from workflow.services.deeds import step_of
from workflow.wording import moment

_WHO: dict[str, Any] = {
    Kind.CUSTOMER: gettext_lazy("You"),
    Kind.STAFF: gettext_lazy("Bidangil"),
    Kind.SYSTEM: gettext_lazy("Bidangil"),
    Kind.CLOCK: gettext_lazy("Bidangil"),
    Kind.PROVIDER: gettext_lazy("Card payment"),
    Kind.COURIER: gettext_lazy("Courier"),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    key: int
    at: datetime
    when: str
    who: Any
    words: str
    details: list[str] = field(default_factory=list)


def chapters(order: Order, log: list[TransitionLog], items: list[OrderItem]) -> list[Chapter]:
    """Every deed on the order and the telling ones on its items, newest first."""
    names = {item.pk: str(item) for item in items}
    of_items = item_news(names).order_by("at", "id")
    told = [_chapter(order, row, _details(order, row)) for row in log]
    told += [_chapter(order, row, [names[row.subject_id]]) for row in of_items]
    return sorted(told, key=lambda chapter: chapter.at, reverse=True)


def _chapter(order: Order, row: TransitionLog, details: list[str]) -> Chapter:
    return Chapter(
        key=row.pk,
        at=row.at,
        when=told_time(order, row.at),
        who=_WHO.get(row.actor_kind, ""),
        words=str(step_of(row.flow, row.name).done_label),
        details=[detail for detail in details if detail],
    )


def told_time(order: Order, at: datetime) -> str:
    """A moment in the time zone the order travels to, in the language of the page."""
    return moment(at, state=order.address.state, language=language_now())


def _details(order: Order, row: TransitionLog) -> list[str]:
    data = row.data
    match row.name:
        case "ask_customer":
            return [data["question"]]
        case "answer":
            return [data["answer"]]
        case "reject_quote":
            return [data["reason"]]
        case "change_address":
            return [data["after"]]
        case "confirm_item_prices" | "items_paid" | "delivery_paid":
            return [format_usd(data.get("total_cents", data.get("amount_cents")))]
        case "revise_prices":
            return [f"{format_usd(data['before_cents'])} → {format_usd(data['total_cents'])}"]
        case "confirm_delivery_fee":
            return [f"{format_usd(data['total_cents'])} · {data['weight_g'] / 1000:.2f} kg"]
        case "ship" | "correct_tracking":
            return [f"{data['courier']} {data['tracking_number']}"]
        case "extend_deadline":
            until = told_time(order, datetime.fromisoformat(data["valid_until"]))
            return [_("The price now holds until %(time)s.") % {"time": until}]
        case "cancel":
            back = data.get("refund_cents")
            return [
                data.get("reason", ""),
                _("We return %(amount)s to your card.") % {"amount": format_usd(back)} if back else "",
            ]
    return []
