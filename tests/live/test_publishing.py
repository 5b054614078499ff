"""Putting events on record: with what they tell of, or not at all; and what hastens them."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from django.db import transaction
from django.utils import timezone
from django_eventstream import send_event
from django_eventstream.storage import EventDoesNotExist
from rest_framework.test import APIClient

from community.models import Member
from integrations.live import storage, wakeups
from integrations.live.models import LiveEvent
from integrations.live.publishing import position, publish, publish_many
from tests.running import free_port

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def on_record() -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.channel, row.type, json.loads(row.data)) for row in LiveEvent.objects.all()]


def test_several_channels_cost_one_statement_and_keep_their_order(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        publish_many(
            [("staff", "order", {"order": "BD-1"}), ("user-1", "order", {"order": "BD-1", "이름": "값"})]
        )
    assert on_record() == [
        ("staff", "order", {"order": "BD-1"}),
        ("user-1", "order", {"order": "BD-1", "이름": "값"}),
    ]


@pytest.mark.parametrize(
    ("type", "data"),
    [("Order", {}), ("two words", {}), ("x\nid: 7", {}), ("", {}), ("order", {"fill": "가" * 2_000})],
)
def test_what_would_break_the_wire_is_refused(type: str, data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="event"):
        publish("staff", type, data)
    assert on_record() == []


def test_a_line_break_in_the_data_stays_inside_the_data() -> None:
    publish("staff", "order", {"note": "one\ntwo\r\nid: 9"})
    assert "\n" not in LiveEvent.objects.get().data
    assert on_record() == [("staff", "order", {"note": "one\ntwo\r\nid: 9"})]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_the_event_back_and_wakes_nobody() -> None:
    woken: list[int] = []

    def wake() -> None:
        woken.append(LiveEvent.objects.count())

    wakeups.on_publish(wake)
    try:
        with transaction.atomic():
            publish("staff", "order", {})
            transaction.set_rollback(True)
        assert (on_record(), woken) == ([], [])
        with transaction.atomic():
            publish("staff", "order", {})
            assert woken == []
        assert woken == [1]
    finally:
        wakeups.forget(wake)


def test_a_page_listens_from_a_little_before_it_was_made() -> None:
    assert position() == "0"
    publish_many([("staff", "order", {"n": n}) for n in range(3)])
    first = LiveEvent.objects.earliest("id")
    LiveEvent.objects.filter(pk=first.pk).update(created=timezone.now() - timedelta(seconds=11))
    assert position() == str(first.pk)


def test_a_day_is_kept_and_the_newest_always() -> None:
    publish_many([("staff", "order", {"n": n}) for n in range(5)])
    assert storage.prune() == 0
    LiveEvent.objects.update(created=timezone.now() - timedelta(hours=25))
    assert storage.prune() == 4
    assert on_record() == [("staff", "order", {"n": 4})]
    assert storage.floor() == LiveEvent.objects.get().pk


def test_the_stock_functions_find_our_table(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        send_event("user-1", "order", {"order": "BD-1"})
    send_event("user-2", "order", {"order": "BD-2"})
    before = LiveEvent.objects.earliest("id").pk - 1
    assert [event.data for event in storage.LiveStorage().get_events("user-1", before)] == [{"order": "BD-1"}]
    newest = LiveEvent.objects.filter(channel="user-1").latest("id").pk
    assert storage.LiveStorage().get_current_id("user-1") == newest
    with pytest.raises(EventDoesNotExist):
        storage.LiveStorage().get_events("user-1", newest + 100)


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_does_not_answer_costs_a_job_next_to_nothing(settings: Any) -> None:
    settings.LIVE = {**settings.LIVE, "redis_url": f"redis://127.0.0.1:{free_port()}/0"}
    wakeups._client = None
    try:
        begin = time.process_time()
        for number in range(200):
            publish("staff", "order", {"n": number})
        assert len(on_record()) == 200
        # It is asked once and then left alone: far from 200 attempts to connect.
        assert time.process_time() - begin < 5
        assert wakeups._silent_until > time.monotonic()
    finally:
        wakeups._client, wakeups._silent_until = None, 0.0


_SECRET = "a-secret-of-thirty-two-characters"


class _Pushpin(HTTPServer):
    """A GRIP proxy's control address: keeps what it is told to publish."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Publish)
        self.items: list[dict[str, Any]] = []
        self.came = threading.Event()


class _Publish(BaseHTTPRequestHandler):
    server: _Pushpin

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.items += body["items"]
        self.send_response(200)
        self.end_headers()
        self.server.came.set()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def pushpin(settings: Any, monkeypatch: Any) -> Iterator[_Pushpin]:
    monkeypatch.setattr("django_grip._pubcontrol", None)  # it remembers the settings of its first call
    server = _Pushpin()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/?key={_SECRET}"
    settings.LIVE = {**settings.LIVE, "grip_url": url}
    settings.GRIP_URL = url
    settings.MIDDLEWARE = ["django_grip.GripMiddleware", *settings.MIDDLEWARE]
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_a_grip_proxy_is_told_and_holds_the_stream_for_us(pushpin: _Pushpin) -> None:
    mina = Member.objects.create(email="mina@customer.example")
    own = f"user-{mina.pk}"
    publish(own, "order", {"order": "BD-0"})
    client = APIClient()
    client.force_login(mina)
    signed = jwt.encode({"iss": "pushpin", "exp": int(time.time()) + 60}, _SECRET.encode())
    held = client.get("/api/v1/events/", headers={"Grip-Sig": signed})
    assert held.headers["Grip-Hold"] == "stream"
    assert f"events-{own}" in held.headers["Grip-Channel"]
    assert pushpin.came.wait(10)
    refused = client.get("/api/v1/events/?channel=staff", headers={"Grip-Sig": signed})
    assert b"forbidden" in refused.content
    assert "Grip-Hold" not in refused.headers
    (item,) = pushpin.items
    assert item["channel"] == f"events-{own}"
    assert "BD-0" in item["http-stream"]["content"]


def test_where_no_stream_server_stands_the_api_says_so() -> None:
    mina = Member.objects.create(email="mina@customer.example")
    client = APIClient()
    client.force_login(mina)
    reply = client.get("/api/v1/events/")
    assert (reply.status_code, reply.json()["code"]) == (503, "stream_elsewhere")


def test_a_token_is_for_channels_of_ones_own() -> None:
    mina = Member.objects.create(email="mina@customer.example")
    client = APIClient()
    assert client.post("/api/v1/events/token/").status_code == 401
    client.force_authenticate(mina)
    given = client.post("/api/v1/events/token/")
    assert given.status_code == 201
    assert given.json()["channels"] == [f"user-{mina.pk}"]
    for channels, status in ((["staff"], 403), ([f"user-{mina.pk + 1}"], 403), ([], 422), (["x"] * 11, 422)):
        assert client.post("/api/v1/events/token/", {"channels": channels}).status_code == status
