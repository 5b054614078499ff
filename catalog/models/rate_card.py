"""What a courier service asks for a parcel, by weight."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.errors import RowInForce
from catalog.models.dated import Dated
from integrations import clock


class Channel(models.TextChoices):
    """How a parcel enters the US; duty is collected differently."""

    POST = "post", _("Post")
    COURIER = "courier", _("Courier")


class RateCard(Dated):
    """One service to one zone: its limits and, in `rows`, its prices in won."""

    service = models.SlugField(
        _("service"), max_length=30, db_index=False, help_text=_("For example ems or fedex_ip.")
    )
    name = models.CharField(_("name"), max_length=80)
    courier = models.SlugField(
        _("courier"), max_length=20, db_index=False, help_text=_("Who carries it, for example ems or fedex.")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    zone = models.CharField(_("zone"), max_length=30)
    max_weight_g = models.PositiveIntegerField("heaviest parcel (g)")
    step_g = models.PositiveIntegerField(_("weight step (g)"), default=500)
    volumetric_divisor = models.PositiveIntegerField(_("volume divisor (cm³ per kg)"), default=6000)
    # Sources disagree on EMS lengths, so limits are columns of the card; empty means none is known.
    max_length_mm = models.PositiveIntegerField(_("longest side (mm)"), null=True, blank=True)
    max_girth_mm = models.PositiveIntegerField(_("length plus girth (mm)"), null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("rate card")
        verbose_name_plural = _("rate cards")
        ordering = ["service", "zone", "-valid_from", "-id"]
        indexes = [models.Index(fields=["service", "zone", "valid_from"], name="rate_card_service_from")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(max_weight_g__gt=0, step_g__gt=0, volumetric_divisor__gt=0),
                name="rate_card_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} to {self.zone} from {self.valid_from}"


class RateRow(models.Model):
    """The price of a parcel of at most `up_to_g` grams."""

    card = models.ForeignKey(RateCard, on_delete=models.CASCADE, related_name="rows")
    up_to_g = models.PositiveIntegerField("up to (g)")
    price_krw = models.PositiveIntegerField("price (KRW)")

    class Meta:
        verbose_name = _("rate row")
        verbose_name_plural = _("rate rows")
        ordering = ["up_to_g"]
        constraints = [
            models.UniqueConstraint(fields=["card", "up_to_g"], name="rate_row_step"),
            models.CheckConstraint(condition=Q(up_to_g__gt=0, price_krw__gt=0), name="rate_row_positive"),
        ]

    def __str__(self) -> str:
        return f"up to {self.up_to_g} g: {self.price_krw} KRW"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row. Raises RowInForce when a price of a card that has begun would change."""
        if self._frozen():
            raise RowInForce("row_in_force", _REFUSAL)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self._frozen():
            raise ValidationError(_REFUSAL, code="row_in_force")

    def _frozen(self) -> bool:
        if self._state.adding or self.pk is None:
            return False
        stored = RateRow.objects.select_related("card").filter(pk=self.pk).first()
        if stored is None or stored.card.valid_from > clock.today():
            return False
        return (stored.card_id, stored.up_to_g, stored.price_krw) != (
            self.card_id,
            self.up_to_g,
            self.price_krw,
        )


_REFUSAL = (
    "This rate card has begun, so its prices cannot change any more. Publish a new version of the card."
)
