"""The desk's side of the conversation: who may read it, write in it, and what stays when it is refused."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from catalog.models import ReplyTemplate
from console import queues
from console.pages.messages import filled, thread_context
from console.pages.order import load
from tests.console.conftest import Desk, person
from tests.drawing import picture
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.models import AuditEntry, Mention, Message, Note, Order, Photo
from workflow.services.messages import write_message
from workflow.services.photos import keep_photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]

SCRIPT = "<script>alert('boo')</script>"


def url(order: Order, part: str = "messages") -> str:
    return f"/console/orders/{order.ref}/{part}/"


def drawn(order: Order, user: Any) -> str:
    """Both parts as the order page shows them."""
    request = RequestFactory().get("/")
    request.user = user
    context = {"order": order, **thread_context(order, user)}
    parts = ("_messages", "_notes")
    return "".join(render_to_string(f"console/order/{part}.html", context, request) for part in parts)


def wrote(story: Story, order: Order, body: str) -> Message:
    return write_message(order_id=order.pk, actor=Actor.customer(story.customer), body=body)


@pytest.mark.parametrize("role", ["buyer", "support", "owner"])
def test_who_may_write_sends_a_message_and_comes_back_to_it(role: str, desk: Desk, story: Story) -> None:
    order, key = story.requested(), uuid4()
    asked = wrote(story, order, "When?")

    reply = desk(role).post(url(order), {"key": key, "body": "Tomorrow."})

    assert (reply.status_code, reply.headers["Location"]) == (
        302,
        f"/console/orders/{order.ref}/?tab=messages#messages",
    )
    message = Message.objects.get(key=key)
    assert (message.side, message.body, message.author) == ("staff", "Tomorrow.", person(role))
    asked.refresh_from_db()
    assert asked.read_at is not None
    # The second press of the same button.
    assert desk(role).post(url(order), {"key": key, "body": "Tomorrow."}).status_code == 302
    assert Message.objects.filter(side="staff").count() == 1


@pytest.mark.parametrize(
    ("role", "status"), [("warehouse", 403), ("finance", 403), ("moderator", 403), ("editor", 403)]
)
def test_who_may_not_write_is_refused_by_the_address_too(
    role: str, status: int, desk: Desk, story: Story
) -> None:
    order = story.requested()
    asked = wrote(story, order, "When?")
    browser = desk(role)

    assert browser.get(url(order)).status_code == status
    assert browser.post(url(order), {"key": uuid4(), "body": "Soon."}).status_code == status
    assert browser.post(url(order, "messages/read")).status_code == status
    asked.refresh_from_db()
    assert (Message.objects.count(), asked.read_at) == (1, None)


def test_looking_changes_nothing_and_marking_as_read_is_a_press(desk: Desk, story: Story) -> None:
    order = story.requested()
    asked = wrote(story, order, "Thanks!")
    browser = desk("support")
    queue = queues.BY_SLUG["to-answer"]
    assert list(Order.objects.filter(queues.condition(queue))) == [order]
    assert queues.tallies()["to-answer"].waiting == 1
    assert order.ref in browser.get("/console/queues/to-answer/").content.decode()

    assert browser.get(url(order, "messages/read")).status_code == 405
    page = drawn(order, person("support"))
    assert "data-mark-read" in page
    asked.refresh_from_db()
    assert asked.read_at is None

    assert browser.post(url(order, "messages/read")).status_code == 302
    asked.refresh_from_db()
    assert asked.read_at is not None
    assert not Order.objects.filter(queues.condition(queue)).exists()
    assert queues.tallies()["to-answer"].waiting == 0


def test_a_script_in_a_message_or_a_note_is_text(desk: Desk, story: Story) -> None:
    order = story.requested()
    wrote(story, order, SCRIPT)
    desk("support").post(url(order), {"key": uuid4(), "body": f'{SCRIPT}<img src=x onerror="alert(1)">'})
    desk("support").post(url(order, "notes"), {"note-body": SCRIPT})
    sly = get_user_model().objects.create_user(
        "sly@bidangil.example", name=f"</script>{SCRIPT}", is_staff=True
    )

    page = drawn(order, person("support"))

    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert page.count(escape(SCRIPT)) == 3
    # Nor does it get out of the list of names that the script reads.
    assert "</script><script>" not in page
    assert sly.name not in page
    whole = desk("support").get(url(order, "")[:-1] + "?tab=messages").content.decode()
    assert SCRIPT not in whole


def test_nothing_that_was_typed_or_chosen_is_lost(desk: Desk, story: Story) -> None:
    order, browser = story.requested(), desk("support")

    reply = browser.post(
        url(order), {"key": uuid4(), "body": "Look at this.", "photos": [picture(), picture(b"no picture")]}
    )

    page = reply.content.decode()
    kept = Photo.objects.get()
    assert reply.status_code == 422
    assert "Look at this." in page
    assert f'name="kept" value="{kept.key}"' in page
    assert "no picture that we can read" in page
    assert not Message.objects.exists()

    again = browser.post(url(order), {"key": uuid4(), "body": "Look at this.", "kept": [kept.key]})
    assert again.status_code == 302
    assert Message.objects.get().photos.get() == kept


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 4_001], ids=["empty", "blank", "long"])
def test_what_cannot_be_sent_is_said_on_the_form(body: str, desk: Desk, story: Story) -> None:
    order = story.requested()
    reply = desk("support").post(url(order), {"key": uuid4(), "body": body})
    assert reply.status_code == 422
    assert "bd-errors" in reply.content.decode()
    assert not Message.objects.exists()


def test_a_tenth_picture_is_refused_with_the_nine(desk: Desk, story: Story) -> None:
    order = story.requested()
    reply = desk("support").post(url(order), {"key": uuid4(), "photos": [picture() for _n in range(10)]})
    assert reply.status_code == 422
    assert not Photo.objects.exists()


def test_a_picture_is_handed_out_by_right_and_never_as_something_else(desk: Desk, story: Story) -> None:
    order, customer = story.requested(), Actor.customer(story.customer)
    sent, waiting = (keep_photo(actor=customer, file=picture()) for _n in range(2))
    write_message(order_id=order.pk, actor=customer, photos=[sent.key])

    reply = desk("warehouse").get(f"/console/photos/{sent.key}/")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "image/jpeg")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"].startswith("private")
    assert b"".join(reply) == sent.file.open("rb").read()
    assert desk("editor").get(f"/console/photos/{sent.key}/").status_code == 403
    # Not sent yet: nobody's but the uploader's.
    assert desk("owner").get(f"/console/photos/{waiting.key}/").status_code == 404
    assert desk("owner").get(f"/console/photos/{uuid4()}/").status_code == 404


def test_reply_templates_come_filled_in_both_languages(desk: Desk, story: Story) -> None:
    order = story.requested()
    template = ReplyTemplate.objects.get(title="Pack together?")
    desk("support")

    page = drawn(order, person("support"))

    assert ReplyTemplate.objects.count() >= 8
    assert f'<option value="{template.pk}"' in page
    assert "Hello Mina Park," in page
    assert "Mina Park님, 안녕하세요." in page
    assert 'value="ko" checked' in page
    assert "{order}" not in page
    # Without scripts the template is put in by the server, and nothing is sent.
    begun = desk("support").get(url(order), {"reply": template.pk, "language": "en"}).content.decode()
    assert f"send {order.ref} now?" in begun
    assert "Support, Bidangil" in begun
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("{name}: {order}", "{staff}: {ref}"),
        ("{other} {name", "{other} {name"),
        ("{name!r} {order.customer.password}", "{name!r} {order.customer.password}"),
        ("}{", "}{"),
    ],
)
def test_only_three_names_are_filled_and_only_once(text: str, becomes: str, story: Story) -> None:
    order = story.requested()
    order.customer.name = "{staff}"
    assert filled(text, order, story.staff, "en") == becomes.replace("{ref}", order.ref)


def test_a_note_names_a_colleague_who_finds_it_and_looks(desk: Desk, story: Story) -> None:
    order = story.requested()
    desk("buyer")
    reply = desk("warehouse").post(url(order, "notes"), {"note-body": "@buyer is this the right size?"})
    assert reply.status_code == 302

    mention = Mention.objects.get(member=person("buyer"), seen_at=None)
    assert (mention.note.order, Mention.objects.count()) == (order, 1)
    assert f"/console/mentions/{mention.pk}/seen/" in drawn(order, person("buyer"))
    assert desk("warehouse").post(f"/console/mentions/{mention.pk}/seen/").status_code == 404
    assert desk("buyer").get(f"/console/mentions/{mention.pk}/seen/").status_code == 405
    assert desk("buyer").post(f"/console/mentions/{mention.pk}/seen/").status_code == 302
    assert Mention.objects.get().seen_at is not None


def test_a_note_about_the_customer_stands_on_the_other_order(desk: Desk, story: Story) -> None:
    first, second = story.requested(), story.requested()
    desk("support").post(url(first, "notes"), {"note-body": "Pays late.", "about": "customer"})
    assert "Pays late." in drawn(second, person("support"))
    assert Note.objects.get().order is None


def test_notes_are_refused_to_who_may_not_and_when_empty(desk: Desk, story: Story) -> None:
    order = story.requested()
    assert desk("editor").post(url(order, "notes"), {"note-body": "Hm."}).status_code == 403
    assert desk("support").post(url(order, "notes"), {"note-body": " "}).status_code == 422
    assert (
        desk("buyer").post(f"/console/customers/{story.customer.pk}/notes/", {"note-body": "Hm."}).status_code
        == 403
    )
    assert not Note.objects.exists()
    assert not AuditEntry.objects.filter(verb="noted").exists()


def test_the_thread_costs_the_same_for_one_and_for_twenty(desk: Desk, story: Story) -> None:
    order = story.requested()
    desk("support")
    counts = []
    for more in (1, 19):
        for number in range(more):
            wrote(story, order, f"Message {number}.")
            desk("support").post(url(order, "notes"), {"note-body": f"@support note {number}"})
        user = person("support")
        user.has_perm("workflow.view_order")
        loaded = load(order.ref)
        assert loaded is not None
        with CaptureQueriesContext(connection) as queries:
            drawn(loaded, user)
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 8
