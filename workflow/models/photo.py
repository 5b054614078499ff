import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


def _path(photo: Any, _filename: str) -> str:
    """Never the uploader's own file name: it may tell of a person, or lie about the format."""
    return f"photos/{photo.uploaded_at:%Y/%m}/{photo.key}.{photo.extension}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def unused(self) -> Self:
        """Uploaded, and not yet of anything."""
        return self.filter(message=None, parcel=None, item=None)


class Photo(models.Model):
    """A picture that somebody uploaded: of a message, of a parcel on the scales, of a damaged item.

    Stored re-encoded, without the camera's data. Handed out only to who may see what it belongs to.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now)
    extension = models.CharField(max_length=4, default="jpg")
    file = models.FileField(_("file"), upload_to=_path, max_length=200)
    width = models.PositiveIntegerField(_("width, pixels"))
    height = models.PositiveIntegerField(_("height, pixels"))
    size = models.PositiveIntegerField(_("size, bytes"))
    # At most one of these; none while it waits to be sent with a message.
    message = models.ForeignKey(
        "workflow.Message", null=True, on_delete=models.PROTECT, related_name="photos"
    )
    parcel = models.ForeignKey("workflow.Parcel", null=True, on_delete=models.PROTECT, related_name="photos")
    item = models.ForeignKey("workflow.OrderItem", null=True, on_delete=models.PROTECT, related_name="photos")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.key)
