"""The warehouse on a phone: a number in, the order out, and what is to be done with the box."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.console.conftest import Desk
from tests.drawing import picture
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import AuditEntry, OrderItem, Photo
from workflow.services.notes import add_note

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]


def look_up(desk: Desk, number: str, role: str = "warehouse") -> Any:
    return desk(role).get("/console/warehouse/", {"number": number})


def test_an_order_opens_by_its_number_however_it_is_typed(desk: Desk, story: Story) -> None:
    order = story.requested()

    for typed in (order.ref, order.ref.lower(), order.ref[3:], f" {order.ref} ",
                  f"https://desk.bidangil.example/console/orders/{order.ref}/"):  # fmt: skip
        answer = look_up(desk, typed)
        assert (answer.status_code, answer["Location"]) == (302, f"/console/warehouse/{order.ref}/"), typed


def test_a_box_opens_at_its_item_by_the_shops_number(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.bought(sandbox)
    item = order.items.first()
    OrderItem.objects.filter(pk=item.pk).update(shop_order_number="2026112400017")

    answer = look_up(desk, "2026112400017")

    assert answer["Location"] == f"/console/warehouse/{order.ref}/?item={item.pk}#item-{item.pk}"
    page = desk("warehouse").get(answer["Location"]).content.decode()
    assert re.search(rf'id="item-{item.pk}"[^>]*bd-floor-this', page)
    assert 'data-deed="receive"' in page
    assert 'data-deed="report_mismatch"' in page


def test_the_beginning_of_a_number_lists_what_it_may_mean(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.bought(sandbox)
    for place, item in enumerate(order.items.order_by("position")):
        OrderItem.objects.filter(pk=item.pk).update(shop_order_number=f"2026-77-{place}")

    page = look_up(desk, "2026-7").content.decode()

    links = re.findall(r'href="(/console/warehouse/BD-[^"]+)"', page)
    assert len(links) == order.items.count() >= 2
    assert look_up(desk, "202").content.decode().count("data-not-found") == 1


def test_an_unknown_number_is_said_and_kept(desk: Desk, story: Story) -> None:
    story.requested()

    page = look_up(desk, '<script>alert("1")</script>').content.decode()

    assert "data-not-found" in page
    assert "<script>alert" not in page
    assert 'value="&lt;script&gt;alert' in page


def test_a_shipped_parcel_is_found_by_its_tracking_number(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    number = order.parcels.get().tracking_number

    assert look_up(desk, number)["Location"] == f"/console/warehouse/{order.ref}/"


def test_the_floor_has_the_slip_the_notes_and_the_masked_address(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.in_warehouse(sandbox)
    add_note(order=order, actor=story.desk, body="Wrap the <b>hat</b> twice")
    url = f"/console/warehouse/{order.ref}/"

    page = desk("warehouse").get(url).content.decode()

    slip = f"/console/print/packing-slip/{order.ref}/"
    assert f'href="{slip}?next=%2Fconsole%2Fwarehouse%2F{order.ref}%2F"' in page
    assert "Wrap the &lt;b&gt;hat&lt;/b&gt; twice" in page
    assert "data-composer" not in page
    assert "•••, Los Angeles, CA 90004" in page
    assert order.address.line1 not in page
    assert f'action="/console/reveal/address/{order.address.pk}/"' in page
    assert re.findall(r"data-primary>([^<]*)<", page) == ["Weigh"]
    assert not AuditEntry.objects.filter(verb="printed").exists()
    done = desk("warehouse").post(slip, {"next": url})
    assert (done.status_code, done["Location"].startswith(slip)) == (302, True)
    assert AuditEntry.objects.filter(verb="printed", order=order).count() == 1


def test_the_deed_leads_back_to_the_floor(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.bought(sandbox)
    item = order.items.first()
    back = f"/console/warehouse/{order.ref}/"

    done = desk("warehouse").post(
        f"/console/deeds/item/{item.pk}/receive/", {"seq": item.seq, "note": "", "next": back}
    )

    item.refresh_from_db()
    assert (done.status_code, done["Location"], item.state) == (302, back, "received")


@pytest.mark.parametrize(
    ("role", "status"), [("buyer", 403), ("finance", 403), ("owner", 200), ("editor", 403)]
)
def test_the_floor_is_for_those_who_work_on_it(role: str, status: int, desk: Desk, story: Story) -> None:
    order = story.requested()

    assert desk(role).get("/console/warehouse/").status_code == status
    assert desk(role).get(f"/console/warehouse/{order.ref}/").status_code == status
    assert desk(role).post("/console/warehouse/", {"number": order.ref}).status_code == 405


def test_an_order_page_of_the_floor_asks_as_much_of_the_database_for_thirty_items(
    desk: Desk, story: Story, sandbox: Sandbox, django_assert_max_num_queries: Any
) -> None:
    order = story.bought(sandbox)
    page, browser = f"/console/warehouse/{order.ref}/", desk("warehouse")
    browser.get(page)
    for position in range(10, 38):
        OrderItem.objects.create(order=order, position=position, url="https://shop.example/1", state="bought")

    with django_assert_max_num_queries(30):
        assert browser.get(page).content.decode().count("bd-floor-title") >= 30


def test_a_picture_of_a_box_is_kept_and_shown_on_the_floor_and_on_the_order(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.bought(sandbox)
    item, page = order.items.first(), f"/console/warehouse/{order.ref}/"

    done = desk("warehouse").post(f"{page}photo/", {"item": item.pk, "file": picture()})

    photo = Photo.objects.get()
    assert (done.status_code, done["Location"], photo.item_id, photo.width) == (302, page, item.pk, 40)
    shown = f"/console/photos/{photo.key}/"
    assert shown in desk("warehouse").get(page).content.decode()
    assert shown in desk("buyer").get(f"/console/orders/{order.ref}/").content.decode()
    assert desk("buyer").get(shown)["Content-Type"] == "image/jpeg"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.about, entry.order_id) == ("photographed", str(item), order.pk)


def test_a_picture_that_does_not_do_is_refused_in_words_and_nothing_is_kept(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order, other = story.bought(sandbox), story.bought(sandbox)
    mine, foreign = order.items.first(), other.items.first()
    url, floor = f"/console/warehouse/{order.ref}/photo/", desk("warehouse")

    for given, words in (
        ({"item": mine.pk}, "Choose a picture first."),
        ({"item": mine.pk, "file": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")}, "no picture that"),
        ({"item": foreign.pk, "file": picture()}, "Say which item or parcel"),
        ({"file": picture()}, "Say which item or parcel"),
    ):
        assert words in floor.post(url, given, follow=True).content.decode(), words
    assert desk("buyer").post(url, {"item": mine.pk, "file": picture()}).status_code == 403
    assert floor.get(url).status_code == 405

    assert not Photo.objects.exists()
    assert not AuditEntry.objects.exists()
