"""Blocks and pictures in the editor, over HTTP: kept as typed, refused at their place, shown to who may."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.images import keep_image
from catalog.models import Entry, Guide, Image
from catalog.seeding import seed
from tests.console.conftest import Desk
from tests.drawing import drawn, picture
from tests.workflow.test_photos import png_head

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NEW = "/console/editor/guide/new/"
IMAGES, UPLOAD = "/console/editor/images/", "/console/editor/images/upload/"
DIALOG = {"HX-Request": "true"}
NO_PICTURE = "This is no picture that we can read. Please send a JPEG, PNG or WebP."


@pytest.fixture(autouse=True)
def _own_files(own_files: None) -> None:
    """Pictures of a test lie in a folder of its own."""


@pytest.fixture
def paul(desk: Desk) -> Client:
    """The editor's browser."""
    return desk("editor")


def a_guide(blocks: Any, **more: str) -> dict[str, str]:
    """What the page of a new guide sends; `blocks` is a list of blocks, or whatever text stands there."""
    text = blocks if isinstance(blocks, str) else json.dumps(blocks)
    return {
        "slug": "first-parcel", "position": "5", "title_en": "Your first parcel", "title_ko": "첫 소포",
        "blocks_en": text, "blocks_ko": "[]", "do": "publish", **more,
    }  # fmt: skip


def a_picture(**texts: str) -> Image:
    about = {"title": "A box", "alt_en": "A box on a scale", "alt_ko": "저울 위의 상자"}
    return keep_image(user=None, file=picture(width=800, height=500), **(about | texts))


def said_in(answer: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = answer.context["refused"]
    return found


# --- blocks -------------------------------------------------------------------------------------------


def test_a_guide_of_blocks_is_published_as_written(paul: Client) -> None:
    blocks = [
        {"id": "00000001", "type": "heading", "level": 2, "text": "Before you order"},
        {"id": "00000002", "type": "text", "html": "<p>Look at the <strong>sizes</strong>.</p>"},
    ]
    answer = paul.post(NEW, a_guide(blocks))

    assert answer.status_code == 302
    guide = Guide.objects.get(slug="first-parcel")
    assert guide.blocks_en == blocks
    page = Client().get("/guides/first-parcel/").content.decode()
    assert '<h2 class="block" id="b-00000001">Before you order</h2>' in page
    assert "<p>Look at the <strong>sizes</strong>.</p>" in page


@pytest.mark.parametrize(
    ("blocks", "place", "sentence"),
    [
        ("{nothing", "blocks_en", "This content cannot be read. Load the page again."),
        ('{"type": "text"}', "blocks_en", "This content cannot be read. Load the page again."),
        ([{"type": "video"}], "blocks_en.0", "There is no such kind of block. Remove it."),
        (
            [
                {"type": "heading", "level": 2, "text": "One"},
                {"type": "text", "html": "<script>evil()</script>"},
            ],
            "blocks_en.1.html",
            "This text holds HTML that is not allowed: &lt;script&gt;.",
        ),
        (
            [{"type": "steps", "items": [{"title": "", "html": ""}]}],
            "blocks_en.0.items.0.title",
            "Write something here.",
        ),
        (
            [{"type": "store", "host": "nowhere.example"}],
            "blocks_en.0.host",
            "The catalog has no shop nowhere.example.",
        ),
        ([{"type": "image", "image": None}], "blocks_en.0.image", "Choose a picture."),
    ],
    ids=["no JSON", "no list", "unknown", "script", "empty step", "no such shop", "no picture"],
)
def test_what_is_wrong_with_a_block_is_said_at_its_place(
    blocks: Any, place: str, sentence: str, paul: Client
) -> None:
    answer = paul.post(NEW, a_guide(blocks))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence.replace("&lt;", "<").replace("&gt;", ">") in said_in(answer)[place]
    assert sentence in page
    assert f'data-goto="{place}"' in page
    assert "<script>evil" not in page
    assert not Guide.objects.filter(slug="first-parcel").exists()
    # The draft keeps what was typed.
    entry = Entry.objects.get(kind="guide", title="Your first parcel")
    assert entry.latest_revision is not None
    typed = entry.latest_revision.content["blocks_en"]
    assert typed == (blocks if isinstance(blocks, str) else json.dumps(blocks))


def test_a_fault_within_blocks_says_which_block(paul: Client) -> None:
    good = {"type": "heading", "level": 2, "text": "One"}
    page = paul.post(NEW, a_guide([good, good, {"type": "image", "image": 99}])).content.decode()

    assert 'data-at="2.image"' in page
    assert "Block 3: This picture is no longer there. Choose another one." in page
    assert "block 3</a>: This picture is no longer there." in page


def test_the_editor_offers_live_shops_and_knows_the_pictures_in_use(paul: Client) -> None:
    seed()
    used, _other = a_picture(title="In use"), a_picture(title="Not in use")
    paul.post(NEW, a_guide([{"type": "image", "image": used.pk, "caption": ""}], do="save"))
    entry = Entry.objects.get(title="Your first parcel")

    page = paul.get(reverse("admin:entry", args=(entry.pk,))).content.decode()

    assert '<option value="musinsa.com">Musinsa</option>' in page
    assert f'data-known-picture="{used.pk}"' in page
    assert page.count("data-known-picture=") == 1
    assert page.count('data-blocks="blocks_') == 2


def test_an_announcement_is_rich_text_in_a_plain_field(paul: Client) -> None:
    page = paul.get("/console/editor/announcement/new/").content.decode()

    assert page.count('<div data-rich data-label="') == 2
    assert '<textarea name="body_en"' in page
    assert "heading3" in page


# --- pictures -------------------------------------------------------------------------------------------


def given(data: bytes | None = None, **more: Any) -> dict[str, Any]:
    return {
        "title": "A box", "alt_en": "A box on a scale", "alt_ko": "저울 위의 상자",
        "file": picture(data, width=800, height=500), **more,
    }  # fmt: skip


def test_a_picture_is_uploaded_and_offered_first(paul: Client) -> None:
    a_picture(title="Older")
    answer = paul.post(UPLOAD, given(), headers=DIALOG)

    image = Image.objects.get(title="A box")
    assert answer.status_code == 200
    assert (image.width, image.height, image.uploaded_by.email) == (800, 500, "editor@bidangil.example")  # type: ignore[union-attr]
    assert [one.title for one in answer.context["pictures"]] == ["A box", "Older"]
    assert f'data-pick-picture="{image.pk}"' in answer.content.decode()
    assert answer.context["added"] == image.pk


def test_without_scripts_a_picture_is_uploaded_on_a_page_of_its_own(paul: Client) -> None:
    answer = paul.post(UPLOAD, given(), follow=True)

    assert answer.redirect_chain == [(IMAGES, 302)]
    page = answer.content.decode()
    assert "The picture is kept." in page
    assert "data-pick-picture" not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='evil()'/>", NO_PICTURE),
        (drawn("GIF"), NO_PICTURE),
        (png_head(60_000, 60_000), "This picture has more than 40 million pixels."),
    ],
    ids=["svg", "gif", "bomb"],
)
def test_what_is_no_picture_is_refused_at_the_field(data: bytes, sentence: str, paul: Client) -> None:
    answer = paul.post(UPLOAD, given(data), headers=DIALOG)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [sentence]}
    assert sentence in answer.content.decode()
    assert 'value="A box on a scale"' in answer.content.decode()
    assert not Image.objects.exists()


def test_a_picture_says_in_both_languages_what_it_shows(paul: Client) -> None:
    answer = paul.post(UPLOAD, given(alt_ko=" ", title="", file=""), headers=DIALOG)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["title", "alt_ko", "file"]
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("box", ["A box"]),
        ("상자", ["A box"]),
        ("scale box", ["A box"]),
        ("ship", []),
        ("\x00" * 3, ["A box"]),
    ],
)
def test_pictures_are_found_by_their_words(words: str, found: list[str], paul: Client) -> None:
    a_picture()
    answer = paul.get(IMAGES, {"q": words, "p": "x"}, headers=DIALOG)
    assert [one.title for one in answer.context["pictures"]] == found


@pytest.mark.parametrize(
    ("sent", "point"),
    [
        ({"focal_x": "10", "focal_y": "90"}, (10, 90)),
        # A browser without scripts says where it was pressed, on a picture 320 pixels wide.
        ({"at.x": "160", "at.y": "50", "focal_x": "3", "focal_y": "3"}, (50, 25)),
        ({"at.x": "9999", "at.y": "0", "focal_x": "3", "focal_y": "3"}, (100, 0)),
    ],
)
def test_the_focal_point_is_typed_or_pressed(
    sent: dict[str, str], point: tuple[int, int], paul: Client
) -> None:
    image = a_picture()
    url = reverse("admin:image_focal", args=(image.pk,))
    assert 'type="image"' in paul.get(url).content.decode()

    assert paul.post(url, sent).status_code == 302

    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == point


def test_a_focal_point_outside_the_picture_is_refused(paul: Client) -> None:
    image = a_picture()
    url = reverse("admin:image_focal", args=(image.pk,))
    answer = paul.post(url, {"focal_x": "101", "focal_y": "x"}, headers=DIALOG)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "focal_x": ["Ensure this value is less than or equal to 100."],
        "focal_y": ["Enter a whole number."],
    }
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (50, 50)
    assert paul.get(reverse("admin:image_focal", args=(2**63,))).status_code == 404


def test_who_writes_nothing_sees_and_uploads_no_pictures(desk: Desk) -> None:
    image, taeho = a_picture(), desk("warehouse")
    focal = reverse("admin:image_focal", args=(image.pk,))

    assert [taeho.get(url).status_code for url in (IMAGES, focal)] == [403, 403]
    assert taeho.post(UPLOAD, given(title="Mine")).status_code == 403
    assert taeho.post(focal, {"focal_x": "1", "focal_y": "1"}).status_code == 403
    assert Image.objects.values_list("title", "focal_x").get() == ("A box", 50)
    assert desk("buyer").post(UPLOAD, given(title="Theirs"), headers=DIALOG).status_code == 200
