"""The catalog's rows as apps read them: by anybody, in both languages, and nothing of what is not live."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.models import Announcement, Category, Guide, ScreeningRule, Standing, Store, Verdict
from integrations import clock
from tests.api.conftest import fields, problem

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BASE = "/api/v1"
LISTS = ("stores", "screening-rules", "guides", "announcements")


@pytest.fixture
def stranger() -> APIClient:
    return APIClient()


def rows(number: int, *, live: bool = True) -> None:
    """One of each kind, with this number in its names."""
    word = "open" if live else "hidden"
    shelf = Category.objects.create(
        slug=f"{word}-{number}", name_en=f"{word} shelf {number}", name_ko=f"칸 {number}", live=live
    )
    Store.objects.create(
        name=f"{word} shop {number}", name_ko=f"가게 {number}", host=f"s{number:02}.{word}.example",
        category=shelf, summary_en="Hats.", summary_ko="모자.", note="For the desk only.", live=live,
    )  # fmt: skip
    Guide.objects.create(
        slug=f"{word}-{number}", title_en=f"{word} guide {number}", title_ko=f"안내 {number}",
        summary_en="How.", summary_ko="방법.", live=live,
        blocks_en=[{"id": "aaaaaaaa", "type": "text", "html": f"<p>{word} text {number}</p>"}],
        blocks_ko=[{"id": "aaaaaaaa", "type": "text", "html": f"<p>글 {number}</p>"}],
    )  # fmt: skip
    Announcement.objects.create(
        slug=f"{word}-{number}", title_en=f"{word} news {number}", title_ko=f"소식 {number}",
        body_en="<p>Closed.</p><script>x()</script>", body_ko="<p>휴무.</p>", live=live,
        shown_at=clock.now() - timedelta(hours=number),
    )  # fmt: skip
    today = clock.today()
    ScreeningRule(
        code=f"{word}-{number:02}", category="flammable", verdict=Verdict.FORBID,
        keywords="perfume\n향수\ncologne", exceptions="perfume tray", reason_en="It burns.",
        reason_ko="불이 붙어요.", source="A list", source_url="https://list.example/",
        note="For the desk only.", standing=Standing.SOURCED, valid_from=date(2025, 1, 1),
        valid_to=None if live else today - timedelta(days=1),
    ).save()  # fmt: skip


def results(client: APIClient, name: str, **query: Any) -> list[dict[str, Any]]:
    reply = client.get(f"{BASE}/{name}/", query)
    assert reply.status_code == 200, reply.content
    found: list[dict[str, Any]] = reply.json()["results"]
    return found


def test_what_each_list_says(stranger: APIClient) -> None:
    rows(1)
    (shop,) = results(stranger, "stores")
    assert shop == {
        "host": "s01.open.example",
        "name": "open shop 1",
        "name_ko": "가게 1",
        "category": {"slug": "open-1", "name_en": "open shelf 1", "name_ko": "칸 1"},
        "summary_en": "Hats.",
        "summary_ko": "모자.",
    }
    (rule,) = results(stranger, "screening-rules")
    assert rule == {
        "code": "open-01",
        "category": "flammable",
        "verdict": "forbid",
        "reason_en": "It burns.",
        "reason_ko": "불이 붙어요.",
        "examples_en": ["perfume", "cologne"],
        "examples_ko": ["향수"],
        "source": "A list",
        "source_url": "https://list.example/",
        "standing": "sourced",
        "valid_from": "2025-01-01",
        "valid_to": None,
    }
    (guide,) = results(stranger, "guides")
    changed_at = guide.pop("changed_at")
    head = {
        "slug": "open-1",
        "title_en": "open guide 1",
        "title_ko": "안내 1",
        "summary_en": "How.",
        "summary_ko": "방법.",
    }
    assert guide == head
    (news,) = results(stranger, "announcements")
    assert news.pop("shown_at")
    assert news == {
        "slug": "open-1",
        "title_en": "open news 1",
        "title_ko": "소식 1",
        "body_en": "<p>Closed.</p>",
        "body_ko": "<p>휴무.</p>",
        "is_pinned": False,
    }
    whole = stranger.get(f"{BASE}/guides/open-1/").json()
    html = whole.pop("html_en"), whole.pop("html_ko")
    assert whole == {**head, "changed_at": changed_at}
    assert "<p>open text 1</p>" in html[0]
    assert "<p>글 1</p>" in html[1]


@pytest.mark.parametrize("name", [*LISTS, "guides/open-1"])
def test_the_same_for_everybody_and_in_every_language(name: str, stranger: APIClient, api: APIClient) -> None:
    rows(1)
    english = stranger.get(f"{BASE}/{name}/", headers={"accept-language": "en"})
    korean = stranger.get(f"{BASE}/{name}/", headers={"accept-language": "ko"})
    member = api.get(f"{BASE}/{name}/")
    assert english.json() == korean.json() == member.json()
    assert english.headers["ETag"] == korean.headers["ETag"] == member.headers["ETag"]


@pytest.mark.parametrize("name", [*LISTS, "guides/open-1"])
def test_what_has_not_changed_is_not_sent_again(name: str, stranger: APIClient) -> None:
    rows(1)
    first = stranger.get(f"{BASE}/{name}/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    tag = first.headers["ETag"]
    again = stranger.get(f"{BASE}/{name}/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    Guide.objects.update(title_en="Another title")
    Store.objects.update(name="Another name")
    Announcement.objects.update(title_ko="다른 제목")
    ScreeningRule.objects.update(reason_en="Another reason.")
    changed = stranger.get(f"{BASE}/{name}/", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


@pytest.mark.parametrize("name", LISTS)
def test_pages_by_cursor_hold_each_row_once(name: str, stranger: APIClient) -> None:
    for number in range(7):
        rows(number)
    whole = results(stranger, name, limit=100)
    assert len(whole) == 7
    found, address, pages = [], f"{BASE}/{name}/?limit=3", 0
    while address:
        body = stranger.get(address).json()
        found += body["results"]
        address, pages = body["next"], pages + 1
    assert pages == 3
    assert found == whole
    problem(stranger.get(f"{BASE}/{name}/?limit=1000"), 400, "bad_limit")


def test_the_order_of_each_list(stranger: APIClient) -> None:
    for number in (2, 0, 1):
        rows(number)
    Guide.objects.filter(slug="open-2").update(position=5)
    Announcement.objects.filter(slug="open-2").update(is_pinned=True)
    assert [row["host"][:3] for row in results(stranger, "stores")] == ["s00", "s01", "s02"]
    assert [row["code"] for row in results(stranger, "screening-rules")] == ["open-00", "open-01", "open-02"]
    assert [row["slug"] for row in results(stranger, "guides")] == ["open-2", "open-0", "open-1"]
    assert [row["slug"] for row in results(stranger, "announcements")] == ["open-0", "open-1", "open-2"]


def test_shops_are_searched(stranger: APIClient) -> None:
    for number in (0, 1):
        rows(number)
    assert [row["name"] for row in results(stranger, "stores", search="가게 1")] == ["open shop 1"]
    address = "https://www.s00.open.example/products/1"
    assert [row["name"] for row in results(stranger, "stores", search=address)] == ["open shop 0"]
    assert results(stranger, "stores", search="desk") == []
    assert len(results(stranger, "stores", search="")) == 2
    refused = problem(stranger.get(f"{BASE}/stores/", {"search": "x" * 201}), 422, "invalid")
    assert fields(refused) == [("search", "max_length")]
    refused = problem(stranger.get(f"{BASE}/stores/", {"search": "a\x00"}), 422, "invalid")
    assert fields(refused) == [("search", "null_characters_not_allowed")]


def test_nothing_of_what_is_not_live_is_told(stranger: APIClient, api: APIClient, juno: Any) -> None:
    rows(1)
    rows(2, live=False)
    # A live shop on a shelf that is taken off.
    Store.objects.filter(host="s01.open.example").update(category=Category.objects.get(slug="hidden-2"))
    staff = APIClient()
    staff.force_login(juno)
    for client in (stranger, api, staff):
        for name in LISTS:
            reply = client.get(f"{BASE}/{name}/")
            assert len(reply.json()["results"]) == 1
            assert "hidden" not in reply.content.decode()
            assert "For the desk only." not in reply.content.decode()
        assert results(client, "stores")[0]["category"] is None
        assert results(client, "stores", search="hidden") == []
        problem(client.get(f"{BASE}/guides/hidden-2/"), 404, "not_found")
    problem(stranger.get(f"{BASE}/guides/never-was/"), 404, "not_found")


@pytest.mark.parametrize("name", [*LISTS, "guides/open-1"])
def test_it_is_for_reading(name: str, stranger: APIClient, juno: Any) -> None:
    rows(1)
    staff = APIClient()
    staff.force_login(juno)
    for client in (stranger, staff):
        for method in ("post", "put", "patch", "delete"):
            problem(getattr(client, method)(f"{BASE}/{name}/", {}), 405, "method_not_allowed")
    assert Store.objects.count() == Guide.objects.count() == Announcement.objects.count() == 1


def test_a_stranger_is_counted_by_address(stranger: APIClient, api: APIClient, rates: Any) -> None:
    rates(anon="2/min")
    for _call in range(2):
        assert stranger.get(f"{BASE}/stores/").status_code == 200
    problem(stranger.get(f"{BASE}/stores/"), 429, "throttled")
    assert api.get(f"{BASE}/stores/").status_code == 200


@pytest.mark.parametrize(("name", "most"), [*((name, 1) for name in LISTS), ("guides/open-1", 1)])
def test_as_many_queries_for_60_rows_as_for_3(name: str, most: int, stranger: APIClient) -> None:
    most += name == "screening-rules"
    counts = []
    for first, total in ((0, 3), (3, 60)):
        for number in range(first, total):
            rows(number)
        with CaptureQueriesContext(connection) as asked:
            assert stranger.get(f"{BASE}/{name}/?limit=100").status_code == 200
        counts.append(len(asked))
    assert counts == [most, most]
