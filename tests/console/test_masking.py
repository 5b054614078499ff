"""Personal data is masked wherever the console shows a person; each look is asked for, and on record."""

from typing import Any
from uuid import uuid4

import pytest

from console import masking
from tests.console.conftest import Desk
from tests.workflow.story import ADDRESS, Story
from workflow.engine.actors import Actor
from workflow.models import Address, AuditEntry, Notification, Order
from workflow.services import requests as asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRETS = ("mina@customer.example", "+12135550100", "123 S Vermont Ave", "Apt 5")


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("mina@gmail.com", "m•••@gmail.com"),
        ("a@b.example", "a•••@b.example"),
        ("nonsense", "•••"),
        ("", ""),
    ],
)
def test_an_address_shows_its_first_letter_and_its_host(whole: str, masked: str) -> None:
    assert masking.email(whole) == masked


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("+12135550142", "+1 ••• ••• 0142"),
        ("+821012345678", "+82 ••• ••• 5678"),
        ("2135550142", "••• ••• 0142"),
        ("+35312345678", "••• ••• 5678"),
        ("123", "•••"),
        ("", ""),
    ],
)
def test_a_number_shows_its_country_and_its_end(whole: str, masked: str) -> None:
    assert masking.phone(whole) == masked


def test_a_place_shows_no_street_whatever_its_shape() -> None:
    address = Address(**ADDRESS)
    assert masking.place(address) == "•••, Los Angeles, CA 90004"
    assert masking.place_in_words(address.one_line()) == "•••, Los Angeles, CA 90004"
    address.line1 = "1, Main St, Box 5"
    assert masking.place_in_words(address.one_line()) == "•••, Los Angeles, CA 90004"
    assert masking.place_in_words("Somewhere") == "•••"


def test_a_log_without_a_name_hides_the_address(mina: Any) -> None:
    mina.name = ""
    assert masking.label(str(mina)) == "m•••@customer.example"
    assert masking.person(mina) == "m•••@customer.example"
    assert masking.label("Juno") == "Juno"


def moved(story: Story) -> Order:
    """An order with everything that could tell of Mina: a book, notices, a changed address."""
    order = story.requested()
    Address.objects.create(customer=story.customer, **ADDRESS)
    asking.change_address(
        order_id=order.pk, actor=Actor.customer(story.customer), **{**ADDRESS, "city": "Pasadena"}
    )
    return story.again(order)


def pages(order: Order) -> list[str]:
    notice = Notification.objects.filter(customer=order.customer).first()
    return [
        f"/console/orders/{order.ref}/",
        *(
            f"/console/orders/{order.ref}/?tab={tab}"
            for tab in ("payments", "parcels", "messages", "timeline")
        ),
        f"/console/customers/{order.customer_id}/",
        "/console/",
        "/console/queues/to-screen/",
        "/console/workflow/order/",
        "/console/workflow/notification/",
        *([f"/console/workflow/notification/{notice.pk}/change/"] if notice else []),
        "/console/community/member/",
        f"/console/community/member/{order.customer_id}/change/",
        "/console/search/?s=mina",
    ]


@pytest.mark.parametrize("role", ["owner", "support", "buyer"])
def test_no_page_of_the_console_shows_what_was_not_asked_for(
    role: str, desk: Desk, story: Story, sandbox: Any
) -> None:
    order = moved(story)

    for page in pages(order):
        reply = desk(role).get(page)
        text = reply.content.decode()
        for secret in SECRETS:
            assert secret not in text, f"{page} shows {secret}"

    assert not AuditEntry.objects.filter(verb="revealed").exists()


KINDS = {
    "email": (lambda order: order.customer_id, "mina@customer.example"),
    "phone": (lambda order: order.customer_id, "+12135550100"),
    "address": (lambda order: order.address.pk, "123 S Vermont Ave, Apt 5, Pasadena, CA 90004"),
    "book-address": (lambda order: order.customer.addresses.get().pk, "123 S Vermont Ave"),
    "recipient": (
        lambda order: Notification.objects.filter(customer=order.customer).latest("id").pk,
        "mina@customer.example",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_is_a_press_and_is_recorded(kind: str, desk: Desk, story: Story, sandbox: Any) -> None:
    order = moved(story)
    notify(order)
    which, value = KINDS[kind]
    address = f"/console/reveal/{kind}/{which(order)}/"

    piece = desk("support").post(address, headers={"HX-Request": "true"}).content.decode()
    page = desk("support").post(address, {"next": "/console/orders/"}).content.decode()

    assert value in piece
    assert "<html" not in piece
    assert value in page
    assert 'href="/console/orders/"' in page
    entries = AuditEntry.objects.filter(verb="revealed")
    assert [(one.actor_label, one.customer, one.data["field"]) for one in entries] == [
        ("Support", story.customer, kind)
    ] * 2
    for entry in entries:
        written = f"{entry.about} {entry.data}"
        assert not any(secret in written for secret in (*SECRETS, "vermont"))
    # The next page is masked again.
    assert value not in desk("support").get(f"/console/orders/{order.ref}/").content.decode()


@pytest.mark.parametrize(
    ("role", "method"), [("buyer", "post"), ("editor", "post"), ("moderator", "post"), ("support", "get")]
)
@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_look_is_refused_and_so_is_a_link(
    kind: str, role: str, method: str, desk: Desk, story: Story, sandbox: Any
) -> None:
    order = moved(story)
    notify(order)
    which, value = KINDS[kind]

    reply = getattr(desk(role), method)(f"/console/reveal/{kind}/{which(order)}/")

    assert reply.status_code == (405 if method == "get" else 403)
    assert value not in reply.content.decode()
    assert not AuditEntry.objects.filter(verb="revealed").exists()


def test_the_warehouse_sees_where_a_parcel_goes_and_not_the_address_book(
    desk: Desk, story: Story, sandbox: Any
) -> None:
    order = moved(story)
    book = order.customer.addresses.get().pk
    assert desk("warehouse").post(f"/console/reveal/address/{order.address.pk}/").status_code == 200
    assert desk("warehouse").post(f"/console/reveal/book-address/{book}/").status_code == 403


def test_the_button_is_offered_to_who_may(desk: Desk, story: Story) -> None:
    order = story.requested()
    page = f"/console/orders/{order.ref}/"
    button = f'action="/console/reveal/email/{order.customer_id}/"'
    assert button in desk("support").get(page).content.decode()
    assert button not in desk("buyer").get(page).content.decode()
    assert "m•••@customer.example" in desk("buyer").get(page).content.decode()


def test_what_does_not_exist_is_not_found(desk: Desk, story: Story) -> None:
    assert desk("support").post("/console/reveal/password/1/").status_code == 404
    assert desk("support").post("/console/reveal/email/99999999/").status_code == 404


def notify(order: Order) -> None:
    Notification.objects.create(
        key=uuid4(), order=order, customer=order.customer, code="items_due", channel="email", language="en",
        recipient=order.customer.email, body="Please pay.",
    )  # fmt: skip
