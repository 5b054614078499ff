"""What is asked about and what came back, as our own frozen values."""

from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["allow", "ask", "restrict", "forbid"]
Confidence = Literal["low", "medium", "high"]
Outcome = Literal["answered", "refused", "incomplete", "unreadable", "off"]


@dataclass(frozen=True)
class ItemToLookAt:
    """What OpenAI is told of an item. There is no place for a customer's name or note, on purpose.

    `id` is the caller's own and does not leave the house.
    """

    id: int
    title: str
    link: str = ""
    options: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What the model thinks of one item.

    `verdict` is catalog's vocabulary and "allow"; the reasons are plain text of 1 to 300 characters;
    `sources` are up to five http(s) addresses that nobody has checked.
    """

    verdict: Verdict
    confidence: Confidence
    reason_en: str
    reason_ko: str
    sources: tuple[str, ...]
    model: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be kept with the item."""
        return {**vars(self), "sources": list(self.sources)}


@dataclass(frozen=True)
class Suggestions:
    """The end of one call. An item that is not in `by_item` got no suggestion.

    `outcome`: answered; refused (the model or a policy would not), incomplete (it ran out of room or was
    filtered), unreadable (not the JSON we asked for), off (nobody was asked). `detail` says more about the
    middle three, in the provider's words or ours. `not_asked` are the ids beyond the limit of one call.
    `tokens` is what the call cost, in and out.
    """

    outcome: Outcome
    by_item: dict[int, Suggestion] = field(default_factory=dict)
    detail: str = ""
    not_asked: tuple[int, ...] = ()
    model: str = ""
    response_id: str = ""
    tokens: int = 0
