"""What may not, or not simply, be sent to the US."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Dated

_HANGUL = re.compile(r"[가-힣]")


class Verdict(models.TextChoices):
    """What a hit means for the item, strongest first."""

    FORBID = "forbid", _("Cannot be sent")
    RESTRICT = "restrict", _("Only under conditions")
    ASK = "ask", _("A person has to look or ask")


class ScreeningRule(Dated):
    """One group of goods: words that give it away, and what to do about it.

    `keywords` and `exceptions` hold one plain phrase a line (no patterns). English phrases are
    matched as whole words (plurals included), Korean ones anywhere. A keyword inside an
    exception ("wine red", "소주잔") does not count.
    """

    code = models.SlugField(_("code"), max_length=40, db_index=False)
    category = models.CharField(_("category"), max_length=40, blank=True)
    keywords = models.TextField(_("keywords"), help_text=_("One word or phrase a line."))
    exceptions = models.TextField(
        _("exceptions"), blank=True, help_text=_("Phrases that only look like a hit, one a line.")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason_en = models.CharField(_("reason (English)"), max_length=300)
    reason_ko = models.CharField(_("reason (Korean)"), max_length=300)

    class Meta(Dated.Meta):
        verbose_name = _("screening rule")
        verbose_name_plural = _("screening rules")
        ordering = ["code", "-valid_from", "-id"]
        indexes = [models.Index(fields=["code", "valid_from"], name="screening_rule_code_from")]

    def __str__(self) -> str:
        return f"{self.code}: {self.verdict}"

    @property
    def keyword_list(self) -> list[str]:
        return _lines(self.keywords)

    @property
    def exception_list(self) -> list[str]:
        return _lines(self.exceptions)

    def clean(self) -> None:
        super().clean()
        if not self.keyword_list:
            raise ValidationError({"keywords": "Write at least one word."})
        # One syllable such as 술 or 칼 stands in countless harmless words (미술, 칼라).
        for word in self.keyword_list:
            if len(word) < (2 if _HANGUL.search(word) else 3):
                raise ValidationError({"keywords": f"{word!r} is too short: it would be found everywhere."})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
