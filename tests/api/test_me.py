"""The member's own page: profile, address book, notices."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from integrations import clock
from tests.api.conftest import client_of, fields, problem
from tests.workflow.story import ADDRESS, Story
from workflow.models import Address, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ME, BOOK, NOTICES = "/api/v1/me/", "/api/v1/me/addresses/", "/api/v1/me/notifications/"


def test_who_i_am(api: APIClient, mina: Any) -> None:
    body = api.get(ME).json()
    assert body.pop("date_joined")
    assert body == {
        "email": "mina@customer.example",
        "name": "Mina Park",
        "phone": "+12135550100",
        "language": "ko",
        "notify_email": True,
        "notify_sms": True,
    }


def test_changing_some_of_it(jamess: APIClient, james: Any) -> None:
    reply = jamess.patch(ME, {"phone": "(213) 555-0199", "notify_sms": True, "language": "ko"})
    assert reply.status_code == 200
    james.refresh_from_db()
    assert (james.phone, james.notify_sms, james.language, james.name) == (
        "+12135550199",
        True,
        "ko",
        "James Lee",
    )
    assert reply.json()["phone"] == "+12135550199"


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"phone": "12"}, "phone", "not_in_use"),
        ({"phone": "call me"}, "phone", "unreadable"),
        ({"phone": "x" * 21}, "phone", "max_length"),
        ({"notify_sms": True}, "notify_sms", "phone_missing"),
        ({"notify_sms": True, "phone": ""}, "notify_sms", "phone_missing"),
        ({"language": "fr"}, "language", "invalid_choice"),
        ({"notify_email": "perhaps"}, "notify_email", "invalid"),
        ({"name": "x" * 121}, "name", "max_length"),
    ],
)
def test_what_cannot_be(jamess: APIClient, james: Any, given: Any, path: str, code: str) -> None:
    reply = jamess.patch(ME, {"name": "Jim", **given})
    assert reply.status_code == 422
    assert fields(reply.json()) == [(path, code)]
    james.refresh_from_db()
    assert (james.name, james.phone, james.notify_sms, james.language) == ("James Lee", "", False, "en")


def test_a_phone_that_texts_go_to_is_not_taken_away(api: APIClient, mina: Any) -> None:
    problem(api.patch(ME, {"phone": ""}), 422, "phone_missing")
    assert api.patch(ME, {"phone": "", "notify_sms": False}).json()["phone"] == ""


def test_who_one_is_is_not_for_this_page(jamess: APIClient, james: Any) -> None:
    jamess.patch(
        ME, {"email": "root@bidangil.example", "is_staff": True, "is_superuser": True, "name": "Jim"}
    )
    james.refresh_from_db()
    assert (james.email, james.is_staff, james.is_superuser) == ("james@customer.example", False, False)
    assert james.name == "Jim"


# --- the address book -----------------------------------------------------------------------------


def add(client: APIClient, **given: Any) -> Any:
    return client.post(BOOK, {**ADDRESS, **given})


def defaults(client: APIClient) -> list[str]:
    return [entry["city"] for entry in client.get(BOOK).json() if entry["is_default"]]


def test_the_book_from_the_first_entry_to_the_last(api: APIClient) -> None:
    home = add(api)
    assert home.status_code == 201
    assert home.json() == {**ADDRESS, "country": "US", "id": home.json()["id"], "is_default": True}
    office = add(api, city="Fullerton").json()
    assert (office["is_default"], defaults(api)) == (False, ["Los Angeles"])
    parents = add(api, city="Irvine", is_default=True).json()
    assert defaults(api) == ["Irvine"]

    changed = api.patch(f"{BOOK}{office['id']}/", {"is_default": True, "line2": ""})
    assert (changed.json()["line2"], changed.json()["line1"]) == ("", ADDRESS["line1"])
    assert defaults(api) == ["Fullerton"]
    replaced = api.put(f"{BOOK}{office['id']}/", {**ADDRESS, "city": "Buena Park"})
    assert (replaced.json()["city"], defaults(api)) == ("Buena Park", ["Buena Park"])

    assert api.delete(f"{BOOK}{office['id']}/").status_code == 204
    assert defaults(api) == ["Los Angeles"]
    for entry in (home.json(), parents):
        api.delete(f"{BOOK}{entry['id']}/")
    assert (api.get(BOOK).json(), Address.objects.count()) == ([], 0)


def test_the_same_address_is_the_same_entry(api: APIClient) -> None:
    assert add(api).json()["id"] == add(api, phone="(213) 555-0100").json()["id"]
    assert Address.objects.count() == 1


def test_a_bad_entry(api: APIClient) -> None:
    entry = add(api).json()
    assert fields(problem(add(api, state="Texas"), 422, "invalid")) == [("state", "invalid_choice")]
    assert fields(problem(api.patch(f"{BOOK}{entry['id']}/", {"city": ""}), 422, "invalid")) == [
        ("city", "blank")
    ]
    assert fields(problem(api.put(f"{BOOK}{entry['id']}/", {"city": "Irvine"}), 422, "invalid")) == [
        (name, "required") for name in ("recipient", "phone", "line1", "state", "postal_code")
    ]
    problem(api.patch(f"{BOOK}{entry['id']}/", ["city"]), 422, "invalid")
    assert Address.objects.get().city == "Los Angeles"


def test_a_book_has_an_end(api: APIClient) -> None:
    for number in range(30):
        assert add(api, line1=f"{number} Main St").status_code == 201
    problem(add(api, line1="One more St"), 422, "too_many_addresses")
    assert Address.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_of_many_defaults_at_once_one_stays(mina: Any) -> None:
    ids = [Address.objects.create(customer=mina, **{**ADDRESS, "line1": f"{n} Main St"}).pk for n in range(6)]
    start, statuses = Barrier(len(ids)), []

    def press(entry_id: int) -> None:
        client = client_of(mina)
        start.wait()
        try:
            statuses.append(client.patch(f"{BOOK}{entry_id}/", {"is_default": True}).status_code)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(entry_id,)) for entry_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [200] * 6
    assert Address.objects.filter(default_of=mina.pk).count() == 1


# --- notices ----------------------------------------------------------------------------------------


def notice(member: Any, number: int, **given: Any) -> Notification:
    return Notification.objects.create(
        key=uuid4(), customer=member, code="shipped", channel="email", language="en", recipient=member.email,
        subject=f"Notice {number}", body="<b>It is on its way.</b>",
        sent_at=clock.now() - timedelta(hours=100 - number), **given,
    )  # fmt: skip


def test_notices_newest_first_and_read_once(api: APIClient, mina: Any) -> None:
    first, second = notice(mina, 1), notice(mina, 2)
    rows = api.get(NOTICES).json()["results"]
    assert [row["subject"] for row in rows] == ["Notice 2", "Notice 1"]
    assert rows[0]["id"] == str(second.key)
    assert (rows[0]["body"], rows[0]["read_at"], rows[0]["order"]) == ("<b>It is on its way.</b>", None, None)

    read = api.post(f"{NOTICES}{first.key}/read/").json()
    assert read["read_at"] is not None
    assert api.post(f"{NOTICES}{first.key}/read/").json()["read_at"] == read["read_at"]
    unread = api.get(f"{NOTICES}?unread=true").json()["results"]
    assert [row["subject"] for row in unread] == ["Notice 2"]

    assert api.post(f"{NOTICES}read/").json() == {"marked": 1}
    assert api.get(f"{NOTICES}?unread=true").json()["results"] == []
    assert api.post(f"{NOTICES}read/").json() == {"marked": 0}


def test_thirty_notices_cost_no_more_queries_than_one(
    api: APIClient, mina: Any, catalog: None, story: Story
) -> None:
    order = story.requested()
    Notification.objects.all().delete()
    counts = []
    for total in (1, 30):
        for number in range(total - Notification.objects.count()):
            notice(mina, number, order=order)
        with CaptureQueriesContext(connection) as asked:
            rows = api.get(f"{NOTICES}?limit=50").json()["results"]
        assert [row["order"] for row in rows] == [order.ref] * total
        counts.append(len(asked))
    assert counts == [3, 3]


def test_a_name_is_one_line(api: APIClient, mina: Any) -> None:
    reply = api.patch("/api/v1/me/", {"name": "Mina\r\nBcc: a@b.c\u202e"})
    assert (reply.status_code, reply.json()["name"]) == (200, "Mina Bcc: a@b.c")
