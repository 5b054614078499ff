"""An order that staff take down on the telephone, for a member or for somebody new, who is then invited."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from community.invitations import PAUSE
from integrations import clock
from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import ADDRESS, Story
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Address, AuditEntry, Order

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]

URL = "/console/orders/new/"
Member = get_user_model()


def typed(**changes: Any) -> dict[str, Any]:
    """The form as it is posted for a new customer."""
    return {
        "key": str(uuid4()),
        "who-email": "Sora@New.example",
        "who-name": "Sora Han",
        "who-phone": "213 555 0188",
        "who-language": "ko",
        "items-0-url": "https://www.musinsa.com/products/1",
        "items-0-title": "Bucket hat",
        "items-0-options": "black",
        "items-0-quantity": "2",
        "items-0-note": "As a gift",
        "address": "new",
        **{f"to-{name}": text for name, text in ADDRESS.items()},
        "if_out_of_stock": "ask",
        "note": "She called.",
        "send": "1",
        **changes,
    }


def traces() -> tuple[int, ...]:
    return Order.objects.count(), Member.objects.count(), Effect.objects.count(), AuditEntry.objects.count()


def invitation(address: str) -> str:
    """The link in the invitation that went out last."""
    mails = Effect.objects.filter(name="account.mail", args__to=address).order_by("-id")
    return re.search(r"http\S+(/invitation/\S+/)", mails[0].args["text"])[1]  # type: ignore[index]


def test_an_order_for_somebody_new(desk: Desk, sandbox: Sandbox) -> None:
    reply = desk("support").post(URL, typed())

    order = Order.objects.get()
    assert (reply.status_code, reply.headers["Location"]) == (302, f"/console/orders/{order.ref}/")
    sora = order.customer
    assert (sora.email, sora.name, sora.phone, sora.language) == (
        "sora@new.example",
        "Sora Han",
        "+12135550188",
        "ko",
    )
    assert not sora.has_usable_password()
    assert (order.state, order.channel, order.note, order.if_out_of_stock) == (
        "requested",
        "staff",
        "She called.",
        "ask",
    )
    item = order.items.get()
    assert (item.title, item.options, item.quantity, item.note) == ("Bucket hat", "black", 2, "As a gift")
    assert order.address.line1 == ADDRESS["line1"]
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", "customer", "about"))
    assert verbs == [("entered", sora.pk, order.ref), ("invited", sora.pk, "Sora Han")]
    mail = Effect.objects.get(name="account.mail")
    assert mail.args["to"] == "sora@new.example"
    assert (mail.args["subject"], mail.args["language"]) == ("비단길에 오신 것을 환영합니다", "ko")
    assert "Sora Han님, 안녕하세요." in mail.args["text"]
    assert 'href="http' in mail.args["html"]
    run_due()
    mail.refresh_from_db()
    assert mail.status == Effect.Status.DONE
    assert (mail.args["subject"], mail.args["text"], mail.args["html"]) == ("", "", "")


def test_the_invitation_leads_to_a_password_once(desk: Desk) -> None:
    desk("support").post(URL, typed())
    link, visitor = invitation("sora@new.example"), Client()

    shown = visitor.get(link)
    assert (shown.status_code, shown.headers["Location"]) == (302, "/invitation/set/")
    page = visitor.get("/invitation/set/").content.decode()
    assert "sora@new.example" in page
    weak = visitor.post("/invitation/set/", {"password1": "12345678", "password2": "12345678"})
    assert weak.status_code == 422
    done = visitor.post("/invitation/set/", {"password1": "silk-road-88", "password2": "silk-road-88"})
    assert (done.status_code, done.headers["Location"]) == (302, "/account/login/")

    sora = Member.objects.get(email="sora@new.example")
    assert sora.check_password("silk-road-88")
    assert EmailAddress.objects.get(user=sora).verified
    entered = visitor.post("/account/login/", {"login": "sora@new.example", "password": "silk-road-88"})
    assert entered.status_code == 302
    assert visitor.get(f"/orders/{Order.objects.get().ref}/").status_code == 200
    # Used up, for whoever finds the mail later.
    assert Client().get(link).status_code == 410


def test_a_link_that_is_too_old_changed_or_somebody_elses_is_gone(desk: Desk, settings: Any) -> None:
    desk("support").post(URL, typed())
    link = invitation("sora@new.example")
    for wrong in (
        link[:-3] + "/",
        "/invitation/nonsense/",
        "/invitation/1-x/",
        "/invitation/set/",
        "/invitation/-/",
    ):
        assert Client().get(wrong).status_code == 410, wrong
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link).status_code == 410
    assert not Member.objects.get(email="sora@new.example").has_usable_password()


def test_inviting_again_is_a_press_for_who_has_no_password_yet(desk: Desk, mina: Any) -> None:
    desk("support").post(URL, typed())
    sora = Member.objects.get(email="sora@new.example")
    address = f"/console/customers/{sora.pk}/invite/"
    assert "Invite again" in desk("support").get(f"/console/customers/{sora.pk}/").content.decode()

    assert desk("support").get(address).status_code == 200
    assert AuditEntry.objects.filter(verb="invited").count() == 1
    before = traces()
    assert desk("support").post(address).status_code == 409  # entering the order has just sent one
    assert traces() == before
    with clock.travel(clock.now() + PAUSE + timedelta(seconds=1)):
        assert [desk("support").post(address).status_code for _press in range(3)] == [302, 409, 409]
    assert AuditEntry.objects.filter(verb="invited").count() == 2
    assert Effect.objects.filter(name="account.mail").count() == 2

    desk("finance"), desk("buyer")
    before = traces()
    assert desk("support").post(f"/console/customers/{mina.pk}/invite/").status_code == 409
    assert desk("finance").post(address).status_code == 403
    assert desk("buyer").post(address).status_code == 403
    assert traces() == before


def test_a_member_is_found_masked_and_chosen_with_their_address_book(desk: Desk, mina: Any) -> None:
    entry = Address.objects.create(customer=mina, **ADDRESS)
    browser = desk("support")
    begun = typed(send="", find="1", q="213 555 01")
    del begun["send"]

    found = browser.post(URL, begun).content.decode()
    assert f'name="choose" value="{mina.pk}"' in found
    assert "m•••@customer.example" in found
    assert "mina@customer.example" not in found
    assert "Bucket hat" in found  # nothing typed is lost

    del begun["find"]
    chosen = browser.post(URL, {**begun, "choose": str(mina.pk)}).content.decode()
    assert f'name="customer" value="{mina.pk}"' in chosen
    assert "•••, Los Angeles, CA 90004" in chosen
    assert "Bucket hat" in chosen
    assert not Order.objects.exists()

    reply = browser.post(URL, typed(customer=str(mina.pk), address=str(entry.pk), **{"who-email": ""}))
    assert reply.status_code == 302
    order = Order.objects.get()
    assert (order.customer, order.address.line1) == (mina, ADDRESS["line1"])
    assert not AuditEntry.objects.filter(verb="invited").exists()


def test_several_links_at_once_become_rows_and_rows_come_and_go(desk: Desk) -> None:
    browser, form = (
        desk("support"),
        typed(links="https://a.example/1\n  https://b.example/2 https://c.example/3"),
    )
    del form["send"]
    pasted = browser.post(URL, {**form, "paste": "1"}).content.decode()
    assert re.findall(r'name="items-\d-url" value="([^"]+)"', pasted) == [
        "https://www.musinsa.com/products/1", "https://a.example/1", "https://b.example/2", "https://c.example/3",
    ]  # fmt: skip
    added = browser.post(URL, {**form, "add": "1"}).content.decode()
    assert added.count("data-row") == 2
    removed = browser.post(
        URL, {**form, "items-1-url": "https://d.example/4", "remove": "0"}
    ).content.decode()
    assert "Bucket hat" not in removed
    # Links that were pasted and not yet made items are not forgotten when it is sent.
    assert browser.post(URL, typed(links="https://a.example/1")).status_code == 302
    assert Order.objects.get().items.count() == 2


def test_a_second_press_is_the_same_order(desk: Desk) -> None:
    form, browser = typed(), desk("support")
    first = browser.post(URL, form)
    before = traces()
    again = browser.post(URL, form)
    assert again.headers["Location"] == first.headers["Location"]
    assert traces() == before
    other = browser.post(URL, {**form, "items-0-quantity": "3"})
    assert other.status_code == 409
    assert Order.objects.get().ref in other.content.decode()
    assert traces() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"who-email": "MINA@customer.example"},
        {"who-email": "no address"},
        {"who-name": " "},
        {"who-phone": "12"},
        {"items-0-url": "javascript:alert(1)"},
        {"items-0-url": "", "items-0-title": "", "items-0-options": "", "items-0-note": ""},
        {"items-0-quantity": "0"},
        {"to-postal_code": "ABC"},
        {"customer": "99999999", "who-email": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(wrong: dict[str, str], desk: Desk, mina: Any) -> None:
    browser = desk("support")
    before = traces()
    reply = browser.post(URL, typed(**wrong))
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "bd-errors" in page
    assert "She called." in page
    assert traces() == before


@pytest.mark.parametrize("role", ["buyer", "warehouse", "finance", "moderator", "editor"])
def test_who_may_not_enter_orders_is_refused(role: str, desk: Desk) -> None:
    browser = desk(role)
    before = traces()
    assert browser.get(URL).status_code == 403
    assert browser.post(URL, typed()).status_code == 403
    assert traces() == before


def test_a_script_that_was_typed_is_text(desk: Desk, story: Story) -> None:
    form = typed(**{"who-name": "<script>alert(1)</script>", "items-0-url": ""})
    assert "<script>alert(1)" not in desk("support").post(URL, form).content.decode()
