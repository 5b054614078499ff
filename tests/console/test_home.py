"""The first page of the day: what waits for this person, and how it has gone, by right and in numbers."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console import effect_words, figures
from console.models import DayFigure
from integrations import clock
from tests.console.conftest import Desk, person
from tests.console.looking import everything
from tests.running import Sandbox
from tests.workflow.story import Story
from tests.workflow.test_figures import wrote
from workflow.engine.models import Effect
from workflow.models import Approval, Attention, Mention, Message, Note, Order
from workflow.services.attention import raise_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def then() -> Iterator[None]:
    with clock.travel(NOON):
        yield


def home(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/console/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def drawn(page: str) -> list[str]:
    return re.findall(r'data-plot="(\w+)"', page)


def table(page: str, slug: str) -> list[list[str]]:
    """The numbers under one plot, row by row."""
    part = page.split(f'data-plot="{slug}"')[1].split("</section>")[0]
    body = part.split("<tbody>")[1]
    return [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in body.split("</tr>")[:-1]]


# --- what waits ------------------------------------------------------------------------------------


def test_what_waits_for_this_person_stands_there_by_right(desk: Desk, story: Story, juno: Any) -> None:
    order = story.requested()
    support, finance = desk("support"), desk("finance")
    sue = person("support")
    Message.objects.create(order=order, side="customer", author_label="Mina", body="Hello?")
    Message.objects.create(order=order, side="customer", author_label="Mina", body="Anybody?")
    Message.objects.create(order=order, side="staff", author_label="Desk", body="Not for us")
    note = Note.objects.create(
        order=order, customer=order.customer, author_label="Juno", body="@Support look"
    )
    Mention.objects.create(note=note, member=sue)
    Approval.objects.create(
        kind="settle", order=order, amount_cents=90_000, reason="Twice", asked_by=juno, asked_label="Juno"
    )

    for_support, for_finance = home(support), home(finance)
    for_warehouse = home(desk("warehouse"))

    assert "2 unread messages" in for_support
    assert "Juno mentioned you" in for_support
    assert "@Support look" in for_support
    assert "asks for a second person" not in for_support
    assert "Juno asks for a second person" in for_finance
    assert "Settle a matter of much money: Twice" in for_finance
    assert "mentioned you" not in for_finance
    assert "unread message" not in for_warehouse

    Message.objects.update(read_at=clock.now())
    Mention.objects.update(seen_at=clock.now())
    assert "data-waiting" not in home(support)


def test_an_unread_message_says_whose_it_is_and_opens_at_the_messages(desk: Desk, story: Story) -> None:
    order = story.requested()
    Message.objects.create(order=order, side="customer", author_label="Mina", body="Hello, <any> news?")
    Message.objects.create(order=order, side="customer", author_label="Mina", body="Anybody?")

    page = home(desk("support"))

    line = page[page.index(f'data-waiting="message-{order.pk}"') :].split("</li>")[0]
    assert f'href="/console/orders/{order.ref}/?tab=messages#messages" data-waiting="message-' in page
    assert f"{order.customer.name}: Hello, &lt;any&gt; news?" in line
    assert "2 unread messages" in line
    opened = home(desk("support"), f"orders/{order.ref}/?tab=messages")
    assert (
        'id="tab-messages" href="?tab=messages" aria-controls="panel-messages" aria-selected="true"' in opened
    )


def test_matters_and_failed_calls_wait_for_who_may_settle_them(desk: Desk, story: Story) -> None:
    order = story.items_due()
    raise_attention(
        order=order, concern=Concern.REFUND_DUE, about="x", amount_cents=28_948, detail="Out of stock"
    )
    Effect.objects.filter(subject_id=order.pk, name="checkout.open").update(status="dead", finished=NOON)
    titles = r'data-waiting="(\w+)-\d+"'

    finance = home(desk("finance"))

    assert re.findall(titles, finance)[0] == "matter"
    line = finance[finance.index('data-waiting="matter-') :].split("</li>")[0]
    assert [
        words for words in ("Refund to make", order.ref, "$289.48 · Out of stock") if words not in line
    ] == []
    assert 'href="/console/queues/attention/" data-waiting="matter-' in finance
    assert "Nothing waits for you" not in finance
    owner = home(desk("owner"))
    assert re.findall(titles, owner) == ["matter", "effect"]
    mail = Effect(name="notice.mail", target="customer:quote_received")
    assert effect_words.title(mail) == "E-mail: quote received"
    assert "Open the payment page" in owner[owner.index('data-waiting="effect-') :].split("</li>")[0]
    for role in ("warehouse", "moderator"):
        assert "data-waiting" not in home(desk(role)), role

    Attention.objects.update(settled_at=NOON)
    assert 'data-waiting="matter-' not in home(desk("finance"))


def test_paid_orders_stand_before_who_can_take_them_on(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    to_buy, coming = story.items_paid(sandbox), story.bought(sandbox)

    def shown(role: str) -> list[str]:
        return re.findall(r'data-order="(BD-\w+)"', home(desk(role)))

    assert shown("warehouse") == [coming.ref]
    assert shown("buyer") == [to_buy.ref]
    assert sorted(shown("owner")) == sorted([to_buy.ref, coming.ref])


def test_what_the_twelve_leave_out_is_counted_and_led_to(desk: Desk, story: Story) -> None:
    for _number in range(14):
        story.requested()
    cache.clear()

    owner, support = home(desk("owner")), home(desk("support"))

    rest = re.findall(r'data-rest><a class="bd-link" href="([^"]+)">([^<]*)<', owner)
    assert rest == [("/console/workflow/order/?turn=staff&amp;put_off=hidden", "All 14 ")]
    listed = desk("owner").get(unescape(rest[0][0])).content.decode()
    assert len(set(re.findall(r'<tr data-order="(BD-\w+)"', listed))) == 14
    # One queue holds them all; so it is the way there.
    assert 'data-rest><a class="bd-link" href="/console/queues/to-screen/">All 14 <' in support


def test_who_has_no_queue_finds_their_pages_on_home(desk: Desk) -> None:
    editor, moderator = home(desk("editor")), home(desk("moderator"))

    assert 'class="bd-room-link" href="/console/editor/store/"' in editor
    assert "bd-room-link" in moderator
    assert "bd-room-link" not in home(desk("owner"))


def test_one_is_not_asked_to_be_ones_own_second(desk: Desk, story: Story) -> None:
    order, finance = story.requested(), desk("finance")
    me = person("finance")
    Approval.objects.create(kind="settle", order=order, reason="x", asked_by=me, asked_label="Finance")

    assert "asks for a second person" not in home(finance)


# --- the period ------------------------------------------------------------------------------------


def test_the_period_is_chosen_and_remembered_for_the_person(desk: Desk, story: Story) -> None:
    buyer, owner = desk("buyer"), desk("owner")

    def chosen(page: str) -> list[str]:
        return re.findall(r'\?days=(\d+)" aria-current', page)

    assert chosen(home(buyer)) == ["30"]
    assert chosen(home(buyer, "?days=7")) == ["7"]
    assert chosen(home(buyer)) == ["7"]
    assert chosen(home(buyer, "?days=8")) == chosen(home(buyer, "?days=x")) == ["7"]
    assert chosen(home(owner)) == ["30"]


def test_looking_at_home_changes_nothing(desk: Desk, story: Story) -> None:
    order = story.items_due()
    before = (everything(order), DayFigure.objects.count())

    for days in (7, 30, 90):
        home(desk("owner"), f"?days={days}")

    assert (everything(order), DayFigure.objects.count()) == before


# --- the plots -------------------------------------------------------------------------------------


def test_who_may_not_see_money_does_not(desk: Desk, story: Story) -> None:
    assert drawn(home(desk("buyer"))) == ["orders", "quotes", "money", "stuck"]
    assert drawn(home(desk("warehouse"))) == ["orders", "quotes", "stuck"]
    assert drawn(home(desk("moderator"))) == drawn(home(desk("editor"))) == []
    assert "How it goes" not in home(desk("editor"))


def test_a_plot_without_anything_says_so(desk: Desk, story: Story) -> None:
    page = home(desk("owner"))

    assert "No order yet in this period." in page
    assert "No money moved in this period." in page
    assert "<canvas" not in page


def test_bars_table_and_sums_tell_the_same(desk: Desk, mina: Any, then: None) -> None:
    for days, count in ((0, 1), (1, 2), (6, 3), (7, 4)):
        for _number in range(count):
            wrote(Order.objects.create(customer=mina), "request_quote", NOON - days * DAY, seq=1)
    figures.tick(seconds=60)

    page = home(desk("owner"), "?days=7")

    rows = table(page, "orders")
    assert [(row[0], row[1]) for row in rows] == [
        ("Mar 10", "1"), ("Mar 9", "2"), ("Mar 8", "0"), ("Mar 7", "0"), ("Mar 6", "0"), ("Mar 5", "0"),
        ("Mar 4", "3"),
    ]  # fmt: skip
    part = page.split('data-plot="orders"')[1]
    values = re.search(r'data-value="([^"]+)"', part)
    assert values is not None
    data = json.loads(unescape(values[1]))
    assert data["datasets"][0]["data"] == [3, 0, 0, 0, 0, 2, 1]
    assert data["labels"][0] == "Mar 4"
    assert "<dt>Requested</dt><dd>6</dd>" in part
    links = re.search(r'data-plot-links="([^"]+)"', part)
    assert links is not None
    assert json.loads(unescape(links[1]))[0] == "/console/queues/to-screen/"


def test_every_bar_leads_to_a_page_that_opens(desk: Desk, story: Story, sandbox: Sandbox) -> None:
    story.delivered(sandbox)

    for role in ("owner", "buyer", "warehouse"):
        page = home(desk(role))
        assert table(page, "orders")[0][1:] == ["1", "1", "1", "1", "1"]
        found = re.findall(r'data-plot-links="([^"]+)"', page)
        links = [link for links in found for link in json.loads(unescape(links)) if link]
        assert len(links) >= 7
        for link in links:
            assert desk(role).get(link).status_code == 200, link


# --- days that are over ----------------------------------------------------------------------------


def test_days_that_are_over_are_counted_once(mina: Any, then: None) -> None:
    order = Order.objects.create(customer=mina)
    wrote(order, "request_quote", NOON - 2 * DAY, seq=1)
    wrote(Order.objects.create(customer=mina), "request_quote", NOON, seq=1)
    figures.tick(seconds=60)

    assert DayFigure.objects.count() == 89
    assert not DayFigure.objects.filter(day=date(2026, 3, 10)).exists()
    with CaptureQueriesContext(connection) as asked:
        figures.tick(seconds=60)
    assert len(asked) == 1

    with CaptureQueriesContext(connection) as asked:
        period = figures.period(90)
    # What is kept, and five for the running day.
    assert len(asked) == 6
    assert period.uncounted == 0
    assert period.total.steps == {"request_quote": 2}
    assert period.days[date(2026, 3, 8)].steps == {"request_quote": 1}  # type: ignore[union-attr]
    with CaptureQueriesContext(connection) as asked:
        figures.period(90)
    assert len(asked) == 0


def test_a_day_is_kept_only_when_nothing_can_still_come(mina: Any) -> None:
    midnight = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
    with clock.travel(midnight + timedelta(minutes=9)):
        figures.tick(seconds=60)
        assert not DayFigure.objects.filter(day=date(2026, 3, 10)).exists()
        wrote(Order.objects.create(customer=mina), "request_quote", midnight - timedelta(seconds=1), seq=1)
        # Not kept yet, and not missing either: counted live.
        assert figures.period(7).days[date(2026, 3, 10)].steps == {"request_quote": 1}  # type: ignore[union-attr]
    with clock.travel(midnight + timedelta(minutes=11)):
        figures.tick(seconds=60)
        assert DayFigure.objects.get(day=date(2026, 3, 10)).figures["steps"] == {"request_quote": 1}


def test_what_is_not_counted_yet_is_said_and_not_guessed(desk: Desk, mina: Any, then: None) -> None:
    wrote(Order.objects.create(customer=mina), "request_quote", NOON - DAY, seq=1)
    wrote(Order.objects.create(customer=mina), "request_quote", NOON, seq=1)

    page = home(desk("owner"), "?days=7")

    assert "6 days of this period are still being counted." in page
    assert [row[1] for row in table(page, "orders")] == ["1", "—", "—", "—", "—", "—", "—"]


def test_percentiles_stay_exact_over_kept_days(mina: Any, then: None) -> None:
    for days, hours in ((1, 1), (2, 2), (3, 30), (0, 3)):
        order = Order.objects.create(customer=mina)
        wrote(order, "request_quote", NOON - days * DAY - timedelta(hours=hours), seq=1)
        wrote(order, "confirm_item_prices", NOON - days * DAY, seq=2)
    figures.tick(seconds=60)

    quotes = figures.period(7).total.quotes

    assert quotes == {60: 1, 120: 1, 180: 1, 1800: 1}


def test_home_asks_a_fixed_number_of_questions(desk: Desk, story: Story) -> None:
    owner = desk("owner")

    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            home(owner)
        return len(queries)

    story.requested()
    home(owner)
    few = asked()
    for _number in range(3):
        story.items_due()

    assert asked() == few
    assert few < 45
