"""OpenAI's Responses API with web search, as far as a question about goods needs it."""

from integrations.sandbox.openai.responses import OpenAI as OpenAI
