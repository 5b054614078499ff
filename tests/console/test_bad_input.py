"""What goes wrong between a look and a press: each ends in a sentence, and nothing is lost or half done."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from console import bulk
from tests.console.conftest import Desk, person
from tests.console.looking import HTMX, deed_url, every_table, everything, written
from tests.console.test_lists import refs
from tests.console.test_saved_views import view_of
from tests.workflow.story import Story
from workflow.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GONE = "This is no longer there: a colleague may have removed it meanwhile. Nothing was done."
NOT_ALLOWED = "You are not allowed to do this."
ALL = "/console/workflow/order/"


def press(browser: Client, order: Order, **more: Any) -> Any:
    given = {"seq": order.seq, "reason": "Asked by phone"}
    return browser.post(deed_url(order, "cancel"), given, **more)


def test_a_session_that_ended_leads_out_of_the_open_dialog_and_back(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("support")
    page = f"/console/orders/{order.ref}/"
    assert browser.get(deed_url(order, "cancel"), headers=HTMX).status_code == 200
    browser.logout()
    before = every_table()

    where = {**HTMX, "HX-Current-URL": f"http://testserver{page}"}
    answers = [browser.get(deed_url(order, "cancel"), headers=where), press(browser, order, headers=where)]

    for answer in answers:
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["HX-Redirect"] == f"/console/login/?next={page.replace('/', '%2F')}&over=1"
    assert every_table() == before


def test_a_role_taken_away_meanwhile_is_said_in_the_dialog(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("buyer")
    buyer = person("buyer")
    assert browser.get(deed_url(order, "cancel"), headers=HTMX).status_code == 200
    buyer.groups.clear()
    before = every_table()

    answer = press(browser, order, headers=HTMX)

    assert answer.status_code == 403
    assert NOT_ALLOWED in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert every_table() == before


def test_who_works_here_no_more_is_led_to_the_log_in_page(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("buyer")
    assert browser.get(deed_url(order, "cancel")).status_code == 200
    get_user_model().objects.filter(email="buyer@bidangil.example").update(is_staff=False)
    before = every_table()

    plain, dialog = press(browser, order), press(browser, order, headers=HTMX)

    assert plain["Location"].startswith("/console/login/?next=")
    assert dialog["HX-Redirect"].startswith("/console/login/?next=")
    assert every_table() == before


@pytest.mark.parametrize(
    "path",
    [
        "deeds/order/{pk}/cancel/",
        "desk/{pk}/take/",
        "orders/{ref}/messages/",
        "orders/{ref}/notes/",
        "orders/{ref}/new-link/",
        "screening/orders/{ref}/ask/",
        "print/packing-slip/{ref}/",
    ],
)
def test_an_order_that_is_gone_is_said_in_the_dialog(path: str, desk: Desk, story: Story) -> None:
    url = f"/console/{path.format(pk=999_999, ref='BD-GONEGONE')}"
    owner, before = desk("owner"), every_table()

    answers = [owner.get(url, headers=HTMX), owner.post(url, {"seq": "1", "body": "Hello"}, headers=HTMX)]

    for answer in answers:
        body = answer.content.decode()
        assert answer.status_code == 404
        assert GONE in body
        assert 'data-deed-dialog="refused"' in body
        assert "<html" not in body
        assert "data-submit" not in body
    whole = owner.get(url)
    assert whole.status_code == 404
    assert "Back to the console" in whole.content.decode()
    assert every_table() == before


def test_ten_thousand_ticked_rows_are_too_many_and_nothing_is_lost(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("buyer")
    many = ",".join(f"{pk}:1" for pk in range(order.pk, order.pk + 10_000))
    listed, before = f"{ALL}?due=ahead", everything(order)

    for deed in ("cancel", bulk.TAKE):
        with written() as statements:
            answer = browser.post(f"/console/bulk/{deed}/", {"from": listed, "pick": many})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This is more than 500 rows at once." in page
        assert f'href="{listed}"' in page
        assert statements == []
    paper = browser.post("/console/print/pick-list/", {"from": listed, "pick": many})
    assert paper.status_code == 422
    by_hand = browser.post("/console/bulk/cancel/", {"pick": many.split(",")})
    assert by_hand.status_code == 400
    assert everything(order) == before


def test_a_script_in_a_broken_view_stays_text_and_the_list_is_shown(desk: Desk, story: Story) -> None:
    order = story.requested()
    desk("buyer")
    query = "state=%3Cscript%3Eevil()%3C%2Fscript%3E&%3Cscript%3E=1&turn=staff"
    view_of("buyer", query, name="<script>evil()</script>")

    page = desk("buyer").get(f"{ALL}?{query}").content.decode()

    assert refs(page) == [order.ref]
    assert "There is no filter “&lt;script&gt;” in this list." in page
    assert "knows no value “&lt;script&gt;evil()" in page
    assert "<script>evil" not in page


def test_what_customers_and_colleagues_write_stays_text(desk: Desk, story: Story) -> None:
    """Every page with every column: test_every_page.py. Here the way in, through the forms."""
    order, script = story.requested(), "<script>evil()</script>"
    owner, page = desk("owner"), f"/console/orders/{order.ref}/"
    item = order.items.get(position=1)
    given = {"title": script, "url": item.url, "options": script, "quantity": 1, "note": script}

    assert owner.post(deed_url(item, "correct"), {**given, "seq": item.seq}).status_code == 302
    assert owner.post(f"{page}notes/", {"note-body": script}).status_code == 302
    key = "11111111-1111-4111-8111-111111111111"
    assert owner.post(f"{page}messages/", {"key": key, "body": script}).status_code == 302

    for tab in ("items", "messages", "timeline"):
        body = owner.get(page, {"tab": tab}).content.decode()
        assert "<script>evil" not in body
        assert "&lt;script&gt;evil()" in body
