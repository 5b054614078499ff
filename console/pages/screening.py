"""What is shown of an item's screening: the rules' hits and their source, a model's hint, a second person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalog.matching import Phrases, Piece, pieces
from catalog.models import Verdict
from console import tones
from console.pages.approvals import ApprovalView, approval_view
from workflow.engine.models import Effect
from workflow.forms import ScreeningForm
from workflow.guards import order_takes_override
from workflow.models import Order, OrderItem
from workflow.services import approvals, suggestions
from workflow.states import ItemState, OrderState

WHERE = {
    "title": gettext_lazy("in the name"),
    "options": gettext_lazy("in the options"),
    "url": gettext_lazy("in the link"),
    "note": gettext_lazy("in the customer's note"),
}
_VERDICTS = {"allow": gettext_lazy("Nothing stands against it"), **dict(Verdict.choices)}
_CONFIDENCE = {
    "low": gettext_lazy("not sure"),
    "medium": gettext_lazy("fairly sure"),
    "high": gettext_lazy("sure"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A page named as a source; `url` is empty or an http(s) address, `name` what stands in the link."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class HitView:
    verdict: str
    tone: str
    reason: str
    matched: str
    source: str
    source_url: str = ""
    where: Any = ""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What the model thinks of the item. `at` is when it was asked, None for a mere trial."""

    verdict: Any
    tone: str
    reason: str
    confidence: Any
    sources: list[Source]
    model: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """`title`, `options` and `url` are cut where the rules found their words. `ask_url` opens the dialog
    that asks a second person, where a rule forbids the item and this person may ask."""

    item: OrderItem
    hits: list[HitView]
    title: list[Piece]
    options: list[Piece]
    url: list[Piece]
    suggestion: SuggestionView | None = None
    approval: ApprovalView | None = None
    ask_url: str = ""

    @property
    def is_open(self) -> bool:
        return self.item.state == ItemState.REQUESTED


@dataclass(frozen=True, slots=True)
class Panel:
    """The screening of an order at a glance. `asking` while the model is being asked; `outcome` says why
    the last answer brought nothing; `ask_again_url` is empty for who may not ask."""

    items: list[ItemView] = field(default_factory=list)
    asking: bool = False
    outcome: str = ""
    ask_again_url: str = ""

    @property
    def hits(self) -> int:
        return sum(bool(view.hits) for view in self.items)

    def of(self, item_id: int) -> ItemView | None:
        return next((view for view in self.items if view.item.pk == item_id), None)


def panel(
    order: Order,
    items: Iterable[OrderItem],
    *,
    effects: Iterable[Effect],
    asked: Mapping[int | None, ApprovalView],
    user: Any,
    back: str,
) -> Panel:
    """The screening of these items of the order. No query: `effects` are the order's and its items',
    `asked` the open requests for a second person by item."""
    views = [item_view(item, asked=asked.get(item.pk), ask_url=_ask_url(item, user, back)) for item in items]
    calls = sorted(
        (effect for effect in effects if effect.name == suggestions.EFFECT), key=lambda effect: -effect.pk
    )
    undecided = order.state == OrderState.REQUESTED and any(view.is_open for view in views)
    return Panel(
        views,
        asking=settings.AI_SCREENING and any(call.status in Effect.OPEN for call in calls),
        outcome=_outcome(calls[0]) if calls else "",
        ask_again_url=_ask_again_url(order, user, back) if undecided else "",
    )


def dialog_items(form: ScreeningForm, user: Any) -> dict[str, Any]:
    """What the screening dialog shows beside its fields. The buttons stay on the page behind it."""
    order: Order = form.subject
    asked = form.waiting()
    waiting = order.items.filter(pk__in=[pk for pk in asked if pk is not None])
    page = reverse("admin:order", args=(order.ref,))
    return {
        "dialog_items": [item_view(item) for item in form.items()],
        "waiting_items": [item_view(item, asked=approval_view(asked[item.pk])) for item in waiting],
        "ask_again_url": _ask_again_url(order, user, page),
    }


def item_view(
    item: OrderItem,
    *,
    asked: ApprovalView | None = None,
    ask_url: str = "",
) -> ItemView:
    found: dict[str, list[str]] = {}
    for hit in item.hits:
        found.setdefault(hit.get("where", ""), []).append(hit.get("matched", ""))
    return ItemView(
        item=item,
        hits=hit_views(item.hits),
        title=pieces(str(item), Phrases(found.get("title", ()))),
        options=pieces(item.options, Phrases(found.get("options", ()))),
        url=link_pieces(item.url, found.get("url", [])),
        suggestion=suggestion_view(item.suggestion),
        approval=asked,
        ask_url="" if asked is not None else ask_url,
    )


def hit_views(hits: Iterable[Mapping[str, Any]]) -> list[HitView]:
    """What the screening rules say, in the reader's language."""
    labels = dict(Verdict.choices)
    return [
        HitView(
            verdict=str(labels.get(hit["verdict"], hit["verdict"])),
            tone=tones.of_hit(hit["verdict"]),
            reason=_in_readers_language(hit),
            matched=hit.get("matched", ""),
            source=hit.get("source", ""),
            source_url=_web_address(hit.get("source_url", "")),
            where=WHERE.get(hit.get("where", ""), ""),
        )
        for hit in hits
    ]


def suggestion_view(kept: Mapping[str, Any]) -> SuggestionView | None:
    """The hint that is kept with an item, None where there is none. It is shown and chooses nothing."""
    if not kept.get("verdict"):
        return None
    sources = [_web_address(address) for address in kept.get("sources", [])]
    at = kept.get("at")
    return SuggestionView(
        verdict=_VERDICTS.get(kept["verdict"], kept["verdict"]),
        tone="success" if kept["verdict"] == "allow" else tones.of_hit(kept["verdict"]),
        reason=_in_readers_language(kept),
        confidence=_CONFIDENCE.get(kept.get("confidence", ""), ""),
        sources=[Source(str(urlsplit(url).hostname), url) for url in sources if url],
        model=kept.get("model", ""),
        at=datetime.fromisoformat(at) if at else None,
    )


def link_pieces(url: str, words: Iterable[str]) -> list[Piece]:
    """A link as people read it, cut where the rules found words in its path; they look nowhere else."""
    try:
        path = unquote(urlsplit(url).path)
        before, found, after = unquote(url).partition(path) if path.strip("/") else (url, "", "")
    except ValueError:
        before, found, after = url, "", ""
    parts = [Piece(before, marked=False), *pieces(found, Phrases(words)), Piece(after, marked=False)]
    return [part for part in parts if part.text]


def outcome_words(outcome: str) -> str:
    """Why a call brought no suggestion; empty where it brought one, or nothing was asked."""
    return {
        "gave_up": _("OpenAI could not be reached."),
        "refused": _("OpenAI would not answer."),
        "incomplete": _("The answer broke off."),
        "unreadable": _("The answer could not be read."),
    }.get(outcome, "")


def _outcome(call: Effect) -> str:
    return outcome_words(str(call.result.get("outcome", ""))) if call.status == Effect.Status.DONE else ""


def _ask_url(item: OrderItem, user: Any, back: str) -> str:
    waits = item.is_forbidden and (item.state == ItemState.REQUESTED or item.is_stopped)
    may = user.has_perm(approvals.RIGHT_TO_ASK_OVERRIDE)
    if not waits or not may or order_takes_override.why_not(item) is not None:
        return ""
    return f"{reverse('admin:ask_override', args=(item.pk,))}?{urlencode({'next': back})}"


def _ask_again_url(order: Order, user: Any, back: str) -> str:
    if not settings.AI_SCREENING or not user.has_perm(suggestions.RIGHT_TO_ASK):
        return ""
    return f"{reverse('admin:ask_model', args=(order.ref,))}?{urlencode({'next': back})}"


def _in_readers_language(said: Mapping[str, Any]) -> str:
    korean = (get_language() or "").startswith("ko")
    return str(said.get("reason_ko" if korean else "reason_en", ""))


def _web_address(address: Any) -> str:
    """The address if it leads to a page of the web, else nothing: it goes into a link."""
    try:
        parts = urlsplit(str(address))
        return str(address) if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
