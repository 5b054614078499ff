"""What we write to customers: notices in both languages, and replies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy

from catalog.editing.content import Content, Reading
from catalog.editing.kinds import Kind, PlainKind
from catalog.errors import MessageError
from catalog.kinds.forms import model_form
from catalog.models import Entry, MessageTemplate, ReplyTemplate
from catalog.placeholders import PLACEHOLDERS, validate

_LANGUAGES = ("en", "ko")
_PARTS = ("subject", "body", "sms")


class MessageForm(forms.ModelForm):
    """One notice in both languages."""

    code = forms.ChoiceField(
        label=gettext_lazy("code"), choices=lambda: [(code, code) for code in PLACEHOLDERS]
    )
    subject_en = forms.CharField(label=gettext_lazy("subject (English)"), max_length=200)
    body_en = forms.CharField(label=gettext_lazy("text (English)"), widget=forms.Textarea)
    sms_en = forms.CharField(
        label=gettext_lazy("text message (English)"), max_length=300, required=False,
        help_text=gettext_lazy("Empty: no text message is sent."),
    )  # fmt: skip
    subject_ko = forms.CharField(label=gettext_lazy("subject (Korean)"), max_length=200)
    body_ko = forms.CharField(label=gettext_lazy("text (Korean)"), widget=forms.Textarea)
    sms_ko = forms.CharField(
        label=gettext_lazy("text message (Korean)"), max_length=300, required=False,
        help_text=gettext_lazy("Empty: no text message is sent."),
    )  # fmt: skip

    class Meta:
        model = MessageTemplate
        fields = ("code",)

    def _post_clean(self) -> None:
        """Not one row of the table, but two: each is checked when it is written."""


class MessageKind(Kind):
    slug = "message"
    model = MessageTemplate
    form = MessageForm
    icon = "mail"
    titled_by = ("code",)
    identity = ("code",)
    unpublishes = False

    def live_rows(self) -> Mapping[str, Any]:
        return {row.code: row for row in MessageTemplate.objects.order_by("code", "-language")}

    def find(self, entry: Entry) -> Any | None:
        return MessageTemplate.objects.filter(code=entry.key).first() if entry.key else None

    def instance(self, entry: Entry | None) -> Model:
        return MessageTemplate()

    def content_of(self, row: MessageTemplate) -> Content:
        content: Content = {"code": row.code}
        by_language = {one.language: one for one in MessageTemplate.objects.filter(code=row.code)}
        for language in _LANGUAGES:
            for part in _PARTS:
                content[f"{part}_{language}"] = str(getattr(by_language.get(language), part, ""))
        return content

    def key_of(self, row: Any) -> str:
        return str(row.code)

    def check(self, reading: Reading) -> None:
        """Each language may only use the placeholders of its code, and must use those that matter."""
        content = reading.content
        for language in _LANGUAGES:
            subject, body, sms = (str(content.get(f"{part}_{language}", "")) for part in _PARTS)
            if not subject or not body or content.get("code") not in PLACEHOLDERS:
                continue
            try:
                validate(str(content["code"]), subject, body, sms)
            except MessageError as fault:
                reading.complain(f"body_{language}", fault.message)

    def apply(self, entry: Entry, reading: Reading, at: datetime) -> Any:
        cleaned = reading.form.cleaned_data
        rows = [
            MessageTemplate.objects.update_or_create(
                code=cleaned["code"],
                language=language,
                defaults={part: cleaned[f"{part}_{language}"] for part in _PARTS} | {"updated_at": at},
            )[0]
            for language in _LANGUAGES
        ]
        return rows[0]


class ReplyKind(PlainKind):
    slug = "reply"
    model = ReplyTemplate
    form = model_form(ReplyTemplate, ("title", "position", "body_en", "body_ko"))
    icon = "quickreply"
    titled_by = ("title",)
    hides = "is_active"
