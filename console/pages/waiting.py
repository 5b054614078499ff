"""What waits for this person beside the orders of their queues: unread messages, second persons, matters,
failed calls, mentions, drafts to review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.editing.rights import DRAFT
from catalog.models import Review
from catalog.money import format_usd
from console import effect_words, masking, queues
from console.pages import tabs
from console.pages.catalog_lists import awaiting
from workflow.engine.models import Effect
from workflow.models import Attention, Mention, Message
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
    """Oldest first within each kind, the first six of each, by right. At most eight queries."""
    return [
        *_messages(user),
        *_approvals(user),
        *_matters(user),
        *_failed(user),
        *_mentions(user),
        *_reviews(user),
        *_given_back(user),
    ]


def _messages(user: Any) -> list[Waiting]:
    """Customers whose words nobody has read, for who may answer them."""
    if not (user.has_perm("workflow.view_message") and user.has_perm("workflow.add_message")):
        return []
    unread = list(
        Message.objects.filter(side=Message.Side.CUSTOMER, read_at=None)
        .order_by()
        .values("order_id")
        .annotate(n=Count("pk"), first=Min("pk"), since=Min("sent_at"))
        .order_by("since")[:_MOST]
    )
    firsts = Message.objects.select_related("order__customer").in_bulk([row["first"] for row in unread])
    return [_unread(firsts[row["first"]], row["n"], row["since"]) for row in unread]


def _unread(first: Message, n: int, since: datetime) -> Waiting:
    return Waiting(
        key=f"message-{first.order_id}",
        icon="forum",
        title=ngettext("%(n)d unread message", "%(n)d unread messages", n) % {"n": n},
        about=first.order.ref,
        detail=f"{masking.person(first.order.customer)}: {first.body}"[:_SHOWN_LETTERS],
        url=_messages_of(first.order.ref),
        since=since,
    )


def _approvals(user: Any) -> list[Waiting]:
    """What needs a second person, except where this one is the first."""
    if not user.has_perm("workflow.view_approval"):
        return []
    open_ones = approvals.waiting().filter(approvals.answerable_by(user))[:_MOST]
    return [
        Waiting(
            key=f"approval-{one.pk}",
            icon="group_add",
            title=_("%(person)s asks for a second person") % {"person": masking.label(one.asked_label)},
            about=one.order.ref if one.order else "",
            detail=f"{one.get_kind_display()}: {one.reason}"[:_SHOWN_LETTERS],
            url=reverse("admin:queue", args=("second-person",)),
            since=one.asked_at,
        )
        for one in open_ones
    ]


def _matters(user: Any) -> list[Waiting]:
    """What only a person can settle, for who may."""
    queue = queues.BY_SLUG["attention"]
    if not queues.wants(user, queue):
        return []
    matters = Attention.objects.filter(queues.condition(queue)).select_related("order")
    return [
        Waiting(
            key=f"matter-{one.pk}",
            icon=queue.icon,
            title=one.get_concern_display(),
            about=one.order.ref if one.order else "",
            detail=_matter_in_words(one),
            url=reverse("admin:queue", args=(queue.slug,)),
            since=one.raised_at,
        )
        for one in matters.order_by("raised_at", "pk")[:_MOST]
    ]


def _matter_in_words(matter: Attention) -> str:
    amount = format_usd(matter.amount_cents) if matter.amount_cents else ""
    return " · ".join(part for part in (amount, matter.detail[:_SHOWN_LETTERS]) if part)


def _failed(user: Any) -> list[Waiting]:
    """Calls to the outside that did not come off, for who may repeat them."""
    queue = queues.BY_SLUG["failed-effects"]
    if not queues.wants(user, queue):
        return []
    failed = Effect.objects.filter(queues.condition(queue)).defer("args", "result")
    return [
        Waiting(
            key=f"effect-{one.pk}",
            icon=queue.icon,
            title=effect_words.title(one),
            about="",
            detail=one.get_status_display(),
            url=reverse("admin:queue", args=(queue.slug,)),
            since=one.finished or one.created,
        )
        for one in failed.order_by("finished", "pk")[:_MOST]
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
            title=_("%(person)s mentioned you") % {"person": masking.label(one.note.author_label)},
            about=one.note.order.ref if one.note.order else masking.person(one.note.customer),
            detail=one.note.body[:_SHOWN_LETTERS],
            url=_messages_of(one.note.order.ref)
            if one.note.order
            else reverse("admin:customer", args=(one.note.customer_id,)),
            since=one.note.written_at,
        )
        for one in unseen
    ]


def _reviews(user: Any) -> list[Waiting]:
    """Drafts that somebody else has submitted, for who may publish them."""
    return [
        Waiting(
            key=f"review-{one.review.pk}",
            icon="rate_review",
            title=_("%(person)s asks for a review") % {"person": one.who},
            about=one.entry.title,
            detail=one.review.note[:_SHOWN_LETTERS],
            url=one.url,
            since=one.review.submitted_at,
        )
        for one in awaiting(user)[:_MOST]
    ]


def _given_back(user: Any) -> list[Waiting]:
    """This person's own drafts that a reviewer wants changed, until they are submitted again."""
    if not user.has_perm(DRAFT):
        return []
    answered = (
        Review.objects.filter(
            submitted_by=user,
            verdict=Review.Verdict.CHANGES,
            entry__has_unpublished_changes=True,
            entry__open_review=None,
        )
        .select_related("entry")
        .order_by("decided_at")[:_MOST]
    )
    return [
        Waiting(
            key=f"given-back-{one.entry_id}",
            icon="undo",
            title=_("Changes are asked for"),
            about=one.entry.title,
            detail=one.comment[:_SHOWN_LETTERS],
            url=reverse("admin:entry", args=(one.entry_id,)),
            since=one.decided_at or one.submitted_at,
        )
        for one in {review.entry_id: review for review in answered}.values()
    ]


def _messages_of(ref: str) -> str:
    """The order, opened at what was written about it: notes stand beside the messages."""
    return tabs.at(reverse("admin:order", args=(ref,)), tabs.MESSAGES)
