"""The customer's side of the conversation, on a page that needs no script."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from tests.drawing import picture
from tests.workflow.story import Story
from workflow.models import Message, Photo
from workflow.services import messages as services
from workflow.services.messages import write_message

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]

type Browser = Callable[[Any], Client]
SCRIPT = "<script>alert('boo')</script>"


def test_she_writes_with_a_picture_and_reads_the_answer(browser: Browser, story: Story, mina: Any) -> None:
    order, hers = story.requested(), browser(mina)
    page = hers.get(f"/orders/{order.ref}/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]  # type: ignore[index]
    form = {"key": key, "body": "이 색인가요?", "photos": [picture(width=300, height=200)]}

    reply = hers.post(f"/orders/{order.ref}/messages/", form)

    assert (reply.status_code, reply.headers["Location"]) == (302, f"/orders/{order.ref}/#messages")
    message, photo = Message.objects.get(), Photo.objects.get()
    assert (str(message.key), message.body, photo.message) == (key, "이 색인가요?", message)
    write_message(order_id=order.pk, actor=story.desk, body=f"네, 맞습니다. {SCRIPT}")
    page = hers.get(f"/orders/{order.ref}/").content.decode()
    assert "이 색인가요?" in page
    assert f'<img src="/api/v1/uploads/{photo.key}/"' in page
    assert "Juno Kwon" in page
    assert escape(SCRIPT) in page
    assert SCRIPT not in page
    picture_reply = hers.get(f"/api/v1/uploads/{photo.key}/")
    assert (picture_reply.status_code, picture_reply.headers["Content-Type"]) == (200, "image/jpeg")


def test_too_many_an_hour_are_refused_here_as_in_the_api(
    browser: Browser, story: Story, mina: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_AN_HOUR", 2)
    order, hers = story.requested(), browser(mina)

    def write() -> Any:
        form = {"key": uuid4(), "body": "Hello?", "photos": [picture()]}
        return hers.post(f"/orders/{order.ref}/messages/", form)

    assert [write().status_code for _press in range(3)] == [302, 302, 429]
    assert (Message.objects.count(), Photo.objects.count()) == (2, 2)
    page = write().content.decode()
    assert "보낼 수 있는 메시지 2건을 모두 보내셨습니다" in page
    assert "Hello?" in page
    write_message(order_id=order.pk, actor=story.desk, body="We are here.")  # the desk has no limit


def test_looking_does_not_mark_and_the_button_does(browser: Browser, story: Story, mina: Any) -> None:
    order, hers = story.requested(), browser(mina)
    sent = write_message(order_id=order.pk, actor=story.desk, body="Hello.")
    assert "data-mark-read" in hers.get(f"/orders/{order.ref}/").content.decode()
    assert hers.get(f"/orders/{order.ref}/messages/read/").status_code == 405
    sent.refresh_from_db()
    assert sent.read_at is None

    assert hers.post(f"/orders/{order.ref}/messages/read/", headers={"X-Live": "1"}).status_code == 204
    sent.refresh_from_db()
    assert sent.read_at is not None
    assert "data-mark-read" not in hers.get(f"/orders/{order.ref}/").content.decode()


def test_a_second_press_is_one_message(browser: Browser, story: Story, mina: Any) -> None:
    order, hers, key = story.requested(), browser(mina), uuid4()
    for _press in range(2):
        form = {"key": key, "body": "Once.", "photos": [picture()]}
        assert hers.post(f"/orders/{order.ref}/messages/", form).status_code == 302
    assert Message.objects.get().photos.count() == 1


@pytest.mark.parametrize(
    ("body", "photos", "place", "words"),
    [
        (" ", 0, "id_body_error", "내용을 쓰거나 사진을 첨부해 주세요."),
        ("x" * 4_001, 0, "id_body_error", "4000자까지 입력할 수 있습니다(지금 4001자)."),
        ("Ten.", 10, "id_photos_error", "메시지 하나에 사진은 9장까지 보낼 수 있습니다."),
    ],
    ids=["empty", "long", "ten"],
)
def test_what_cannot_be_sent_stays_in_the_form(
    body: str, photos: int, place: str, words: str, browser: Browser, story: Story, mina: Any
) -> None:
    order = story.requested()
    form = {"key": uuid4(), "body": body, "photos": [picture() for _n in range(photos)]}
    reply = browser(mina).post(f"/orders/{order.ref}/messages/", form)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert re.findall(r'<div class="errors" id="([^"]+)"><p>([^<]+)</p></div>', page) == [(place, words)]
    assert "note error" not in page
    assert body.strip() in page
    assert (Message.objects.count(), Photo.objects.count()) == (0, 0)


def test_good_pictures_need_not_be_chosen_again(browser: Browser, story: Story, mina: Any) -> None:
    order, hers = story.requested(), browser(mina)
    form = {"key": uuid4(), "body": "", "photos": [picture(), picture(b"text")]}
    page = hers.post(f"/orders/{order.ref}/messages/", form).content.decode()
    kept = Photo.objects.get()
    assert f'name="kept" value="{kept.key}"' in page
    again = {"key": uuid4(), "body": "", "kept": [str(kept.key), "nonsense"]}
    assert hers.post(f"/orders/{order.ref}/messages/", again).status_code == 302
    assert Message.objects.get().photos.get() == kept


def test_another_customer_and_a_stranger_find_nothing(
    browser: Browser, story: Story, james: Any, mina: Any
) -> None:
    order = story.requested()
    browser(mina).post(f"/orders/{order.ref}/messages/", {"key": uuid4(), "photos": [picture()]})
    photo = Photo.objects.get()
    for part in ("", "read/"):
        form = {"key": uuid4(), "body": "Hi."}
        assert browser(james).post(f"/orders/{order.ref}/messages/{part}", form).status_code == 404
        assert browser(None).post(f"/orders/{order.ref}/messages/{part}", form).status_code == 302
    assert browser(james).get(f"/api/v1/uploads/{photo.key}/").status_code == 404
    assert browser(None).get(f"/api/v1/uploads/{photo.key}/").status_code == 401
    assert Message.objects.count() == 1
