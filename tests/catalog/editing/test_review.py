"""Two pairs of eyes: submit, approve, ask for changes, withdraw."""

from typing import Any

import pytest

from catalog.editing import drafts, publication, reviewing
from catalog.editing.errors import EditError, NotAllowed, NotReady
from catalog.models import Entry, Store
from tests.catalog.editing.edits import an_entry, live

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("catalog")]


def _submitted(writer: Any, **changes: str) -> Entry:
    entry = an_entry("store")
    assert entry.latest_revision is not None
    content = {**entry.latest_revision.content, **(changes or {"name": "New name"})}
    entry = drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)
    reviewing.submit(entry.pk, user=writer, note="They renamed it.", expect_seq=entry.seq)
    return Entry.objects.get(pk=entry.pk)


def _verbs(entry: Entry) -> list[str]:
    return list(entry.events.order_by("id").values_list("verb", flat=True))


def test_submitted_approved_live(writer: Any, editor: Any) -> None:
    before = live()
    entry = _submitted(writer)
    assert live() == before
    entry = reviewing.approve(entry.pk, user=editor, comment="Thank you.", expect_seq=entry.seq)
    assert Store.objects.get(pk=entry.key).name == "New name"
    assert _verbs(entry) == ["saved", "submitted", "approved", "published"]
    decided = reviewing.last_decided(entry)
    assert decided is not None
    assert (decided.verdict, decided.comment, decided.open_for) == ("approved", "Thank you.", None)


def test_changes_are_asked_for_with_a_reason(writer: Any, editor: Any) -> None:
    entry, before = _submitted(writer), live()
    with pytest.raises(NotReady) as refused:
        reviewing.ask_for_changes(entry.pk, user=editor, comment="  ", expect_seq=entry.seq)
    assert refused.value.complaints == {"comment": ["Say what should change."]}
    entry = reviewing.ask_for_changes(entry.pk, user=editor, comment="Korean name too.", expect_seq=entry.seq)
    assert live() == before
    assert drafts.open_review(entry) is None
    assert _verbs(entry)[-1] == "changes_asked"
    reviewing.submit(entry.pk, user=writer, expect_seq=entry.seq)


def test_nobody_approves_their_own_and_no_writer_decides(writer: Any, editor: Any) -> None:
    entry = _submitted(writer)
    with pytest.raises(NotAllowed):
        reviewing.approve(entry.pk, user=writer, expect_seq=entry.seq)
    reviewing.withdraw(entry.pk, user=writer, expect_seq=entry.seq)
    entry.refresh_from_db()
    reviewing.submit(entry.pk, user=editor, expect_seq=entry.seq)
    entry.refresh_from_db()
    with pytest.raises(EditError, match="Somebody else approves"):
        reviewing.approve(entry.pk, user=editor, expect_seq=entry.seq)
    assert Store.objects.get(pk=entry.key).name != "New name"


def test_while_it_waits_its_writer_does_not_change_it(writer: Any, editor: Any) -> None:
    entry = _submitted(writer)
    assert entry.latest_revision is not None
    content = {**entry.latest_revision.content, "name": "Sneaked in"}
    with pytest.raises(EditError, match="waits for review"):
        drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)
    with pytest.raises(EditError, match="waits for review"):
        drafts.revert(entry.pk, user=writer, number=1, expect_seq=entry.seq)
    entry = drafts.save(entry.pk, user=editor, content={**content, "name": "Mended"}, expect_seq=entry.seq)
    entry = reviewing.approve(entry.pk, user=editor, expect_seq=entry.seq)
    assert Store.objects.get(pk=entry.key).name == "Mended"


def test_faulty_words_are_not_submitted(writer: Any) -> None:
    with pytest.raises(NotReady) as refused:
        _submitted(writer, host="not a host")
    assert list(refused.value.complaints) == ["host"]


def test_nothing_new_is_not_submitted(writer: Any) -> None:
    entry = an_entry("store")
    with pytest.raises(EditError, match="nothing new"):
        reviewing.submit(entry.pk, user=writer, expect_seq=entry.seq)


def test_who_publishes_past_a_review_closes_it(writer: Any, editor: Any) -> None:
    entry = _submitted(writer)
    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    decided = reviewing.last_decided(entry)
    assert decided is not None
    assert (decided.verdict, decided.decided_by) == ("approved", editor)
