"""Notes that staff write for each other, and who is named in them."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from integrations.live.models import LiveEvent
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.errors import NotPermitted, Refused
from workflow.models import AuditEntry, Mention, Note
from workflow.services.notes import add_note, colleagues, mentioned, notes_for, see_mention

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def colleague(email: str, name: str = "", **fields: Any) -> Any:
    return get_user_model().objects.create_user(email, "x", name=name, is_staff=True, **fields)


def test_a_note_about_an_order_is_recorded_and_told_to_the_desk_only(story: Story) -> None:
    order = story.requested()
    events = LiveEvent.objects.count()

    note = add_note(order=order, actor=story.desk, body=" Sends gifts. ")

    assert (note.body, note.customer, note.author_label) == ("Sends gifts.", story.customer, "Juno")
    assert AuditEntry.objects.get(verb="noted").order == order
    told = LiveEvent.objects.order_by("id").values_list("channel", "type")[events:]
    assert list(told) == [("staff", "note")]


def test_sent_twice_it_is_one_note_and_other_words_are_another(story: Story) -> None:
    order, key = story.requested(), uuid4()
    first = add_note(order=order, actor=story.desk, body="Gift wrap.", key=key)
    written = AuditEntry.objects.count()

    assert add_note(order=order, actor=story.desk, body="Gift wrap. ", key=key) == first
    assert (Note.objects.count(), AuditEntry.objects.count()) == (1, written)
    assert add_note(order=order, actor=story.desk, body="Red paper.", key=key) != first
    assert add_note(order=order, actor=story.second, body="Gift wrap.", key=key) != first


def test_a_note_about_the_customer_stands_on_all_their_orders(story: Story, james: Any) -> None:
    first, second = story.requested(), story.requested()
    other = Story(customer=james, staff=story.staff).requested()
    of_first = add_note(order=first, actor=story.desk, body="Gift wrap.")
    of_mina = add_note(customer=story.customer, actor=story.desk, body="Speaks Korean.")

    assert list(notes_for(first)) == [of_first, of_mina]
    assert list(notes_for(second)) == [of_mina]
    assert list(notes_for(other)) == []
    assert "mina@" not in AuditEntry.objects.get(order=None, verb="noted").about


def test_colleagues_are_named_by_name_or_address_and_find_it_once(story: Story) -> None:
    order = story.requested()
    min_seo = colleague("minseo@bidangil.example", "민서")
    sam, samuel = colleague("sam@bidangil.example"), colleague("samuel.k@bidangil.example", "Samuel Kim")
    colleague("gone@bidangil.example", is_active=False)

    note = add_note(
        order=order,
        actor=story.desk,
        body="@민서님, see @SAM and @samuel kim. @sam again; @gone, @juno, me@sam.example, @samantha",
    )

    assert {mention.member for mention in note.mentions.all()} == {min_seo, sam, samuel}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@samuel.k.", ["samuel.k"]),
        ("(@sam)", ["sam"]),
        ("@sam.", ["sam"]),
        ("@sam-lee", []),
        ("@samuel.kim", []),
        ("@@sam", ["sam"]),
        ("write to a@sam", []),
    ],
)
def test_the_longest_name_counts_and_half_a_word_is_none(text: str, found: list[str], db: Any) -> None:
    colleague("sam@bidangil.example")
    colleague("samuel.k@bidangil.example")
    assert [member.email.partition("@")[0] for member in mentioned(text, colleagues())] == found


def test_a_mention_is_seen_by_its_own_colleague_once(story: Story, james: Any) -> None:
    sam = colleague("sam@bidangil.example")
    add_note(order=story.requested(), actor=story.desk, body="@sam please look")
    mention = Mention.objects.get()

    assert see_mention(mention_id=mention.pk, actor=story.desk) is False
    assert see_mention(mention_id=mention.pk, actor=Actor.staff(sam)) is True
    assert see_mention(mention_id=mention.pk, actor=Actor.staff(sam)) is False


def test_customers_and_staff_without_the_right_write_none(story: Story) -> None:
    order, mute = story.requested(), colleague("mute@bidangil.example")
    before = AuditEntry.objects.count(), LiveEvent.objects.count()
    for actor in (Actor.customer(story.customer), Actor.staff(story.customer), Actor.staff(mute)):
        with pytest.raises(NotPermitted):
            add_note(order=order, actor=actor, body="Hm.")
    for body in ("  ", "x" * 4_001):
        with pytest.raises(Refused):
            add_note(order=order, actor=story.desk, body=body)
    assert not Note.objects.exists()
    assert (AuditEntry.objects.count(), LiveEvent.objects.count()) == before
