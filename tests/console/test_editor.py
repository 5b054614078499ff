"""The editor of the catalog over HTTP: who may do what, each deed, and the clock."""

from datetime import timedelta

import pytest
from django.test import Client

from catalog.editing.adoption import adopt
from catalog.editing.registry import all_kinds
from catalog.models import Entry, Review, Store
from integrations import clock
from tests.catalog.editing.edits import an_entry, live
from tests.console.conftest import Desk
from tests.console.editing import (
    OURS,
    again,
    autosave,
    by_the_desks_clock,
    do,
    name_of_shop,
    numbers,
    row_of,
    shop,
    verbs,
    write,
)
from tests.console.looking import every_table, written

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def entries(catalog: None) -> None:
    adopt()


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
