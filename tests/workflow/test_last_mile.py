"""From Korea Post to USPS under one number: who is asked, who is believed, who delivers."""

from collections.abc import Sequence

import pytest

from integrations.couriers.base import Scan, Track
from integrations.couriers.status import TrackingStatus as S
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.models import Effect
from workflow.engine.transactions import in_transaction
from workflow.jobs.tracking import fingerprint
from workflow.models import Attention, Order, Parcel, TrackingEvent
from workflow.services.tracking import follow

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CLEARED = 5  # scans until Korea Post has told that the parcel left customs in the U.S.


def arrived(story: Story, sandbox: Sandbox, steps: int = CLEARED) -> Parcel:
    order = story.shipped(sandbox)
    parcel = order.parcels.get()
    story.poll()
    sandbox.post(f"parcels/{parcel.tracking_number}/next", steps=steps)
    story.poll()
    parcel.refresh_from_db()
    return parcel


def last_asked() -> list[str]:
    polls = Effect.objects.filter(name="tracking.poll").order_by("-id")
    return sorted(polls.values_list("target", flat=True)[:2])


def told(parcel: Parcel, *scans: tuple[str, S], by: str) -> None:
    """What one courier says, all in all, as a poll would hand it over."""
    track = Track(
        number=parcel.tracking_number,
        found=True,
        status=scans[-1][1],
        scans=tuple(
            Scan(None, f"2026112{n}", code, status, code, "LA") for n, (code, status) in enumerate(scans)
        ),
    )
    in_transaction(
        lambda: follow(
            parcel_id=parcel.pk,
            track=track,
            fingerprints=[fingerprint(scan) for scan in track.scans],
            told_by=by,
        )
    )
    parcel.refresh_from_db()


def scans_of(parcel: Parcel) -> Sequence[tuple[str, str]]:
    return list(TrackingEvent.objects.filter(parcel=parcel).order_by("id").values_list("courier", "code"))


def test_before_its_arrival_only_korea_post_is_asked(story: Story, sandbox: Sandbox) -> None:
    parcel = arrived(story, sandbox, steps=3)
    assert (parcel.onward, parcel.status) == ("", "in_transit")
    story.poll()
    assert set(Effect.objects.filter(name="tracking.poll").values_list("target", flat=True)) == {"ems"}


def test_from_its_arrival_on_both_are_asked_and_each_scan_says_who_told_it(
    story: Story, sandbox: Sandbox
) -> None:
    parcel = arrived(story, sandbox)
    assert parcel.onward == "usps"
    story.poll()
    assert last_asked() == ["ems", "usps"]
    assert {teller for teller, _code in scans_of(parcel)} == {"ems", "usps"}
    before = scans_of(parcel)
    story.poll()
    assert (last_asked(), scans_of(parcel)) == (["ems", "usps"], before)


def test_whoever_tells_it_first_delivers_and_once(story: Story, sandbox: Sandbox) -> None:
    parcel = arrived(story, sandbox)
    sandbox.post(f"parcels/{parcel.tracking_number}/next", to="delivered")
    story.poll()
    parcel.refresh_from_db()
    assert (parcel.status, parcel.cadence, parcel.under_way) == ("delivered", "", None)
    assert Order.objects.get().state == "delivered"
    assert Effect.objects.filter(target="customer:delivered", name="notice.mail").count() == 1
    assert not Effect.objects.filter(status__in=("dead", "unsure", "superseded")).exists()


def test_once_usps_has_spoken_a_late_scan_of_korea_post_moves_nothing(story: Story, sandbox: Sandbox) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    told(parcel, ("D", S.IN_TRANSIT), by="ems")
    assert (parcel.onward, parcel.cadence) == ("usps", "usual")
    told(parcel, ("OF", S.OUT_FOR_DELIVERY), by="usps")
    assert (parcel.status, parcel.cadence) == ("out_for_delivery", "often")
    told(parcel, ("D", S.IN_TRANSIT), ("G", S.IN_TRANSIT), by="ems")
    assert (parcel.status, scans_of(parcel)) == (
        "out_for_delivery",
        [("ems", "D"), ("usps", "OF"), ("ems", "G")],
    )


def test_a_customs_hold_is_believed_of_either_and_told_once(story: Story, sandbox: Sandbox) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    told(parcel, ("D", S.IN_TRANSIT), by="ems")
    told(parcel, ("10", S.IN_TRANSIT), by="usps")
    told(parcel, ("D", S.IN_TRANSIT), ("E", S.CUSTOMS_HOLD), by="ems")
    assert parcel.status == "customs_hold"
    # USPS says nothing new: that is no news. Then it does.
    told(parcel, ("10", S.IN_TRANSIT), by="usps")
    assert parcel.status == "customs_hold"
    told(parcel, ("10", S.IN_TRANSIT), ("14", S.CUSTOMS_HOLD), by="usps")
    assert Attention.objects.filter(concern="parcel").count() == 1
    told(parcel, ("10", S.IN_TRANSIT), ("14", S.CUSTOMS_HOLD), ("21", S.IN_TRANSIT), by="usps")
    assert parcel.status == "in_transit"


def test_a_hold_in_the_sandbox_is_one_matter_from_both(story: Story, sandbox: Sandbox) -> None:
    parcel = arrived(story, sandbox, steps=4)
    sandbox.post(f"parcels/{parcel.tracking_number}/customs_hold")
    for _ in range(3):
        story.poll()
    parcel.refresh_from_db()
    assert parcel.status == "customs_hold"
    assert Attention.objects.filter(concern="parcel").count() == 1


def test_the_same_scan_told_by_both_is_two_rows(story: Story, sandbox: Sandbox) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    told(parcel, ("D", S.IN_TRANSIT), by="ems")
    told(parcel, ("D", S.IN_TRANSIT), by="usps")
    told(parcel, ("D", S.IN_TRANSIT), by="usps")
    assert scans_of(parcel) == [("ems", "D"), ("usps", "D")]


def test_a_courier_that_has_nothing_to_do_with_it_is_not_heard(story: Story, sandbox: Sandbox) -> None:
    parcel = story.shipped(sandbox).parcels.get()
    told(parcel, ("DL", S.DELIVERED), by="usps")
    assert (parcel.status, scans_of(parcel)) == ("pre_transit", [])
