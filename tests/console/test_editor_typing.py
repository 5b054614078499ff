"""What is typed into the editor: faults at their fields, two at once, drafts that save themselves."""

from datetime import timedelta

import pytest

from catalog.editing import locking
from catalog.editing.adoption import adopt
from catalog.models import Category, Entry, RateCard, Revision, Store
from integrations import clock
from tests.catalog.editing.edits import an_entry, live
from tests.console.conftest import Desk, person
from tests.console.editing import (
    OTHER_PAGE,
    PAGE,
    STALE,
    again,
    autosave,
    do,
    numbers,
    row_of,
    shop,
    verbs,
    write,
)
from tests.console.looking import every_table
from tests.console.presses import typed_in

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def entries(catalog: None) -> None:
    adopt()


def test_faults_are_said_at_their_fields_and_the_words_are_kept_as_a_draft(desk: Desk) -> None:
    entry, editor, before = shop(), desk("editor"), live()

    answer = write(editor, entry, "publish", name="", host="not a host")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Some fields need a look before this can go on." in page
    assert "<li>This field is required.</li>" in page
    assert '<span class="bd-badge bd-badge-alarming">2</span>' in page
    assert 'value="not a host"' in page
    assert live() == before
    kept = again(entry).latest_revision
    assert kept is not None
    assert (kept.number, kept.content["host"]) == (2, "not a host")
    # The page that was answered is not stale: mended there, it goes on.
    assert f'name="seq" value="{again(entry).seq}"' in page
    assert write(editor, entry, "publish", name="Musinsa Home", host="musinsa-home.kr").status_code == 302


def test_a_host_that_another_shop_has_is_said_at_the_field(desk: Desk) -> None:
    entry, other = shop(), Store.objects.exclude(pk=row_of(shop()).pk)[0]
    before = live()

    answer = write(desk("editor"), entry, "publish", host=other.host)

    assert answer.status_code == 422
    assert "already exists" in answer.content.decode()
    assert live() == before


@pytest.mark.parametrize("value", ["999999", "x", "-1", "<script>"])
def test_a_choice_that_there_is_not_is_said_at_the_field(value: str, desk: Desk) -> None:
    assert not Category.objects.filter(slug=value).exists()

    answer = write(desk("editor"), shop(), "publish", category=value)

    assert answer.status_code == 422
    assert "Select a valid choice." in answer.content.decode()
    assert "<script>" + "evil" not in answer.content.decode()


def test_a_gap_in_a_rate_card_is_said_at_its_row(desk: Desk) -> None:
    entry, editor = an_entry("rate_card"), desk("editor")
    typed, before, cards = typed_in(entry), live(), RateCard.objects.count()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    step = int(typed["step_g"])
    gap = {name: value for name, value in typed.items() if not name.startswith("rows-1-")}

    answer = do(editor, entry, "publish", **{**gap, "valid_from": tomorrow, "valid_to": ""})

    assert answer.status_code == 422
    sentence = f"Between {step} g and {3 * step} g there is no price: a row is missing."
    assert f'<p class="bd-errors">{sentence}</p>' in answer.content.decode()
    assert (live(), RateCard.objects.count()) == (before, cards)
    assert (
        do(editor, entry, "publish", **{**typed, "valid_from": tomorrow, "valid_to": ""}).status_code == 302
    )
    assert RateCard.objects.count() == cards + 1


def test_a_table_of_more_rows_than_a_card_can_have_is_refused_and_not_cut(desk: Desk) -> None:
    entry, editor, before = an_entry("rate_card"), desk("editor"), live()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    fields = {name: value for name, value in typed_in(entry).items() if not name.startswith("rows-")}
    rows = {
        f"rows-{n}-{name}": str(value)
        for n in range(600)
        for name, value in (("up_to_g", 50 * (n + 1)), ("price_krw", 10_000 + n))
    }
    given = {**fields, **rows, "valid_from": tomorrow, "step_g": "50", "max_weight_g": "30000"}

    answers = [do(editor, entry, deed, **given) for deed in ("save", "publish")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert (live(), numbers(entry)) == (before, [1])


def test_a_text_without_end_is_refused_and_stays_on_the_page(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    before = every_table()

    answer = write(buyer, entry, note="x" * 200_001)
    by_itself = autosave(buyer, entry, note="x" * 200_001)
    new = buyer.post("/console/editor/store/new/", {"name": "Ohou", "note": "x" * 200_001, "do": "save"})

    sentence = "This is longer than 200000 characters. Split it into several."
    assert (answer.status_code, new.status_code, by_itself.status_code) == (409, 422, 409)
    assert by_itself.json() == {"code": "too_large", "message": sentence}
    for page in (answer, new):
        assert sentence in page.content.decode()
        assert "x" * 200_001 in page.content.decode()
    assert every_table() == before


def test_what_is_typed_stays_text(desk: Desk) -> None:
    entry, editor, script = shop(), desk("editor"), "\"'><script>evil()</script>"
    assert write(editor, entry, name=script, summary_en=script, note=script).status_code == 302
    assert write(editor, entry, "submit", note_to_reviewer=script).status_code == 302

    for path in (f"entries/{entry.pk}/", f"entries/{entry.pk}/versions/", "store/", ""):
        page = desk("owner").get(f"/console/editor/{path}").content.decode()
        assert "<script>evil" not in page, path
        assert "&lt;script&gt;evil()" in page, path


def test_who_comes_late_reads_the_difference_and_loses_nothing(desk: Desk) -> None:
    entry, buyer, support = shop(), desk("buyer"), desk("support")
    seen = entry.seq
    write(support, entry, name="Musinsa Kids", note="Theirs")
    before = every_table()

    answer = write(buyer, entry, name="Musinsa Home", note="Mine", seq=seen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert STALE in page
    assert 'value="Musinsa Home"' in page
    assert "<del>Kids</del><ins>Home</ins>" in page
    assert "<del>Theirs</del><ins>Mine</ins>" in page
    assert every_table() == before

    # Once more keeps mine; theirs stays in the history.
    assert f'name="seq" value="{again(entry).seq}"' in page
    assert write(buyer, entry, name="Musinsa Home", note="Mine").status_code == 302
    said = {one.number: one.content["note"] for one in entry.revisions.all()}
    assert (said[2], said[3]) == ("Theirs", "Mine")


@pytest.mark.parametrize("deed", ["publish", "submit", "drop", "unpublish", "revert", "unschedule"])
@pytest.mark.parametrize("seq", ["", "-1", "x", "٣", "9" * 40, "1.0", "0"])
def test_a_number_that_was_not_seen_is_stale(seq: str, deed: str, desk: Desk) -> None:
    entry, editor = shop(), desk("editor")
    write(desk("buyer"), entry, name="Musinsa Kids")
    before = every_table()

    answer = do(editor, entry, deed, seq=seq, number="1")

    assert answer.status_code == 409
    assert "Somebody else has saved a newer version meanwhile." in answer.content.decode()
    assert every_table() == before


def test_what_a_colleague_has_locked_is_read_and_not_written(desk: Desk) -> None:
    entry, buyer, editor = shop(), desk("buyer"), desk("editor")
    assert do(editor, entry, "lock").status_code == 302
    before = every_table()

    page = buyer.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert "Editor has locked this since" in page
    assert '<fieldset class="bd-editor-fields" disabled>' in page
    for deed in ("save", "submit", "drop", "revert", "lock", "unlock"):
        answer = write(buyer, entry, deed, name="Mine", number="1")
        assert answer.status_code == 409, deed
        assert "Editor has locked this. Ask them to unlock it." in answer.content.decode(), deed
    by_itself = autosave(buyer, entry, name="Mine")
    assert (by_itself.status_code, by_itself.json()["code"]) == (409, "locked")
    assert every_table() == before

    assert write(editor, entry, name="Musinsa Home").status_code == 302
    assert do(editor, entry, "unlock").status_code == 302
    assert write(buyer, entry, name="Musinsa Kids").status_code == 302
    twice = do(editor, entry, "unlock")
    assert (twice.status_code, "This is not locked." in twice.content.decode()) == (409, True)


def test_the_editor_unlocks_what_a_writer_left_locked(desk: Desk) -> None:
    entry, editor = shop(), desk("editor")
    desk("buyer")
    locking.lock(entry.pk, user=person("buyer"))

    page = editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert "Buyer has locked this since" in page
    assert 'value="unlock"' in page
    assert do(editor, entry, "unlock").status_code == 302
    assert not again(entry).is_locked


def test_the_first_words_make_the_entry_and_a_stretch_is_one_version(desk: Desk) -> None:
    buyer, before = desk("buyer"), live()
    given = {"host": "ohou.se", "stretch": PAGE, "seq": "0"}

    first = buyer.post("/console/editor/store/new/", given)

    entry = Entry.objects.get(title="ohou.se")
    assert first.json() == {
        "seq": 1,
        "url": f"/console/editor/entries/{entry.pk}/",
        "autosave": f"/console/editor/entries/{entry.pk}/autosave/",
        "title": "ohou.se",
        "checks": 1,
    }
    for name in ("Oh", "Ohou"):
        given = {"name": name, "host": "ohou.se", "stretch": PAGE, "seq": str(again(entry).seq)}
        answer = buyer.post(first.json()["autosave"], given)
    assert (answer.json()["seq"], answer.json()["title"], answer.json()["checks"]) == (3, "Ohou", 0)
    assert (numbers(entry), verbs(entry), live()) == ([1], ["created"], before)
    autosave(buyer, entry, name="Ohou!", stretch=OTHER_PAGE)
    assert numbers(entry) == [1, 2]


def test_saved_by_hand_the_stretch_is_closed(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    autosave(buyer, entry, name="Musinsa H")
    autosave(buyer, entry, name="Musinsa Home")
    assert numbers(entry) == [1, 2]

    assert write(buyer, entry, name="Musinsa Home", stretch=PAGE).status_code == 302
    autosave(buyer, entry, name="Musinsa Homes")

    assert numbers(entry) == [1, 2, 3]
    assert verbs(entry) == ["saved"]


def test_a_stale_page_does_not_save_by_itself(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    seen = entry.seq
    write(desk("support"), entry, name="Musinsa Kids")
    before = every_table()

    answer = autosave(buyer, entry, name="Musinsa Home", seq=seen)

    assert answer.status_code == 409
    assert answer.json() == {
        "code": "stale",
        "message": "Somebody else has saved a newer version meanwhile.",
    }
    assert every_table() == before


def test_who_was_logged_out_meanwhile_is_told_so_and_nothing_is_saved(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    buyer.logout()
    before = every_table()

    for answer in (autosave(buyer, entry, name="Mine"), write(buyer, entry, name="Mine")):
        assert answer.status_code == 302
        assert answer["X-Logged-Out"] == "1"
        assert answer["Location"].startswith("/console/login/?next=")
    assert every_table() == before


def test_a_very_long_name_of_a_page_is_cut_and_not_a_fault(desk: Desk) -> None:
    entry = shop()

    assert autosave(desk("buyer"), entry, name="Musinsa Home", stretch="x" * 4_000).status_code == 200
    # As long as the name of a page is.
    assert Revision.objects.get(entry=entry, number=2).stretch == "x" * 36


def test_a_nul_is_dropped_and_lines_end_as_everywhere(desk: Desk) -> None:
    entry = shop()

    assert write(desk("buyer"), entry, note="One\r\ntwo\x00").status_code == 302
    assert Revision.objects.get(entry=entry, number=2).content["note"] == "One\ntwo"
