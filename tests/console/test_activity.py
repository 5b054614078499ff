"""The activity log: everything that staff did, in words, found again by person, kind, order and day."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.editing import publication
from catalog.editing.adoption import adopt
from catalog.editing.registry import kind_of
from catalog.models import Entry
from console import activity
from console.activity import Filters, Place
from integrations import clock
from tests.console.conftest import Desk, person
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import operations
from workflow.engine.models import Effect, TransitionLog
from workflow.models import AuditEntry
from workflow.services.attention import raise_attention, settle_attention
from workflow.services.desk import assign
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def log(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/console/operations/activity/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def told(page: str) -> list[tuple[str, str]]:
    """What was done and to what, as the page says it."""
    entries = page.split("data-entry=")[1:]
    return [
        (
            re.findall(r"<strong>([^<]+)</strong>", entry)[0],
            "".join(re.findall(r"</strong>\s*(?:<a[^>]*>|<span>)([^<]+)", entry)),
        )
        for entry in entries
    ]


@pytest.fixture
def busy(story: Story, desk: Desk, catalog: None) -> Any:
    """One of each kind of deed."""
    desk("owner")
    order = story.items_due()
    juno = story.desk
    assign(order_id=order.pk, actor=juno, to=story.staff)
    matter = raise_attention(order=order, concern=Concern.REFUND_DUE, about="x", amount_cents=500)
    settle_attention(attention_id=matter.pk, actor=juno, note="re_123")
    effect = Effect.objects.filter(subject_id=order.pk, name="notice.sms").first()
    assert effect is not None
    Effect.objects.filter(pk=effect.pk).update(status="dead")
    operations.decide(effect_id=effect.pk, verdict="skip", actor=juno, reason="Told them")
    adopt([kind_of("exchange_rate")])
    rate = Entry.objects.get(kind="exchange_rate")
    publication.publish(rate.pk, user=person("owner"), expect_seq=None)
    return order


def test_every_kind_of_deed_stands_there_newest_first(desk: Desk, busy: Any) -> None:
    page = log(desk("owner"))

    assert told(page)[:4] == [
        ("Published: exchange rate", "Won per dollar"),
        ("Skipped: Text message", busy.ref),
        ("Settled: Refund to make · $5.00", busy.ref),
        ("Assigned", busy.ref),
    ]
    steps = told(page)[4:]
    assert [title for title, _about in steps] == [
        "Prices confirmed", "Quote approved", "Item allowed", "Item allowed",
    ]  # fmt: skip
    assert {about for _title, about in steps} == {busy.ref}
    # What customers and the clock do is no deed of staff.
    assert "Quote requested" not in {title for title, _about in told(page)}
    assert f'href="/console/orders/{busy.ref}/"' in page


def test_filters_narrow_and_say_what_they_cannot_read(desk: Desk, busy: Any, story: Story) -> None:
    owner = desk("owner")
    other = story.approved()
    juno = story.staff

    by_kind = {kind: len(told(log(owner, f"?kind={kind}"))) for kind in activity.KINDS}
    assert by_kind == {"steps": 7, "calls": 1, "desk": 1, "matters": 1, "catalog": 1}
    assert {about for _title, about in told(log(owner, f"?order={busy.ref.lower()}"))} == {busy.ref}
    assert len(told(log(owner, f"?order={busy.ref[3:]}"))) == 7
    assert len(told(log(owner, f"?order={other.ref}"))) == 3
    assert len(told(log(owner, f"?person={juno.pk}"))) == 10
    today, past = clock.today(), clock.today() - timedelta(days=1)
    assert len(told(log(owner, f"?day={today}"))) == 11
    empty = log(owner, f"?day={past}")
    assert "Nobody did anything that fits these filters together." in empty
    bad = log(owner, "?order=BD-NOPE&day=x&person=999999&kind=zzz")
    assert "There is no order BD-NOPE." in bad
    assert told(bad) == []


def test_a_customer_s_data_is_masked(desk: Desk, db: Any) -> None:
    owner = desk("owner")
    me = person("owner")
    AuditEntry.objects.create(actor=me, actor_label="Owner", verb="invited", about="mina@customer.example")

    page = log(owner)

    assert "m•••@customer.example" in page
    assert "mina@customer.example" not in page


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk, db: Any) -> None:
    owner = desk("owner")
    now = clock.now()
    for number in range(120):
        TransitionLog.objects.create(
            flow="order", subject_id=1, seq=number, name="ship", source="", target="", actor_kind="staff",
            actor_label="Ann", at=now + timedelta(seconds=2 * number),
        )  # fmt: skip
    for number in range(10):
        AuditEntry.objects.create(
            actor_label="Ben", verb="noted", at=now + timedelta(seconds=20 * number + 1)
        )

    first = activity.page(Filters(), Place())
    assert first.after is not None
    # A deed that is done meanwhile shifts nothing.
    AuditEntry.objects.create(actor_label="Ben", verb="noted", at=now + timedelta(hours=1))
    second = activity.page(Filters(), Place.parse(str(first.after)))
    assert second.after is not None
    third = activity.page(Filters(), Place.parse(str(second.after)))

    rows = [*first.rows, *second.rows, *third.rows]
    assert (len(first.rows), len(second.rows), len(third.rows), third.after) == (50, 50, 30, None)
    assert len({(type(row), row.pk) for row in rows}) == 130
    moments = [activity.at(row) for row in rows]
    assert moments == sorted(moments, reverse=True)
    page = log(owner, f"?before={first.after}")
    assert "Older" in page
    assert "Newest" in page
    assert log(owner, "?before=nonsense")


def test_matters_settled_at_the_same_moment_are_all_shown(desk: Desk, story: Story, juno: Any) -> None:
    order = story.requested()
    at = clock.now()
    for number in range(60):
        matter = raise_attention(order=order, concern=Concern.PARCEL, about=str(number))
        matter.settled_at, matter.settled_by, matter.settled_note = at, juno, "ok"
        matter.save()

    first = activity.page(Filters(kind="matters"), Place())
    assert first.after is not None
    second = activity.page(Filters(kind="matters"), Place.parse(str(first.after)))

    assert (len(first.rows), len(second.rows), second.after) == (50, 10, None)


def test_the_log_costs_the_same_on_every_page(desk: Desk, story: Story, sandbox: Sandbox, juno: Any) -> None:
    order = story.in_warehouse(sandbox)
    for _number in range(120):
        AuditEntry.objects.create(actor=juno, actor_label="Juno", verb="noted", order=order)
    owner = desk("owner")
    log(owner)

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            log(owner, query)
        return len(queries)

    after = activity.page(Filters(), Place()).after
    assert abs(asked("") - asked(f"?before={after}")) <= 3
    assert asked("") < 40


def test_only_who_may_look_looks(desk: Desk, busy: Any) -> None:
    for role in ("buyer", "warehouse", "moderator", "editor"):
        assert desk(role).get("/console/operations/activity/").status_code == 403
    assert desk("support").get("/console/operations/activity/").status_code == 200
