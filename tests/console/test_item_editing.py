"""Items edited in their rows, totals by the server, and a conflict that can be read and resolved."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse

from tests.console.conftest import Desk
from tests.console.looking import HTMX, deed_url, everything, log_of
from tests.workflow.story import BOOK, HAT, Story
from workflow.engine.actors import Actor
from workflow.models import Order, OrderItem
from workflow.services import items as item_services
from workflow.services.requests import ask_customer

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROW = {"HTTP_HX_REQUEST": "true", "HTTP_X_ROW": "1"}


def first(order: Order) -> OrderItem:
    return order.items.get(position=1)


def words(item: OrderItem, **other: Any) -> dict[str, Any]:
    """The row's form as it stands, but for `other`."""
    names = ("title", "url", "options", "quantity", "note", "seq")
    return {name: getattr(item, name) for name in names} | other


@pytest.fixture
def jiho(db: Any) -> Actor:
    return Actor.staff(get_user_model().objects.create_superuser("jiho@bidangil.example", name="Jiho"))


def correct(item: OrderItem, actor: Actor, **other: Any) -> None:
    given = words(OrderItem.objects.get(pk=item.pk), **other)
    del given["seq"]
    item_services.correct(item_id=item.pk, actor=actor, **given)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_what_is_being_priced_stands_above_the_fields(desk: Desk, story: Story) -> None:
    item = first(story.approved())

    shown = text(desk("buyer").get(deed_url(item, "set_draft_price"), **ROW))

    head = shown[shown.index("data-item-head") : shown.index("bd-item-fields")]
    for words_of_it in (item.title, item.options, f'href="{item.url}"', f"× {item.quantity}"):
        assert words_of_it in head


def test_a_row_opens_in_its_place_and_saves_without_a_page(desk: Desk, story: Story) -> None:
    order = story.requested()
    item, browser = first(order), desk("buyer")

    shown = browser.get(deed_url(item, "correct"), **ROW)
    saved = browser.post(deed_url(item, "correct"), words(item, quantity=3), **ROW)

    assert (shown.status_code, saved.status_code, saved.content) == (200, 204, b"")
    assert "data-row-form" in text(shown)
    assert "<html" not in text(shown)
    assert value(text(shown), "title") == "Bucket hat"
    assert first(order).quantity == 3
    assert log_of(item).count("correct") == 1


def test_without_scripts_the_same_address_is_a_page(desk: Desk, story: Story) -> None:
    order = story.requested()
    item, browser = first(order), desk("buyer")

    page = text(browser.get(deed_url(item, "correct")))
    answer = browser.post(deed_url(item, "correct"), words(item, title="Bucket hat, wide"))

    assert "<html" in page
    assert 'name="quantity"' in page
    assert (answer.status_code, answer["Location"]) == (302, f"/console/orders/{order.ref}/")
    assert first(order).title == "Bucket hat, wide"


def test_bad_inputs_are_marked_in_the_row(desk: Desk, story: Story) -> None:
    order = story.requested()
    item, before = first(order), everything(order)
    url = deed_url(item, "correct")

    link = desk("buyer").post(url, words(item, url="not a link"), **ROW)
    many = desk("buyer").post(url, words(item, quantity=0), **ROW)
    same = desk("buyer").post(url, words(item), **ROW)

    assert (link.status_code, many.status_code, same.status_code) == (422, 422, 422)
    assert 'id="id_url_error"' in text(link)
    assert 'id="id_quantity_error"' in text(many)
    assert "Nothing has changed." in text(same)
    assert everything(order) == before


def test_each_price_brings_the_total_nearer_and_it_is_the_servers(desk: Desk, story: Story) -> None:
    order = story.approved(HAT, BOOK)
    browser = desk("buyer")
    hat, book = order.items.all()

    def note(item: OrderItem, won: int) -> str:
        given = {"seq": item.seq, "unit_price_krw": won, "domestic_shipping_krw": 3_000}
        assert browser.post(deed_url(item, "set_draft_price"), given, **ROW).status_code == 204
        page = text(browser.get(f"/console/orders/{order.ref}/", HTTP_X_LIVE="1"))
        return page[page.index("data-draft-quote") :]

    half = note(hat, 30_000)
    whole = note(book, 12_000)

    assert "1 / 2" in half
    assert "data-total-cents" not in half
    assert "2 / 2" in whole
    assert "₩63,000" in whole  # two hats at 30,000 and their shipping
    total = int(re.search(r'data-total-cents="(\d+)"', whole)[1])  # type: ignore[index]
    # What was noted fills the dialog, and what it then freezes is the amount that stood on the page.
    dialog = text(browser.get(deed_url(order, "confirm_item_prices"), headers=HTMX))
    assert value(dialog, f"price_{hat.pk}") == "30000"
    given = {
        "seq": order.seq, "items": value(dialog, "items"), "note": "",
        f"price_{hat.pk}": 30_000, f"shipping_{hat.pk}": 3_000,
        f"price_{book.pk}": 12_000, f"shipping_{book.pk}": 3_000,
    }  # fmt: skip
    assert browser.post(deed_url(order, "confirm_item_prices"), given, headers=HTMX).status_code == 204
    assert order.quotes.get().total_cents == total


# --- conflicts ------------------------------------------------------------------------------------------


def test_a_stale_row_reads_who_changed_what_and_saves_over_it(desk: Desk, story: Story, jiho: Actor) -> None:
    order = story.requested(HAT)
    item, browser, url = first(order), desk("buyer"), deed_url(first(order), "correct")
    correct(item, jiho, quantity=5)
    before = everything(order)

    stale = browser.post(url, words(item, quantity=3), **ROW)

    page = text(stale)
    assert stale.status_code == 409
    assert "Jiho changed quantity: 2 → 5 · just now" in page
    assert '<th scope="row">quantity</th><td>3</td><td>5</td>' in page
    assert "Take theirs" in page
    assert "Save mine over it" in page
    assert everything(order) == before

    again = browser.post(url, words(item, quantity=value(page, "quantity"), seq=value(page, "seq")), **ROW)
    assert again.status_code == 204
    assert first(order).quantity == 3
    assert log_of(item)[-2:] == ["correct", "correct"]


def test_what_only_the_other_has_changed_is_kept_as_theirs(desk: Desk, story: Story, jiho: Actor) -> None:
    order = story.requested(HAT)
    item, browser, url = first(order), desk("buyer"), deed_url(first(order), "correct")
    correct(item, jiho, options="navy, L")

    page = text(browser.post(url, words(item, quantity=3), **ROW))

    assert "Jiho changed options: black, M → navy, L" in page
    assert "data-contested" not in page
    assert (value(page, "options"), value(page, "quantity")) == ("navy, L", "3")


def test_the_third_save_is_stale_again(desk: Desk, story: Story, jiho: Actor) -> None:
    order = story.requested(HAT)
    item, browser, url = first(order), desk("buyer"), deed_url(first(order), "correct")
    correct(item, jiho, quantity=5)
    page = text(browser.post(url, words(item, quantity=3), **ROW))
    correct(item, jiho, quantity=6)

    once_more = browser.post(url, words(item, quantity=3, seq=value(page, "seq")), **ROW)

    assert once_more.status_code == 409
    assert "2 → 5" not in text(once_more)
    assert "5 → 6" in text(once_more)
    assert first(order).quantity == 6


def test_what_is_no_longer_possible_closes_the_row_with_a_sentence(desk: Desk, story: Story) -> None:
    order = story.approved(HAT)
    item, browser = first(order), desk("buyer")
    from workflow.services import quotes

    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    before = everything(order)

    answer = browser.post(deed_url(item, "correct"), words(item, quantity=3), **ROW)

    assert answer.status_code == 409
    assert "The prices are confirmed" in text(answer)
    assert everything(order) == before


def test_the_price_dialog_keeps_what_was_typed_and_says_what_has_changed(
    desk: Desk, story: Story, jiho: Actor
) -> None:
    order = story.approved(HAT, BOOK)
    hat, book = order.items.all()
    browser, url = desk("buyer"), deed_url(order, "confirm_item_prices")
    opened = text(browser.get(url, headers=HTMX))
    given = {
        "seq": order.seq, "items": value(opened, "items"), "note": "Sale price",
        f"price_{hat.pk}": 30_000, f"shipping_{hat.pk}": 0,
        f"price_{book.pk}": 12_000, f"shipping_{book.pk}": 0,
    }  # fmt: skip
    correct(hat, jiho, quantity=4)
    item_services.set_draft_price(item_id=book.pk, actor=jiho, unit_price_krw=13_000)
    before = everything(order)

    stale = browser.post(url, given, headers=HTMX)

    page = text(stale)
    assert stale.status_code == 409
    assert "Jiho changed Bucket hat, quantity: 2 → 4" in page
    assert "Picture book, price each, KRW</th><td>₩12,000</td><td>₩13,000</td>" in page
    assert value(page, f"price_{hat.pk}") == "30000"
    assert 'value="Sale price"' in page
    assert "data-take-theirs" in page
    assert everything(order) == before

    over = browser.post(url, {**given, "items": value(page, "items")}, headers=HTMX)
    assert over.status_code == 204
    assert order.quotes.get().content["items_krw"] == 4 * 30_000 + 12_000


def test_the_screening_dialog_is_older_than_a_corrected_item(desk: Desk, story: Story, jiho: Actor) -> None:
    order = story.requested(HAT)
    item, browser, url = first(order), desk("buyer"), deed_url(order, "approve_quote")
    opened = text(browser.get(url, headers=HTMX))
    correct(item, jiho, title="Soju 12 bottles")
    before = everything(order)
    given = {"seq": order.seq, "items": value(opened, "items"), f"verdict_{item.pk}": "approve"}

    answer = browser.post(url, given, headers=HTMX)

    # The very choice is gone: what a rule forbids is not simply allowed.
    assert answer.status_code in (409, 422)
    assert everything(order) == before


def test_an_order_that_moved_keeps_a_typed_question_where_it_may_still_be_asked(
    desk: Desk, story: Story, jiho: Actor
) -> None:
    order = story.requested()
    browser, url = desk("support"), deed_url(order, "change_address")
    address = {
        "recipient": "Mina Park", "phone": "+12135550100", "line1": "9 New St", "line2": "", "city": "LA",
        "state": "CA", "postal_code": "90004",
    }  # fmt: skip
    ask_customer(order_id=order.pk, actor=jiho, question="Which size?")

    answer = browser.post(url, {"seq": order.seq, **address}, headers=HTMX)

    page = text(answer)
    assert answer.status_code == 409
    assert "Jiho: Question asked · just now" in page
    assert value(page, "line1") == "9 New St"
    assert int(value(page, "seq")) == order.seq + 1


@pytest.mark.parametrize("items", ["x", "1:2:3", "1:²", "99999999999999999999:1"])
def test_nonsense_for_what_was_seen_is_no_way_round(
    items: str, desk: Desk, story: Story, jiho: Actor
) -> None:
    order = story.approved(HAT)
    item = first(order)
    correct(item, jiho, quantity=4)
    before = everything(order)
    given = {
        "seq": order.seq,
        "items": items,
        f"price_{item.pk}": 1_000,
        f"shipping_{item.pk}": 0,
        "note": "",
    }

    answer = desk("buyer").post(deed_url(order, "confirm_item_prices"), given, headers=HTMX)

    assert answer.status_code == 409
    assert everything(order) == before
