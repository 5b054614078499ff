"""Images for guides, announcements and shops: taken in, and drawn at the sizes that pages ask for."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.models import Image, Rendition
from integrations import clock, pictures

_MARK_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Spec:
    """A size in pixels; without a height, the whole picture at that width. Nothing is ever made larger."""

    width: int
    height: int | None = None


# A closed set: nobody can make the server draw any size they like.
SPECS: Final = {"w320": Spec(320), "w640": Spec(640), "w1280": Spec(1_280), "card": Spec(640, 400)}
_WIDTHS: Final = ("w320", "w640", "w1280")


def keep_image(*, user: Any, file: Any, title: str, alt_en: str, alt_ko: str) -> Image:
    """Store an uploaded picture (a Django file of JPEG, PNG or WebP) and return its row.

    Stored as JPEG, at most 2048 pixels a side, without the camera's data; what shines through becomes white.
    Raises ValidationError, by field ("file", "title", "alt_en", "alt_ko"); then nothing is stored.
    """
    image = Image(
        title=title.strip(), alt_en=alt_en.strip(), alt_ko=alt_ko.strip(), uploaded_by=user,
        uploaded_at=clock.now(),
    )  # fmt: skip
    errors: dict[str, Any] = {}
    try:
        image.clean_fields(exclude=["file", "width", "height", "size", "uploaded_by"])
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        data, image.width, image.height = pictures.redrawn(file)
    except pictures.PictureError as error:
        errors["file"] = [ValidationError(error.message, code=error.code)]
    if errors:
        raise ValidationError(errors)
    image.size = len(data)
    image.file.save("image", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            image.save()
    except Exception:
        image.file.delete(save=False)
        raise
    return image


def rendition(image: Image, spec: str) -> Rendition:
    """The picture at one of SPECS, drawn when it is first asked for and stored once.

    Raises KeyError for a size that there is not, Image.DoesNotExist where the image was deleted meanwhile,
    OSError where its file is gone or broken.
    """
    stored_as = _stored_as(image, spec)
    found = Rendition.objects.filter(image=image, spec=stored_as).first()
    if found is not None:
        return found
    box, size = _frame(image, SPECS[spec])
    with image.file.open("rb") as file:
        data = pictures.cut(file.read(), box=box, size=size)
    made = Rendition(image=image, spec=stored_as, width=size[0], height=size[1])
    made.file.save("rendition", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        # Somebody drew it at the same time, or deleted the image: theirs counts, and our file goes.
        made.file.delete(save=False)
        found = Rendition.objects.filter(image=image, spec=stored_as).first()
        if found is None:
            raise Image.DoesNotExist from None
        return found
    return made


def size_of(image: Image, spec: str) -> tuple[int, int]:
    """Width and height of the rendition in pixels, known without drawing it. Raises KeyError."""
    return _frame(image, SPECS[spec])[1]


def url_of(image: Image, spec: str) -> str:
    """The address of the picture at one of SPECS. It changes when what is to be seen there changes, so that
    a browser may keep what it has. Raises KeyError."""
    return reverse("image", args=(image.pk, spec, mark_of(image, spec)))


def mark_of(image: Image, spec: str) -> str:
    """What makes an address of this image hard to guess, and another one when the crop moves."""
    mark = PurePath(str(image.file.name)).stem.replace("-", "")[:_MARK_LENGTH]
    return f"{mark}-{image.focal_x}-{image.focal_y}" if SPECS[spec].height else mark


def srcset(image: Image) -> str:
    """The widths that the picture can be had in, for the attribute of that name."""
    wanted = []
    for spec in _WIDTHS:
        width, _height = size_of(image, spec)
        wanted.append(f"{url_of(image, spec)} {width}w")
        if width == image.width:
            break
    return ", ".join(wanted)


def move_focal_point(image: Image, *, x: int, y: int) -> None:
    """Set what no crop may cut off, in percent from the upper left, and drop the crops around the old point.

    Raises ValidationError, by field ("focal_x", "focal_y"); then nothing has changed.
    """
    image.focal_x, image.focal_y = x, y
    image.clean_fields(exclude=[f.name for f in Image._meta.fields if not f.name.startswith("focal_")])
    with transaction.atomic():
        image.save(update_fields=["focal_x", "focal_y"])
        delete_renditions(image, *(spec for spec, size in SPECS.items() if size.height))


def delete_renditions(image: Image, *specs: str) -> None:
    """Drop what was drawn of the image, of all sizes or of those that are named, with its files."""
    drawn = list(Rendition.objects.filter(image=image))
    if specs:
        drawn = [one for one in drawn if one.spec.partition("-")[0] in specs]
    Rendition.objects.filter(pk__in=[one.pk for one in drawn]).delete()

    def delete_files() -> None:
        for one in drawn:
            one.file.delete(save=False)

    transaction.on_commit(delete_files)


def delete_image(image: Image) -> None:
    """Delete the image with its files. Raises ProtectedError while a guide shows it at its head; blocks that
    name it are for the caller to look for (`catalog.blocks.images_of`)."""
    files = [image.file, *(one.file for one in image.renditions.all())]

    def delete_files() -> None:
        for file in files:
            file.storage.delete(str(file.name))

    with transaction.atomic():
        image.delete()
        transaction.on_commit(delete_files)


def _stored_as(image: Image, spec: str) -> str:
    """A crop is stored under its focal point: one that is drawn while the point moves is none of the new."""
    return f"{spec}-{image.focal_x}-{image.focal_y}" if SPECS[spec].height else spec


def _frame(image: Image, spec: Spec) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """The part of the picture that is shown, and the size at which it is."""
    if spec.height is None:
        width = min(spec.width, image.width)
        return (0, 0, image.width, image.height), (width, max(1, round(image.height * width / image.width)))
    # The largest part of the right shape, around the focal point as far as the edges allow.
    scale = min(image.width / spec.width, image.height / spec.height)
    across, down = max(1, round(spec.width * scale)), max(1, round(spec.height * scale))
    left = _within(image.width * image.focal_x / 100 - across / 2, image.width - across)
    upper = _within(image.height * image.focal_y / 100 - down / 2, image.height - down)
    box = (left, upper, left + across, upper + down)
    return box, (min(across, spec.width), min(down, spec.height))


def _within(start: float, most: int) -> int:
    return max(0, min(round(start), most))
