"""Messages through the API: one's own orders, in pages, once, and with one's own pictures."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import fields, problem, traces
from tests.api.test_schema import check, document
from tests.drawing import picture
from tests.workflow.story import Story
from workflow.engine.actors import Actor
from workflow.models import Message
from workflow.services.messages import write_message
from workflow.services.photos import keep_photo

__all__ = ["document"]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("own_files")]

PATH = "/api/v1/orders/{ref}/messages/"


def url(order: Any, part: str = "") -> str:
    return PATH.format(ref=order.ref) + part


def test_writing_and_reading_as_the_document_says(document: Any, api: APIClient, story: Story) -> None:
    order = story.requested()
    photo = keep_photo(actor=Actor.customer(story.customer), file=picture(width=300, height=200))

    reply = api.post(url(order), {"body": "Is it\u200b this?\r\n", "photos": [str(photo.key)]})

    check(document, PATH, "post", reply)
    assert reply.status_code == 201
    body = reply.json()
    assert (body["side"], body["name"], body["body"], body["read_at"]) == (
        "customer",
        "Mina Park",
        "Is it this?",
        None,
    )
    assert body["photos"] == [
        {"key": str(photo.key), "url": f"/api/v1/uploads/{photo.key}/", "width": 300, "height": 200}
    ]
    assert api.get(body["photos"][0]["url"]).status_code == 200

    write_message(order_id=order.pk, actor=story.desk, body="Yes.")
    listed = api.get(url(order))
    check(document, PATH, "get", listed)
    assert [one["body"] for one in listed.json()["results"]] == ["Yes.", "Is it this?"]
    assert listed.json()["results"][0]["name"] == "Juno"
    # The list marks nothing; the desk has read by answering.
    assert [one["read_at"] is None for one in listed.json()["results"]] == [True, False]
    marked = api.post(url(order, "read/"))
    check(document, PATH + "read/", "post", marked)
    assert marked.json() == {"marked": 1}
    assert api.post(url(order, "read/")).json() == {"marked": 0}


def test_pages_by_cursor(api: APIClient, story: Story) -> None:
    order = story.requested()
    for number in range(5):
        write_message(order_id=order.pk, actor=story.desk, body=f"{number}")
    first = api.get(url(order), {"limit": 2}).json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert [one["body"] for page in (first, second, third) for one in page["results"]] == list("43210")
    assert third["next"] is None
    problem(api.get(url(order), {"limit": 0}), 400, "bad_limit")


def test_a_copy_is_the_same_message_and_another_body_is_refused(api: APIClient, story: Story) -> None:
    order, key = story.requested(), str(uuid4())
    first = api.post(url(order), {"body": "Once."}, headers={"Idempotency-Key": key})
    copy = api.post(url(order), {"body": "Once."}, headers={"Idempotency-Key": key})
    assert (copy.status_code, copy.json()) == (201, first.json())
    assert copy.headers["Idempotent-Replayed"] == "true"
    problem(
        api.post(url(order), {"body": "Twice."}, headers={"Idempotency-Key": key}),
        422,
        "idempotency_key_reused",
    )
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "empty", ("body", "empty")),
        ({"body": " \u200b\n"}, "empty", ("body", "empty")),
        ({"body": "x" * 4_001}, "too_long", ("body", "too_long")),
        ({"body": {"a": 1}}, "invalid", ("body", "invalid")),
        ({"photos": ["not-a-key"]}, "invalid", ("photos.0", "invalid")),
        ({"photos": [str(uuid4())]}, "unknown_photo", ("photos", "unknown_photo")),
        ({"photos": [str(uuid4()) for _n in range(10)]}, "too_many_photos", ("photos", "too_many_photos")),
    ],
)
def test_what_cannot_be_sent_is_a_problem(
    body: Any, code: str, field: tuple[str, str], api: APIClient, story: Story
) -> None:
    order = story.requested()
    before = traces()
    found = problem(api.post(url(order), body), 422, code)
    assert fields(found) == [field]
    assert (traces(), Message.objects.count()) == (before, 0)


def test_another_ones_order_and_pictures_do_not_exist(
    api: APIClient, jamess: APIClient, james: Any, story: Story
) -> None:
    order = story.requested()
    theirs = keep_photo(actor=Actor.customer(james), file=picture())
    mine = keep_photo(actor=Actor.customer(story.customer), file=picture())
    problem(jamess.get(url(order)), 404, "not_found")
    problem(jamess.post(url(order), {"body": "Hi."}), 404, "not_found")
    problem(jamess.post(url(order, "read/")), 404, "not_found")
    problem(api.post(url(order), {"photos": [str(theirs.key)]}), 422, "unknown_photo")
    assert api.post(url(order), {"photos": [str(mine.key)]}).status_code == 201
    problem(api.post(url(order), {"photos": [str(mine.key)]}), 422, "unknown_photo")
    problem(jamess.get(f"/api/v1/uploads/{mine.key}/"), 404, "not_found")
    assert Message.objects.count() == 1


def test_too_many_an_hour_are_refused(api: APIClient, story: Story, rates: Callable[..., None]) -> None:
    rates(messages="2/hour")
    order = story.requested()
    for _number in range(2):
        assert api.post(url(order), {"body": "Hello?"}).status_code == 201
    reply = api.post(url(order), {"body": "Hello?"})
    problem(reply, 429, "throttled")
    assert int(reply.headers["Retry-After"]) > 0
    assert api.get(url(order)).status_code == 200
