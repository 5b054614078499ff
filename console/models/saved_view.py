from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


class SavedView(models.Model):
    """Filters, search and order of a list under a name: a tab above the list, for one person or for all."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    # The list it belongs to: a queue's slug, or "orders" for the list of all.
    place = models.CharField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    # The list's query string, without the page; read as strictly as one that somebody typed.
    query = models.CharField(_("filters"), max_length=1_600, blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField(_("saved"), default=clock.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        permissions = [("share_view", "Can share saved views with everybody")]
        indexes = [models.Index(fields=["place"], name="saved_view_by_place")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place", "name"], name="one_saved_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name
