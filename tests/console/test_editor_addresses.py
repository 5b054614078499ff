"""The addresses around the editor: deeds, previews and versions that there are, and that there are not."""

import pytest

from catalog.editing import drafts
from catalog.editing.adoption import adopt
from tests.console.conftest import Desk, person
from tests.console.editing import shop, write
from tests.console.looking import every_table
from tests.console.presses import typed_in

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def entries(catalog: None) -> None:
    adopt()


@pytest.mark.parametrize("deed", ["", "nonsense", "__class__", "SAVE", "<script>"])
def test_a_deed_that_there_is_not(deed: str, desk: Desk) -> None:
    entry, editor = shop(), desk("editor")
    before = every_table()

    assert write(editor, entry, deed, name="Mine").status_code == 404
    assert every_table() == before


def test_an_entry_or_a_kind_that_there_is_not(desk: Desk) -> None:
    editor = desk("editor")
    for path in ("entries/999999/", f"entries/{'9' * 30}/", "entries/999999/versions/", "nonsense/",
                 "nonsense/new/", "nonsense/of/1/", "store/of/999999/"):  # fmt: skip
        assert editor.get(f"/console/editor/{path}").status_code == 404, path
    for path in ("entries/999999/", "entries/999999/autosave/", "nonsense/new/", "nonsense/preview/"):
        assert editor.post(f"/console/editor/{path}", {"do": "save"}).status_code == 404, path


def test_the_preview_is_the_public_page_in_the_asked_language_and_stores_nothing(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    words = {**typed_in(entry), "name": "Musinsa Home", "name_ko": "무신사 홈", "entry": entry.pk}
    before = every_table()

    english = buyer.post("/console/editor/store/preview/", {**words, "lang": "en"})
    korean = buyer.post("/console/editor/store/preview/", {**words, "lang": "ko"})
    half = buyer.post(
        "/console/editor/store/preview/", {"host": "not a host", "entry": "9" * 40, "lang": "x"}
    )

    assert "<h1>Musinsa Home" in english.content.decode()
    assert "<h1>무신사 홈" in korean.content.decode()
    assert [page.status_code for page in (english, korean, half)] == [200, 200, 200]
    assert english["X-Frame-Options"] == "SAMEORIGIN"
    assert buyer.post("/console/editor/fee/preview/", {}).status_code == 404
    assert every_table() == before


def test_the_versions_page_takes_any_two_and_forgives_nonsense(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    page = f"/console/editor/entries/{entry.pk}/versions/"
    assert "Both say the same" in buyer.get(page).content.decode()
    write(buyer, entry, name="Musinsa Home")

    assert "<ins>Musinsa Home</ins>" in buyer.get(page).content.decode()
    assert "<del>Musinsa Home</del>" in buyer.get(page, {"a": "2", "b": "1"}).content.decode()
    for nonsense in ("", "x", "99", "-1", "9" * 40, "٢"):
        assert buyer.get(page, {"a": nonsense, "b": nonsense}).status_code == 200


def test_the_history_names_a_colleague_and_not_their_address(desk: Desk) -> None:
    entry = shop()
    write(desk("buyer"), entry, name="Musinsa Home")

    page = desk("editor").get(f"/console/editor/entries/{entry.pk}/").content.decode()

    assert "Buyer" in page
    assert "buyer@bidangil.example" not in page


def test_a_draft_of_somebody_else_is_seen_by_all_who_may_read(desk: Desk) -> None:
    entry = shop()
    desk("buyer")
    content = {**typed_in(entry), "name": "Musinsa Home"}
    drafts.save(entry.pk, user=person("buyer"), content=content, expect_seq=entry.seq)

    page = desk("support").get(f"/console/editor/entries/{entry.pk}/").content.decode()

    assert 'value="Musinsa Home"' in page
    assert 'data-label="draft"' in page
