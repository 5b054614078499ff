"""Lists under a name: kept, shared, renamed, taken away and brought back; broken ones say what is broken."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from console.models import SavedView
from tests.console.conftest import Desk, person
from tests.console.test_lists import listed, refs
from tests.workflow.story import Story
from workflow.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ALL = "/console/workflow/order/"
LATE = "due=overdue&turn=staff"


def save(desk: Desk, role: str, name: str, query: str = LATE, path: str = ALL, **more: str) -> Any:
    return desk(role).post(
        "/console/views/save/", {"name": name, **more}, query_params={"from": f"{path}?{query}"}
    )


def view_of(role: str, query: str, name: str = "Old") -> SavedView:
    return SavedView.objects.create(owner=person(role), place="orders", name=name, query=query)


def lit(page: str) -> list[str]:
    return re.findall(r'data-view="(\d+)" aria-current="page"', page)


def test_a_view_is_kept_as_a_tab_and_lit_when_it_is_shown(desk: Desk, story: Story) -> None:
    order = story.requested()

    answer = save(desk, "buyer", "Urgent", "turn=staff&p=1&who=nobody&due=")

    view = SavedView.objects.get()
    assert (answer.status_code, view.query, view.place) == (302, "turn=staff&who=nobody", "orders")
    assert (view.is_shared, AuditEntry.objects.count()) == (False, 0)
    page = desk("buyer").get(f"{ALL}?who=nobody&turn=staff").content.decode()
    assert (lit(page), refs(page)) == ([str(view.pk)], [order.ref])
    assert lit(desk("buyer").get(f"{ALL}?who=nobody").content.decode()) == []
    assert "data-view" not in desk("support").get(ALL).content.decode()


def test_a_shared_view_is_everybodys_and_on_record(desk: Desk, story: Story) -> None:
    assert save(desk, "buyer", "For all", is_shared="on").status_code == 302
    assert SavedView.objects.get().is_shared is False  # she may not share: her tick is not read

    save(desk, "owner", "Late at the desk", is_shared="on")

    shared = SavedView.objects.get(is_shared=True)
    assert f'data-view="{shared.pk}"' in desk("support").get(ALL).content.decode()
    assert list(AuditEntry.objects.values_list("verb", "about")) == [("shared_view", "Late at the desk")]
    assert desk("support").post(f"/console/views/{shared.pk}/remove/").status_code == 403
    assert desk("support").post(f"/console/views/{shared.pk}/rename/", {"name": "x"}).status_code == 403
    desk("owner").post(f"/console/views/{shared.pk}/remove/")
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))[-1] == "removed_view"


def test_a_removed_view_is_brought_back(desk: Desk, story: Story) -> None:
    buyer = desk("buyer")
    save(desk, "buyer", "Urgent")
    view = SavedView.objects.get()

    answer = buyer.post(f"/console/views/{view.pk}/remove/", follow=True)
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert token is not None
    assert SavedView.objects.count() == 0
    assert desk("support").post("/console/views/restore/", {"token": token[1]}).status_code == 302
    assert SavedView.objects.count() == 0  # somebody else's to bring back
    buyer.post("/console/views/restore/", {"token": token[1]})

    again = SavedView.objects.get()
    assert (again.name, again.query, again.owner_id) == ("Urgent", view.query, view.owner_id)
    buyer.post("/console/views/restore/", {"token": "nonsense"})
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_but_not_to_a_name_that_is_taken(desk: Desk, story: Story) -> None:
    desk("buyer")
    one, other = view_of("buyer", LATE, name="One"), view_of("buyer", "due=ahead", name="Other")

    taken = desk("buyer").post(f"/console/views/{one.pk}/rename/", {"name": "Other"})
    desk("buyer").post(f"/console/views/{one.pk}/rename/", {"name": "  Mine\u200b  now "})

    assert taken.status_code == 422
    assert "You have a view of this name here already." in taken.content.decode()
    assert [SavedView.objects.get(pk=row.pk).name for row in (one, other)] == ["Mine now", "Other"]


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("", "All", "Filter, search or sort the list first"),
        (LATE, "", "This field is required"),
        (LATE, "Old", "You have a view of this name here already."),
    ],
)
def test_what_cannot_be_kept(query: str, name: str, sentence: str, desk: Desk, story: Story) -> None:
    desk("buyer")
    view_of("buyer", "due=ahead")

    answer = save(desk, "buyer", name, query)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_twenty_are_enough(desk: Desk, story: Story) -> None:
    desk("buyer")
    for number in range(20):
        view_of("buyer", LATE, name=f"View {number}")

    assert save(desk, "buyer", "One more").status_code == 422
    assert save(desk, "buyer", "Elsewhere", "due=overdue", "/console/queues/to-screen/").status_code == 302
    assert SavedView.objects.count() == 21


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("gone=1&turn=staff", "There is no filter “gone” in this list."),
        ("state=melted&turn=staff", "The filter “state” knows no value “melted”."),
        ("who=424242&turn=staff", "no longer has work here"),
        ("o=9.x&turn=staff", "cannot be sorted"),
        ("turn=staff&q=" + "x" * 120, "A search takes up to 100 characters."),
    ],
)
def test_a_broken_view_says_what_is_broken_and_shows_the_rest(
    query: str, sentence: str, desk: Desk, story: Story
) -> None:
    waiting, paying = story.requested(), story.items_due()
    desk("buyer")
    view = view_of("buyer", query)

    page = desk("buyer").get(f"{ALL}?{query}").content.decode()

    assert sentence in page
    assert refs(page) == [waiting.ref]
    assert paying.ref not in page
    assert lit(page) == [str(view.pk)]


def test_a_script_in_a_view_stays_text(desk: Desk, story: Story) -> None:
    desk("buyer")
    view_of("buyer", "turn=staff", name="<script>alert(1)</script>")

    page = desk("buyer").get(f"{ALL}?%3Cscript%3Ealert(2)=1").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(2)" in page


def test_dialogs_change_nothing_when_they_open(desk: Desk, story: Story) -> None:
    desk("buyer")
    view = view_of("buyer", LATE)

    for url in (f"save/?from={ALL}", f"{view.pk}/rename/", f"{view.pk}/remove/"):
        assert desk("buyer").get(f"/console/views/{url}").status_code == 200
    assert desk("buyer").get("/console/views/restore/").status_code == 405
    assert desk("buyer").get("/console/views/save/?from=/elsewhere/").status_code == 404
    assert desk("moderator").get(f"/console/views/save/?from={ALL}").status_code == 403

    assert SavedView.objects.count() == 1
    assert listed(desk, "workflow/order/") == []


def test_the_longest_korean_search_is_kept_whole(desk: Desk, story: Story) -> None:
    story.requested()
    words = "가" * 100  # nine letters each in an address

    answer = save(desk, "buyer", "긴 검색", urlencode({"q": words, "turn": "staff"}))

    view = SavedView.objects.get()
    assert (answer.status_code, QueryDict(view.query)["q"]) == (302, words)
    assert lit(desk("buyer").get(ALL, {"q": words, "turn": "staff"}).content.decode()) == [str(view.pk)]
