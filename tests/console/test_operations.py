"""The operations pages: who may open them, what they say and where they lead, and what they cost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from console import figures
from console.models import Presence
from integrations import clock
from tests.console.conftest import Desk, person
from tests.console.looking import everything, room
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.models import Effect
from workflow.models import Approval, Order, PaymentAttempt
from workflow.services.desk import put_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)
ROOMS = ("health", "held-up", "ageing", "activity", "throughput")
MAY_OPEN = {
    "owner": set(ROOMS),
    "finance": set(ROOMS),
    "support": {"held-up", "ageing", "activity", "throughput"},
    "buyer": {"held-up", "ageing"},
    "warehouse": {"held-up", "ageing"},
    "moderator": set(),
    "editor": set(),
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_its_rooms_and_no_other(role: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    before = everything(order)
    browser = desk(role)

    opened = {name for name in ROOMS if browser.get(f"/console/operations/{name}/").status_code == 200}
    sidebar = set(
        re.findall(r'href="/console/operations/([\w-]+)/"', browser.get("/console/").content.decode())
    )

    assert opened == sidebar == MAY_OPEN[role]
    csv = browser.get("/console/operations/throughput.csv").status_code
    assert csv == (200 if "throughput" in opened else 403)
    for name in ROOMS:
        assert browser.post(f"/console/operations/{name}/").status_code in (403, 405)
    assert everything(order) == before


# --- ageing ----------------------------------------------------------------------------------------


def test_each_cell_of_ageing_leads_to_its_orders(desk: Desk, story: Story) -> None:
    ages = {"fresh": 0.5, "two": 2, "six": 6, "ten": 10, "old": 40}
    orders = {name: story.requested() for name in ages}
    for name, days in ages.items():
        Order.objects.filter(pk=orders[name].pk).update(moved_at=clock.now() - timedelta(days=days))
    due = story.items_due()
    asked_cents = due.charges.get().amount_cents

    page = room(desk("owner"), "ageing/")

    cells = re.findall(r'href="(/console/workflow/order/\?[^"]+)" aria-label="([^"]+)"', page)
    found = {label: link.replace("&amp;", "&") for link, label in cells}
    for name, band in zip(
        orders, ("under 1 d", "1 to 3 d", "3 to 7 d", "7 to 14 d", "over 14 d"), strict=True
    ):
        link = found[f"Quote requested, {band}: 1"]
        listed = desk("owner").get(link).content.decode()
        assert re.findall(r'<tr data-order="([A-Z0-9-]+)"', listed) == [orders[name].ref]
    assert any(label.startswith("Waiting for payment of the items, under 1 d: 1, $") for label in found)
    assert f"${asked_cents / 100:,.2f}" in page


def test_ageing_shows_no_money_to_the_warehouse(desk: Desk, story: Story) -> None:
    story.items_due()

    assert "$" not in room(desk("warehouse"), "ageing/").split("bd-ageing")[1].split("</table>")[0]


# --- held up ---------------------------------------------------------------------------------------


def test_held_up_says_why_with_whom_and_since_when(desk: Desk, story: Story, juno: Any) -> None:
    behind, bank, second, put, edited, free = (story.items_due() for _number in range(6))
    now = clock.now()
    Effect.objects.filter(subject_id=behind.pk, name="checkout.open").update(
        status="dead", finished=now - 5 * MINUTE, money=True
    )
    PaymentAttempt.objects.filter(charge__order=bank).update(status="under_way")
    Approval.objects.create(
        kind="settle", order=second, amount_cents=90_000, reason="Paid twice", asked_label="Fin"
    )
    put_off(order_id=put.pk, actor=Actor.staff(juno), until=now + timedelta(days=2), why="On holiday")
    Presence.objects.create(place=f"order:{edited.ref}", member=juno, edits=True, seen_at=now)
    Presence.objects.create(place=f"order:{free.ref}", member=juno, edits=False, seen_at=now)
    buyer = desk("buyer")

    page = room(buyer, "held-up/")

    found = dict(re.findall(r'data-held="(\w+)" data-order="([A-Z0-9-]+)"', page))
    assert found == {
        "money": behind.ref, "bank": bank.ref, "second": second.ref, "put_off": put.ref, "edited": edited.ref,
    }  # fmt: skip
    assert "On holiday" in page
    row = page[page.index('data-held="second"') :].split("</tr>")[0]
    assert "<td>Another colleague</td>" in row
    assert "Fin asks: Paid twice" in row
    assert "Open the payment page" in page
    only = room(buyer, "held-up/?why=bank")
    assert re.findall(r'data-held="(\w+)"', only) == ["bank"]
    assert len(re.findall(r'data-held="', room(buyer, "held-up/?why=zzz"))) == 5


def test_two_people_who_edit_one_order_are_two_rows(desk: Desk, story: Story, juno: Any) -> None:
    """The page puts its new rows in place by name: of two with one name, one would not be shown."""
    order, buyer = story.requested(), desk("buyer")
    for who in (juno, person("buyer")):
        Presence.objects.create(place=f"order:{order.ref}", member=who, edits=True, seen_at=clock.now())

    page = room(buyer, "held-up/")

    parts = re.findall(r'data-live-part="([^"]+)" data-held="edited"', page)
    assert (len(parts), len(set(parts))) == (2, 2)
    assert set(re.findall(r"<td>([^<]+)</td>", page)) >= {"Juno", "Buyer"}


def test_nothing_held_up_is_good_news(desk: Desk, story: Story) -> None:
    story.requested()

    assert "Every open order can go on." in room(desk("buyer"), "held-up/")


# --- throughput ------------------------------------------------------------------------------------


def test_throughput_and_its_file(desk: Desk, story: Story, sandbox: Sandbox, juno: Any) -> None:
    get_user_model().objects.filter(pk=juno.pk).update(name="=HYPERLINK(1)")
    story.items_paid(sandbox)
    story.in_warehouse(sandbox)
    cache.clear()

    page = room(desk("owner"), "throughput/?days=1")
    answer = desk("owner").get("/console/operations/throughput.csv?days=1")

    cells = re.findall(r"<td[^>]*>(?:<strong>)?([^<]+)", page.split('scope="row"')[1])
    # Two orders: screened, priced; two items bought and two arrived, and one order ready.
    assert cells[:10] == ["2", "2", "2", "3", "0", "0", "0", "0", "9", "2"]
    text = answer.content.decode("utf-8-sig")
    lines = [line.split(",") for line in text.strip().splitlines()]
    assert lines[0][:3] == ["Person", "From", "To"]
    today = str(clock.today())
    assert lines[1][:3] == ["'=HYPERLINK(1)", today, today]
    assert lines[1][3:13] == cells[:10]
    assert answer["Content-Disposition"] == 'attachment; filename="throughput-1d.csv"'


def test_a_period_without_work_says_so(desk: Desk, db: Any) -> None:
    assert "Nobody did anything in this period" in room(desk("owner"), "throughput/?days=90")


# --- what they cost --------------------------------------------------------------------------------


@pytest.mark.usefixtures("yesterday_is_over")
@pytest.mark.parametrize("name", ["health/", "held-up/", "ageing/", "throughput/", "activity/"])
def test_rooms_ask_a_fixed_number_of_questions(name: str, desk: Desk, story: Story, juno: Any) -> None:
    def grow() -> None:
        for _number in range(2):
            order = story.items_due()
            Effect.objects.filter(subject_id=order.pk, name="checkout.open").update(status="dead", money=True)
            put_off(order_id=order.pk, actor=Actor.staff(juno), until=clock.now() + timedelta(days=1))
        figures.tick(seconds=60)

    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            room(desk("owner"), name)
        return len(queries)

    grow()
    room(desk("owner"), name)
    few = asked()
    grow()

    assert asked() == few
    assert few < 40
