"""What a failure of the line means, seen on real sockets."""

import pytest
import requests
from django.db import connection, transaction
from requests import exceptions as r

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderError, ProviderRefused, TryLater


def outcome(url: str, method: str = "POST") -> ProviderError:
    with pytest.raises(requests.RequestException) as caught:
        http.session().request(method, url)
    return http.translate(caught.value, "peer")


def test_nobody_listens(nobody):
    error = outcome(nobody)
    assert (type(error), error.code) == (TryLater, "no_connection")


def test_host_without_address():
    error = outcome("http://nowhere.invalid/")
    assert (type(error), error.code) == (TryLater, "no_connection")


def test_connection_takes_for_ever(deaf, short_limits):
    error = outcome(deaf)
    assert (type(error), error.code) == (TryLater, "connect_timeout")


def test_sent_but_no_reply_in_time(peer, short_limits):
    peer.will(peer.hang)
    error = outcome(peer.url)
    assert (type(error), error.code) == (OutcomeUnknown, "read_timeout")
    assert len(peer.requests) == 1


def test_sent_and_the_line_goes_dead(peer):
    peer.will(peer.lose_reply)
    error = outcome(peer.url)
    assert (type(error), error.code) == (OutcomeUnknown, "reply_lost")
    assert len(peer.requests) == 1


def test_reply_breaks_off(peer):
    peer.will(peer.break_off)
    error = outcome(peer.url)
    assert (type(error), error.code) == (OutcomeUnknown, "reply_lost")


def test_a_trickling_reply_is_cut_at_the_total_time(peer, short_limits):
    """Each byte comes in time, so only the total ends it."""
    peer.will(peer.trickle)
    with pytest.raises(http.OutOfTime) as caught:
        http.session().post(peer.url)
    assert type(http.translate(caught.value, "peer")) is OutcomeUnknown


def test_a_huge_reply_is_not_read_to_its_end(peer, monkeypatch):
    monkeypatch.setattr(http, "LIMITS", http.Limits(max_body=1000))
    peer.will(peer.answer(200, b"x" * 200_000))
    error = outcome(peer.url)
    assert (type(error), error.code) == (OutcomeUnknown, "reply_lost")


def test_a_spent_deadline_sends_nothing(peer, monkeypatch):
    monkeypatch.setattr(http, "LIMITS", http.Limits(total=0))
    peer.will(peer.answer(200))
    error = outcome(peer.url)
    assert (type(error), error.code) == (TryLater, "connect_timeout")
    assert peer.requests == []


def test_nested_deadlines_share_the_first_one():
    assert http.seconds_left() == http.LIMITS.total
    with http.deadline():
        before = http.seconds_left()
        with http.deadline():
            assert http.seconds_left() <= before < http.LIMITS.total
        assert http.seconds_left() <= before
    assert http.seconds_left() == http.LIMITS.total


@pytest.mark.parametrize(
    ("connect", "read", "total"), [(http.LIMITS.connect, http.LIMITS.read, http.LIMITS.total)]
)
def test_the_limits_stay_under_lease_and_queue_time_out(connect, read, total, settings):
    assert (connect, read) == (5, 20)
    assert connect + read < total < 40 < settings.Q_CLUSTER["timeout"]


def test_reply_arrives_whole_and_decoded(peer):
    import gzip

    peer.will(peer.answer(200, gzip.compress(b'{"a": 1}'), Content_Encoding="gzip"))
    reply = http.session().get(peer.url)
    assert reply.json() == {"a": 1}
    assert peer.requests[0].headers["User-Agent"] == "Bidangil/1"


def test_chunked_reply_arrives_whole(peer):
    def chunked(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    peer.will(chunked)
    assert http.session().get(peer.url).content == b"abcde"


def test_connections_are_kept_between_calls(peer):
    ports = []
    respond = peer.answer(200, b"ok")

    def note_port(handler):
        ports.append(handler.client_address[1])
        respond(handler)

    peer.will(note_port)
    session = http.session()
    assert [session.get(peer.url).content, session.get(peer.url).content] == [b"ok", b"ok"]
    assert ports[0] == ports[1]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_post_is_never_redirected(peer, status):
    peer.will(peer.answer(status, Location="/elsewhere"))
    error = outcome(peer.url)
    assert (type(error), error.code) == (Misconfigured, "redirected")
    assert len(peer.requests) == 1


def test_a_read_follows_a_redirect_on_the_same_host(peer):
    peer.will(peer.answer(302, Location="/there"), peer.answer(200, b"here"))
    assert http.session().get(peer.url + "/start").content == b"here"
    assert [request.path for request in peer.requests] == ["/start", "/there"]


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/", "https://127.0.0.1:{port}/", "//127.0.0.2:{port}/"]
)
def test_no_redirect_leads_to_another_host(peer, target):
    port = peer.url.rpartition(":")[2]
    peer.will(peer.answer(302, Location=target.format(port=port)))
    error = outcome(peer.url, "GET")
    assert (type(error), error.code) == (Misconfigured, "redirected")
    assert len(peer.requests) == 1


def test_endless_redirects_end(peer):
    peer.will(peer.answer(302, Location="/again"))
    error = outcome(peer.url, "GET")
    assert (type(error), error.code) == (Misconfigured, "redirected")


@pytest.mark.parametrize("address", ["not an address", "http://", "ftp://127.0.0.1/"])
def test_an_address_that_is_none(address):
    error = outcome(address)
    assert (type(error), error.code) == (Misconfigured, "bad_address")


def test_a_plain_server_on_a_tls_address(peer):
    peer.will(peer.answer(200))
    error = outcome(peer.url.replace("http://", "https://"))
    assert (type(error), error.code) == (OutcomeUnknown, "tls")


def test_an_earlier_failure_does_not_colour_a_later_one():
    """A lost reply stays in doubt although it happened while an older refusal was being handled."""
    import urllib3

    earlier = urllib3.exceptions.NewConnectionError(None, "refused")
    later = r.ConnectionError("reset")
    later.__context__ = earlier
    assert type(http.translate(later, "peer")) is OutcomeUnknown
    later.__cause__ = earlier
    assert type(http.translate(later, "peer")) is TryLater


def test_messages_do_not_repeat_the_address(nobody):
    error = outcome(nobody + "/?regkey=secret")
    assert "secret" not in f"{error} {error!r} {error.args}"


def test_loopback_is_never_asked_through_a_proxy(peer, nobody, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", nobody)
    monkeypatch.setenv("http_proxy", nobody)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    peer.will(peer.answer(200, b"direct"))
    assert http.session().get(peer.url).content == b"direct"


def test_a_dead_proxy_means_nothing_was_sent(nobody, monkeypatch):
    monkeypatch.setenv("http_proxy", nobody)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    error = outcome("http://provider.invalid/")
    assert (type(error), error.code) == (TryLater, "proxy")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://127.0.0.1:8001/fedex", True),
        ("http://localhost/", True),
        ("http://[::1]:80/", True),
        ("https://api.stripe.com", False),
        ("http://10.0.0.1/", False),
        ("", False),
    ],
)
def test_is_loopback(url, ours):
    assert http.is_loopback(url) is ours


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("", None),
        ("-1", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("²", None),
        ("9" * 50, None),
    ],
)
def test_retry_after(value, seconds):
    assert http.retry_after({"Retry-After": value}) == seconds
    assert http.retry_after({"retry-after": value}) == seconds


@pytest.mark.django_db
def test_the_frame_of_a_test_case_is_no_transaction_of_ours():
    assert connection.in_atomic_block
    http.refuse_in_transaction()


@pytest.mark.django_db
def test_nothing_leaves_inside_a_transaction(peer):
    peer.will(peer.answer(200))
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        http.session().post(peer.url)
    assert peer.requests == []


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_inside_a_real_transaction(peer):
    peer.will(peer.answer(200))
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        http.session().post(peer.url)
    assert peer.requests == []
    assert http.session().post(peer.url).status_code == 200


@pytest.mark.parametrize(
    ("kind", "happened", "retry_helps"),
    [
        (TryLater, "no", True),
        (OutcomeUnknown, "perhaps", True),
        (ProviderRefused, "no", False),
        (Misconfigured, "no", False),
    ],
)
def test_each_error_says_what_may_be_done(kind, happened, retry_helps):
    error = kind("code", "Words.", "peer")
    assert (error.happened, error.retry_helps) == (happened, retry_helps)
    assert (error.code, error.message, error.provider, str(error)) == (
        "code",
        "Words.",
        "peer",
        "peer: Words. (code)",
    )


def test_errors_survive_pickling():
    import pickle

    error = pickle.loads(pickle.dumps(TryLater("rate_limited", "Slow down.", "peer", 3.0)))  # noqa: S301
    assert (error.code, error.retry_after) == ("rate_limited", 3.0)
