"""The words we write to customers and to the desk."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.errors import MessageError
from catalog.placeholders import PLACEHOLDERS, validate
from integrations import clock


class Language(models.TextChoices):
    EN = "en", _("English")
    KO = "ko", _("Korean")


def _codes() -> list[tuple[str, str]]:
    """A callable, so that a new message code needs no migration."""
    return [(code, code) for code in PLACEHOLDERS]


class MessageTemplate(models.Model):
    """Subject, body and text message of one notice in one language: plain text with {placeholders}."""

    code = models.CharField(_("code"), max_length=40, choices=_codes)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("body"))
    sms = models.CharField(
        _("text message"), max_length=300, blank=True, help_text=_("Empty: no text message is sent.")
    )
    updated_at = models.DateTimeField(_("changed"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["code", "language"]
        constraints = [
            models.UniqueConstraint(fields=["code", "language"], name="message_template_code_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"

    def clean(self) -> None:
        super().clean()
        try:
            validate(self.code, self.subject, self.body, self.sms)
        except MessageError as error:
            raise ValidationError(error.message, code=error.code) from None
