"""Rounds: every courier is asked about everything in as few calls as it takes, and writes come from news."""

import math
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from integrations import clock
from tests.faults.crash import COMMIT, everything, live
from tests.running import Sandbox
from tests.workflow.fleet import Writes, fleet, learn, one_round
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.runner import run, run_due
from workflow.jobs import tracking
from workflow.models import Parcel, PollRound, TrackingEvent
from workflow.selectors.asking import asked
from workflow.services.rounds import ask_now

pytestmark = [pytest.mark.database]
plain = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    """An hour between rounds, so that none begins anew while a test looks."""
    settings.COURIER_POLL_SECONDS = 3600


def polls() -> Any:
    return Effect.objects.filter(name="tracking.poll").order_by("id")


def usual_round() -> PollRound:
    return PollRound.objects.get(courier="fedex", cadence="usual")


def batches() -> list[list[int]]:
    return [effect.args["parcels"] for effect in polls()]


def work_hard() -> None:
    """Ticks and workers until nothing is left to do at this moment."""
    while True:
        tracking.tick()
        if not run_due():
            return


@plain
def test_a_round_of_a_thousand_is_34_requests_and_not_one_write(story: Story, sandbox: Sandbox) -> None:
    parcels = fleet(story.customer, 1000)
    assert learn(parcels) == math.ceil(1000 / 30) == 34
    before = (list(Parcel.objects.values_list()), list(TrackingEvent.objects.values_list()))
    asked_before, writes = sandbox.counts(), Writes()
    with writes.watch():
        one_round("fedex")
    asked_after = sandbox.counts()
    assert asked_after["courier_requests_fedex"] - asked_before["courier_requests_fedex"] == 34
    assert asked_after["courier_numbers_fedex"] - asked_before["courier_numbers_fedex"] == 1000
    assert writes.statements == []
    assert (list(Parcel.objects.values_list()), list(TrackingEvent.objects.values_list())) == before

    moved = parcels[::100]
    for parcel in moved:
        sandbox.post(f"parcels/{parcel.tracking_number}/next")
    one_round("fedex")
    assert sandbox.counts()["courier_requests_fedex"] - asked_after["courier_requests_fedex"] == 34
    changed = Parcel.objects.exclude(status="pre_transit")
    assert list(changed.order_by("pk").values_list("pk", "status")) == [(p.pk, "picked_up") for p in moved]
    assert TrackingEvent.objects.count() == len(before[1]) + 10


@plain
def test_what_is_news_takes_two_queries_whatever_the_batch(story: Story, sandbox: Sandbox) -> None:
    learn(fleet(story.customer, 30))
    tracking.tick()
    effect = polls().get()
    with (counted := Reads()).watch():
        tracking.poll(effect)
    assert counted.of("workflow_parcel", "workflow_trackingevent") == 2


class Reads:
    def __init__(self) -> None:
        self.statements: list[str] = []

    def watch(self) -> Any:
        def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            self.statements.append(sql)
            return execute(sql, params, many, context)

        return connection.execute_wrapper(look)

    def of(self, *tables: str) -> int:
        return sum(any(table in sql for table in tables) for sql in self.statements)


@plain
def test_one_tick_puts_a_few_full_batches_on_record_and_the_walk_goes_on(
    story: Story, sandbox: Sandbox, settings: Any
) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 1}
    ids = [parcel.pk for parcel in fleet(story.customer, 200)]
    tracking.tick()
    tracking.tick()
    assert batches() == [ids[0:30], ids[30:60]]
    run_due()
    tracking.tick()
    assert batches()[2:] == [ids[60:90], ids[90:120]]
    work_hard()
    assert batches()[4:] == [ids[120:150], ids[150:180], ids[180:200]]
    turn = usual_round()
    assert (turn.began_at, turn.cursor, turn.due_at) == (None, None, turn.asked_at + HOUR)
    assert polls().count() == 7


@plain
def test_nothing_to_ask_writes_nothing_and_a_tick_between_rounds_neither(
    story: Story, sandbox: Sandbox
) -> None:
    tracking.tick()  # the first of all: a row for each courier and pace
    before = everything()
    tracking.tick()
    assert everything() == before
    learn(fleet(story.customer, 3))
    work_hard()
    before = everything()
    tracking.tick()
    assert everything() == before


@plain
def test_a_new_parcel_is_asked_about_at_once_and_then_in_its_turn(story: Story, sandbox: Sandbox) -> None:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    assert parcel.cadence == "first"
    tracking.tick()
    run_due()
    assert batches() == [[parcel.pk]]
    parcel.refresh_from_db()
    # Korea Post knows nothing of it yet; that it was asked is written once.
    assert (parcel.cadence, parcel.status, asked(parcel).last) == ("usual", "pre_transit", None)
    work_hard()  # the regular round had nobody, so it begins now
    second = story.shipped(sandbox).parcels.get()
    with clock.travel(clock.now() + timedelta(seconds=61)):
        tracking.tick()
        assert batches() == [[parcel.pk], [parcel.pk], [second.pk]]
        assert asked(parcel).last == PollRound.objects.get(courier="ems", cadence="usual").asked_at


@plain
@pytest.mark.parametrize(
    ("steps", "cadence", "minutes"), [(3, "usual", 60), (11, "often", 15), (12, "", None)]
)
def test_the_pace_follows_the_status(
    story: Story, sandbox: Sandbox, steps: int, cadence: str, minutes: int | None
) -> None:
    parcel = story.shipped(sandbox, courier="fedex").parcels.get()
    story.poll()
    sandbox.post(f"parcels/{parcel.tracking_number}/next", steps=steps - 1)
    story.poll()
    parcel.refresh_from_db()
    assert parcel.cadence == cadence
    count = polls().count()
    story.poll()
    work_hard()
    assert polls().count() == count + bool(cadence)
    if minutes:
        turn = PollRound.objects.get(courier="fedex", cadence=cadence)
        assert turn.due_at - turn.asked_at == timedelta(minutes=minutes)
        assert asked(parcel).next == turn.due_at


@plain
def test_one_parcel_is_asked_about_out_of_turn_once(story: Story, sandbox: Sandbox) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    Parcel.objects.filter(pk=parcel.pk).update(onward="usps")
    assert [ask_now(parcel_id=parcel.pk), ask_now(parcel_id=parcel.pk)] == [2, 0]
    run_due()
    assert list(polls().values_list("target", "status")) == [("ems", "done"), ("usps", "done")]
    assert ask_now(parcel_id=parcel.pk) == 2


@plain
def test_who_leaves_and_who_joins_while_the_round_walks(
    story: Story, sandbox: Sandbox, settings: Any
) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 1}
    parcels = fleet(story.customer, 4, courier="ems")
    tracking.tick()
    assert batches() == [[parcel.pk] for parcel in parcels[:2]]
    Parcel.objects.filter(pk=parcels[2].pk).update(cadence="", status="delivered")
    (late,) = fleet(story.customer, 1, courier="ems", first_serial=2_000_000)
    run_due()
    tracking.tick()
    assert batches()[2:] == [[parcels[3].pk], [late.pk]]


@plain
def test_a_batch_that_is_tried_again_holds_the_next_round_back(story: Story, sandbox: Sandbox) -> None:
    learn(fleet(story.customer, 40))
    sandbox.fault("POST /fedex/track", "error503", times=1)
    tracking.tick()
    run_due()
    assert sorted(polls().values_list("status", flat=True)) == ["done", "pending"]
    with clock.travel(clock.now() + timedelta(hours=3)):
        tracking.tick()  # the next round would be due, but this one has not ended
        assert polls().count() == 2
        run_due()
        tracking.tick()
        # It ended, and the next began.
        assert polls().count() == 4


@plain
def test_a_courier_that_is_down_for_a_day_is_asked_now_and_then_and_one_failure_shows(
    story: Story, sandbox: Sandbox
) -> None:
    parcels = fleet(story.customer, 300)
    learn(parcels)
    sandbox.post(f"parcels/{parcels[77].tracking_number}/next")
    begin, tried, shown = clock.now(), [], []
    rule = sandbox.fault("POST /fedex/track", "error503", times=10**6)
    for minute in range(0, 24 * 60, 2):
        with clock.travel(begin + timedelta(minutes=minute)):
            tracking.tick()
            run_due()
        open_now = polls().filter(status__in=Effect.OPEN).count()
        assert open_now <= 4
        tried.append(open_now)
        shown.append(polls().filter(status="dead").count())
    # A hundredth of what a day of rounds would have been, and a person sees one failure, not hundreds.
    calls = next(one["used"] for one in sandbox.get("faults") if one["id"] == rule["id"])
    assert calls < 250
    assert (shown[-1], max(shown)) == (1, 5)
    assert Parcel.objects.exclude(status="pre_transit").count() == 0

    sandbox.post(f"faults/{rule['id']}/clear")
    for minute in range(0, 4 * 60, 2):
        with clock.travel(begin + timedelta(days=1, minutes=minute)):
            tracking.tick()
            run_due()
    assert list(Parcel.objects.exclude(status="pre_transit").values_list("pk", flat=True)) == [parcels[77].pk]
    assert not polls().filter(status="dead").exists()
    turn = usual_round()
    assert (turn.failures, turn.asked_at > begin + timedelta(days=1)) == (0, True)


@plain
def test_a_batch_that_can_never_be_asked_does_not_keep_the_others_waiting(
    story: Story, sandbox: Sandbox
) -> None:
    parcels = fleet(story.customer, 90)
    learn(parcels)
    sandbox.post(f"parcels/{parcels[-1].tracking_number}/next")
    tracking.tick()
    poison = polls()[0]
    Effect.objects.filter(pk=poison.pk).update(args={"parcels": "none"})
    begin = clock.now()
    for minute in range(0, 50, 1):
        with clock.travel(begin + timedelta(minutes=minute)):
            tracking.tick()
            run_due()
    assert Counter(polls().values_list("status", flat=True)) == {"dead": 1, "done": 2}
    assert Parcel.objects.get(pk=parcels[-1].pk).status == "picked_up"
    turn = usual_round()
    assert (turn.began_at, turn.failures) == (None, 1)


@plain
def test_after_three_days_of_downtime_the_round_goes_on_and_nothing_is_made_up_for(
    story: Story, sandbox: Sandbox
) -> None:
    ids = [parcel.pk for parcel in fleet(story.customer, 300)]
    tracking.tick()
    run_due()
    with clock.travel(clock.now() + timedelta(days=3)):
        work_hard()
        counts = Counter(pk for batch in batches() for pk in batch)
    # The rest of the old round, then one new round, not 72.
    assert counts == dict.fromkeys(ids, 2)


@real
def test_two_engines_at_once_walk_one_round(story: Story, sandbox: Sandbox) -> None:
    ids = [parcel.pk for parcel in fleet(story.customer, 300)]
    other = fleet(story.customer, 100, cadence="often", first_serial=2_000_000)
    learn(other)
    start = threading.Barrier(3)

    def engine() -> None:
        start.wait()
        for _ in range(4):
            tracking.tick()
        connection.close()

    engines = [threading.Thread(target=engine) for _ in range(3)]
    for thread in engines:
        thread.start()
    for thread in engines:
        thread.join()
    assert polls().filter(status="pending").count() == 4
    work_hard()
    counts = Counter(pk for batch in batches() for pk in batch)
    assert counts == dict.fromkeys([*ids, *(parcel.pk for parcel in other)], 1)
    assert polls().count() == 10 + 4


@real
def test_a_process_that_dies_at_any_moment_of_a_tick_leaves_the_round_where_it_was(
    story: Story, sandbox: Sandbox
) -> None:
    ids = [parcel.pk for parcel in fleet(story.customer, 70)]
    for place in (1, 2):
        # First the beginning of the round, then its end, which begins the next.
        before = everything()
        moment, life = 1, live(tracking.tick, ends_at=1)
        while life.last != COMMIT[1]:
            assert (life.died, everything()) == (True, before), f"moment {moment}, {life.last}"
            moment += 1
            life = live(tracking.tick, ends_at=moment)
        assert life.moments.count(COMMIT[0]) == 1
        assert batches() == [ids[0:30], ids[30:60], ids[60:70]] * place
        run_due()
        PollRound.objects.update(awake_at=clock.now() - 2 * HOUR, began_at=clock.now() - 2 * HOUR)
        PollRound.objects.update(due_at=clock.now() - 3 * HOUR)


@real
def test_through_deaths_at_every_moment_each_scan_is_written_once(story: Story, sandbox: Sandbox) -> None:
    parcels = fleet(story.customer, 70)
    learn(parcels)
    moved = parcels[::20]
    for parcel in moved:
        sandbox.post(f"parcels/{parcel.tracking_number}/next")
    scans, requests = TrackingEvent.objects.count(), sandbox.counts()["courier_requests_fedex"]
    tracking.tick()
    deaths = 0
    for effect in polls():
        moment, life = 1, live(lambda pk=effect.pk: run(pk), ends_at=1)
        while life.died:
            # Its lease runs out before anybody tries again; the try that died does not count.
            Effect.objects.filter(pk=effect.pk, status="running").update(due=clock.now(), attempts=0)
            deaths, moment = deaths + 1, moment + 1
            life = live(lambda pk=effect.pk, at=moment: run(pk), ends_at=moment)
        effect.refresh_from_db()
        assert effect.status == "done"
    assert deaths > 45
    assert TrackingEvent.objects.count() == scans + len(moved)
    assert set(Parcel.objects.exclude(status="pre_transit").values_list("pk", flat=True)) == {
        parcel.pk for parcel in moved
    }
    # Reading twice is all that a death costs.
    assert sandbox.counts()["courier_requests_fedex"] - requests >= 3
    tracking.tick()
    assert usual_round().began_at is None
