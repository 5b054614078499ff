"""Images: what is taken in, how crops keep the focal point, what a browser may keep."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Drawing

from catalog import images
from catalog.images import delete_image, keep_image, move_focal_point, rendition, size_of, srcset, url_of
from catalog.models import Guide, Image, Rendition
from tests.drawing import drawn, picture
from tests.workflow.test_photos import png_head

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NO_PICTURE = "This is no picture that we can read. Please send a JPEG, PNG or WebP."


@pytest.fixture(autouse=True)
def _own_files(own_files: None) -> None:
    """Pictures of a test lie in a folder of its own."""


def kept(file: Any = None, **about: Any) -> Image:
    texts = {"title": "A box", "alt_en": "A box on a scale", "alt_ko": "저울 위의 상자"}
    return keep_image(user=None, file=file or picture(width=1_600, height=1_000), **(texts | about))


def files(root: Any) -> list[Any]:
    return [path for path in root.rglob("*") if path.is_file()]


def halves(width: int, height: int) -> bytes:
    """Red on the left, blue on the right."""
    image = Drawing.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def test_an_image_is_drawn_anew_and_keeps_no_name(tmp_path: Any) -> None:
    image = kept(picture(drawn("PNG", width=3_000, height=1_500), name="geheim.png"), title="  A box ")

    assert (image.title, image.width, image.height, image.focal_x, image.focal_y) == (
        "A box",
        2_048,
        1_024,
        50,
        50,
    )
    assert image.file.name.startswith("images/")
    assert image.file.name.endswith(".jpg")
    assert image.size == image.file.size
    with Drawing.open(image.file.open("rb")) as stored:
        assert (stored.format, stored.size) == ("JPEG", (2_048, 1_024))
    assert len(files(tmp_path)) == 1


def test_what_shines_through_is_white() -> None:
    clear = io.BytesIO()
    Drawing.new("RGBA", (10, 10), (255, 0, 0, 0)).save(clear, "PNG")
    with Drawing.open(kept(picture(clear.getvalue())).file.open("rb")) as stored:
        assert stored.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NO_PICTURE),
        (b"<!doctype html><script>alert(1)</script>", NO_PICTURE),
        (drawn("GIF"), NO_PICTURE),
        (drawn(width=400, height=400)[:300], NO_PICTURE),
        (b"", NO_PICTURE),
        (png_head(60_000, 60_000), "This picture has more than 40 million pixels."),
        (b"\xff" * (10 * 1024 * 1024 + 1), "This picture is larger than 10 MB."),
    ],
    ids=["svg", "html", "gif", "cut", "empty", "bomb", "huge"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes, sentence: str, tmp_path: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        kept(picture(data))
    assert caught.value.message_dict == {"file": [sentence]}
    assert not Image.objects.exists()
    assert files(tmp_path) == []


def test_every_fault_is_named_at_once(tmp_path: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        kept(picture(b"no"), title=" ", alt_ko="가" * 201)
    assert caught.value.message_dict == {
        "title": ["This field cannot be blank."],
        "alt_ko": ["Ensure this value has at most 200 characters (it has 201)."],
        "file": [NO_PICTURE],
    }
    assert (Image.objects.count(), files(tmp_path)) == (0, [])


def test_sizes_are_drawn_once_and_nothing_is_made_larger(tmp_path: Any) -> None:
    image = kept()
    first = rendition(image, "w640")
    assert (first.width, first.height, rendition(image, "w640").pk) == (640, 400, first.pk)
    with Drawing.open(first.file.open("rb")) as stored:
        assert (stored.format, stored.size) == ("JPEG", (640, 400))
    assert len(files(tmp_path)) == 2

    small = kept(picture(width=400, height=100))
    assert [size_of(small, spec) for spec in ("w320", "w640", "w1280", "card")] == [
        (320, 80), (400, 100), (400, 100), (160, 100),
    ]  # fmt: skip
    assert [part.split(" ")[1] for part in srcset(small).split(", ")] == ["320w", "400w"]
    assert [part.split(" ")[1] for part in srcset(image).split(", ")] == ["320w", "640w", "1280w"]
    with pytest.raises(KeyError):
        rendition(image, "w9999")


@pytest.mark.parametrize(
    ("x", "left", "right"),
    [(0, "red", "red"), (50, "red", "blue"), (100, "blue", "blue"), (30, "red", "red")],
)
def test_a_crop_keeps_the_focal_point(x: int, left: str, right: str) -> None:
    """Of this wide one, the card shows about a third: around the point, as far as the edges allow."""
    image = kept(picture(halves(1_800, 400)))
    move_focal_point(image, x=x, y=50)

    with Drawing.open(rendition(image, "card").file.open("rb")) as card:
        assert card.size == (640, 400)
        red, _green, blue = card.getpixel((10, 200))
        assert ("red" if red > blue else "blue") == left
        red, _green, blue = card.getpixel((629, 200))
        assert ("red" if red > blue else "blue") == right


def test_moving_the_focal_point_drops_the_crops_alone(
    tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    image = kept()
    for spec in ("w320", "card"):
        rendition(image, spec)
    before = {spec: url_of(image, spec) for spec in ("w320", "card")}

    with django_capture_on_commit_callbacks(execute=True):
        move_focal_point(image, x=10, y=90)

    assert [one.spec for one in Rendition.objects.all()] == ["w320"]
    assert len(files(tmp_path)) == 2
    assert url_of(image, "w320") == before["w320"]
    assert url_of(image, "card") != before["card"]
    with pytest.raises(ValidationError) as caught:
        move_focal_point(image, x=101, y=0)
    assert list(caught.value.message_dict) == ["focal_x"]
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (10, 90)


def test_of_two_who_draw_at_once_one_is_stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    image = kept()
    cut = images.pictures.cut

    def while_another_is_faster(data: bytes, **frame: Any) -> bytes:
        monkeypatch.setattr(images.pictures, "cut", cut)
        rendition(image, "w320")
        return cut(data, **frame)

    monkeypatch.setattr(images.pictures, "cut", while_another_is_faster)
    found = rendition(image, "w320")

    assert [one.pk for one in Rendition.objects.all()] == [found.pk]
    assert len(files(tmp_path)) == 2


def test_an_image_goes_with_its_files(tmp_path: Any, django_capture_on_commit_callbacks: Any) -> None:
    image = kept()
    rendition(image, "card")
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image)
    assert (Image.objects.count(), Rendition.objects.count(), files(tmp_path)) == (0, 0, [])


# --- the address --------------------------------------------------------------------------------------


def test_anybody_with_the_address_sees_the_picture_and_may_keep_it(client: Client) -> None:
    image = kept()
    answer = client.get(url_of(image, "w320"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip
    with Drawing.open(io.BytesIO(b"".join(answer.streaming_content))) as seen:  # type: ignore[attr-defined]
        assert seen.size == (320, 200)

    again = client.get(url_of(image, "w320"), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again["ETag"], again.content) == (304, answer["ETag"], b"")


def test_a_picture_that_is_had_already_is_not_drawn(client: Client) -> None:
    image = kept()
    etag = client.head(url_of(image, "card"))["ETag"]
    Rendition.objects.all().delete()
    assert client.get(url_of(image, "card"), headers={"if-none-match": etag}).status_code == 304
    assert not Rendition.objects.exists()


def test_an_address_from_before_the_crop_moved_shows_the_new_one_for_a_while(client: Client) -> None:
    image = kept()
    before = url_of(image, "card")
    move_focal_point(image, x=0, y=0)
    answer = client.get(before)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300")


def test_addresses_cannot_be_guessed_and_only_known_sizes_are_drawn(client: Client) -> None:
    image = kept()
    good = url_of(image, "w320")
    for address in (
        f"/images/{image.pk}/w320/000000000000/",
        f"/images/{image.pk}/w320/x/",
        good.replace("w320", "w321"),
        good.replace(f"/{image.pk}/", f"/{image.pk + 1}/"),
        good.replace(f"/{image.pk}/", f"/{10**30}/"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(good).status_code == 405
    assert not Rendition.objects.exists()


def test_a_lost_file_is_a_404(client: Client) -> None:
    image = kept()
    image.file.delete(save=False)
    image.file.name = "images/gone.jpg"
    image.save()
    assert client.get(url_of(image, "w320")).status_code == 404
    image.file.save("x", ContentFile(b"no picture"))
    assert client.get(url_of(image, "w320")).status_code == 404
    assert not Rendition.objects.exists()


def test_what_a_guide_shows_at_its_head_is_not_deleted(tmp_path: Any) -> None:
    image = kept()
    Guide.objects.create(slug="duty", title_en="Duty", title_ko="관세", image=image)
    with pytest.raises(Exception, match="protected"):
        delete_image(image)
    assert (Image.objects.count(), len(files(tmp_path))) == (1, 1)
