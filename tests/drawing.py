"""Pictures to upload, drawn for the test."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def drawn(
    kind: str = "JPEG", *, width: int = 40, height: int = 20, colour: str = "teal", **options: Any
) -> bytes:
    """The bytes of a picture of one colour. `options` go to Pillow (`exif`, for one)."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, kind, **options)
    return written.getvalue()


def picture(data: bytes | None = None, *, name: str = "IMG_0001.jpg", **drawing: Any) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, drawn(**drawing) if data is None else data, content_type="image/jpeg")
