"""The catalog's lists: what there is of each kind, what waits for whom, what the clock will do."""

import re
from datetime import timedelta
from typing import Any

import pytest

from catalog.editing import drafts, locking, publication, reviewing
from catalog.editing.adoption import adopt
from catalog.editing.registry import kind_of
from catalog.models import Entry, RateCard, Store
from console.pages.catalog_lists import PAGE
from integrations import clock
from tests.catalog.editing.edits import an_entry
from tests.console.conftest import Desk, person

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def entries(catalog: None) -> None:
    adopt()


def listed(page: str) -> list[str]:
    """The titles of a list, from top to bottom."""
    return re.findall(r'<tr data-entry-row="\d+">\s*<td><a class="bd-link" href="[^"]+">([^<]*)</a>', page)


def shops(browser: Any, **query: str) -> str:
    answer = browser.get("/console/editor/store/", query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def changed(role: str, slug: str = "store", **changes: str) -> Entry:
    entry = an_entry(slug)
    assert entry.latest_revision is not None
    content = {**entry.latest_revision.content, **changes}
    return drafts.save(entry.pk, user=person(role), content=content, expect_seq=entry.seq)


def submitted(role: str, slug: str = "store", **changes: str) -> Entry:
    entry = changed(role, slug, **changes)
    reviewing.submit(entry.pk, user=person(role), note="Please look.", expect_seq=entry.seq)
    return Entry.objects.get(pk=entry.pk)


# --- one kind -----------------------------------------------------------------------------------------------


def test_a_list_shows_all_of_its_kind_by_title(desk: Desk) -> None:
    page = shops(desk("buyer"))

    assert listed(page) == sorted(Store.objects.values_list("name", flat=True), key=str.lower)
    assert page.count("bd-tone-success") == Store.objects.count()


def test_a_list_is_searched_by_title(desk: Desk) -> None:
    buyer = desk("buyer")

    assert listed(shops(buyer, q="musin")) == ["Musinsa"]
    nothing = shops(buyer, q="nobody knows this one")
    assert listed(nothing) == []
    assert "Nothing matches" in nothing
    assert 'href="/console/editor/store/"' in nothing
    assert 'value="nobody knows this one"' in nothing


def test_a_list_is_narrowed_by_status(desk: Desk) -> None:
    buyer, editor = desk("buyer"), desk("editor")
    first = submitted("buyer", name="Waits for review")
    second, third, fourth = Entry.objects.filter(kind="store").exclude(pk=first.pk).order_by("pk")[:3]
    locking.lock(second.pk, user=person("editor"))
    publication.schedule(
        third.pk,
        user=person("editor"),
        go_live_at=None,
        expire_at=clock.now() + timedelta(days=1),
        expect_seq=third.seq,
    )
    publication.unpublish(fourth.pk, user=person("editor"), expect_seq=fourth.seq)

    found = {state: listed(shops(editor, state=state)) for state in ("review", "locked", "scheduled", "off")}
    assert found == {
        "review": ["Waits for review"],
        "locked": [second.title],
        "scheduled": [third.title],
        "off": [fourth.title],
    }
    assert listed(shops(buyer, state="drafts")) == sorted(["Waits for review", fourth.title], key=str.lower)
    assert fourth.title not in listed(shops(buyer, state="live"))
    assert listed(shops(buyer, state="melted")) == listed(shops(buyer))


def test_an_empty_list_says_how_to_begin_to_who_may(desk: Desk) -> None:
    Entry.objects.filter(kind="announcement").delete()

    for role, may in (("buyer", True), ("finance", True)):
        page = desk(role).get("/console/editor/announcement/").content.decode()
        assert "Nothing here yet" in page
        assert ("Write the first one" in page) is may
    Entry.objects.filter(kind="rate_card").delete()
    page = desk("warehouse").get("/console/editor/rate_card/").content.decode()
    assert "Nothing here yet" in page
    assert "Write the first one" not in page


def test_a_long_list_has_pages(desk: Desk) -> None:
    buyer = desk("buyer")
    made = Entry.objects.filter(kind="store").count()
    Entry.objects.bulk_create(
        Entry(kind="store", title=f"Shop {number:03}", live=True) for number in range(2 * PAGE)
    )

    first, last = shops(buyer, q="shop 0"), shops(buyer, p="3")
    assert len(listed(first)) == PAGE
    assert listed(shops(buyer, q="shop 0", p="2"))[0] == "Shop 050"
    assert "Page 1 of 2" in first
    assert 'href="?q=shop%200&amp;state=&amp;p=2"' in first
    assert (len(listed(last)), "Page 3 of 3" in last) == (made, True)
    for nonsense in ("0", "-1", "x", "9" * 40):
        assert listed(shops(buyer, p=nonsense))


def test_the_exchange_rate_is_one_and_its_list_is_its_editor(desk: Desk) -> None:
    buyer, rate = desk("buyer"), an_entry("exchange_rate")

    for path in ("exchange_rate/", "exchange_rate/of/krw/usd/"):
        answer = buyer.get(f"/console/editor/{path}")
        assert (answer.status_code, answer["Location"]) == (302, f"/console/editor/entries/{rate.pk}/")
    assert buyer.get("/console/editor/exchange_rate/new/")["Location"] == "/console/editor/exchange_rate/"


def test_an_entry_is_found_by_the_key_of_its_row(desk: Desk) -> None:
    buyer = desk("buyer")
    for slug in ("store", "rate_card", "duty_table", "message", "screening_rule"):
        entry = an_entry(slug)
        answer = buyer.get(f"/console/editor/{slug}/of/{entry.key}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/console/editor/entries/{entry.pk}/")
    assert buyer.get("/console/editor/rate_card/of/ems/nowhere/").status_code == 404


# --- the overview -------------------------------------------------------------------------------------------


def test_what_awaits_my_review_is_never_my_own(desk: Desk) -> None:
    for role in ("buyer", "editor", "owner", "finance"):
        desk(role)
    submitted("editor", name="Of the editor")

    page = desk("editor").get("/console/editor/").content.decode()
    assert "Awaiting my review" not in page
    page = desk("owner").get("/console/editor/").content.decode()
    assert "Awaiting my review" in page
    assert "Of the editor" in page
    assert "Please look." in page
    # Who decides on fees does not decide on shops; who writes decides on nothing.
    for role in ("finance", "buyer"):
        assert "Awaiting my review" not in desk(role).get("/console/editor/").content.decode()


def test_a_role_finds_the_kinds_that_it_sees(desk: Desk) -> None:
    def kinds(role: str) -> list[str]:
        page = desk(role).get("/console/editor/").content.decode()
        return re.findall(r'class="bd-kind" href="/console/editor/(\w+)/"', page)

    assert kinds("warehouse") == ["rate_card", "zone"]
    assert len(kinds("buyer")) == len(kinds("editor")) == 14
    assert "fee" not in kinds("support")
    assert desk("moderator").get("/console/editor/").status_code == 403
    assert desk("moderator").get("/console/editor/calendar/").status_code == 403


def test_the_overview_names_what_is_locked_scheduled_and_forgotten(desk: Desk) -> None:
    desk("buyer")
    page = desk("editor").get("/console/editor/").content.decode()
    assert not re.search('id="(locked|scheduled|ageing)-title"', page)

    old = drafts.begin(kind_of("store"), user=person("buyer"), content={"name": "Begun and forgotten"})
    Entry.objects.filter(pk=old.pk).update(edited_at=clock.now() - timedelta(days=31))
    young = drafts.begin(kind_of("store"), user=person("buyer"), content={"name": "Begun today"})
    locking.lock(young.pk, user=person("buyer"))
    entry = changed("editor", name="Comes next week")
    publication.schedule(
        entry.pk,
        user=person("editor"),
        go_live_at=clock.now() + timedelta(days=7),
        expire_at=None,
        expect_seq=entry.seq,
    )

    page = desk("editor").get("/console/editor/").content.decode()
    sections = {
        name: listed(page.partition(f'id="{name}-title"')[2].partition("</section>")[0])
        for name in ("scheduled", "locked", "ageing")
    }
    assert sections == {
        "scheduled": ["Comes next week"],
        "locked": ["Begun today"],
        "ageing": ["Begun and forgotten"],
    }
    assert "Drafts that nobody has touched for 30 days" in page
    assert "3 drafts" in page


# --- the calendar -------------------------------------------------------------------------------------------


def calendar(browser: Any) -> dict[str, str]:
    """What is said of each day, without its markup."""
    page = browser.get("/console/editor/calendar/").content.decode()
    found = {}
    for part in page.split('aria-labelledby="day-')[1:]:
        text = re.sub(r"<[^>]+>", " ", part.partition("</section>")[0].partition("<ul")[2])
        found[part[:10]] = " ".join(text.partition(">")[2].split())
    return found


def test_the_calendar_has_the_moments_and_the_days_of_rules(desk: Desk) -> None:
    browser, editor, start = desk("editor"), person("editor"), clock.now()
    entry = changed("editor", name="Musinsa Home")
    begins, ends = start + timedelta(days=10), start + timedelta(days=20)
    publication.schedule(entry.pk, user=editor, go_live_at=begins, expire_at=ends, expect_seq=entry.seq)
    first, last = (clock.today() + timedelta(days=days) for days in (30, 40))
    fee = changed("editor", "fee", valid_from=first.isoformat(), valid_to=last.isoformat())
    publication.publish(fee.pk, user=editor, expect_seq=fee.seq)
    far = changed("editor", "deadline", valid_from=(clock.today() + timedelta(days=400)).isoformat())
    publication.publish(far.pk, user=editor, expect_seq=far.seq)

    found = calendar(browser)

    seoul = [moment.astimezone(clock.SEOUL).date().isoformat() for moment in (begins, ends)]
    assert "Goes live: Musinsa Home store" in found[seoul[0]]
    assert "Expires: Musinsa Home store" in found[seoul[1]]
    assert f"Begins: {fee.title}" in found[first.isoformat()]
    assert f"Last day: {fee.title}" in found[last.isoformat()]
    assert list(found) == sorted(found)
    assert (clock.today() + timedelta(days=400)).isoformat() not in found
    # The warehouse reads of neither.
    assert not re.search("Musinsa|Begins: Service", " ".join(calendar(desk("warehouse")).values()))


def test_a_day_of_the_calendar_leads_to_the_editor(desk: Desk) -> None:
    desk("editor")
    tomorrow = clock.today() + timedelta(days=1)
    card = changed("editor", "rate_card", valid_from=tomorrow.isoformat(), valid_to="")
    publication.publish(card.pk, user=person("editor"), expect_seq=card.seq)
    stored = RateCard.objects.latest("valid_from", "id")

    page = desk("warehouse").get("/console/editor/calendar/").content.decode()

    address = f"/console/editor/rate_card/of/{stored.service}/{stored.zone}/"
    assert f'href="{address}"' in page
    assert desk("warehouse").get(address)["Location"] == f"/console/editor/entries/{card.pk}/"


def test_an_empty_calendar_says_what_fills_it(desk: Desk) -> None:
    warehouse = desk("warehouse")
    RateCard.objects.all().delete()

    page = warehouse.get("/console/editor/calendar/").content.decode()

    assert "Nothing is scheduled" in page
    assert "publish a rule that begins on a later day" in page


def test_no_list_is_written_to(desk: Desk) -> None:
    editor = desk("editor")

    for path in ("", "calendar/", "store/", f"store/of/{an_entry('store').key}/"):
        assert editor.post(f"/console/editor/{path}", {"do": "publish"}).status_code == 405
