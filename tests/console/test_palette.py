"""The search that opens with Ctrl+K: every kind by what somebody has at hand, eight of each, by right."""

import re
from typing import Any

import pytest

from community.models import Member
from console.search import phone_beginnings
from tests.console.conftest import Desk
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def links(desk: Desk, role: str, term: str) -> list[str]:
    page = desk(role).get("/console/search/", {"s": term}).content.decode()
    return re.findall(r'href="([^"]+)"', page)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+1 213 555", ["+1213555"]),
        ("(213) 555-01", ["+121355501", "+21355501"]),
        ("1-213-555-0100", ["+12135550100", "+12135550100"]),
        ("010 1234", ["+82101234"]),
        ("213", []),
        ("BD-7K2M", []),
    ],
)
def test_a_telephone_number_is_read_as_people_type_it(typed: str, stored: list[str]) -> None:
    assert phone_beginnings(typed) == stored


def test_an_order_is_found_by_the_telephone_and_the_name_of_its_customer(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.requested()
    Member.objects.filter(pk=order.customer_id).update(phone="+12135550142", name="Mina Park")
    page = f"/console/orders/{order.ref}/"

    for typed in ("213 555 0142", "1 213 555 0142", "mina pa", "Mina"):
        assert page in links(desk, "buyer", typed), typed
    assert page in links(desk, "support", "+1 (213) 555")
    assert page not in links(desk, "buyer", "+1 (213) 555")
    assert page not in links(desk, "buyer", "213 555 0143")
    assert page not in links(desk, "moderator", "213 555 0142")


def test_a_parcel_is_found_by_its_number_for_who_may_see_parcels(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    page = f"/console/workflow/parcel/{parcel.pk}/change/"

    assert page in links(desk, "warehouse", parcel.tracking_number[:6].lower())
    assert page not in links(desk, "editor", parcel.tracking_number)


def test_a_page_of_the_sidebar_is_found_by_its_name(desk: Desk) -> None:
    assert "/console/queues/to-weigh/" in links(desk, "warehouse", "weigh")
    assert "/console/queues/to-weigh/" not in links(desk, "editor", "weigh")


def test_there_are_eight_of_a_kind_and_no_more(desk: Desk, mina: Any) -> None:
    for number in range(12):
        Order.objects.create(customer=mina, ref=f"BD-ZZZ{number:03}")

    found = [link for link in links(desk, "buyer", "BD-ZZZ") if link.startswith("/console/orders/")]

    assert found == [f"/console/orders/BD-ZZZ{number:03}/" for number in range(11, 3, -1)]
