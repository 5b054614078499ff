"""From a message code, a language and values to the words that are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from re import Match

from catalog import selectors
from catalog.errors import MessageError
from catalog.placeholders import ALL_NAMES, NAME, PLACEHOLDERS, SMS_REQUIRED, validate

__all__ = ["PLACEHOLDERS", "SMS_REQUIRED", "Rendered", "render", "validate"]


@dataclass(frozen=True)
class Rendered:
    """A finished message in `language`; `sms` is empty when no text message goes out."""

    code: str
    language: str
    subject: str
    body: str
    sms: str


def render(*, code: str, language: str, context: Mapping[str, str]) -> Rendered:
    """Put `context` into the template of `code` in `language`; English where that language has no row.

    The context must hold every name in PLACEHOLDERS[code] as text, even one that the present
    words do not use, so that rewording a template can never break a send. Other known names may be
    present and are ignored; an unknown name is a typing error and refused. Values are put in once and
    never read again: "{order}" inside an item's name stays as it is. The subject stays one line.

    Raises MessageError: unknown_code, missing_value, unknown_placeholder, bad_value, no_template.
    """
    expected = PLACEHOLDERS.get(code)
    if expected is None:
        raise MessageError("unknown_code", f"There is no message called {code!r}.")
    if missing := sorted(expected - context.keys()):
        raise MessageError("missing_value", f"{code} needs a value for {', '.join(missing)}.")
    if unknown := sorted(context.keys() - ALL_NAMES):
        raise MessageError("unknown_placeholder", f"{code} was given unknown names: {', '.join(unknown)}.")
    values = {name: context[name] for name in expected}
    if wrong := sorted(name for name, value in values.items() if not isinstance(value, str)):
        raise MessageError("bad_value", f"{code} takes text only; not text: {', '.join(wrong)}.")

    template = selectors.template_for(code=code, language=language)
    if template is None:
        raise MessageError("no_template", f"There is no template for {code}, not even in English.")
    # Checked again here: a row written past the form must fail in words, not send "{oder}".
    validate(code, template.subject, template.body, template.sms)

    def fill(found: Match[str]) -> str:
        return values[found[1]]

    return Rendered(
        code=code,
        language=template.language,
        # A line break in a value would start a new mail header.
        subject=" ".join(NAME.sub(fill, template.subject).split()),
        body=NAME.sub(fill, template.body),
        sms=" ".join(NAME.sub(fill, template.sms).split()),
    )
