"""The effects a flow may cause, in the words that the flows use. Their handlers live in jobs/."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from workflow.engine.steps import Declared


class Notify:
    """A notice: e-mail, and a text message where the notice has one and the person wants it."""

    @staticmethod
    def customer(code: str, *, sms: bool = False) -> list[Declared]:
        notices = [Declared("notice.mail", f"customer:{code}", _notice(code, "customer"))]
        if sms:
            notices.append(Declared("notice.sms", f"customer:{code}", _notice(code, "customer")))
        return notices

    @staticmethod
    def staff(code: str) -> Declared:
        return Declared("notice.mail", f"staff:{code}", _notice(code, "staff"))


class Screen:
    """What a model thinks of the items, where AI_SCREENING is on. Our own rules answer in the deed."""

    suggest = Declared("screen.suggest")


class Checkout:
    """Sessions at the card provider. In order, one charge at a time (see engine: money)."""

    open = Declared("checkout.open", "", lambda order, data: {"charge": data["charge"]})
    close = Declared("checkout.close", "", lambda order, data: {})


class Deadline:
    """Something happens if a promise is not kept in time. The row waits until then."""

    @staticmethod
    def at(name: str) -> Declared:
        return Declared(
            f"deadline.{name}",
            "",
            lambda subject, data: {"seq": subject.seq},
            lambda subject, data: _when(data.get("valid_until")),
        )


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def notice_args(code: str, subject: Any, data: Mapping[str, Any], *, to: str = "customer") -> dict[str, Any]:
    """What a notice effect freezes: whom, in which language, and every word it may need."""
    order = subject.notice_order
    return {
        "code": code,
        "to": to,
        "order": order.pk,
        "language": settings.STAFF_LANGUAGE if to == "staff" else order.customer.language,
        "context": order.notice_context(data, to_staff=to == "staff"),
    }


def _notice(code: str, to: str) -> Any:
    return lambda subject, data: notice_args(code, subject, data, to=to)
