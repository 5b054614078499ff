"""Paper: what to fetch, and what lies in the parcel. Where a parcel goes is printed on record only."""

import re

import pytest

from tests.console.conftest import Desk
from tests.console.looking import everything
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import AuditEntry
from workflow.services import items

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/console/print/pick-list/"


def test_what_is_to_be_bought_stands_by_shop(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order, other = story.items_paid(sandbox), story.requested()
    before = everything(order)

    page = desk("buyer").get(f"{LIST}?from=/console/queues/to-buy/").content.decode()

    shops = re.findall(r'data-shop="([^"]*)"', page)
    assert shops == ["kyobobook.co.kr", "musinsa.com"]
    assert page.count(order.ref) == 2
    assert other.ref not in page
    assert "3 pieces" in page
    assert "Vermont" not in page
    assert everything(order) == before


def test_what_has_to_be_found_stands_by_order(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    for number, item in enumerate(order.items.all()):
        items.buy(item_id=item.pk, actor=story.desk, shop_order_number=f"SHOP-{number}")

    page = desk("warehouse").get(f"{LIST}?from=/console/queues/arriving/").content.decode()

    assert f'data-pick-order="{order.ref}"' in page
    assert "SHOP-0" in page
    assert "black, M" in page
    assert "data-shop" not in page


def test_a_selection_prints_only_what_was_ticked(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    one, two = story.items_paid(sandbox), story.items_paid(sandbox)
    given = {"from": "/console/queues/to-buy/", "pick": [f"{two.pk}:{two.seq}"]}

    page = desk("buyer").post(LIST, given).content.decode()

    assert two.ref in page
    assert one.ref not in page
    many = {"from": "/console/queues/to-buy/", "pick": ",".join(f"{n}:1" for n in range(501))}
    assert desk("buyer").post(LIST, many).status_code == 422
    assert desk("buyer").get(LIST).status_code == 404
    assert desk("editor").get(f"{LIST}?from=/console/queues/to-buy/").status_code == 403


def test_a_packing_slip_is_opened_by_post_and_on_record(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.delivery_due(sandbox)
    url = f"/console/print/packing-slip/{order.ref}/"
    packer = desk("warehouse")

    asked = packer.get(url).content.decode()
    assert "Vermont" not in asked
    assert AuditEntry.objects.count() == 0
    answer = packer.post(url)
    page = packer.get(answer["Location"]).content.decode()

    for piece in ("123 S Vermont Ave", "+12135550100", "1.20 kg", "Bucket hat", "<svg", order.ref):
        assert piece in page
    assert "Printed by Warehouse" in page
    assert re.findall(r'<td class="number">(\$[\d.,]+)</td>', page)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.order, entry.actor_label) == ("printed", order, "Warehouse")
    assert "Last printed by Warehouse" in packer.get(url).content.decode()


def test_a_slip_is_for_who_asked_for_it(desk: Desk, story: Story) -> None:
    order, other = story.requested(), story.requested()
    url = f"/console/print/packing-slip/{order.ref}/"
    slip = desk("warehouse").post(url)["Location"]

    assert desk("support").get(slip)["Location"] == url
    assert desk("warehouse").get(slip.replace(order.ref, other.ref)).status_code == 302
    assert desk("warehouse").get(f"{url}nonsense/")["Location"] == url
    assert desk("buyer").get(url).status_code == 403
    assert desk("buyer").post(url).status_code == 403
    assert desk("buyer").get(slip).status_code == 403
    assert AuditEntry.objects.count() == 1


def test_a_box_tells_what_is_to_come_from_what_is_here(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.items_paid(sandbox)
    first, second = order.items.all()[:2]
    for item in (first, second):
        items.buy(item_id=item.pk, actor=story.desk, shop_order_number="SHOP-1")
    items.receive(item_id=first.pk, actor=story.desk)

    page = desk("warehouse").get(f"{LIST}?from=/console/queues/arriving/").content.decode()

    to_come, here = page.index("Still to come"), page.index("Here already")
    assert to_come < page.index(str(second)) < here < page.index(str(first))
    assert f"<small>{order.customer.name}</small>" in page


@pytest.mark.parametrize(("queue", "stands"), [("to-buy", True), ("to-screen", False)])
def test_a_pick_list_stands_where_pieces_are_fetched(
    queue: str, stands: bool, desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    story.items_paid(sandbox)
    story.requested()
    owner = desk("owner")

    page = owner.get(f"/console/queues/{queue}/").content.decode()

    assert (LIST in page) is stands
    # In the list of everything, what is ticked says what is fetched.
    assert LIST in owner.get("/console/workflow/order/").content.decode()
