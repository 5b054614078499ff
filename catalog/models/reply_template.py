"""What the desk writes often."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReplyTemplate(models.Model):
    """A reply that staff put into a message to a customer and then change as they like.

    Plain text with the placeholders {name}, {order} and {staff}; anything else in braces stays as it is.
    """

    title = models.CharField(_("title"), max_length=80, unique=True)
    body_en = models.TextField(_("text (English)"), max_length=2000)
    body_ko = models.TextField(_("text (Korean)"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def body(self, language: str) -> str:
        return self.body_ko if language == "ko" else self.body_en
