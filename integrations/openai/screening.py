"""Ask a model with web search what it thinks of some items."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from integrations.openai.answer import read
from integrations.openai.question import references, request
from integrations.openai.suggestions import ItemToLookAt, Suggestions

# As many as a fast model can answer for within `http.LIMITS.total` seconds.
MOST_ITEMS = 10


def suggest_screening(*, items: Sequence[ItemToLookAt], rules: Sequence[str], key: UUID) -> Suggestions:
    """One call about the first MOST_ITEMS items; the ids of the others are returned as `not_asked`.

    `rules` are our categories in plain words, one sentence each; `key` names the call in OpenAI's logs. What
    comes back is checked against closed vocabularies and is for showing only: titles are written by
    strangers, and whatever they talk the model into stays inside a suggestion. An item the model said nothing
    sound about has none; a refusal, an incomplete or an unreadable answer is an outcome without
    suggestions, and no error. With AI_SCREENING off, or without items, nobody is called.

    Changes nothing anywhere, so it may be repeated; OpenAI knows no idempotency, so each repeat is paid for
    and may be answered differently. Raises TryLater, ProviderRefused, Misconfigured; HttpInTransaction inside
    `atomic()`.
    """
    if not settings.AI_SCREENING:
        return Suggestions("off")
    asked, left = items[:MOST_ITEMS], items[MOST_ITEMS:]
    if not asked:
        return Suggestions("answered")
    # The SDK takes half a second and 20 MB to load: only a process that asks pays for it.
    from integrations.openai.client import ask

    body = ask(key=key, **request(asked, rules, model=str(settings.OPENAI["model"])))
    return read(body, references(asked), not_asked=tuple(item.id for item in left))
