"""Silence: noticed in time, put before a person once, over when the courier speaks again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Counting, Deadline, Standing
from integrations import clock
from integrations.live.models import LiveEvent
from tests.running import Sandbox
from tests.workflow.fleet import fleet, learn
from tests.workflow.story import Story
from workflow.jobs import stalls, tracking
from workflow.models import Attention, Parcel, PollRound
from workflow.services.stalls import watch

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.STAFF_LANGUAGE = "en"


@contextmanager
def days_later(story: Story, days: float, *, polls: bool = True) -> Iterator[datetime]:
    """The couriers are asked, and the clock looks for silence."""
    at = clock.now() + days * DAY
    with clock.travel(at):
        if polls:
            story.poll()
            tracking.tick()  # the round ends: the courier has answered
        stalls.tick()
        yield at


def on_its_way(story: Story, sandbox: Sandbox, steps: int = 3) -> Parcel:
    parcel = story.shipped(sandbox).parcels.get()
    story.poll()
    if steps:
        sandbox.post(f"parcels/{parcel.tracking_number}/next", steps=steps)
    story.poll()
    parcel.refresh_from_db()
    return parcel


def matters() -> list[tuple[str, bool]]:
    rows = Attention.objects.filter(concern="parcel").order_by("id")
    return [(matter.detail, matter.settled_at is None) for matter in rows]


def test_silence_is_put_before_a_person_once_and_a_scan_ends_it(story: Story, sandbox: Sandbox) -> None:
    parcel = on_its_way(story, sandbox, steps=2)
    with days_later(story, 6.9):
        assert matters() == []
    said = (
        "No scan for 7 days. The last one: Arrival at outward office of exchange "
        "INTERNATIONAL POST LOGISTICS CENTER"
    )
    for days in (7.1, 8, 20):
        with days_later(story, days):
            assert matters() == [(said, True)]
    parcel.refresh_from_db()
    assert (parcel.cadence, parcel.status) == ("seldom", "in_transit")
    assert parcel.stalled_at is not None

    sandbox.post(f"parcels/{parcel.tracking_number}/next")
    with days_later(story, 21) as at:
        parcel.refresh_from_db()
        assert (parcel.cadence, parcel.stalled_at, parcel.quiet_since >= at) == ("usual", None, True)
        assert matters() == [(said, False)]
        assert Attention.objects.get().settled_note == "A scan came in."
    with days_later(story, 29):
        # A second silence is another matter.
        assert [is_open for _detail, is_open in matters()] == [False, True]


def test_whoever_listens_hears_of_it(story: Story, sandbox: Sandbox) -> None:
    on_its_way(story, sandbox)
    before = list(LiveEvent.objects.values_list("pk", flat=True))
    with days_later(story, 8, polls=False):
        pass
    assert not LiveEvent.objects.exclude(pk__in=before).exists()  # nobody has asked for a week
    with days_later(story, 8):
        told = LiveEvent.objects.exclude(pk__in=before).order_by("id").values_list("type", "channel")
        assert {("attention", "staff"), ("parcel", "staff")} <= set(told)


@pytest.mark.parametrize(
    ("steps", "status", "days"),
    [(0, "pre_transit", 4), (1, "picked_up", 7), (7, "customs", 5), (11, "out_for_delivery", 2)],
)
def test_each_status_has_its_limit(
    story: Story, sandbox: Sandbox, steps: int, status: str, days: int
) -> None:
    parcel = story.shipped(sandbox, courier="fedex").parcels.get()
    story.poll()
    if steps > 1:
        sandbox.post(f"parcels/{parcel.tracking_number}/next", steps=steps - 1)
    elif steps:
        sandbox.post(f"parcels/{parcel.tracking_number}/next")
    story.poll()
    parcel.refresh_from_db()
    assert parcel.status == status
    with days_later(story, days - 0.1):
        assert matters() == []
    with days_later(story, days + 0.1):
        ((detail, _is_open),) = matters()
        assert detail.startswith(f"No scan for {days} days. The last one: ")


def test_before_the_first_scan_there_is_none_to_tell_of(story: Story, sandbox: Sandbox) -> None:
    on_its_way(story, sandbox, steps=0)
    with days_later(story, 4.5):
        assert matters() == [("No scan for 4 days.", True)]


def test_staff_change_a_limit_in_the_catalog_or_end_it(story: Story, sandbox: Sandbox) -> None:
    on_its_way(story, sandbox)
    first_day = clock.today() + 2 * DAY
    Deadline.objects.create(
        step="quiet_moving", hours=72, counting=Counting.CALENDAR, valid_from=first_day, source="Desk",
        standing=Standing.HOUSE,
    )  # fmt: skip
    with days_later(story, 3.5):
        assert len(matters()) == 1
    Attention.objects.all().delete()
    Parcel.objects.update(stalled_at=None)
    Deadline.objects.filter(step="quiet_moving").update(valid_to=first_day)
    with days_later(story, 30):
        assert matters() == []


def test_while_a_courier_does_not_answer_its_silence_means_nothing(story: Story, sandbox: Sandbox) -> None:
    on_its_way(story, sandbox)
    tracking.tick()
    rule = sandbox.fault("GET /ems", "error503", times=10**6)
    with days_later(story, 9):
        assert matters() == []
    sandbox.post(f"faults/{rule['id']}/clear")
    with days_later(story, 9.5):
        assert len(matters()) == 1


def test_a_customs_hold_is_its_own_matter_and_silence_after_it_another(
    story: Story, sandbox: Sandbox
) -> None:
    parcel = on_its_way(story, sandbox)
    sandbox.post(f"parcels/{parcel.tracking_number}/customs_hold")
    story.poll()
    story.poll()  # USPS has heard of it too
    assert matters() == [("Held by import customs LOS ANGELES ISC", True)]
    with days_later(story, 5.5):
        assert [is_open for _detail, is_open in matters()] == [True, True]
    sandbox.post(f"parcels/{parcel.tracking_number}/next", to="delivered")
    with days_later(story, 6):
        assert [is_open for _detail, is_open in matters()] == [False, False]


def test_a_delivered_parcel_is_not_missed(story: Story, sandbox: Sandbox) -> None:
    story.delivered(sandbox)
    with days_later(story, 40):
        assert matters() == []


def test_after_ninety_days_the_courier_is_left_in_peace_and_a_person_knows(
    story: Story, sandbox: Sandbox
) -> None:
    parcel = on_its_way(story, sandbox)
    with clock.travel(clock.now() + 88 * DAY):
        sandbox.post(f"parcels/{parcel.tracking_number}/next")
        story.poll()
    with days_later(story, 91):
        parcel.refresh_from_db()
        assert (parcel.cadence, parcel.quiet_since, parcel.status) == ("", None, "in_transit")
        assert matters() == [
            ("Not delivered 90 days after shipping. The courier is not asked any more.", True)
        ]
        stalls.tick()
        assert len(matters()) == 1


def test_what_it_costs_does_not_grow_with_the_parcels(story: Story, sandbox: Sandbox) -> None:
    PollRound.objects.create(courier="fedex", cadence="usual", asked_at=clock.now())
    fleet(story.customer, 3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert watch() == 0
    fleet(story.customer, 500, first_serial=2_000_000)
    with CaptureQueriesContext(connection) as many:
        assert watch() == 0
    assert len(many) == len(few) == 12


def test_a_flood_is_taken_in_portions(story: Story, sandbox: Sandbox) -> None:
    long_ago = clock.now() - 6 * DAY
    learn(fleet(story.customer, 450, shipped_at=long_ago))
    PollRound.objects.create(courier="fedex", cadence="usual", asked_at=clock.now())
    assert [watch(), watch(), watch(), watch()] == [200, 200, 50, 0]
    assert set(Parcel.objects.values_list("cadence", flat=True)) == {"seldom"}
