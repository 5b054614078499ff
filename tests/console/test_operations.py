"""The operations pages: who may open them, what they say, and what can be done from them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from console import figures
from console.models import Presence
from integrations import clock
from tests.console.conftest import Desk
from tests.console.looking import everything
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import operations, ticks
from workflow.engine.actors import Actor
from workflow.engine.models import Effect, Heartbeat, Tick, TransitionLog
from workflow.engine.runner import run, run_due
from workflow.models import Approval, AuditEntry, Notification, Order, PaymentAttempt, WebhookEvent
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


def room(browser: Client, name: str) -> str:
    answer = browser.get(f"/console/operations/{name}")
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def verdicts(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'data-verdict="(\w+)".*?<p>(?:<a[^>]*>)?([^<]+)', page, re.DOTALL)
    return [(tone, words.strip()) for tone, words in found]


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


def test_plumbing_has_no_screens() -> None:
    registered = {model._meta.label for model in admin.site._registry}

    hidden = {"django_q", "sessions", "contenttypes", "authtoken", "socialaccount", "mfa", "account", "sites"}
    assert hidden.isdisjoint({name.partition(".")[0] for name in registered})
    assert registered.isdisjoint(
        {"engine.Tick", "engine.Heartbeat", "engine.TransitionLog", "admin.LogEntry"}
    )
    assert "console.DayFigure" not in registered


# --- health ----------------------------------------------------------------------------------------


def beat(seconds_ago: float) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name="engine", defaults={"at": at, "restarts": 3})


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        (None, ("danger", "The engine has never run here: start `manage.py engine`.")),
        (2, ("success", "Everything runs.")),
        (20, ("warning", "The engine is slow: its last sign of life came 20 seconds ago.")),
        (185, ("danger", "The engine has not given a sign of life for 3 min: start `manage.py engine`.")),
    ],
)
def test_one_plain_sentence_says_how_the_engine_is(silence: Any, said: Any, desk: Desk, db: Any) -> None:
    if silence is not None:
        beat(silence)

    assert verdicts(room(desk("owner"), "health/")) == [said]


def test_what_is_wrong_is_said_the_worst_first(desk: Desk, story: Story) -> None:
    story.requested()
    beat(300)
    Effect.objects.all().delete()
    common = {"flow": "order", "subject_id": 1, "name": "notice.mail"}
    Effect.objects.create(**common, due=clock.now() - 12 * MINUTE)
    Effect.objects.create(**common, due=clock.now() - 2 * MINUTE)
    Effect.objects.create(**common, due=clock.now() + 60 * MINUTE)
    Effect.objects.create(**common, status="dead", finished=clock.now() - 2 * MINUTE)
    Effect.objects.create(**common, status="done", finished=clock.now() - 59 * MINUTE)
    Effect.objects.create(**common, status="done", finished=clock.now() - 61 * MINUTE)
    Effect.objects.create(**common, status="running", due=clock.now() - MINUTE)
    Tick.objects.create(
        name="workflow.jobs.stalls.tick", last_run=clock.now(), error="Traceback\nKeyError: 'ems'"
    )

    page = room(desk("finance"), "health/")

    assert verdicts(page) == [
        ("danger", "The engine has not given a sign of life for 5 min: start `manage.py engine`."),
        ("warning", "2 calls to the outside wait, the oldest for 12 min."),
        ("warning", "1 call to the outside needs a decision."),
        ("warning", "A clock duty failed: Looking for silent parcels."),
    ]
    assert "KeyError: &#x27;ems&#x27;" in page
    assert "1 past their lease" in page
    assert re.search(r"E-mail</th><td[^>]*>1</td><td[^>]*>1</td><td[^>]*>0</td>", page)
    assert OrmQ.objects.count() > 0
    assert f"<dd>{OrmQ.objects.count()}</dd>" in page


def test_the_clock_s_duties_stand_in_health(desk: Desk, settings: Any, db: Any) -> None:
    settings.TICKS = {"workflow.engine.effects.prune": 600, "console.figures.tick": 30}
    ticks.run_ticks()
    Tick.objects.filter(name="console.figures.tick").update(last_run=clock.now() - 3 * MINUTE)

    page = room(desk("owner"), "health/")

    assert re.search(r'data-duty="workflow.engine.effects.prune".*?10 min.*?Well', page, re.DOTALL)
    assert re.search(r'data-duty="console.figures.tick".*?30 s.*?Late', page, re.DOTALL)


# --- effects: one by one, several at once ----------------------------------------------------------


@pytest.fixture
def failed(story: Story) -> list[Effect]:
    """Two that failed, one that is unsure, one that is fine."""
    order = story.items_due()
    effects = list(Effect.objects.filter(subject_id=order.pk, flow="order").order_by("id"))
    mails = [one for one in effects if one.name == "notice.mail"][:2]
    texts = [one for one in effects if one.name == "notice.sms"][:1]
    Effect.objects.filter(pk__in=[one.pk for one in mails]).update(status="dead", error="no", attempts=12)
    Effect.objects.filter(pk__in=[one.pk for one in texts]).update(status="unsure", error="lost")
    fine = [one for one in effects if one.name == "notice.mail"][2]
    return [*mails, *texts, fine]


def test_several_are_decided_at_once_each_on_record(desk: Desk, failed: list[Effect]) -> None:
    finance = desk("finance")
    ids = [one.pk for one in failed]
    url = "/console/effects/several/skip/"

    listed = finance.get("/console/queues/failed-effects/").content.decode()
    assert len(re.findall(r'name="pick"', listed)) == 3
    assert f'formaction="{url}"' in listed
    asked = finance.post(url, {"pick": ids})
    assert asked.status_code == 200
    assert finance.post(url, {"pick": ids, "confirmed": "1", "reason": " "}).status_code == 422
    assert not TransitionLog.objects.filter(flow="effect").exists()

    sent = finance.post(url, {"pick": ids, "confirmed": "1", "reason": "Told them by phone"})

    assert sent.status_code == 302  # loading the page again asks for the result, not for the deed
    page = finance.get(sent.url).content.decode()
    assert finance.get(sent.url).content.decode().count("data-result=") == 4
    assert desk("owner").get(sent.url).status_code == 404
    assert re.findall(r'data-result="(\w+)"', page) == ["done", "done", "refused", "done"]
    assert "3 of 4 done" in page
    assert "Only a failed or unsure effect needs a decision." in page
    rows = TransitionLog.objects.filter(flow="effect")
    assert {row.data["reason"] for row in rows} == {"Told them by phone"}
    assert sorted(rows.values_list("subject_id", flat=True)) == sorted(ids[:3])
    assert Effect.objects.get(pk=ids[3]).status == "done"


@pytest.mark.parametrize("role", ["buyer", "warehouse", "support", "moderator", "editor"])
def test_who_may_not_decide_decides_on_none(role: str, desk: Desk, failed: list[Effect]) -> None:
    given = {"pick": [one.pk for one in failed], "confirmed": "1", "reason": "x"}

    assert desk(role).post("/console/effects/several/skip/", given).status_code == 403

    assert not TransitionLog.objects.filter(flow="effect").exists()
    assert sorted(Effect.objects.filter(pk__in=given["pick"]).values_list("status", flat=True)) == [
        "dead", "dead", "done", "unsure",
    ]  # fmt: skip


def test_a_row_that_vanishes_takes_the_others_along_no_longer(
    desk: Desk, failed: list[Effect], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = failed[0].pk, failed[1].pk
    decide = operations.decide

    def while_one_is_swept(**given: Any) -> Any:
        Effect.objects.filter(pk=first).delete()
        return decide(**given)

    monkeypatch.setattr(operations, "decide", while_one_is_swept)

    page = desk("finance").post(
        "/console/effects/several/skip/",
        {"pick": [first, second], "confirmed": "1", "reason": "x"},
        follow=True,
    )

    assert re.findall(r'data-result="(\w+)"', page.content.decode()) == ["refused", "done"]
    assert "This row is no longer there." in page.content.decode()
    assert Effect.objects.get(pk=second).status == "skipped"


def test_nothing_ticked_or_nonsense_is_answered_in_words(desk: Desk, failed: list[Effect]) -> None:
    owner = desk("owner")
    for given in ({}, {"pick": ["x", "-1", "9" * 30]}):
        answer = owner.post("/console/effects/several/retry/", given, follow=True)
        assert "Tick at least one row first." in answer.content.decode()
    assert owner.get("/console/effects/several/retry/").status_code == 302
    assert owner.post("/console/effects/several/delete/", {"pick": [1]}).status_code == 404


def test_a_text_marked_as_done_stands_among_the_notices(desk: Desk, failed: list[Effect], mina: Any) -> None:
    text = failed[2]
    Notification.objects.filter(key=text.key).delete()
    before = Notification.objects.count()
    juno = Actor.staff(get_user_model().objects.get(email="juno@bidangil.example"))

    operations.decide(effect_id=text.pk, verdict="mark_done", actor=juno, reason="SNS says delivered")

    notice = Notification.objects.get(key=text.key)
    assert Notification.objects.count() == before + 1
    assert (notice.channel, notice.recipient, notice.status) == ("sms", mina.phone, "sent")
    assert (notice.code, notice.customer, notice.language) == ("items_due", mina, "ko")
    assert notice.body
    # Skipped is not sent.
    operations.decide(effect_id=failed[0].pk, verdict="skip", actor=juno, reason="x")
    assert Notification.objects.count() == before + 1


# --- webhooks --------------------------------------------------------------------------------------


def event(number: int, **more: Any) -> WebhookEvent:
    return WebhookEvent.objects.create(
        event_id=f"evt_{number}",
        type="charge.refunded",
        object_id=f"ch_{number}",
        payload={"data": {"object": {}}},
        created_at=clock.now(),
        **more,
    )


def test_several_events_are_looked_at_again(desk: Desk, db: Any) -> None:
    first, second = event(1), event(2)
    finance, url = desk("finance"), "/console/webhooks/replay/"
    given = {"pick": [first.pk, second.pk], "confirmed": "1"}

    assert desk("support").post(url, given).status_code == 403
    assert not Effect.objects.exists()
    assert finance.post(url, {"pick": given["pick"]}).status_code == 200
    assert not Effect.objects.exists()

    once, again = (finance.post(url, given, follow=True).content.decode() for _press in range(2))

    assert re.findall(r'data-result="(\w+)"', once) == ["done", "done"]
    assert re.findall(r'data-result="(\w+)"', again) == ["refused", "refused"]
    assert "This event is being looked at already." in again
    assert Effect.objects.filter(name="webhook.refetch").count() == 2
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["replayed", "replayed"]


def test_an_event_that_waits_too_long_is_marked(desk: Desk, db: Any) -> None:
    event(1, received_at=clock.now() - 4 * MINUTE)
    event(2, received_at=clock.now() - 7 * MINUTE)
    event(3, received_at=clock.now() - 7 * MINUTE, outcome="processed")

    page = desk("finance").get("/console/workflow/webhookevent/").content.decode()

    assert page.count("Waiting for 7 min") == 1
    assert "Waiting for 4 min" not in page


# --- notices ---------------------------------------------------------------------------------------


def last_mail(story: Story, **narrow: Any) -> Notification:
    notice = Notification.objects.filter(customer=story.customer, **narrow).order_by("-id").first()
    assert notice is not None
    return notice


def test_a_notice_is_sent_again_as_it_was_to_where_the_customer_is_now(
    desk: Desk, story: Story, sandbox: Sandbox, mina: Any
) -> None:
    story.items_due()
    notice = last_mail(story, channel="email")
    mina.email = "mina@new.example"
    mina.save()
    url = f"/console/notices/{notice.pk}/resend/"
    support = desk("support")

    asked = support.get(url).content.decode()
    assert "by E-mail to m•••@new.example." in asked
    assert "The first one went to m•••@customer.example; that has changed since." in asked
    assert not Effect.objects.filter(name="resend.mail").exists()

    first, second = support.post(url), support.post(url)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "This notice is being sent already." in second.content.decode()
    run_due()

    again = last_mail(story, channel="email")
    assert again.pk != notice.pk
    assert (again.recipient, again.subject, again.body) == ("mina@new.example", notice.subject, notice.body)
    entry = AuditEntry.objects.get(verb="resent")
    assert (entry.order, entry.data) == (notice.order, {"notification": notice.pk, "new_address": True})
    assert support.post(url).status_code == 302


@pytest.mark.parametrize("role", ["warehouse", "moderator", "editor", "finance"])
def test_who_may_not_write_to_customers_sends_nothing_again(role: str, desk: Desk, story: Story) -> None:
    story.requested()
    notice = last_mail(story)
    before = Effect.objects.count()

    assert desk(role).post(f"/console/notices/{notice.pk}/resend/").status_code == 403

    assert Effect.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_a_text_of_which_nobody_knows_is_sent_again_with_a_warning(
    desk: Desk, story: Story, sandbox: Sandbox, mina: Any
) -> None:
    story.items_due()
    notice = last_mail(story, channel="sms")
    url, support = f"/console/notices/{notice.pk}/resend/", desk("support")
    warning = "Nobody knows whether the first one arrived"
    assert warning not in support.get(url).content.decode()

    support.post(url)
    effect = Effect.objects.get(name="resend.sms")
    # Its process died under it: it may have been sent.
    Effect.objects.filter(pk=effect.pk).update(status="running", due=clock.now() - MINUTE, attempts=1)
    run(effect.pk)
    assert Effect.objects.get(pk=effect.pk).status == "unsure"
    assert warning in support.get(url).content.decode()

    mina.notify_sms = False
    mina.save()
    refused = support.post(url)
    assert refused.status_code == 409
    assert "The customer does not want text messages." in refused.content.decode()
    assert Effect.objects.filter(name="resend.sms").count() == 1


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
    assert "<td>Somebody else</td>" in row
    assert "Fin asks: Paid twice" in row
    assert "Open the payment page" in page
    only = room(buyer, "held-up/?why=bank")
    assert re.findall(r'data-held="(\w+)"', only) == ["bank"]
    assert len(re.findall(r'data-held="', room(buyer, "held-up/?why=zzz"))) == 5


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
