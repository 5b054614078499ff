"""A fault at the desk is a sentence in the desk's frame; a session that is over is said before the log-in."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console import faults
from tests.console.conftest import Desk
from tests.console.looking import HTMX, deed_url, every_table, everything
from tests.workflow.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GONE = "This is no longer there: a colleague may have removed it meanwhile. Nothing was done."
OLD = "This page has grown old. Load it again, then send this once more. Nothing was done."
OVER = "You were logged out while you worked. Log in again."
KEPT = "You were logged out while you worked. Log in again: what you typed is kept."


def is_the_desks(page: str) -> bool:
    return 'href="/static/console/console.css' in page and "site.css" not in page


@pytest.mark.parametrize("address", ["deeds/order/999999/cancel/", "no-such-room/", "orders/BD-NONE/"])
def test_an_address_without_a_page_is_a_small_dialog_or_a_page_of_the_console(
    address: str, desk: Desk
) -> None:
    owner, before = desk("owner"), every_table()

    inside = owner.get(f"/console/{address}", headers=HTMX)
    whole = owner.get(f"/console/{address}")

    for answer in (inside, whole):
        assert answer.status_code == 404
        assert GONE in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert inside["X-Fault"] == "1"
    assert "<html" not in inside.content.decode()
    assert "data-dialog-close>Close</a>" in inside.content.decode()
    assert is_the_desks(whole.content.decode())
    assert '<a class="bd-button bd-button-primary" href="/console/">' in whole.content.decode()
    assert every_table() == before


def test_what_a_role_may_not_see_is_a_page_of_the_console(desk: Desk, story: Story) -> None:
    editor, url = desk("editor"), f"/console/orders/{story.requested().ref}/"

    whole, inside = editor.get(url), editor.get(url, headers=HTMX)

    assert (whole.status_code, inside.status_code) == (403, 403)
    assert "You are not allowed to do this." in whole.content.decode()
    assert is_the_desks(whole.content.decode())
    assert "You are not allowed to do this." in inside.content.decode()
    assert "<html" not in inside.content.decode()


def test_a_lost_csrf_cookie_is_a_sentence_and_nothing_is_done(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("support")
    browser.handler.enforce_csrf_checks = True
    given, before = {"seq": order.seq, "reason": "Asked by phone"}, everything(order)

    inside = browser.post(deed_url(order, "cancel"), given, headers=HTMX)
    whole = browser.post(deed_url(order, "cancel"), given)

    assert (inside.status_code, whole.status_code) == (403, 403)
    assert OLD in inside.content.decode()
    assert "<html" not in inside.content.decode()
    assert OLD in whole.content.decode()
    assert is_the_desks(whole.content.decode())
    assert everything(order) == before


def test_customers_and_strangers_keep_the_customers_pages(client: Client, mina: Any) -> None:
    client.force_login(mina)
    for path in ("/nowhere/", "/orders/BD-NONE/"):
        page = client.get(path).content.decode()
        assert "이 주소에는 페이지가 없습니다" in page
        assert not is_the_desks(page)
    assert client.get("/console/no-such-room/").status_code == 302


def test_staff_without_their_second_factor_see_no_frame_of_the_console(
    desk: Desk, story: Story, settings: Any
) -> None:
    order, browser = story.requested(), desk("support")
    browser.handler.enforce_csrf_checks = True
    settings.STAFF_SECOND_FACTOR = "required"

    page = browser.post(deed_url(order, "cancel"), {"seq": order.seq})

    assert page.status_code == 403
    assert "This form has grown old" in page.content.decode()
    assert not is_the_desks(page.content.decode())


def test_a_broken_console_asks_the_database_nothing(rf: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        desks, customers = faults.broken(rf.get("/console/orders/")), faults.broken(rf.get("/orders/"))

    assert (desks.status_code, customers.status_code) == (500, 500)
    assert "look at the order before you try again." in desks.content.decode()
    assert 'href="/console/"' in desks.content.decode()
    assert 'href="/console/"' not in customers.content.decode()


def test_a_session_that_ended_at_work_is_said_at_the_log_in_page(client: Client, story: Story) -> None:
    order = story.requested()
    here, before = f"/console/orders/{order.ref}/?tab=payments", everything(order)

    answer = client.post(
        deed_url(order, "cancel"),
        {"seq": order.seq},
        headers={**HTMX, "HX-Current-URL": f"http://testserver{here}"},
    )

    assert (answer.status_code, answer["X-Logged-Out"]) == (204, "1")
    login = client.get(answer["HX-Redirect"])
    page = login.content.decode()
    assert f">{OVER}</p>" in page
    assert f'data-kept="{KEPT}"' in page
    assert login.context["next"] == here
    assert OVER not in client.get(reverse("admin:login")).content.decode()
    assert everything(order) == before


def test_a_message_of_a_session_that_ended_leads_back_to_where_its_draft_is(
    client: Client, story: Story
) -> None:
    order = story.requested()
    back = f"/console/orders/{order.ref}/?tab=messages#messages"

    answer = client.post(f"/console/orders/{order.ref}/messages/", {"body": "Hello", "next": back})

    assert client.get(answer["Location"]).context["next"] == back
    assert ">You were logged out" in client.get(answer["Location"]).content.decode()
    assert not order.messages.exists()


def test_a_lost_cookie_of_a_session_that_ended_leads_to_the_log_in_page(client: Client, story: Story) -> None:
    order = story.requested()
    client.handler.enforce_csrf_checks = True

    answer = client.post(deed_url(order, "cancel"), {"seq": order.seq}, headers=HTMX)
    login = client.post(reverse("admin:login"), {"username": "x", "password": "y"})

    assert (answer.status_code, answer["X-Logged-Out"]) == (204, "1")
    assert login.status_code == 403


def test_a_dialog_knows_whose_it_is(desk: Desk, story: Story) -> None:
    """What was typed is not shown to the next person at the same computer."""
    order, browser = story.requested(), desk("support")

    page = browser.get(deed_url(order, "ask_customer"), headers=HTMX).content.decode()

    assert f'data-who="{browser.session["_auth_user_id"]}"' in page
    assert "It has not been sent." in page
