"""Rate cards and duty tables: whole, without gap or overlap, and never in the past."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.editing import drafts, publication
from catalog.editing.content import Content
from catalog.editing.errors import NotReady
from catalog.models import DutyRule, Entry, Fee, RateCard
from integrations import clock
from tests.catalog.editing.edits import an_entry, changed, live

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("catalog")]


def _refused(entry: Entry, content: Content, editor: Any) -> Any:
    """What publishing complains of; nothing changed."""
    before = live()
    entry = drafts.save(entry.pk, user=editor, content=content, expect_seq=entry.seq)
    with pytest.raises(NotReady) as refused:
        publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert live() == before
    return refused.value.complaints


def _card(*rows: tuple[str, str], **more: str) -> Content:
    steps = [{"up_to_g": grams, "price_krw": krw} for grams, krw in rows]
    return {**changed(an_entry("rate_card")), "max_weight_g": "1500", "rows": steps, **more}


@pytest.mark.parametrize(
    ("rows", "place", "sentence"),
    [
        (
            [("500", "33000"), ("1500", "40000")],
            "rows.1.up_to_g",
            "Between 500 g and 1500 g there is no price: a row is missing.",
        ),
        (
            [("500", "33000"), ("1000", "40000"), ("1000", "41000"), ("1500", "42000")],
            "rows.2.up_to_g",
            "This overlaps the row above: weights have to rise.",
        ),
        (
            [("500", "33000"), ("1000", "32000"), ("1500", "40000")],
            "rows.1.price_krw",
            "A heavier parcel would cost less.",
        ),
        ([("500", "33000"), ("1000", "40000")], "rows", "The last row must be the heaviest parcel, 1500 g."),
        (
            [("500", "33000"), ("1000", "dear"), ("1500", "40000")],
            "rows.1.price_krw",
            "Enter a whole number.",
        ),
        ([], "rows", "A card needs its prices: one row for each step of weight."),
    ],
)
def test_a_card_with_a_fault_is_refused_at_its_row(
    rows: list[tuple[str, str]], place: str, sentence: str, editor: Any
) -> None:
    assert _refused(an_entry("rate_card"), _card(*rows), editor) == {place: [sentence]}


def test_weights_that_are_no_whole_steps_are_refused(editor: Any) -> None:
    content = _card(("500", "33000"), ("900", "35000"), ("1400", "39000"), ("1500", "40000"))
    complaints = _refused(an_entry("rate_card"), content, editor)
    assert complaints["rows.1.up_to_g"] == ["Not a whole step of 500 g."]


def test_a_new_card_counts_from_its_day_on_and_the_old_one_stays(editor: Any) -> None:
    entry = an_entry("rate_card")
    old = RateCard.objects.filter(service="ems", zone="us").latest("valid_from")
    content = _card(("500", "30000"), ("1000", "35000"), ("1500", "40000"))
    entry = drafts.save(entry.pk, user=editor, content=content, expect_seq=entry.seq)
    publication.publish(entry.pk, user=editor, expect_seq=entry.seq)

    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    here = {"service": "ems", "zone": "us"}
    assert RateCard.objects.in_force(today, **here) == old
    new = RateCard.objects.in_force(tomorrow, **here)
    assert new is not None
    assert list(new.rows.values_list("up_to_g", "price_krw")) == [
        (500, 30_000),
        (1000, 35_000),
        (1500, 40_000),
    ]


def test_a_rule_cannot_begin_on_a_day_that_is_over(editor: Any) -> None:
    entry = an_entry("fee")
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    complaints = _refused(entry, {**changed(entry), "valid_from": yesterday}, editor)
    assert complaints == {"valid_from": ["This day is over. A new version begins today or later."]}


def test_what_is_taken_off_ends_today_and_what_was_to_come_is_gone(editor: Any) -> None:
    entry = an_entry("rate_card")
    entry = drafts.save(
        entry.pk,
        user=editor,
        content=_card(("500", "30000"), ("1000", "35000"), ("1500", "40000")),
        expect_seq=entry.seq,
    )
    entry = publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    publication.unpublish(entry.pk, user=editor, expect_seq=entry.seq)
    today, here = clock.today(), {"service": "ems", "zone": "us"}
    assert RateCard.objects.in_force(today, **here) is not None
    assert RateCard.objects.in_force(today + timedelta(days=1), **here) is None


def _classes(*classes: tuple[str, str]) -> Content:
    rows = [
        {
            "value_from_cents": begins, "value_to_cents": ends, "percent": "15", "payer": "sender",
            "fee_cents": "104", "fee_percent": "10",
        }
        for begins, ends in classes
    ]  # fmt: skip
    return {**changed(an_entry("duty_table")), "classes": rows}


@pytest.mark.parametrize(
    ("classes", "place", "sentence"),
    [
        (
            [("1", "80000"), ("90000", "")],
            "classes.1.value_from_cents",
            "Values from 80001 to 89999 cents have no class.",
        ),
        ([("1", "80000"), ("80000", "")], "classes.1.value_from_cents", "This overlaps the class above."),
        ([("2", "")], "classes.0.value_from_cents", "Values from 1 to 1 cents have no class."),
        (
            [("1", "80000"), ("80001", "90000")],
            "classes.1.value_to_cents",
            "Leave it empty: the last class takes all that is dearer.",
        ),
        ([("1", ""), ("80001", "")], "classes.0.value_to_cents", "Only the last class has no upper value."),
    ],
)
def test_a_duty_table_has_one_class_for_every_value(
    classes: list[tuple[str, str]], place: str, sentence: str, editor: Any
) -> None:
    complaints = _refused(an_entry("duty_table"), _classes(*classes), editor)
    assert complaints[place] == [sentence]


def test_a_duty_table_is_published_as_one(editor: Any) -> None:
    entry, count = an_entry("duty_table"), DutyRule.objects.count()
    content = _classes(("1", "50000"), ("50001", ""))
    entry = drafts.save(entry.pk, user=editor, content=content, expect_seq=entry.seq)
    publication.publish(entry.pk, user=editor, expect_seq=entry.seq)
    assert DutyRule.objects.count() == count + 2


def test_finance_publishes_fees_and_no_guide(editor: Any, finance: Any) -> None:
    fee = an_entry("fee")
    fee = drafts.save(fee.pk, user=finance, content=changed(fee), expect_seq=fee.seq)
    publication.publish(fee.pk, user=finance, expect_seq=fee.seq)
    assert str(Fee.objects.latest("id").percent) == "5.500"
    guide, before = an_entry("guide"), live()
    guide = drafts.save(guide.pk, user=finance, content=changed(guide), expect_seq=guide.seq)
    with pytest.raises(Exception, match="role does not allow"):
        publication.publish(guide.pk, user=finance, expect_seq=guide.seq)
    assert live() == before
