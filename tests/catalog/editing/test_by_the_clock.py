"""Going live and ending by the clock: on time, once, also after an engine that slept."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from catalog.editing import drafts, publication
from catalog.editing.errors import EditError, NotReady
from catalog.models import Entry, Holiday, Store
from integrations import clock
from tests.catalog.editing.edits import an_entry, live
from workflow.engine.ticks import run_ticks

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("catalog")]

HOUR = timedelta(hours=1)


def _drafted(writer: Any, name: str = "New name") -> Entry:
    entry = an_entry("store")
    assert entry.latest_revision is not None
    content = {**entry.latest_revision.content, "name": name}
    return drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)


def _scheduled(
    writer: Any, editor: Any, go_live_at: datetime | None, expire_at: datetime | None = None
) -> Entry:
    entry = _drafted(writer)
    return publication.schedule(
        entry.pk, user=editor, go_live_at=go_live_at, expire_at=expire_at, expect_seq=entry.seq
    )


def _verbs(entry: Entry) -> list[str]:
    return list(entry.events.order_by("id").values_list("verb", flat=True))


def test_it_goes_live_at_its_time_and_once(writer: Any, editor: Any) -> None:
    before, start = live(), clock.now()
    entry = _scheduled(writer, editor, start + HOUR)
    with clock.travel(start + HOUR - timedelta(seconds=20)):
        assert publication.publish_due() == 0
        assert live() == before
    with clock.travel(start + HOUR):
        assert publication.publish_due() == 1
        assert publication.publish_due() == 0
    assert Store.objects.get(pk=entry.key).name == "New name"
    assert _verbs(entry) == ["saved", "scheduled", "published"]
    entry.refresh_from_db()
    assert (entry.go_live_at, entry.has_unpublished_changes) == (None, False)


def test_the_engine_does_it_after_a_night_without_one(writer: Any, editor: Any) -> None:
    start = clock.now()
    entry = _scheduled(writer, editor, start + HOUR, start + 2 * HOUR)
    with clock.travel(start + 12 * HOUR):
        assert "catalog.editing.publication.publish_due" in run_ticks()
        run_ticks()
    entry.refresh_from_db()
    assert (entry.live, entry.expired) == (False, True)
    assert Store.objects.get(pk=entry.key).live is False
    assert _verbs(entry) == ["saved", "scheduled", "published", "expired"]


def test_what_was_scheduled_goes_live_and_not_what_was_written_since(writer: Any, editor: Any) -> None:
    start = clock.now()
    entry = _scheduled(writer, editor, start + HOUR)
    assert entry.latest_revision is not None
    content = {**entry.latest_revision.content, "name": "Still being written"}
    entry = drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)
    with clock.travel(start + HOUR):
        publication.publish_due()
    entry.refresh_from_db()
    assert Store.objects.get(pk=entry.key).name == "New name"
    assert (entry.has_unpublished_changes, entry.title) == (True, "New name")


def test_what_cannot_be_published_says_why_and_holds_up_nothing_else(writer: Any, editor: Any) -> None:
    start, before = clock.now(), an_entry("store")
    entry = _scheduled(writer, editor, start + HOUR)
    # Meanwhile another shop took the host.
    assert entry.scheduled_revision is not None
    revision = entry.scheduled_revision
    revision.content = {**revision.content, "host": Store.objects.exclude(pk=before.key)[0].host}
    revision.save()
    with clock.travel(start + HOUR):
        assert publication.publish_due() == 1
        assert publication.publish_due() == 0
    event = entry.events.order_by("id").last()
    assert event is not None
    assert event.verb == "not_published"
    assert "already exists" in event.note
    entry.refresh_from_db()
    assert (entry.go_live_at, entry.live, entry.live_revision_id) == (None, True, before.live_revision_id)


@pytest.mark.parametrize(
    ("begins", "ends", "place", "sentence"),
    [
        (-HOUR, None, "go_live_at", "This moment is over. Publish now, or set a later one."),
        (HOUR, timedelta(0), "expire_at", "The end has to come after the beginning."),
        (None, -HOUR, "expire_at", "This moment is over."),
        (None, None, "go_live_at", "Set a moment."),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(
    begins: timedelta | None, ends: timedelta | None, place: str, sentence: str, writer: Any, editor: Any
) -> None:
    entry, now, before = _drafted(writer), clock.now(), live()
    with pytest.raises(NotReady) as refused:
        publication.schedule(
            entry.pk,
            user=editor,
            go_live_at=now + begins if begins is not None else None,
            expire_at=now + ends if ends is not None else None,
            expect_seq=entry.seq,
        )
    assert refused.value.complaints == {place: [sentence]}
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.seq, kept.go_live_at, kept.expire_at, live()) == (entry.seq, None, None, before)


def test_a_dated_rule_has_its_days_instead(editor: Any) -> None:
    entry = an_entry("fee")
    with pytest.raises(EditError, match="first and last day"):
        publication.schedule(
            entry.pk, user=editor, go_live_at=clock.now() + HOUR, expire_at=None, expect_seq=entry.seq
        )


def test_off_and_on_again(editor: Any) -> None:
    entry = an_entry("store")
    entry = publication.unpublish(entry.pk, user=editor, expect_seq=entry.seq)
    assert (entry.live, Store.objects.get(pk=entry.key).live) == (False, False)
    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert (entry.live, Store.objects.get(pk=entry.key).live) == (True, True)


def test_a_holiday_that_is_taken_off_is_gone_and_can_come_back(editor: Any) -> None:
    entry = an_entry("holiday")
    day = Holiday.objects.get(pk=entry.key)
    entry = publication.unpublish(entry.pk, user=editor, expect_seq=entry.seq)
    assert not Holiday.objects.filter(country=day.country, date=day.date).exists()
    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert Holiday.objects.get(pk=entry.key).name == day.name


def test_what_the_shop_cannot_do_without_stays(editor: Any) -> None:
    for kind in ("message", "deadline", "fee", "exchange_rate"):
        entry = an_entry(kind)
        with pytest.raises(EditError, match="cannot do without this"):
            publication.unpublish(entry.pk, user=editor, expect_seq=entry.seq)
