"""A customer and the desk write to each other: once, to the right one, and with one mail for a burst."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import translation
from django.utils.translation import gettext

from integrations import clock
from integrations.live.models import LiveEvent
from tests.drawing import picture
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted, Refused
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import AuditEntry, Message, Notification, Order, Photo
from workflow.services.desk import put_off
from workflow.services.messages import mark_read, unread, write_message
from workflow.services.photos import keep_photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]


def customer(story: Story) -> Actor:
    return Actor.customer(story.customer)


def traces() -> tuple[int, ...]:
    return (
        Message.objects.count(),
        Effect.objects.count(),
        AuditEntry.objects.count(),
        LiveEvent.objects.count(),
        Photo.objects.exclude(message=None).count(),
    )


def refused(code: str, **message: Any) -> Refused:
    before = traces()
    with pytest.raises(Refused) as caught:
        write_message(**message)
    assert (caught.value.code, traces()) == (code, before)
    return caught.value


def notices(code: str) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(code=code).order_by("id").values_list("recipient", "language"))


def test_the_desk_writes_and_the_customer_gets_a_mail_in_her_language(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()

    message = write_message(order_id=order.pk, actor=story.desk, body="  내일 발송됩니다. ")
    run_due()

    assert (message.side, message.body, message.author_label) == ("staff", "내일 발송됩니다.", "Juno")
    assert notices("message_received") == [("mina@customer.example", "ko")]
    mail = Notification.objects.get(code="message_received")
    assert "내일 발송됩니다." in mail.body
    assert mail.subject == f"주문 {order.ref}에 메시지가 도착했습니다"
    entry = AuditEntry.objects.get(verb="messaged")
    assert (entry.order, entry.data) == (order, {"message": str(message.key)})
    event = LiveEvent.objects.filter(type="message").latest("id")
    assert json.loads(event.data) == {"order": order.ref, "side": "staff"}


def test_the_customer_writes_and_the_desk_is_told(story: Story, sandbox: Sandbox, settings: Any) -> None:
    order = story.requested()

    message = write_message(order_id=order.pk, actor=customer(story), body="Is it the blue one?")
    run_due()

    assert (message.side, message.author) == ("customer", story.customer)
    assert notices("staff_customer_wrote") == [(settings.STAFF_EMAIL, settings.STAFF_LANGUAGE)]
    assert notices("message_received") == []
    assert unread(order, "staff").get() == message


def test_a_burst_is_one_mail_and_what_comes_after_reading_is_another(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    for word in ("One.", "Two."):
        write_message(order_id=order.pk, actor=story.desk, body=word)
    run_due()
    write_message(order_id=order.pk, actor=story.desk, body="Three.")
    run_due()
    assert len(notices("message_received")) == 1

    assert mark_read(order_id=order.pk, actor=customer(story)) == 3
    write_message(order_id=order.pk, actor=story.desk, body="Four.")
    run_due()
    assert len(notices("message_received")) == 2

    # A mail that nobody has read for a quarter of an hour does not keep the next one back.
    Notification.objects.filter(code="message_received").update(sent_at=clock.now() - timedelta(minutes=16))
    write_message(order_id=order.pk, actor=story.desk, body="Five.")
    run_due()
    assert len(notices("message_received")) == 3


def test_a_customer_without_mails_gets_none(story: Story, sandbox: Sandbox) -> None:
    order = story.requested()
    story.customer.notify_email = False
    story.customer.save()

    write_message(order_id=order.pk, actor=story.desk, body="Hello.")
    run_due()

    assert notices("message_received") == []
    effect = Effect.objects.get(target="customer:message_received")
    assert (effect.status, "muted" in effect.result) == (Effect.Status.DONE, True)


def test_the_same_key_is_the_same_message(story: Story) -> None:
    order, key = story.requested(), uuid4()
    first = write_message(order_id=order.pk, actor=customer(story), body="Once.", key=key)
    before = traces()

    assert write_message(order_id=order.pk, actor=customer(story), body="Once.", key=key) == first
    assert traces() == before


def test_a_key_stands_for_one_text_of_one_person(story: Story) -> None:
    order, key = story.requested(), uuid4()
    write_message(order_id=order.pk, actor=customer(story), body="Once.", key=key)

    refused("key_reused", order_id=order.pk, actor=customer(story), body="Twice.", key=key)
    refused("key_reused", order_id=order.pk, actor=story.desk, body="Once.", key=key)


def test_reading_is_of_the_other_side_and_answering_is_reading(story: Story) -> None:
    order = story.requested()
    asked = write_message(order_id=order.pk, actor=customer(story), body="When?")

    # One's own messages are nothing to read.
    assert mark_read(order_id=order.pk, actor=customer(story)) == 0
    asked.refresh_from_db()
    assert asked.read_at is None

    answer = write_message(order_id=order.pk, actor=story.desk, body="Tomorrow.")
    asked.refresh_from_db()
    assert asked.read_at is not None
    assert mark_read(order_id=order.pk, actor=customer(story)) == 1
    answer.refresh_from_db()
    first = answer.read_at
    assert mark_read(order_id=order.pk, actor=customer(story)) == 0
    answer.refresh_from_db()
    assert answer.read_at == first


def test_another_customer_and_staff_without_the_right_are_refused(story: Story, james: Any) -> None:
    order = story.requested()
    write_message(order_id=order.pk, actor=customer(story), body="Private.")
    packer = get_user_model().objects.create_user("packer@bidangil.example", "x", is_staff=True)
    packer.user_permissions.add(Permission.objects.get(codename="view_message"))

    # Staff rights are no customer's rights, nor the other way round.
    strangers = Actor.customer(james), Actor.staff(packer), Actor.customer(story.staff), Actor.staff(james)
    for actor in strangers:
        refused("not_permitted", order_id=order.pk, actor=actor, body="Hello?")
        with pytest.raises(NotPermitted):
            mark_read(order_id=order.pk, actor=actor)
    assert Message.objects.get().read_at is None


def test_what_is_empty_or_too_long_is_refused(story: Story) -> None:
    order = story.requested()
    assert isinstance(refused("empty", order_id=order.pk, actor=customer(story), body=" \n "), BadInput)
    refused("too_long", order_id=order.pk, actor=customer(story), body="가" * 4_001)
    assert write_message(order_id=order.pk, actor=customer(story), body="가" * 4_000).pk


def test_a_picture_alone_is_a_message_and_nine_are_enough(
    story: Story, sandbox: Sandbox, settings: Any
) -> None:
    order, writer = story.requested(), customer(story)
    keys = [keep_photo(actor=writer, file=picture()).key for _number in range(10)]

    refused("too_many_photos", order_id=order.pk, actor=writer, photos=keys)
    message = write_message(order_id=order.pk, actor=writer, photos=keys[:9])
    run_due()

    assert message.photos.count() == 9
    with translation.override(settings.STAFF_LANGUAGE):
        assert gettext("(a picture)") in Notification.objects.get(code="staff_customer_wrote").body


def test_only_ones_own_pictures_and_each_of_them_once(story: Story, james: Any) -> None:
    order, writer = story.requested(), customer(story)
    theirs = keep_photo(actor=Actor.customer(james), file=picture())
    mine = keep_photo(actor=writer, file=picture())

    refused("unknown_photo", order_id=order.pk, actor=writer, body="Look.", photos=[mine.key, theirs.key])
    refused("unknown_photo", order_id=order.pk, actor=writer, body="Look.", photos=[uuid4()])
    write_message(order_id=order.pk, actor=writer, body="Look.", photos=[mine.key])
    refused("unknown_photo", order_id=order.pk, actor=writer, body="Again.", photos=[mine.key])


def test_what_was_put_off_comes_back_when_the_customer_writes(story: Story) -> None:
    order = story.requested()
    until = clock.now() + timedelta(days=2)
    put_off(order_id=order.pk, actor=story.desk, until=until)

    write_message(order_id=order.pk, actor=story.desk, body="We ask the shop.")
    assert story.again(order).snoozed_until == until
    write_message(order_id=order.pk, actor=customer(story), body="Thank you!")
    assert story.again(order).snoozed_until is None


def test_an_order_that_has_ended_can_still_be_talked_about(story: Story) -> None:
    order = story.requested()
    Order.objects.filter(pk=order.pk).update(state="cancelled")
    seq = order.seq

    write_message(order_id=order.pk, actor=customer(story), body="And my money?")

    assert story.again(order).seq == seq
