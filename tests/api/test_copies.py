"""`Idempotency-Key`: a copy of a call is answered, not done."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.api.conftest import client_of, problem, traces, wanted
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.engine import replies
from workflow.engine.models import IdempotentReply
from workflow.models import Address, Order

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("catalog")]

ORDERS = "/api/v1/orders/"


def ask(client: APIClient, key: str, body: Any = None, address: str = ORDERS) -> Any:
    return client.post(address, wanted() if body is None else body, headers={"idempotency-key": key})


@pytest.mark.django_db
def test_a_copy_gets_the_first_reply(api: APIClient) -> None:
    key = str(uuid4())
    first, copy = ask(api, key), ask(api, key)
    assert (first.status_code, copy.status_code) == (201, 201)
    assert copy.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert copy.headers["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1

    # The same JSON in another order of its names is the same body.
    swapped = json.dumps(dict(reversed(wanted().items())))
    written_otherwise = api.post(
        ORDERS, swapped, content_type="application/json", headers={"idempotency-key": key}
    )
    assert written_otherwise.headers["Idempotent-Replayed"] == "true"

    assert ask(api, str(uuid4())).json()["ref"] != first.json()["ref"]
    assert Order.objects.count() == 2


@pytest.mark.django_db
def test_without_a_key_each_call_counts(api: APIClient) -> None:
    assert api.post(ORDERS, wanted()).status_code == api.post(ORDERS, wanted()).status_code == 201
    assert (Order.objects.count(), IdempotentReply.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_the_same_key_for_something_else(api: APIClient) -> None:
    key = str(uuid4())
    ask(api, key)
    before = traces()
    problem(ask(api, key, wanted(note="And a bow.")), 422, "idempotency_key_reused")
    problem(ask(api, key, address="/api/v1/me/addresses/"), 422, "idempotency_key_reused")
    assert (Order.objects.count(), traces()) == (1, before)


@pytest.mark.django_db
def test_a_key_is_ones_own(api: APIClient, jamess: APIClient) -> None:
    key = str(uuid4())
    hers, his = ask(api, key), ask(jamess, key)
    assert his.status_code == 201
    assert his.json()["ref"] != hers.json()["ref"]


@pytest.mark.django_db
def test_a_refusal_is_kept_as_well(api: APIClient, story: Story) -> None:
    order, key = story.requested(), str(uuid4())
    address = f"{ORDERS}{order.ref}/answer/"
    first = problem(ask(api, key, {"answer": "Yes."}, address), 409, "wrong_state")
    copy = ask(api, key, {"answer": "Yes."}, address)
    assert problem(copy, 409, "wrong_state") == first
    assert copy.headers["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_a_fault_of_ours_is_not_kept(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order, key = story.items_due(), str(uuid4())
    charge = story.open_charge(order)
    charge.attempts.all().delete()
    address = f"/api/v1/charges/{charge.ref}/checkout/"
    sandbox.fault("POST /v1/checkout/sessions", "error500", times=1)
    problem(ask(api, key, {}, address), 503, "provider_unavailable")
    assert IdempotentReply.objects.count() == 0

    assert ask(api, key, {}, address).status_code == 200
    assert ask(api, key, {}, address).headers["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 81, "two words", "schlüssel"])
def test_a_bad_key(api: APIClient, key: str) -> None:
    before = traces()
    reply = api.post(ORDERS, wanted(), HTTP_IDEMPOTENCY_KEY=key)
    problem(reply, 422, "idempotency_key_bad")
    assert (Order.objects.count(), traces()) == (0, before)


@pytest.mark.django_db
def test_a_body_that_cannot_be_read_takes_no_key(api: APIClient) -> None:
    key = str(uuid4())
    reply = api.post(ORDERS, "{", content_type="application/json", headers={"idempotency-key": key})
    problem(reply, 400, "parse_error")
    assert ask(api, key).status_code == 201


def claim(mina: Any, key: str, *, age: timedelta) -> IdempotentReply:
    """As a process that died `age` ago has left it."""
    taken = replies.claim(user_id=mina.pk, key=key, fingerprint=fingerprint_of(wanted()))
    assert isinstance(taken, replies.Claim)
    IdempotentReply.objects.filter(pk=taken.reply_id).update(created=taken.stamp - age)
    return IdempotentReply.objects.get(pk=taken.reply_id)


def fingerprint_of(body: Any) -> str:
    return sha256(json.dumps([ORDERS, body], sort_keys=True).encode()).hexdigest()


@pytest.mark.django_db
def test_while_the_first_is_being_worked_on(api: APIClient, mina: Any) -> None:
    claim(mina, "k-1", age=timedelta(seconds=50))
    problem(ask(api, "k-1"), 409, "in_progress")
    assert Order.objects.count() == 0


@pytest.mark.django_db
def test_a_dead_claim_is_taken_over_and_its_zombie_writes_nothing(api: APIClient, mina: Any) -> None:
    dead = claim(mina, "k-2", age=timedelta(seconds=61))
    assert ask(api, "k-2").status_code == 201
    zombie = replies.Claim(dead.pk, dead.created)
    assert replies.keep(claim=zombie, status=500, body={"late": True}) is False
    replies.release(claim=zombie)
    copy = ask(api, "k-2")
    assert (copy.status_code, copy.headers["Idempotent-Replayed"]) == (201, "true")
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_after_a_day_a_key_is_forgotten(api: APIClient, mina: Any) -> None:
    ask(api, "k-3")
    row = IdempotentReply.objects.get()
    row.created = datetime.now(UTC) - timedelta(hours=24, seconds=1)
    row.save()
    assert ask(api, "k-3", wanted(note="Something else.")).status_code == 201
    assert Order.objects.count() == 2


@pytest.mark.django_db
def test_the_tick_removes_old_replies_only(api: APIClient) -> None:
    ask(api, "old")
    ask(api, "new")
    IdempotentReply.objects.filter(key="old").update(created=datetime.now(UTC) - timedelta(hours=25))
    assert replies.prune() == 1
    assert IdempotentReply.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_eight_copies_at_once_are_one_order(mina: Any) -> None:
    count, start, answers = 8, Barrier(8), []

    def press() -> None:
        client = client_of(mina)
        start.wait()
        try:
            answers.append(ask(client, "at-once"))
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Order.objects.count() == 1
    assert len(answers) == count
    ref = Order.objects.get().ref
    fresh = [one for one in answers if one.status_code == 201 and "Idempotent-Replayed" not in one.headers]
    assert len(fresh) == 1
    for answer in answers:
        if answer.status_code == 201:
            assert answer.json()["ref"] == ref
        else:
            problem(answer, 409, "in_progress")


@pytest.mark.django_db
def test_other_posts_take_keys_too(api: APIClient) -> None:
    body = wanted()["address"]
    first = ask(api, "home", body, "/api/v1/me/addresses/")
    copy = ask(api, "home", body, "/api/v1/me/addresses/")
    assert (first.status_code, copy.json(), Address.objects.count()) == (201, first.json(), 1)
