"""Which states and territories a rate card or duty rule speaks of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Dated


class Zone(Dated):
    """A state or territory, and the zone it belongs to. No row: we do not ship there."""

    country = models.CharField(_("country"), max_length=2, default="US")
    state = models.CharField(
        _("state"), max_length=3, help_text=_("Postal code of the state, for example CA.")
    )
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("zone"), max_length=30, help_text=_("For example us or us_territory."))

    class Meta(Dated.Meta):
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["country", "state", "-valid_from", "-id"]
        indexes = [models.Index(fields=["country", "state", "valid_from"], name="zone_state_from")]

    def __str__(self) -> str:
        return f"{self.country}-{self.state}: {self.code}"
