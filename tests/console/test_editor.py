"""The editor of the catalog over HTTP: who may do what, and what each refusal leaves as it was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.editing import drafts, locking
from catalog.editing.adoption import adopt
from catalog.editing.registry import all_kinds
from catalog.models import Category, Entry, EntryEvent, RateCard, Review, Revision, Store
from integrations import clock
from tests.catalog.editing.edits import an_entry, live
from tests.console.conftest import Desk, person
from tests.console.looking import every_table, written
from tests.console.presses import typed_in

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PAGE, OTHER_PAGE = "5e1f0000-0000-4000-8000-000000000001", "5e1f0000-0000-4000-8000-000000000002"
OURS = ("do", "seq", "stretch", "number", "comment", "note_to_reviewer", "go_live_at", "expire_at")
STALE = "Somebody else has saved a newer version meanwhile. What you typed is still here."


@pytest.fixture(autouse=True)
def entries(catalog: None) -> None:
    adopt()


def shop() -> Entry:
    return an_entry("store")


def again(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def do(browser: Client, entry: Entry, deed: str, **more: Any) -> Any:
    """Press a button of the page as it is now, with nothing typed but `more`."""
    given = {"seq": again(entry).seq, "do": deed, **more}
    return browser.post(f"/console/editor/entries/{entry.pk}/", given)


def write(browser: Client, entry: Entry, deed: str = "save", **more: Any) -> Any:
    """Change fields of its newest draft, then press a button."""
    return do(browser, entry, deed, **{**typed_in(again(entry)), **more})


def autosave(browser: Client, entry: Entry, **more: Any) -> Any:
    given = {**typed_in(again(entry)), "seq": again(entry).seq, "stretch": PAGE, **more}
    return browser.post(f"/console/editor/entries/{entry.pk}/autosave/", given)


def verbs(entry: Entry) -> list[str]:
    return list(EntryEvent.objects.filter(entry=entry).order_by("id").values_list("verb", flat=True))


def numbers(entry: Entry) -> list[int]:
    return sorted(entry.revisions.values_list("number", flat=True))


def row_of(entry: Entry) -> Store:
    """What customers see of the shop."""
    return Store.objects.get(pk=again(entry).key or 0)


def name_of_shop(entry: Entry) -> str:
    return row_of(entry).name


def by_the_desks_clock(moment: datetime) -> str:
    """As the page's own field for a moment sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


# --- who may ------------------------------------------------------------------------------------------------


def test_a_buyer_writes_and_submits_and_the_editor_publishes_it(desk: Desk) -> None:
    entry, before = shop(), live()
    old = name_of_shop(entry)
    buyer, editor = desk("buyer"), desk("editor")

    assert write(buyer, entry, name="Musinsa Home").status_code == 302
    page = buyer.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert "The draft is saved. Customers do not see it yet." in page
    assert 'value="Musinsa Home"' in page
    assert write(buyer, entry, "submit", note_to_reviewer="They renamed it.").status_code == 302
    assert (live(), name_of_shop(entry)) == (before, old)

    page = editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert "Buyer has submitted version 2 for review" in page
    assert "They renamed it." in page
    assert 'value="approve"' in page
    assert do(editor, entry, "approve", comment="Thank you.").status_code == 302
    assert name_of_shop(entry) == "Musinsa Home"
    assert verbs(entry) == ["saved", "submitted", "approved", "published"]
    assert Review.objects.get(entry=entry).comment == "Thank you."


@pytest.mark.parametrize(
    ("role", "writes", "decides"),
    [("buyer", True, False), ("support", True, False), ("finance", True, False), ("editor", True, True)],
)
def test_what_a_role_finds_on_the_page_is_what_it_may_do(
    role: str, writes: bool, decides: bool, desk: Desk
) -> None:
    page = desk(role).get(f"/console/editor/entries/{shop().pk}/").content.decode()

    assert ('value="save" class="bd-button"' in page) is writes
    for deed in ("publish", "unpublish", "schedule"):
        assert (f'value="{deed}"' in page) is decides, deed


@pytest.mark.parametrize("role", ["warehouse", "moderator"])
def test_who_sees_no_shops_sees_no_editor_of_them(role: str, desk: Desk) -> None:
    entry = shop()
    browser, before = desk(role), every_table()

    looks = ["entries/{}/", "entries/{}/versions/", "store/", "store/new/", f"store/of/{entry.key}/"]
    answers = [browser.get(f"/console/editor/{look.format(entry.pk)}") for look in looks]
    answers += [write(browser, entry, name="Mine"), autosave(browser, entry, name="Mine")]
    answers.append(browser.post("/console/editor/store/new/", {"name": "Mine", "do": "save"}))
    answers.append(browser.post("/console/editor/store/preview/", {"name": "Mine"}))

    assert [answer.status_code for answer in answers] == [403] * 9
    assert every_table() == before


def test_who_may_only_read_a_rate_card_is_shown_it_and_writes_nothing(desk: Desk) -> None:
    entry, browser = an_entry("rate_card"), desk("warehouse")
    before = every_table()

    page = browser.get(f"/console/editor/entries/{entry.pk}/")
    assert page.status_code == 200
    assert '<fieldset class="bd-editor-fields" disabled>' in page.content.decode()
    assert [write(browser, entry, deed).status_code for deed in ("save", "submit", "lock")] == [403] * 3
    assert autosave(browser, entry, name="Mine").status_code == 403
    assert every_table() == before


@pytest.mark.parametrize("deed", ["publish", "schedule", "approve", "unpublish", "unschedule", "changes"])
def test_a_writer_decides_nothing_by_address_either(deed: str, desk: Desk) -> None:
    entry = shop()
    buyer, before = desk("buyer"), every_table()

    with written() as statements:
        answer = write(buyer, entry, deed, name="Mine", go_live_at="2036-01-01T09:00", comment="x")

    assert answer.status_code == 403
    assert "Your role does not allow this." in answer.content.decode()
    assert (statements, every_table()) == ([], before)


def test_a_writer_makes_no_new_entry_by_trying_to_publish_one(desk: Desk) -> None:
    buyer, before = desk("buyer"), every_table()

    answer = buyer.post("/console/editor/store/new/", {"name": "Ohou", "host": "ohou.se", "do": "publish"})

    assert answer.status_code == 403
    assert every_table() == before


def test_finance_publishes_fees_and_no_shops(desk: Desk) -> None:
    finance, fee = desk("finance"), an_entry("fee")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    assert write(finance, fee, "publish", note="New terms", valid_from=tomorrow).status_code == 302
    assert write(finance, shop(), "publish", name="Mine").status_code == 403


# --- each deed ----------------------------------------------------------------------------------------------


def test_publish_takes_what_is_typed(desk: Desk) -> None:
    entry, editor = shop(), desk("editor")

    assert write(editor, entry, "publish", name="Musinsa Home", note="Ask for Ms Han").status_code == 302

    stored = row_of(entry)
    assert (stored.name, stored.note) == ("Musinsa Home", "Ask for Ms Han")
    assert "Published. Customers see it" in editor.get("/console/editor/store/").content.decode()


def test_no_field_of_any_kind_has_a_name_that_the_page_itself_uses() -> None:
    for kind in all_kinds():
        assert not {*kind.form.base_fields, *kind.children} & set(OURS), kind.slug


def test_a_new_shop_from_the_empty_page_to_customers(desk: Desk, client: Client) -> None:
    editor, before = desk("editor"), live()
    assert editor.get("/console/editor/store/new/").status_code == 200
    assert live() == before
    given = {"name": "Ohou", "host": "https://www.ohou.se/stores", "do": "save"}

    answer = editor.post("/console/editor/store/new/", given)

    entry = Entry.objects.get(title="Ohou")
    assert (answer.status_code, answer["Location"]) == (302, f"/console/editor/entries/{entry.pk}/")
    assert (entry.live, entry.key, verbs(entry), live()) == (False, None, ["created"], before)
    assert do(editor, entry, "publish").status_code == 302
    assert Store.objects.get(name="Ohou").host == "ohou.se"
    assert client.get("/stores/ohou.se/").status_code == 200


def test_unpublish_and_publish_again(desk: Desk, client: Client) -> None:
    entry, editor = shop(), desk("editor")
    page = f"/stores/{row_of(entry).host}/"
    assert client.get(page).status_code == 200

    assert do(editor, entry, "unpublish").status_code == 302
    assert client.get(page).status_code == 404
    assert "nothing of it" in editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    refused = do(editor, entry, "unpublish")
    assert (refused.status_code, "This is not live." in refused.content.decode()) == (409, True)
    assert do(editor, entry, "publish").status_code == 302
    assert client.get(page).status_code == 200


def test_what_the_shop_cannot_do_without_stays(desk: Desk) -> None:
    entry, before = an_entry("message"), live()

    answer = do(desk("editor"), entry, "unpublish")

    assert answer.status_code == 409
    assert "The shop cannot do without this." in answer.content.decode()
    assert live() == before


def test_changes_are_asked_for_in_words_and_read_by_the_writer(desk: Desk) -> None:
    entry, buyer, editor = shop(), desk("buyer"), desk("editor")
    write(buyer, entry, "submit", name="Musinsa Home")
    before = live()

    wordless = do(editor, entry, "changes", comment="  ")
    assert wordless.status_code == 422
    assert "Say what should change." in wordless.content.decode()
    assert verbs(entry) == ["saved", "submitted"]
    assert do(editor, entry, "changes", comment="The Korean name too, please.").status_code == 302

    page = buyer.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert "Changes are asked for:" in page
    assert "The Korean name too, please." in page
    assert live() == before
    twice = do(editor, entry, "changes", comment="And again")
    assert (twice.status_code, "does not wait for review" in twice.content.decode()) == (409, True)


def test_while_it_waits_its_writer_takes_it_back_first(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    write(buyer, entry, "submit", name="Musinsa Home")

    refused = write(buyer, entry, name="Sneaked in")
    assert refused.status_code == 409
    assert "This waits for review. Withdraw it first, then write on." in refused.content.decode()
    assert again(entry).title == "Musinsa Home"
    assert write(buyer, entry, "submit").status_code == 409
    assert do(buyer, entry, "withdraw").status_code == 302
    assert write(buyer, entry, name="Musinsa Living").status_code == 302
    assert again(entry).title == "Musinsa Living"


def test_nobody_approves_their_own(desk: Desk) -> None:
    entry, editor, before = shop(), desk("editor"), live()
    write(editor, entry, "submit", name="Musinsa Home")

    page = editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    answer = do(editor, entry, "approve")

    assert 'value="approve"' not in page
    assert answer.status_code == 409
    assert "Somebody else approves what you have submitted." in answer.content.decode()
    assert live() == before


def test_nothing_new_is_not_submitted(desk: Desk) -> None:
    entry, buyer = shop(), desk("buyer")
    before = every_table()

    answer = write(buyer, entry, "submit")

    assert answer.status_code == 409
    assert "There is nothing new to look at." in answer.content.decode()
    assert every_table() == before


def test_a_draft_is_given_up_and_one_that_was_never_live_is_gone(desk: Desk) -> None:
    entry, buyer, before = shop(), desk("buyer"), live()
    old = entry.title
    write(buyer, entry, name="Musinsa Home")
    assert do(buyer, entry, "drop").status_code == 302
    assert (again(entry).title, again(entry).has_unpublished_changes) == (old, False)
    assert do(buyer, entry, "drop").status_code == 409

    buyer.post("/console/editor/store/new/", {"name": "Ohou", "do": "save"})
    begun = Entry.objects.get(title="Ohou")
    answer = do(buyer, begun, "drop")
    assert (answer.status_code, answer["Location"]) == (302, "/console/editor/store/")
    assert not Entry.objects.filter(pk=begun.pk).exists()
    assert live() == before


def test_an_old_version_comes_back_as_a_draft(desk: Desk) -> None:
    entry, editor = shop(), desk("editor")
    old = name_of_shop(entry)
    write(editor, entry, "publish", name="Musinsa Home")
    published = live()

    compared = editor.get(f"/console/editor/entries/{entry.pk}/versions/?a=1&b=2").content.decode()
    assert "<ins>Musinsa Home</ins>" in compared
    assert "Bring version 1 back as a draft" in compared
    assert do(editor, entry, "revert", number="1").status_code == 302

    assert (again(entry).title, numbers(entry), live()) == (old, [1, 2, 3], published)
    newest = again(entry).latest_revision
    assert newest is not None
    assert (newest.origin, newest.brought_back.number) == ("reverted", 1)  # type: ignore[union-attr]


@pytest.mark.parametrize("number", ["", "0", "99", "-1", "x", "٣", "9" * 40, "<script>"])
def test_a_version_that_there_is_not_is_not_brought_back(number: str, desk: Desk) -> None:
    entry, editor = shop(), desk("editor")
    before = every_table()

    answer = do(editor, entry, "revert", number=number)

    assert answer.status_code == 409
    assert "There is no version" in answer.content.decode()
    assert every_table() == before


# --- the clock ----------------------------------------------------------------------------------------------


def test_a_moment_is_set_by_the_desks_clock_and_taken_off_again(desk: Desk) -> None:
    entry, editor, before = shop(), desk("editor"), live()
    begins = (clock.now() + timedelta(days=1)).replace(second=0, microsecond=0)

    said = {
        "go_live_at": by_the_desks_clock(begins),
        "expire_at": by_the_desks_clock(begins + timedelta(days=7)),
    }
    assert write(editor, entry, "schedule", name="Musinsa Home", **said).status_code == 302

    kept = again(entry)
    assert (kept.go_live_at, kept.expire_at) == (begins, begins + timedelta(days=7))
    assert kept.scheduled_revision_id == kept.latest_revision_id
    assert live() == before
    page = editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    assert f'name="go_live_at" value="{said["go_live_at"]}"' in page
    assert do(editor, entry, "unschedule").status_code == 302
    kept = again(entry)
    assert (kept.go_live_at, kept.expire_at, kept.scheduled_revision_id) == (None, None, None)
    nothing = do(editor, entry, "unschedule")
    assert (nothing.status_code, "Nothing is scheduled." in nothing.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("moments", "sentence"),
    [
        ({"go_live_at": "2020-01-01T09:00"}, "This moment is over. Publish now, or set a later one."),
        ({"expire_at": "2020-01-01T09:00"}, "This moment is over."),
        (
            {"go_live_at": "2036-01-02T09:00", "expire_at": "2036-01-01T09:00"},
            "The end has to come after the beginning.",
        ),
        ({}, "Set a moment."),
        ({"go_live_at": "next week"}, "This is no date and time."),
        ({"go_live_at": "2036-02-30T09:00"}, "This is no date and time."),
        ({"expire_at": "2036-01-01T25:00"}, "This is no date and time."),
        ({"go_live_at": "<script>evil()</script>"}, "This is no date and time."),
        ({"go_live_at": "0001-01-02T00:00"}, "This moment is over. Publish now, or set a later one."),
        ({"go_live_at": "0001-01-01T00:00"}, "This is no date and time."),
        ({"go_live_at": "0001-01-01T00:00:00+23:59"}, "This is no date and time."),
        ({"go_live_at": "9999-12-31T23:59:59-23:59"}, "This is no date and time."),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused_at_its_field_and_stays_typed(
    moments: dict[str, str], sentence: str, desk: Desk
) -> None:
    entry, editor, before = shop(), desk("editor"), live()

    answer = write(editor, entry, "schedule", name="Musinsa Home", **moments)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"<li>{sentence}</li>" in page
    assert "Some fields need a look before this can go on." in page or "no date and time" in page
    assert "<script>evil" not in page
    assert 'value="Musinsa Home"' in page
    kept = again(entry)
    assert (kept.go_live_at, kept.expire_at, kept.scheduled_revision_id, live()) == (None, None, None, before)


def test_what_never_was_live_cannot_end(desk: Desk) -> None:
    editor = desk("editor")
    editor.post("/console/editor/store/new/", {"name": "Ohou", "host": "ohou.se", "do": "save"})

    answer = do(editor, Entry.objects.get(title="Ohou"), "schedule", expire_at="2036-01-01T09:00")

    assert answer.status_code == 422
    assert "This is not live, so it cannot end. Set when it goes live." in answer.content.decode()


def test_a_dated_rule_has_its_days_instead(desk: Desk) -> None:
    entry, editor = an_entry("fee"), desk("editor")

    page = editor.get(f"/console/editor/entries/{entry.pk}/").content.decode()
    answer = do(editor, entry, "schedule", go_live_at="2036-01-01T09:00")

    assert 'value="schedule"' not in page
    assert answer.status_code == 409
    assert "This has its own first and last day. Set them and publish." in answer.content.decode()


# --- what is wrong with what is typed -----------------------------------------------------------------------


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


# --- two at once --------------------------------------------------------------------------------------------


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


# --- drafts as they are typed -------------------------------------------------------------------------------


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


# --- addresses ----------------------------------------------------------------------------------------------


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
