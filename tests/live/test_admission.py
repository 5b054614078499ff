"""Many who come at once are looked up together: each gets the answer that they get alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from community.models import Member
from integrations.live.admission import Refusal, Ticket, admit_all
from workflow.models import Order

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def scope(key: str, *names: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/api/v1/events/",
        "query_string": "&".join(f"channel={name}" for name in names).encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", f"sessionid={key}".encode())],
    }


def session(member: Member, **change: str) -> str:
    store = SessionStore()
    store[auth.SESSION_KEY] = str(member.pk)
    store[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[auth.HASH_SESSION_KEY] = member.get_session_auth_hash()
    store.update(change)
    store.save()
    return str(store.session_key)


def test_together_and_alone_are_the_same() -> None:
    mina = Member.objects.create(email="mina@customer.example")
    away = Member.objects.create(email="away@customer.example", is_active=False)
    desk = Member.objects.create(email="desk@bidangil.example", is_staff=True)
    link = Order.objects.create(customer=mina).share_token
    # Tokens that look like other channels open nothing else.
    Order.objects.create(customer=mina, share_token="staff")
    Order.objects.create(customer=mina, share_token=f"user-{desk.pk}")
    expired = SessionStore(session(mina))
    expired.set_expiry(timezone.now() - timedelta(days=1))
    expired.save()
    good = [
        (scope(session(mina)), [f"user-{mina.pk}"]),
        (scope(session(desk)), [f"user-{desk.pk}"]),
        (scope("", f"order-{link}"), [f"order-{link}"]),
        (scope(session(mina), f"order-{link}", f"user-{mina.pk}"), [f"order-{link}", f"user-{mina.pk}"]),
    ]
    bad = [
        (scope(session(away)), 401),
        (scope(session(mina), f"user-{desk.pk}"), 403),
        (scope(session(mina), "staff"), 403),
        (scope(session(desk), "staff"), 403),  # staff, but without the right to see orders
        (scope(session(mina, **{auth.HASH_SESSION_KEY: "x"})), 401),
        (scope(session(mina, **{auth.BACKEND_SESSION_KEY: "no.such"})), 401),
        (scope("", "order-AAAAAAAAAAAAAAAAAAAA"), 403),
        (scope("", f"order-{link}", "staff"), 401),
        (scope("no-such-session"), 401),
        (scope(str(expired.session_key)), 401),
        (scope("", *[f"order-{n:020}" for n in range(1_000)]), 400),
        (scope(session(mina), "a" * 5_000), 403),
    ]
    scopes = [one for one, _answer in good + bad]
    # Together first: asked alone, a session with a wrong hash is thrown away.
    together = admit_all(scopes)
    assert together == [admit_all([one])[0] for one in scopes]
    for found, (_scope, wanted) in zip(together[: len(good)], good, strict=True):
        assert isinstance(found, Ticket)
        assert list(found.channels) == wanted
    for found, (_scope, status) in zip(together[len(good) :], bad, strict=True):
        assert isinstance(found, Refusal)
        assert found.status == status


def test_a_crowd_costs_a_few_queries(django_assert_max_num_queries: Any) -> None:
    members = [Member.objects.create(email=f"m{n}@customer.example") for n in range(40)]
    scopes = [scope(session(member)) for member in members]
    with django_assert_max_num_queries(3):
        found = admit_all(scopes)
    assert [ticket.user_id for ticket in found if isinstance(ticket, Ticket)] == [m.pk for m in members]
