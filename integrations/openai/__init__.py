"""Screening suggestions by OpenAI. Inside this package `import openai` is OpenAI's SDK.

A suggestion is shown to a person and decides nothing.
"""

from integrations.openai.screening import MOST_ITEMS as MOST_ITEMS
from integrations.openai.screening import suggest_screening as suggest_screening
from integrations.openai.suggestions import ItemToLookAt as ItemToLookAt
from integrations.openai.suggestions import Suggestion as Suggestion
from integrations.openai.suggestions import Suggestions as Suggestions
