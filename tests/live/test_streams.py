"""The stream server as its clients meet it: a process of its own, another one that writes."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live.streaming import Server, serving
from tests.running import wait_for

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("sqlite", LIVE_CUT_AFTER_SECONDS="1", LIVE_STREAMS_PER_USER="5") as server:
        yield server


@pytest.fixture
def mina(server: Server, request: Any) -> dict[str, Any]:
    return dict(server("member", f"mina+{request.node.name[:40]}@customer.example"))


def test_a_member_hears_their_own_and_nothing_else(server: Server, mina: Any) -> None:
    james = server("member", "james@customer.example")
    client = server.listen(cookie=mina["cookie"])
    assert client.status == 200
    assert "content-type: text/event-stream" in client.head
    client.until("stream-open")
    server("tell", f"user-{james['id']}")
    server("tell", "staff")
    server("tell", f"user-{mina['id']}", 2)
    assert [data["n"] for data in client.until("order", count=2)] == [0, 1]
    assert len([kind for kind, _id, _data in client.events if kind == "order"]) == 2


def test_an_event_of_another_process_comes_without_redis_at_once(server: Server, mina: Any) -> None:
    client = server.listen(cookie=mina["cookie"])
    client.until("stream-open")
    client.socket.settimeout(1)  # a generous second: the tail looks ten times in it
    server("tell", f"user-{mina['id']}")
    client.until("order")


@pytest.mark.parametrize(
    ("channels", "status", "code"),
    [
        (["user-1000000"], 403, "channel_forbidden"),
        (["staff"], 403, "channel_forbidden"),
        (["order-" + "x" * 32], 403, "channel_forbidden"),
        (["user-0"], 403, "channel_forbidden"),
        (["no-such-thing"], 403, "channel_forbidden"),
        (["user-%0a1"], 403, "channel_forbidden"),
        ([f"user-{n}" for n in range(1, 1_001)], 400, "too_many_channels"),
    ],
)
def test_what_is_not_theirs_is_refused(
    server: Server, mina: Any, channels: list[str], status: int, code: str
) -> None:
    client = server.listen(*channels, cookie=mina["cookie"])
    assert client.status == status
    assert "content-type: application/problem+json" in client.head
    assert client.problem()["code"] == code


def test_one_forbidden_channel_among_good_ones_refuses_them_all(server: Server, mina: Any) -> None:
    client = server.listen(f"user-{mina['id']}", "staff", cookie=mina["cookie"])
    assert (client.status, client.problem()["code"]) == (403, "channel_forbidden")


def test_a_stranger_is_asked_to_log_in(server: Server) -> None:
    for given in ({}, {"cookie": "sessionid=forged"}, {"query": "token="}):
        client = server.listen(**given)
        assert (client.status, client.problem()["code"]) == (401, "not_authenticated")


def test_staff_hear_the_desk(server: Server) -> None:
    desk = server("member", "desk@bidangil.example", True)
    client = server.listen("staff", cookie=desk["cookie"])
    client.until("stream-open")
    server("tell", "staff")
    client.until("order")


def test_a_token_opens_what_it_names_and_dies_after_five_minutes(server: Server, mina: Any) -> None:
    own = f"user-{mina['id']}"
    good = server("token", mina["id"], [own])
    client = server.listen(query=f"token={good}")
    client.until("stream-open")
    server("tell", own)
    client.until("order")
    wider = server.listen("staff", query=f"token={good}")
    assert (wider.status, wider.problem()["code"]) == (403, "channel_forbidden")
    for spoilt, code in [
        (server("token", mina["id"], [own], 301), "token_expired"),
        (good[:-2] + "xx", "bad_token"),
        ("x", "bad_token"),
    ]:
        refused = server.listen(query=f"token={spoilt}")
        assert (refused.status, refused.problem()["code"]) == (401, code)
    # It is no log-in, and may grant no more than its owner may do now.
    greedy = server.listen(query=f"token={server('token', mina['id'], ['staff'])}")
    assert (greedy.status, greedy.problem()["code"]) == (403, "channel_forbidden")


@pytest.mark.parametrize("forged", ["999999999", "0-5", "nonsense", "1-0", "5-9", "-1", "1" * 4_000])
def test_a_forged_place_is_told_to_read_anew_and_goes_on(server: Server, mina: Any, forged: str) -> None:
    client = server.listen(cookie=mina["cookie"], last_id=forged)
    client.until("stream-open")
    assert client.kinds() == ["stream-reset", "stream-open"]
    server("tell", f"user-{mina['id']}")
    client.until("order")


def test_a_forged_place_shows_nothing_of_others(server: Server, mina: Any) -> None:
    server("tell", "staff", 3)
    client = server.listen(cookie=mina["cookie"], last_id="0-0".partition("-")[0])
    client.until("stream-open")
    assert "order" not in client.kinds()


def test_who_missed_too_much_reads_anew(server: Server, mina: Any) -> None:
    own = f"user-{mina['id']}"
    client = server.listen(cookie=mina["cookie"])
    client.until("stream-open")
    client.close()
    server("tell", own, 900)
    back = server.listen(cookie=mina["cookie"], last_id=client.last_id)
    back.until("stream-open")
    assert back.kinds() == ["stream-reset", "stream-open"]


def test_too_many_streams_of_one_member_are_refused_and_others_are_not(server: Server, mina: Any) -> None:
    open_ones = [server.listen(cookie=mina["cookie"]) for _n in range(5)]
    for client in open_ones:
        client.until("stream-open")
    sixth = server.listen(cookie=mina["cookie"])
    assert (sixth.status, sixth.problem()["code"]) == (429, "too_many_streams")
    assert "retry-after" in sixth.head
    other = server("member", "other@customer.example")
    server.listen(cookie=other["cookie"]).until("stream-open")
    open_ones[0].close()
    wait_for("the place of the one that left", lambda: server.listen(cookie=mina["cookie"]).status == 200)


def test_a_client_that_never_reads_is_cut_and_the_others_hear_everything(server: Server, mina: Any) -> None:
    lazy = server("member", "lazy@customer.example", True)
    reader = server("member", "reader@bidangil.example", True)
    deaf = server.listen("staff", cookie=lazy["cookie"], buffer=4096)
    client = server.listen("staff", cookie=reader["cookie"], query=f"since={server('newest')}")
    client.until("stream-open")
    for batch in range(1, 16):
        server("tell", "staff", 200, 3_900)
        client.until("order", count=200 * batch)
    numbers = [data["n"] for kind, _id, data in client.events if kind == "order"]
    assert numbers == list(range(200)) * 15
    # Its place is free again only when it has been cut.
    others = [server.listen("staff", cookie=lazy["cookie"]) for _n in range(4)]
    assert [other.status for other in others] == [200] * 4
    wait_for("the cut", lambda: server.listen("staff", cookie=lazy["cookie"]).status == 200)
    types = deaf.until_the_end()  # what was under way then, and no more
    assert types.count("order") < 3_000


def test_a_shared_link_needs_no_log_in_and_can_be_taken_back(server: Server, mina: Any) -> None:
    order = server("order", mina["id"])
    channel = f"order-{order['share_token']}"
    friend = server.listen(channel)
    friend.until("stream-open")
    server("tell", channel)
    friend.until("order")
    renewed = server("new_link", order["id"])
    assert friend.until("stream-error")[0]["code"] == "revoked"
    assert friend.until_the_end()[-1] == "stream-error"
    again = server.listen(channel, last_id=friend.last_id)
    assert (again.status, again.problem()["code"]) == (403, "channel_forbidden")
    server.listen(f"order-{renewed}").until("stream-open")


@pytest.mark.parametrize("time", range(8))
def test_logging_out_ends_the_streams_of_that_member_every_time(server: Server, mina: Any, time: int) -> None:
    client = server.listen(cookie=mina["cookie"])
    client.until("stream-open")
    server("log_out", mina["id"], mina["cookie"])
    assert client.until("stream-error")[0]["code"] == "revoked"


def test_a_log_out_while_the_stream_is_being_opened_ends_it_too(server: Server, mina: Any) -> None:
    """It waits for a place that never comes, so the log-out falls between admission and the first event."""
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(server.listen, cookie=mina["cookie"], query="since=999999999")
        # Until another one that came later is answered, the first has been admitted.
        server.listen(cookie=mina["cookie"]).until("stream-open")
        server("log_out", mina["id"], mina["cookie"])
        late = opening.result()
    assert late.until("stream-error")[0]["code"] == "revoked"


def test_a_log_out_on_one_device_leaves_the_others_alone(server: Server, mina: Any) -> None:
    phone = server("member", server("email_of", mina["id"]))
    here, there = server.listen(cookie=mina["cookie"]), server.listen(cookie=phone["cookie"])
    here.until("stream-open")
    there.until("stream-open")
    server("log_out", mina["id"], mina["cookie"])
    here.until("stream-error")
    server("tell", f"user-{mina['id']}")
    there.until("order")
    assert "stream-error" not in there.kinds()


def test_what_cannot_be_read_spoils_nothing_for_those_beside_it(server: Server, mina: Any) -> None:
    """Those who come together are looked up together."""
    many = "&".join(f"a{n}=" for n in range(1_001))
    with ThreadPoolExecutor(16) as together:
        bad = [together.submit(server.listen, query=many) for _n in range(40)]
        good = [together.submit(server.listen, "staff", cookie=mina["cookie"]) for _n in range(40)]
        assert {one.result().status for one in bad} == {400}
        assert {one.result().status for one in good} == {403}


def test_the_limit_holds_for_those_who_come_at_once(server: Server, mina: Any) -> None:
    with ThreadPoolExecutor(20) as together:
        ahead = [
            together.submit(server.listen, cookie=mina["cookie"], query="since=99999999") for _n in range(20)
        ]
        answers = [one.result().status for one in ahead]
    assert sorted(answers) == [200] * 5 + [429] * 15


def test_pages_of_listed_origins_may_ask_and_others_may_not() -> None:
    with serving("sqlite", CORS_ALLOWED_ORIGINS="https://shop.example", streams_only=True) as server:
        address = f"http://127.0.0.1:{server.port}/api/v1/events/"
        asks = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-session-token"}
        listed = requests.options(address, headers={"Origin": "https://shop.example", **asks}, timeout=10)
        assert listed.status_code == 200
        assert listed.headers["Access-Control-Allow-Origin"] == "https://shop.example"
        assert {"x-session-token", "last-event-id"} <= set(
            listed.headers["Access-Control-Allow-Headers"].split(", ")
        )
        other = requests.options(address, headers={"Origin": "https://evil.example", **asks}, timeout=10)
        assert "Access-Control-Allow-Origin" not in other.headers
        refused = requests.post(address, timeout=10)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, OPTIONS")
        assert requests.get(f"http://127.0.0.1:{server.port}/healthz", timeout=10).json()["streams"] == 0
        assert requests.get(f"http://127.0.0.1:{server.port}/console/", timeout=10).status_code == 404


def test_a_refusal_speaks_the_members_language(server: Server) -> None:
    seoul = server("member", "seoul@customer.example", False, "ko")
    refused = server.listen("staff", cookie=seoul["cookie"])
    assert refused.problem()["detail"] == "이 알림을 들을 권한이 없습니다."


def test_a_member_who_is_shut_out_is_cut_off_also_from_the_desk(server: Server) -> None:
    gone = server("member", "gone@bidangil.example", True)
    client = server.listen("staff", cookie=gone["cookie"])
    client.until("stream-open")
    server("deactivate", gone["id"])
    assert client.until("stream-error")[0]["code"] == "revoked"


def test_django_answers_beside_the_streams(server: Server, mina: Any) -> None:
    base = f"http://127.0.0.1:{server.port}"
    assert requests.get(f"{base}/healthz", timeout=10).json() == {"status": "ok"}
    assert requests.post(f"{base}/api/v1/events/token/", timeout=10).status_code == 401
    assert requests.delete(f"{base}/api/v1/events/", timeout=10).status_code == 405


def test_threads_and_connections_do_not_grow_with_the_streams() -> None:
    with serving("sqlite", LIVE_STREAMS_PER_USER="1000") as server:
        mina = server("member", "mina@customer.example")
        first = [server.listen(cookie=mina["cookie"]) for _n in range(20)]
        for client in first:
            client.until("stream-open")
        before = _held(server)
        more = [server.listen(cookie=mina["cookie"]) for _n in range(180)]
        for client in more:
            client.until("stream-open")
        assert _held(server) == before
        server("tell", f"user-{mina['id']}")
        for client in first + more:
            client.until("order")


def _held(server: Server) -> tuple[int, int]:
    """OS threads, and open files of the database."""
    proc = Path(f"/proc/{server.process.pid}")
    threads = next(line for line in (proc / "status").read_text().splitlines() if line.startswith("Threads"))
    files = [os.readlink(entry) for entry in (proc / "fd").iterdir() if entry.is_symlink()]
    return int(threads.split()[1]), sum("sqlite3" in name for name in files)


def test_the_end_is_quick_and_tells_each_client_when_to_come_back() -> None:
    with serving("sqlite", LIVE_STREAMS_PER_USER="1000") as server:
        mina = server("member", "mina@customer.example")
        clients = [server.listen(cookie=mina["cookie"]) for _n in range(100)]
        for client in clients:
            client.until("stream-open")
        server.process.terminate()
        assert server.process.wait(timeout=4) in (0, -15)
        for client in clients:
            assert client.until_the_end() == ["stream-open"]
