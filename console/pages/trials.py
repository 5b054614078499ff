"""The rules tried out: on something typed in, and on all orders that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from catalog.matching import Phrases, Piece, pieces
from catalog.models import Verdict
from catalog.screening import Excuse, screener_at
from console import tones
from console.pages.screening import (
    WHERE,
    HitView,
    SuggestionView,
    hit_views,
    link_pieces,
    outcome_words,
    suggestion_view,
)
from integrations import clock
from integrations.clock import SEOUL
from integrations.openai import Suggestions
from workflow.models import AuditEntry
from workflow.services import rescreen

# A look before a run does not have to see everything; the run does.
_MOST_TRIED = 500
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules of a day say. `texts` are the places that were read, cut where words were found."""

    on: datetime
    hits: list[HitView]
    excuses: list[tuple[Excuse, Any]]
    texts: list[tuple[str, list[Piece]]]


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model says of it, or why it says nothing."""

    suggestion: SuggestionView | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One item whose hits change: rules got and lost, as (code, verdict in words, tone)."""

    ref: str
    position: int
    title: str
    got: list[tuple[str, str, str]] = field(default_factory=list)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    stops_approved: bool = False


def by_rules(given: Mapping[str, Any]) -> Trial:
    at = datetime.combine(given["on"], time(12), SEOUL).astimezone(UTC) if given["on"] else clock.now()
    words = {name: given[name] for name in ("title", "url", "options", "note")}
    screener = screener_at(at)
    hits = [hit.as_json() for hit in screener.screen(**words)]
    found: dict[str, list[str]] = {}
    for hit in hits:
        found.setdefault(str(hit["where"]), []).append(str(hit["matched"]))
    names = {"title": _("Name"), "url": _("Link"), "options": _("Options"), "note": _("Customer's note")}
    cut = {
        name: link_pieces(text, found.get(name, []))
        if name == "url"
        else pieces(text, Phrases(found.get(name, ())))
        for name, text in words.items()
    }
    return Trial(
        on=at,
        hits=hit_views(hits),
        excuses=[(one, WHERE[one.where]) for one in screener.excuses(**words)],
        texts=[(names[name], parts) for name, parts in cut.items() if parts],
    )


def by_model(answer: Suggestions) -> Thought:
    thought = next(iter(answer.by_item.values()), None)
    if thought is None:
        return Thought(problem=outcome_words(answer.outcome) or _("The AI said nothing that can be used."))
    return Thought(suggestion=suggestion_view(thought.as_json()))


def before_a_run() -> dict[str, Any]:
    """A dry run: nothing is written."""
    orders = rescreen.open_orders()
    tried = list(orders.values_list("pk", flat=True)[:_MOST_TRIED])
    changes = rescreen.changes_among(tried)
    return {
        "orders": orders.count(),
        "items": rescreen.open_items().count(),
        "tried": len(tried),
        "changes": [_before(change) for change in changes[:_MOST_SHOWN]],
        "changing": len(changes),
        "last": rescreen.runs().first(),
    }


def of_run(run: AuditEntry) -> dict[str, Any]:
    entries = rescreen.changed_by(run).order_by("id")
    return {
        "run": run,
        "progress": rescreen.progress(run),
        "changes": [_after(entry, item) for entry in entries[:_MOST_SHOWN] for item in entry.data["items"]],
        "changed_orders": entries.count(),
    }


def _before(change: rescreen.Change) -> ChangeView:
    return ChangeView(
        ref=change.item.order.ref,
        position=change.item.position,
        title=str(change.item),
        got=[_rule(hit["code"], hit["verdict"]) for hit in change.got],
        lost=[_rule(hit["code"], hit["verdict"]) for hit in change.lost],
        stops_approved=change.stops_approved,
    )


def _after(entry: AuditEntry, item: Mapping[str, Any]) -> ChangeView:
    return ChangeView(
        ref=entry.about,
        position=item["position"],
        title=item["title"],
        got=[_rule(code, verdict) for code, verdict in item["got"]],
        lost=[_rule(code, verdict) for code, verdict in item["lost"]],
        stops_approved=item["stops_approved"],
    )


def _rule(code: str, verdict: str) -> tuple[str, str, str]:
    return code, str(dict(Verdict.choices).get(verdict, verdict)), tones.of_hit(verdict)
