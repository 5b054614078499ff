"""US duty on parcels from Korea, by date, channel and value."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.dated import Dated
from catalog.models.rate_card import Channel


class Payer(models.TextChoices):
    """Who pays the duty. `sender` is DDP: we collect it with the delivery fee."""

    SENDER = "sender", _("Sender (DDP), collected with the delivery fee")
    RECIPIENT = "recipient", _("Recipient, on arrival")
    NOBODY = "nobody", _("Nobody: the parcel is free of duty")


class DutyRule(Dated):
    """One value class of the duty table of one channel to one zone.

    All rows of a channel and zone that begin on one day are one table: a new table replaces
    the old one whole, so its value classes may be cut differently. Values are those of the
    whole parcel, in US cents, both ends inclusive.
    """

    origin = models.CharField(
        _("made in"), max_length=2, default="KR", help_text=_("Country of origin of the goods.")
    )
    country = models.CharField(_("imported by"), max_length=2, default="US")
    zone = models.CharField(_("zone"), max_length=30, default="us")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    value_from_cents = models.PositiveIntegerField(_("value from (US cents)"), default=1)
    value_to_cents = models.PositiveIntegerField(_("value to (US cents)"), null=True, blank=True)
    percent = models.DecimalField(
        _("duty, percent of the value"), max_digits=6, decimal_places=3, default=Decimal(0)
    )
    payer = models.CharField(_("payer"), max_length=10, choices=Payer)
    fee_cents = models.PositiveIntegerField(_("handling fee (US cents)"), default=0)
    fee_percent = models.DecimalField(
        _("handling fee, percent of the duty"), max_digits=6, decimal_places=3, default=Decimal(0)
    )

    class Meta(Dated.Meta):
        verbose_name = _("duty rule")
        verbose_name_plural = _("duty rules")
        ordering = ["channel", "zone", "-valid_from", "value_from_cents", "-id"]
        indexes = [
            models.Index(
                fields=["origin", "country", "zone", "channel", "valid_from"], name="duty_rule_lane_from"
            )
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=1000, fee_percent__gte=0, fee_percent__lte=100),
                name="duty_rule_percent_range",
            ),
            models.CheckConstraint(
                condition=Q(value_to_cents__isnull=True)
                | Q(value_to_cents__gte=models.F("value_from_cents")),
                name="duty_rule_value_range",
                violation_error_message="The upper value cannot be below the lower.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.zone} from {self.valid_from}: {self.percent.normalize():f} %"

    @property
    def ddp(self) -> bool:
        """Delivered duty paid: the sender pays, so the customer pays us."""
        return self.payer == Payer.SENDER

    def covers(self, value_cents: int) -> bool:
        """Whether a parcel worth `value_cents` (US cents) falls in this class."""
        return self.value_from_cents <= value_cents and (
            self.value_to_cents is None or value_cents <= self.value_to_cents
        )
