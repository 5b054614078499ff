"""What a page of the console needs to listen: from where, how fresh its counts are, the words for news."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import queues
from integrations.live.channels import STAFF, has_desk_right
from integrations.live.publishing import position
from workflow.pages.words import PARCEL_NEWS
from workflow.states import ItemState, OrderState

_MOST_SHOWN = 999


def is_reread(request: HttpRequest) -> bool:
    """Whether an open page reads itself again, to take over what has changed."""
    return request.headers.get("X-Live") == "1"


def remember_place(request: HttpRequest) -> None:
    """Note where the page begins to listen. Called before its data is read, so that nothing is lost."""
    if not hasattr(request, "live_place"):
        request.live_place = position()  # type: ignore[attr-defined]


def stream(request: HttpRequest) -> dict[str, Any] | None:
    """For the page's scripts; None for who may not listen, and when they only read the page again."""
    # The second factor has been asked for before any page is made.
    if is_reread(request) or not has_desk_right(request.user):
        return None
    remember_place(request)
    return {
        "channels": [STAFF],
        "since": request.live_place,  # type: ignore[attr-defined]
        "badges": reverse("admin:live_badges"),
        "counted": queues.counts().newest,
        "me": request.user.pk,
        "words": _words(),
    }


def badge(queue: queues.Queue, tally: queues.Tally) -> tuple[str, bool]:
    """The words of a queue's badge, empty where nothing waits, and whether they are alarming."""
    if not tally.waiting:
        return "", False
    return many(tally.waiting), bool(tally.overdue or queue.group == queues.TROUBLE)


def late(tally: queues.Tally) -> str:
    if not tally.overdue:
        return ""
    return ngettext("%(n)s overdue", "%(n)s overdue", tally.overdue) % {"n": many(tally.overdue)}


def many(count: int) -> str:
    """Beyond 999 a number says "many": nobody counts further."""
    return str(count) if count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"


def _words() -> dict[str, Any]:
    """Sentences by event; `{state}` and `{n}` are filled in on the page."""
    return {
        "light": {
            "connecting": ["", _("Connecting …")],
            "live": [_("Live"), _("This page brings itself up to date.")],
            "reconnecting": [
                _("Reconnecting"),
                _("The connection is lost for the moment. What you miss is caught up with."),
            ],
            "stopped": [_("Not live"), _("This page no longer changes by itself. Load it again to go on.")],
        },
        "order": _("The order moved on: {state}."),
        "item": _("An item moved on: {state}."),
        "deeds": {
            "correct": _("An item was corrected."),
            "set_draft_price": _("A price was noted."),
            "screened": _("The rules were asked about the items."),
        },
        "looked_at": _("News of the screening."),
        "approval": _("A second person was asked for, or has answered."),
        "money": _("A payment link was opened, used or closed."),
        "paid": _("Payment received."),
        "parcel": _("News of the parcel."),
        "scan": _("The courier scanned the parcel."),
        "attention": _("A matter for a person was raised or settled."),
        "effect": _("A call to the outside failed, or was dealt with."),
        "link": _("The tracking link is a new one."),
        "orders": {state.value: str(state.label) for state in OrderState},
        "parcels": {status.value: str(sentence) for status, sentence in PARCEL_NEWS.items()},
        "items": {state.value: str(state.label) for state in ItemState},
        "pill": [_("{n} change"), _("{n} changes")],
        "show": _("Show"),
    }
