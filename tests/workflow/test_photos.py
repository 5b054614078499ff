"""Pictures: what is taken, what is kept of it, and what is refused before it costs anything."""

import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from integrations import clock, pictures
from tests.drawing import drawn, picture
from workflow.engine.actors import Actor, Kind
from workflow.engine.errors import NotPermitted, Refused
from workflow.models import Photo
from workflow.services import photos
from workflow.services.photos import keep_photo, keep_photos, prune, redrawn

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def writer(mina: Any) -> Actor:
    return Actor.customer(mina)


def files(root: Any) -> list[Any]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_are_taken_and_become_one(kind: str, writer: Actor, tmp_path: Any) -> None:
    photo = keep_photo(actor=writer, file=picture(kind=kind, width=400, height=100))

    assert (photo.width, photo.height, photo.extension) == (400, 100, "jpg")
    assert photo.file.name == f"photos/{photo.uploaded_at:%Y/%m}/{photo.key}.jpg"
    with Image.open(photo.file.open("rb")) as kept:
        assert (kept.format, kept.size) == ("JPEG", (400, 100))
    assert photo.size == default_storage.size(photo.file.name)
    assert len(files(tmp_path)) == 1


def test_the_cameras_data_is_used_for_the_way_up_and_then_gone(writer: Actor) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Phone of Mina"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 58.0)  # where it was taken
    taken = drawn(width=60, height=30, exif=exif.tobytes(), comment=b"secret")
    assert b"Phone of Mina" in taken

    photo = keep_photo(actor=writer, file=picture(taken))

    kept = photo.file.open("rb").read()
    assert (photo.width, photo.height) == (30, 60)
    assert b"Phone of Mina" not in kept
    assert b"secret" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()


def test_a_large_one_becomes_2048_pixels(writer: Actor) -> None:
    photo = keep_photo(actor=writer, file=picture(width=5_000, height=2_500))
    assert (photo.width, photo.height) == (2_048, 1_024)


def test_what_shines_through_is_white(writer: Actor) -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(clear, "PNG")
    data, _width, _height = redrawn(picture(clear.getvalue()))
    with Image.open(io.BytesIO(data)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_what_hides_behind_a_picture_is_not_kept(writer: Actor) -> None:
    polyglot = drawn() + b"<script>alert(1)</script><?php system('id') ?>PK\x03\x04"
    photo = keep_photo(actor=writer, file=picture(polyglot, name="x.php"))
    kept = photo.file.open("rb").read()
    assert b"script" not in kept
    assert b"php" not in kept
    assert photo.file.name.endswith(f"{photo.key}.jpg")


def png_head(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (b"<!doctype html><script>alert(1)</script>", "no_picture"),
        (drawn("GIF"), "no_picture"),
        (drawn("TIFF"), "no_picture"),
        (drawn(width=400, height=400)[:300], "no_picture"),
        (png_head(8, 8)[:40], "no_picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "no_picture"),
        (png_head(6_400, 6_400), "too_many_pixels"),
        (png_head(60_000, 60_000), "too_many_pixels"),
    ],
    ids=["empty", "svg", "html", "gif", "tiff", "cut", "broken", "noise", "40MP", "bomb"],
)
def test_what_is_no_picture_or_a_bomb_is_refused(
    data: bytes, code: str, writer: Actor, tmp_path: Any
) -> None:
    with pytest.raises(Refused) as caught:
        keep_photo(actor=writer, file=picture(data))
    assert caught.value.code == code
    assert not Photo.objects.exists()
    assert files(tmp_path) == []


def test_one_byte_too_many_is_refused_unread(writer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 500)
    large = picture(drawn() + b"\0" * 500)
    with pytest.raises(Refused) as caught:
        keep_photo(actor=writer, file=large)
    assert caught.value.code == "picture_too_large"
    assert large.tell() == 0


def test_a_tenth_is_refused_before_any_is_stored_and_what_was_stored_is_kept(writer: Actor) -> None:
    kept: list[Any] = []
    with pytest.raises(Refused) as caught:
        keep_photos(actor=writer, files=[picture() for _number in range(10)], kept=kept)
    assert (caught.value.code, kept, Photo.objects.count()) == ("too_many_photos", [], 0)

    with pytest.raises(Refused):
        keep_photos(actor=writer, files=[picture(), picture(b"no")], kept=kept)
    assert kept == [Photo.objects.get().key]


def test_nobody_fills_the_disk_with_pictures_they_never_send(
    writer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MAX_WAITING", 2)
    for _number in range(2):
        keep_photo(actor=writer, file=picture())
    with pytest.raises(Refused) as caught:
        keep_photo(actor=writer, file=picture())
    assert caught.value.code == "too_many_waiting"


def test_what_was_not_sent_for_a_day_is_deleted_with_its_file(writer: Actor, tmp_path: Any) -> None:
    old, new = (keep_photo(actor=writer, file=picture()) for _number in range(2))
    Photo.objects.filter(pk=old.pk).update(uploaded_at=clock.now() - timedelta(hours=25))

    assert prune() == 1
    assert list(Photo.objects.all()) == [new]
    assert len(files(tmp_path)) == 1


def test_staff_need_the_right_to_add_one(james: Any) -> None:
    for actor in (Actor.staff(james), Actor(Kind.SYSTEM, "Nobody")):
        with pytest.raises(NotPermitted):
            keep_photo(actor=actor, file=picture())
    assert not Photo.objects.exists()
