"""`/restricted/`: what cannot be sent, and a box that asks the rules about a product."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog import public, selectors
from catalog.models import ScreeningRule, Standing, Verdict
from catalog.pages.frame import SearchForm, edit_hook, framed, in_asked_language, language_now
from catalog.screening import Hit, Screener
from integrations import clock

# Strongest first: (verdict, what it means for an order).
_MEANING = (
    (Verdict.FORBID, gettext_lazy("We cannot buy or send these. An item like this is taken off the order, "
                                  "and the rest goes on.")),
    (Verdict.RESTRICT, gettext_lazy("These can go under conditions, for example after a notice to the U.S. "
                                    "authorities. We tell you before you pay.")),
    (Verdict.ASK, gettext_lazy("It depends on the item: a person looks at it, and may ask you.")),
)  # fmt: skip
# The groups that the rules name, in the reader's words.
_GROUPS = {
    "cosmetics": gettext_lazy("Cosmetics"),
    "dangerous goods": gettext_lazy("Dangerous goods"),
    "flammable": gettext_lazy("Flammable"),
    "food and drink": gettext_lazy("Food and drink"),
    "illegal": gettext_lazy("Illegal"),
    "medical": gettext_lazy("Medical"),
    "tobacco": gettext_lazy("Tobacco"),
    "valuables": gettext_lazy("Valuables"),
    "weapons": gettext_lazy("Weapons"),
}
# What would happen: (tone of the note, headline, sentence) by the strongest verdict.
_OUTCOME = {
    Verdict.FORBID: ("error", gettext_lazy("We cannot send this."),
                     gettext_lazy("We would take it off your order before you pay, and tell you why.")),
    Verdict.RESTRICT: ("warning", gettext_lazy("This can go only under conditions."),
                       gettext_lazy("Ask for a quote: we tell you the conditions before you pay.")),
    Verdict.ASK: ("info", gettext_lazy("A person would look at this first."),
                  gettext_lazy("Ask for a quote: we look at the item, and may ask you about it.")),
    None: ("success", gettext_lazy("None of our rules speaks against it."),
           gettext_lazy("Ask for a quote: a person still looks at each item before you pay.")),
}  # fmt: skip
_CAUTION = {
    Standing.HOUSE: gettext_lazy("Our own rule."),
    Standing.SAMPLE: gettext_lazy("An example: not a confirmed rule."),
    Standing.UNVERIFIED: gettext_lazy("Not confirmed yet: we may decide otherwise."),
}


@dataclass(frozen=True, slots=True)
class RuleView:
    reason: str
    examples: list[str]
    source: str
    source_url: str
    since: date
    caution: str
    edit: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one verdict about one group of goods."""

    name: str
    rules: list[RuleView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """Everything of one verdict."""

    verdict: str
    title: str
    meaning: str
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that the product meets: in the reader's words, and by which word of the name."""

    verdict: str
    text: str
    matched: str
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would happen to a product of this name."""

    product: str
    tone: str
    headline: str
    sentence: str
    reasons: list[Reason]


@require_safe
@in_asked_language
def restricted(request: HttpRequest) -> HttpResponse:
    language, rules = language_now(), selectors.screening_rules_at(clock.now())
    form = SearchForm(request.GET)
    product = form.cleaned_data["q"] if form.is_valid() else ""
    context: dict[str, Any] = {
        "form": form,
        "outcome": _outcome(product, rules, language) if product else None,
        "parts": _parts(request, rules, language),
        **framed(
            request,
            title=_("What cannot be sent"),
            description=_(
                "Goods that cannot be sent from Korea to the U.S., or only under conditions, with reasons."
            ),
        ),
    }
    return render(request, "pages/catalog/restricted.html", context)


def _outcome(product: str, rules: list[ScreeningRule], language: str) -> Outcome:
    hits = Screener(rules).screen(title=product)
    tone, headline, sentence = _OUTCOME[Verdict(hits[0].verdict) if hits else None]
    return Outcome(
        product=product,
        tone=tone,
        headline=str(headline),
        sentence=str(sentence),
        reasons=[_reason(hit, language) for hit in hits],
    )


def _reason(hit: Hit, language: str) -> Reason:
    return Reason(
        verdict=str(Verdict(hit.verdict).label),
        text=hit.reason_ko if language == "ko" else hit.reason_en,
        matched=hit.matched,
        source=hit.source,
        source_url=hit.source_url,
    )


def _parts(request: HttpRequest, rules: list[ScreeningRule], language: str) -> list[Part]:
    """By verdict, strongest first, and within it by the groups' names."""
    parts: list[Part] = []
    for verdict, meaning in _MEANING:
        groups: dict[str, Group] = {}
        for rule in rules:
            if rule.verdict == verdict:
                name = str(_GROUPS.get(rule.category.strip().lower(), rule.category) or _("Other goods"))
                groups.setdefault(name, Group(name)).rules.append(_rule(request, rule, language))
        if groups:
            parts.append(
                Part(
                    verdict=verdict.value,
                    title=str(verdict.label),
                    meaning=str(meaning),
                    groups=sorted(groups.values(), key=lambda group: group.name),
                )
            )
    return parts


def _rule(request: HttpRequest, rule: ScreeningRule, language: str) -> RuleView:
    caution = _CAUTION.get(Standing(rule.standing))
    return RuleView(
        reason=rule.reason_ko if language == "ko" else rule.reason_en,
        examples=public.examples(rule, language),
        source=rule.source,
        source_url=rule.source_url,
        since=rule.valid_from,
        caution=str(caution) if caution else "",
        edit=edit_hook(request, "screening_rule", rule.code),
    )
