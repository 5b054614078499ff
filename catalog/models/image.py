"""Pictures for guides, announcements and shops."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations import clock


def _stored_as(image: Any, _filename: str) -> str:
    """Nothing of the sender's name for it is kept."""
    return f"images/{uuid.uuid4()}.jpg"


def _rendition_stored_as(rendition: Any, _filename: str) -> str:
    return f"images/renditions/{uuid.uuid4()}.jpg"


class Image(models.Model):
    """A picture, drawn anew when it came in. The focal point is what no crop may cut off, in percent of
    width and height from the upper left."""

    title = models.CharField(_("title"), max_length=120)
    alt_en = models.CharField(_("what it shows (English)"), max_length=200)
    alt_ko = models.CharField(_("what it shows (Korean)"), max_length=200)
    file = models.FileField(upload_to=_stored_as, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    size = models.PositiveIntegerField(editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def alt(self, language: str) -> str:
        return self.alt_ko if language == "ko" else self.alt_en


class Rendition(models.Model):
    """A picture at one size. Made when it is first asked for, gone when the focal point moves."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    spec = models.CharField(max_length=20)
    file = models.FileField(upload_to=_rendition_stored_as)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "spec"], name="one_rendition_a_spec")]

    def __str__(self) -> str:
        return f"{self.image} {self.spec}"
