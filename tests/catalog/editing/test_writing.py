"""Drafts: kept as typed, one revision a stretch, never over somebody else's words."""

from typing import Any

import pytest

from catalog.editing import drafts, locking, publication
from catalog.editing.errors import EditedMeanwhile, EditError, Locked, NotAllowed
from catalog.editing.registry import kind_of
from catalog.models import Entry, EntryEvent, Revision, Store
from tests.catalog.editing.edits import an_entry, live

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("catalog")]

PAGE, OTHER_PAGE = "5e1f0000-0000-4000-8000-000000000001", "5e1f0000-0000-4000-8000-000000000002"


def _with(entry: Entry, **changes: str) -> dict[str, Any]:
    assert entry.latest_revision is not None
    return {**entry.latest_revision.content, **changes}


def _numbers(entry: Entry) -> list[int]:
    return sorted(entry.revisions.values_list("number", flat=True))


def test_a_stretch_of_editing_is_one_revision(writer: Any) -> None:
    entry = an_entry("store")
    for name in ("M", "Mu", "Musinsa!"):
        entry = drafts.save(
            entry.pk, user=writer, content=_with(entry, name=name), expect_seq=entry.seq,
            stretch=PAGE, by_hand=False,
        )  # fmt: skip
    assert _numbers(entry) == [1, 2]
    assert entry.title == "Musinsa!"
    entry = drafts.save(
        entry.pk, user=writer, content=_with(entry, name="Musinsa!"), expect_seq=entry.seq, stretch=PAGE
    )
    entry = drafts.save(
        entry.pk, user=writer, content=_with(entry, name="Musinsa?"), expect_seq=entry.seq,
        stretch=PAGE, by_hand=False,
    )  # fmt: skip
    assert _numbers(entry) == [1, 2, 3]


def test_two_pages_of_one_person_are_two_stretches(writer: Any) -> None:
    entry = an_entry("store")
    for page, name in ((PAGE, "One"), (OTHER_PAGE, "Two")):
        entry = drafts.save(
            entry.pk, user=writer, content=_with(entry, name=name), expect_seq=entry.seq,
            stretch=page, by_hand=False,
        )  # fmt: skip
    assert _numbers(entry) == [1, 2, 3]


def test_the_same_words_again_write_nothing(writer: Any) -> None:
    entry = an_entry("store")
    again = drafts.save(entry.pk, user=writer, content=_with(entry), expect_seq=entry.seq)
    assert (again.seq, _numbers(again), again.has_unpublished_changes) == (entry.seq, [1], False)
    assert not EntryEvent.objects.exists()


def test_who_comes_late_writes_over_nothing(writer: Any, editor: Any) -> None:
    entry = an_entry("store")
    seen = entry.seq
    drafts.save(entry.pk, user=editor, content=_with(entry, name="Theirs"), expect_seq=seen)
    with pytest.raises(EditedMeanwhile, match="newer version"):
        drafts.save(entry.pk, user=writer, content=_with(entry, name="Mine"), expect_seq=seen)
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.title, _numbers(kept)) == ("Theirs", [1, 2])


def test_half_finished_words_are_kept_and_not_published(writer: Any, editor: Any) -> None:
    entry, before = an_entry("store"), live()
    entry = drafts.save(entry.pk, user=writer, content=_with(entry, host="not a host"), expect_seq=entry.seq)
    with pytest.raises(EditError) as refused:
        publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert refused.value.code == "not_ready"
    assert list(refused.value.complaints) == ["host"]  # type: ignore[attr-defined]
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.seq, kept.live_revision_id, live()) == (entry.seq, entry.live_revision_id, before)
    assert kept.latest_revision is not None
    assert kept.latest_revision.content["host"] == "not a host"


def test_who_only_writes_publishes_nothing(writer: Any) -> None:
    entry, before = an_entry("store"), live()
    entry = drafts.save(entry.pk, user=writer, content=_with(entry, name="New"), expect_seq=entry.seq)
    for deed in (publication.publish, publication.unpublish, publication.unschedule):
        with pytest.raises(NotAllowed):
            deed(entry.pk, user=writer, expect_seq=entry.seq)
    assert live() == before
    assert EntryEvent.objects.count() == 1


def test_a_locked_entry_is_its_owners_alone(writer: Any, editor: Any) -> None:
    entry = locking.lock(an_entry("store").pk, user=editor)
    with pytest.raises(Locked, match="Editor has locked this"):
        drafts.save(entry.pk, user=writer, content=_with(entry, name="New"), expect_seq=entry.seq)
    with pytest.raises(Locked):
        locking.unlock(entry.pk, user=writer)
    entry = drafts.save(entry.pk, user=editor, content=_with(entry, name="Mine"), expect_seq=entry.seq)
    entry = locking.unlock(entry.pk, user=editor)
    entry = drafts.save(entry.pk, user=writer, content=_with(entry, name="Ours"), expect_seq=entry.seq)
    assert (entry.title, entry.is_locked) == ("Ours", False)


def test_who_publishes_unlocks_what_another_left_locked(writer: Any, editor: Any) -> None:
    entry = locking.lock(an_entry("store").pk, user=writer)
    assert locking.unlock(entry.pk, user=editor).locked_by is None


def test_an_old_version_comes_back_as_a_draft(writer: Any, editor: Any) -> None:
    entry = an_entry("store")
    old = entry.title
    entry = drafts.save(entry.pk, user=writer, content=_with(entry, name="New"), expect_seq=entry.seq)
    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    published = live()
    entry = drafts.revert(entry.pk, user=writer, number=1, expect_seq=entry.seq)
    assert (entry.title, entry.has_unpublished_changes, live()) == (old, True, published)
    assert entry.latest_revision is not None
    assert (entry.latest_revision.number, entry.latest_revision.origin) == (3, Revision.Origin.REVERTED)
    publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert Store.objects.get(pk=entry.key).name == old


def test_a_draft_that_is_given_up_stays_in_the_history(writer: Any) -> None:
    entry = an_entry("store")
    old = entry.title
    entry = drafts.save(entry.pk, user=writer, content=_with(entry, name="New"), expect_seq=entry.seq)
    again = drafts.drop_changes(entry.pk, user=writer, expect_seq=entry.seq)
    assert again is not None
    assert (again.title, again.has_unpublished_changes, _numbers(again)) == (old, False, [1, 2])


def test_what_it_is_about_stays_once_it_was_live(writer: Any, editor: Any) -> None:
    entry = an_entry("screening_rule")
    assert entry.latest_revision is not None
    content = _with(entry, code="another", valid_from="2030-01-01")
    entry = drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)
    with pytest.raises(EditError) as refused:
        publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert list(refused.value.complaints) == ["code"]  # type: ignore[attr-defined]


def test_a_second_rule_of_one_code_is_refused(writer: Any, editor: Any) -> None:
    first, before = an_entry("screening_rule"), live()
    content = _with(first, valid_from="2030-01-01")
    second = drafts.begin(kind_of("screening_rule"), user=writer, content=content)
    with pytest.raises(EditError) as refused:
        publication.publish(second.pk, user=editor, expect_seq=second.seq)
    assert refused.value.complaints == {"code": ["There is one already. Edit that one instead."]}  # type: ignore[attr-defined]
    assert live() == before


def test_a_table_without_end_is_refused_and_not_cut(editor: Any) -> None:
    entry = an_entry("rate_card")
    rows = [{"up_to_g": str(500 * (n + 1)), "price_krw": "30000"} for n in range(501)]
    with pytest.raises(EditError, match="up to 500 rows"):
        drafts.save(entry.pk, user=editor, content={**_with(entry), "rows": rows}, expect_seq=entry.seq)
    assert _numbers(entry) == [1]


def test_a_text_without_end_is_refused(writer: Any) -> None:
    entry = an_entry("store")
    with pytest.raises(EditError, match="longer than 200000 characters"):
        drafts.save(entry.pk, user=writer, content=_with(entry, note="x" * 200_001), expect_seq=entry.seq)
    assert _numbers(entry) == [1]
