"""Whatever is edited: a draft changes no row that customers see, and publishing changes just its own."""

from typing import Any

import pytest

from catalog.editing import drafts, publication
from catalog.editing.adoption import adopt
from catalog.editing.registry import all_kinds, kind_of
from catalog.models import Entry
from tests.catalog.editing.edits import CHANGES, an_entry, changed, live, says

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("catalog")]


def test_each_kind_has_a_change_here() -> None:
    assert set(CHANGES) == {kind.slug for kind in all_kinds()}


@pytest.mark.parametrize("slug", sorted(CHANGES))
def test_a_draft_changes_nothing_until_it_is_published(slug: str, writer: Any, editor: Any) -> None:
    entry, before = an_entry(slug), live()
    content = changed(entry)

    entry = drafts.save(entry.pk, user=writer, content=content, expect_seq=entry.seq)
    assert (entry.live, entry.has_unpublished_changes) == (True, True)
    assert live() == before

    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert (entry.live, entry.has_unpublished_changes) == (True, False)
    assert live() != before
    said = says(kind_of(slug).find(entry), entry)
    for name, value in CHANGES[slug].items():
        assert said[name].rstrip("0").rstrip(".") == value.rstrip("0").rstrip("."), name


@pytest.mark.parametrize("slug", sorted(CHANGES))
def test_what_is_taken_over_says_what_the_row_says(slug: str) -> None:
    entry, kind = an_entry(slug), kind_of(slug)
    assert entry.live_revision is not None
    assert entry.live_revision.content == says(kind.find(entry), entry)
    assert entry.title == kind.title_of(entry.live_revision.content) != ""


@pytest.mark.parametrize("slug", sorted(CHANGES))
def test_a_new_one_is_nothing_to_customers_before_it_is_published(slug: str, writer: Any) -> None:
    before, kind = live(), kind_of(slug)
    entry = drafts.begin(kind, user=writer, content=kind.blank() | {"note": "to come"})
    assert (entry.live, entry.key, entry.has_unpublished_changes) == (False, None, True)
    assert live() == before
    assert drafts.drop_changes(entry.pk, user=writer, expect_seq=entry.seq) is None
    assert not Entry.objects.filter(pk=entry.pk).exists()


def test_to_take_over_again_makes_nothing(catalog: int) -> None:
    assert catalog > 100
    assert adopt() == 0
