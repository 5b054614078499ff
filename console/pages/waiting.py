"""What waits for this person beside the orders of their queues: mentions, second persons, unread messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import masking
from workflow.models import Mention, Message
from workflow.services import approvals

_MOST = 6
_SHOWN_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line. `key` names it on the page; `url` is where it is dealt with."""

    key: str
    icon: str
    title: str
    about: str
    detail: str
    url: str
    since: datetime


def waiting_for(user: Any) -> list[Waiting]:
    """Oldest first within each kind, the first six of each, by right. At most three queries."""
    return [*_messages(user), *_approvals(user), *_mentions(user)]


def _messages(user: Any) -> list[Waiting]:
    """Customers whose words nobody has read, for who may answer them."""
    if not (user.has_perm("workflow.view_message") and user.has_perm("workflow.add_message")):
        return []
    unread = (
        Message.objects.filter(side=Message.Side.CUSTOMER, read_at=None)
        .order_by()
        .values("order_id", "order__ref")
        .annotate(n=Count("pk"), since=Min("sent_at"))
        .order_by("since")[:_MOST]
    )
    return [
        Waiting(
            key=f"message-{row['order_id']}",
            icon="forum",
            title=ngettext("%(n)d unread message", "%(n)d unread messages", row["n"]) % {"n": row["n"]},
            about=row["order__ref"],
            detail="",
            url=f"{_order(row['order__ref'])}#messages",
            since=row["since"],
        )
        for row in unread
    ]


def _approvals(user: Any) -> list[Waiting]:
    """What needs a second person, except where this one is the first."""
    if not user.has_perm("workflow.view_approval"):
        return []
    open_ones = approvals.waiting().filter(approvals.answerable_by(user))[:_MOST]
    return [
        Waiting(
            key=f"approval-{one.pk}",
            icon="group_add",
            title=_("%(person)s asks for a second person") % {"person": one.asked_label},
            about=one.order.ref if one.order else "",
            detail=f"{one.get_kind_display()}: {one.reason}"[:_SHOWN_LETTERS],
            url=reverse("admin:queue", args=("second-person",)),
            since=one.asked_at,
        )
        for one in open_ones
    ]


def _mentions(user: Any) -> list[Waiting]:
    """Notes in which a colleague named this person."""
    if not user.has_perm("workflow.view_note"):
        return []
    unseen = (
        Mention.objects.filter(member=user, seen_at=None)
        .select_related("note__order", "note__customer")
        .order_by("note__written_at")[:_MOST]
    )
    return [
        Waiting(
            key=f"mention-{one.pk}",
            icon="alternate_email",
            title=_("%(person)s mentioned you") % {"person": one.note.author_label},
            about=one.note.order.ref if one.note.order else masking.person(one.note.customer),
            detail=one.note.body[:_SHOWN_LETTERS],
            url=f"{_order(one.note.order.ref)}#messages"
            if one.note.order
            else reverse("admin:customer", args=(one.note.customer_id,)),
            since=one.note.written_at,
        )
        for one in unseen
    ]


def _order(ref: str) -> str:
    return reverse("admin:order", args=(ref,))
