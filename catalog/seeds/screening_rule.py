"""The shape in which screening rules are written down here."""

from dataclasses import dataclass

from catalog.models import Standing, Verdict


@dataclass(frozen=True)
class Rule:
    """`keywords` and `exceptions` are separated by commas here, one a line in the database."""

    code: str
    category: str
    verdict: Verdict
    keywords: str
    exceptions: str
    reason_en: str
    reason_ko: str
    source: str
    note: str = "The words were chosen by us; extend them when something slips through."
    standing: Standing = Standing.SOURCED


def one_a_line(phrases: str) -> str:
    """ "a, b" as "a" and "b" on lines of their own, inner white space made single."""
    return "\n".join(" ".join(phrase.split()) for phrase in phrases.split(",") if phrase.strip())
