from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock
from integrations.couriers.status import TrackingStatus
from workflow.polling import Cadence

STATUSES = TrackingStatus.choices()


class Parcel(models.Model):
    """A box. It holds lines of items, so one order may have several, and one may hold several orders'."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="parcels")
    weight_g = models.PositiveIntegerField(_("weight, g"))
    length_mm = models.PositiveIntegerField(_("length, mm"))
    width_mm = models.PositiveIntegerField(_("width, mm"))
    height_mm = models.PositiveIntegerField(_("height, mm"))
    service = models.CharField(_("service"), max_length=20)
    courier = models.CharField(_("courier"), max_length=10, blank=True)
    # Who carries it further under the same number, once the first courier has told so.
    onward = models.CharField(_("carried on by"), max_length=10, blank=True, default="")
    tracking_number = models.CharField(_("tracking number"), max_length=40, blank=True, db_index=True)
    # Nullable unique: a number may be under way once; numbers are recycled after delivery.
    under_way = models.CharField(max_length=60, null=True, unique=True)
    status = models.CharField(
        _("tracking"), max_length=24, choices=STATUSES, default=TrackingStatus.PRE_TRANSIT.value
    )
    status_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    shipped_at = models.DateTimeField(null=True)
    cadence = models.CharField(
        _("asked about"), max_length=6, choices=Cadence, blank=True, default=Cadence.NEVER.value
    )
    # When a scan last came in, at first when it was shipped; empty when nobody listens (any more).
    quiet_since = models.DateTimeField(null=True)
    # When the silence was put before a person.
    stalled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["id"]
        indexes = [
            # The walks of `services.rounds`, by id.
            models.Index(fields=["courier", "cadence", "id"], name="parcel_round"),
            models.Index(fields=["onward", "cadence", "id"], name="parcel_onward_round"),
            # What `services.stalls` looks for: silence, and journeys that began too long ago.
            models.Index(fields=["stalled_at", "status", "quiet_since"], name="parcel_silence"),
            models.Index(fields=["cadence", "shipped_at"], name="parcel_asked_by_age"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or f"#{self.pk}"


class ParcelLine(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey("workflow.OrderItem", on_delete=models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "item"], name="one_line_per_item_and_parcel")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.item}"


class TrackingEvent(models.Model):
    """One scan. The courier's words are kept as they came; times without an offset stay text."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    # Who told it: the parcel's courier, or the one that carries it on.
    courier = models.CharField(max_length=10, blank=True, default="")
    # (time as told, code, place), so that the same scan polled again is the same row.
    fingerprint = models.CharField(max_length=64)
    occurred_at = models.DateTimeField(null=True)
    occurred_text = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=24, choices=STATUSES)
    description = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["parcel", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "courier", "fingerprint"], name="one_row_per_told_scan")
        ]

    def __str__(self) -> str:
        return self.description or self.code

    @property
    def wall_clock(self) -> datetime | None:
        """What the clock on the wall showed where the scan was made, as the courier told it; never moved
        into another zone. None for a time that cannot be read."""
        text = self.occurred_text
        try:
            told = (
                datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007
                if text.isdecimal()
                else datetime.fromisoformat(text)
            )
        except ValueError:
            return None
        return told.replace(tzinfo=None)
