"""A dialog shows, does once, or says why not; what it refuses leaves no trace."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import ExchangeRate
from console.offers import of_subject
from tests.console.conftest import Desk
from tests.console.looking import BOX, HTMX, deed_url, everything, log_of
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Charge, Order
from workflow.services import screening
from workflow.services.requests import WantedItem
from workflow.services.screening import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def prices(order: Order, won: int = 30_000) -> dict[str, Any]:
    given: dict[str, Any] = {"note": "", "seq": order.seq}
    for item in order.items.filter(state="approved"):
        given |= {f"price_{item.pk}": won, f"shipping_{item.pk}": 3_000}
    return given


def test_opening_every_dialog_of_every_state_changes_nothing(
    desk: Desk, story: Story, sandbox: Sandbox, juno: Any
) -> None:
    owner, opened = desk("owner"), set()
    for begin in (story.requested, story.approved, story.items_due):
        order = begin()
        opened |= _open_all(owner, order, juno)
    for paid in (
        story.items_paid,
        story.in_warehouse,
        story.delivery_due,
        story.delivery_paid,
        story.shipped,
    ):
        opened |= _open_all(owner, paid(sandbox), juno)
    assert opened == {
        "ask_customer", "change_address", "approve_quote", "reject_quote", "cancel", "confirm_item_prices",
        "revise_prices", "extend_deadline", "buy", "out_of_stock", "items_ready", "confirm_delivery_fee",
        "ship", "correct_tracking", "revise_delivery_fee", "correct", "set_draft_price", "leave_out",
    }  # fmt: skip


def _open_all(browser: Client, order: Order, user: Any) -> set[str]:
    subjects = [order, *order.items.all()]
    names = set()
    before = everything(order)
    for subject in subjects:
        for offer in of_subject(subject, user):
            assert browser.get(offer.url).status_code == 200
            assert browser.get(offer.url, headers=HTMX).status_code == 200
            names.add(offer.name)
    assert everything(order) == before
    return names


def test_prices_are_confirmed_once_however_often_it_is_pressed(desk: Desk, story: Story) -> None:
    order = story.approved()
    given, url = prices(order), deed_url(order, "confirm_item_prices")

    first = desk("buyer").post(url, given, headers=HTMX)
    second = desk("buyer").post(url, given, headers=HTMX)

    assert (first.status_code, first["HX-Redirect"]) == (204, f"/console/orders/{order.ref}/")
    assert second.status_code == 409
    assert "Somebody was faster" in second.content.decode()
    assert log_of(order).count("confirm_item_prices") == 1
    assert Charge.objects.filter(order=order).count() == 1


def test_a_stale_tab_reads_a_sentence_and_a_way_out(desk: Desk, story: Story) -> None:
    order = story.requested()
    seen = order.seq
    screening.approve_quote(
        order_id=order.pk, actor=story.desk,
        decisions={item.pk: Decision("approve") for item in order.items.all()},
    )  # fmt: skip
    before = everything(order)

    answer = desk("support").post(
        deed_url(order, "cancel"), {"seq": seen, "reason": "Asked by phone"}, headers=HTMX
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "this has changed since you opened it" in page
    assert f'href="/console/orders/{order.ref}/" data-reload' in page
    assert "data-submit" not in page
    assert everything(order) == before


@pytest.mark.parametrize("seq", ["", "-1", "one", "99999999999999999999", "²"])
def test_without_a_sound_sequence_number_nothing_is_done(seq: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    before = everything(order)

    assert desk("support").post(deed_url(order, "cancel"), {"seq": seq, "reason": ""}).status_code == 409

    assert everything(order) == before


def test_what_holds_a_deed_back_is_said_before_and_after_the_press(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_paid(sandbox)
    before = everything(order)
    warehouse, url = desk("warehouse"), deed_url(order, "items_ready")

    shown, pressed = warehouse.get(url), warehouse.post(url, {"seq": order.seq})

    assert shown.status_code == 200
    assert "2 items have not arrived yet." in shown.content.decode()
    assert "data-submit" not in shown.content.decode()
    assert pressed.status_code == 409
    assert "2 items have not arrived yet." in pressed.content.decode()
    assert everything(order) == before


def test_a_wrong_state_is_a_sentence_too(desk: Desk, story: Story) -> None:
    order = story.requested()
    before = everything(order)
    warehouse, url = desk("warehouse"), deed_url(order, "confirm_delivery_fee")

    shown = warehouse.get(url)
    pressed = warehouse.post(
        url,
        {"seq": order.seq, **BOX},
    )

    sentence = "“Confirm delivery fee” is not possible now: this is “Quote requested”."
    assert sentence in shown.content.decode()
    assert (pressed.status_code, sentence in pressed.content.decode()) == (409, True)
    assert everything(order) == before


def test_bad_inputs_are_marked_at_their_field(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    order = story.approved()
    item = order.items.first()
    assert item is not None
    before = everything(order)

    answer = desk("buyer").post(
        deed_url(order, "confirm_item_prices"), {**prices(order), f"price_{item.pk}": "0"}, headers=HTMX
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_price_{item.pk}_error"' in page
    assert 'aria-invalid="true"' in page
    assert everything(order) == before


def test_a_tracking_number_of_another_parcel_is_refused_at_its_field(
    desk: Desk, story: Story, sandbox: Sandbox
) -> None:
    taken = story.shipped(sandbox).parcels.get().tracking_number
    order = story.delivery_paid(sandbox)
    before = everything(order)

    answer = desk("warehouse").post(
        deed_url(order, "ship"), {"seq": order.seq, "courier": "ems", "tracking_number": taken}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This number is on another parcel that is under way." in page
    assert 'id="id_tracking_number_error"' in page
    assert everything(order) == before


def test_without_an_exchange_rate_staff_read_what_is_missing(desk: Desk, story: Story) -> None:
    order = story.approved()
    ExchangeRate.objects.all().delete()
    before = everything(order)

    answer = desk("buyer").post(deed_url(order, "confirm_item_prices"), prices(order))

    assert answer.status_code == 422
    assert "exchange rate" in answer.content.decode()
    assert everything(order) == before


def test_nobody_is_offered_to_override_a_rule_alone_and_nobody_can(desk: Desk, story: Story) -> None:
    order = story.requested(WantedItem(url="https://www.ssg.com/item/1", title="Soju 12 bottles"))
    item = order.items.get()
    assert item.is_forbidden
    url = deed_url(order, "approve_quote")
    given = {"seq": order.seq, f"verdict_{item.pk}": "override", f"reason_{item.pk}": "I want to"}
    before = everything(order)

    for role in ("buyer", "owner"):
        page = desk(role).get(url).content.decode()
        assert 'value="override"' not in page
        assert '<option value="reject" selected>' in page
        assert '<option value="second">Ask for a second person</option>' in page
        assert desk(role).post(url, given).status_code == 422
    assert everything(order) == before


def test_the_screening_dialog_shows_rule_reason_and_source_beside_the_item(desk: Desk, story: Story) -> None:
    order = story.requested(WantedItem(url="https://www.ssg.com/item/1", title="Soju 12 bottles"))
    hit = order.items.get().hits[0]

    page = desk("buyer").get(deed_url(order, "approve_quote"), headers=HTMX).content.decode()

    assert "Cannot be sent" in page
    assert hit["reason_en"] in page
    assert "Found “soju”" in page


def test_done_leads_back_to_the_list_but_never_off_the_console(desk: Desk, story: Story) -> None:
    first, second = story.requested(), story.requested()
    browser = desk("support")
    back = "/console/queues/to-screen/?due=overdue&p=2"

    kept = browser.post(deed_url(first, "cancel"), {"seq": first.seq, "next": back})
    thrown = browser.post(deed_url(second, "cancel"), {"seq": second.seq, "next": "https://evil.example/"})

    assert kept["Location"] == back
    assert thrown["Location"] == f"/console/orders/{second.ref}/"


def test_a_dialog_needs_the_csrf_token(desk: Desk, story: Story) -> None:
    order = story.requested()
    browser = desk("support")
    browser.handler.enforce_csrf_checks = True
    before = everything(order)

    assert browser.post(deed_url(order, "cancel"), {"seq": order.seq}).status_code == 403

    assert everything(order) == before


@pytest.mark.parametrize(
    "address", ["deeds/order/999999/cancel/", "deeds/parcel/1/cancel/", "deeds/order/1/no_such_deed/"]
)
def test_what_is_not_there_is_not_found(address: str, desk: Desk) -> None:
    assert desk("owner").get(f"/console/{address}").status_code == 404


def test_a_dialog_opens_as_a_page_of_its_own_without_scripts(desk: Desk, story: Story) -> None:
    order = story.requested()

    page = desk("support").get(deed_url(order, "ask_customer")).content.decode()

    assert "<html" in page
    assert 'name="question"' in page
    assert "hx-post" not in page
