"""Taking in a picture: looked at, turned upright, made smaller and written anew.

Nothing of what was sent is kept: neither the camera's data (where and when it was taken), nor its name,
nor whatever else may hide in the file.
"""

import io
import struct
import zlib
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2_048

_READABLE = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
# What Pillow raises on files that are broken, or made to break it.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, EOFError,
    AttributeError, struct.error, zlib.error,
)  # fmt: skip

type Drawing = tuple[bytes, int, int]


class PictureError(Exception):
    """A picture is not taken. `code` (no_picture, picture_too_large, too_many_pixels) is for programs,
    `message` a plain sentence for whoever sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def redrawn(file: Any) -> Drawing:
    """An uploaded picture (a Django file of JPEG, PNG or WebP) as a fresh JPEG of at most 2048 pixels a
    side, with its width and height in pixels. Raises PictureError."""
    if file.size > MAX_BYTES:
        raise PictureError(
            "picture_too_large",
            _("This picture is larger than %(n)d MB.") % {"n": MAX_BYTES // 1024 // 1024},
        )
    try:
        with Image.open(io.BytesIO(file.read()), formats=_READABLE) as image:
            # Known from the head of the file, before any pixel is unpacked.
            if image.width * image.height > MAX_PIXELS:
                raise _too_many_pixels()
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _drawn(image)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except _UNREADABLE:
        raise PictureError(
            "no_picture", _("This is no picture that we can read. Please send a JPEG, PNG or WebP.")
        ) from None


def cut(data: bytes, *, box: tuple[int, int, int, int], size: tuple[int, int]) -> bytes:
    """A part of a picture that `redrawn` made (left, upper, right, lower), at another size, as a JPEG.

    All in pixels. Raises OSError where the file is broken.
    """
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        return _as_jpeg(image.convert("RGB").resize(size, Image.Resampling.LANCZOS, box))


def _drawn(image: Image.Image) -> Drawing:
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # JPEG knows no transparency: what shines through is white, as on the page of a shop.
    seen_through = upright.convert("RGBA")
    paper = Image.new("RGB", seen_through.size, "white")
    paper.paste(seen_through, mask=seen_through.getchannel("A"))
    return _as_jpeg(paper), paper.width, paper.height


def _as_jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _too_many_pixels() -> PictureError:
    return PictureError(
        "too_many_pixels",
        _("This picture has more than %(n)d million pixels.") % {"n": MAX_PIXELS // 1_000_000},
    )
