"""Screening an item against the rules in force: a help for staff, who decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from catalog import selectors
from catalog.matching import Phrases, Text, excused, find
from catalog.models import ScreeningRule, Verdict

_STRENGTH = {Verdict.FORBID: 0, Verdict.RESTRICT: 1, Verdict.ASK: 2}


@dataclass(frozen=True)
class Hit:
    """One rule that an item met.

    `matched` is the words found, in normalised spelling; `where` is title, options, url or note.
    """

    rule_id: int
    code: str
    verdict: str
    matched: str
    reason_en: str
    reason_ko: str
    source: str
    where: str
    source_url: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Plain JSON, to be kept with the item: the rule may change, what was found may not."""
        return dict(vars(self))


@dataclass(frozen=True)
class Excuse:
    """A keyword that did not count, because it stands inside one of the rule's exceptions."""

    code: str
    word: str
    exception: str
    where: str


class Screener:
    """Rules made ready once, for the many items of an order."""

    def __init__(self, rules: Iterable[ScreeningRule]) -> None:
        self._rules = [(rule, Phrases(rule.keyword_list), Phrases(rule.exception_list)) for rule in rules]

    def screen(self, *, title: str, url: str = "", options: str = "", note: str = "") -> list[Hit]:
        """At most one hit a rule, strongest verdict first. No database, no network."""
        places = _places(title=title, url=url, options=options, note=note)
        hits = [hit for ready in self._rules if (hit := _first_hit(*ready, places))]
        return sorted(hits, key=lambda hit: (_STRENGTH[Verdict(hit.verdict)], hit.code))

    def excuses(self, *, title: str, url: str = "", options: str = "", note: str = "") -> list[Excuse]:
        """The words that would have been hits, had no exception stood around them."""
        places = _places(title=title, url=url, options=options, note=note)
        return [
            Excuse(rule.code, word, exception, where)
            for rule, keywords, exceptions in self._rules
            for where, text in places
            for word, exception in excused(text, keywords, exceptions)
        ]


def screener_at(at: datetime) -> Screener:
    """A screener with the rules in force at `at`. One query."""
    return Screener(selectors.screening_rules_at(at))


def screen(*, title: str, url: str = "", options: str = "", note: str = "", at: datetime) -> list[Hit]:
    """Every rule in force at `at` that the item meets, strongest first.

    Of the address only the path is read, never the query (a shop's "?keyword=perfume" says how the page
    was found, not what it sells), and nothing is fetched. A word that stands only in the
    customer's note ("please no perfume samples") asks a person to look, whatever the rule's verdict.
    """
    return screener_at(at).screen(title=title, url=url, options=options, note=note)


def _first_hit(
    rule: ScreeningRule, keywords: Phrases, exceptions: Phrases, places: list[tuple[str, Text]]
) -> Hit | None:
    for where, text in places:
        if matched := find(text, keywords, exceptions):
            return Hit(
                rule_id=rule.pk,
                code=rule.code,
                verdict=Verdict.ASK.value if where == "note" else str(rule.verdict),
                matched=matched,
                reason_en=rule.reason_en,
                reason_ko=rule.reason_ko,
                source=rule.source,
                where=where,
                source_url=rule.source_url,
            )
    return None


def _places(*, title: str, url: str, options: str, note: str) -> list[tuple[str, Text]]:
    return [
        ("title", Text(title)),
        ("options", Text(options)),
        ("url", Text(_url_words(url))),
        ("note", Text(note)),
    ]


def _url_words(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    return unquote(path)
