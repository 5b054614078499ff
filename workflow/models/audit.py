from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class AuditEntry(models.Model):
    """A deed of a person that moved no state: assigned, wrote a note, looked at a telephone number.

    What moves a state stands in the engine's TransitionLog. Rows are written by `services.audit` and
    never changed.
    """

    at = models.DateTimeField(_("when"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_label = models.CharField(_("who"), max_length=120)
    verb = models.CharField(_("what"), max_length=40)
    # What it was done to, in words that stay when the row itself changes.
    about = models.CharField(_("about"), max_length=200, blank=True)
    order = models.ForeignKey("workflow.Order", null=True, on_delete=models.PROTECT, related_name="audit")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-id"]
        indexes = [models.Index(fields=["verb", "-id"], name="audit_by_verb")]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.verb} {self.about}".strip()
