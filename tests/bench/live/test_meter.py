"""The bench's own eyes: what they take for lost, doubled and out of order."""

import os

import pytest

from tests.bench.live import honesty, meter
from tests.bench.live.stream import Verdict, body_of, judge, last_id_in, numbers_in
from tests.bench.live.words import ALL

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


def told(number: int) -> bytes:
    data = b'{"order":"%b","seq":%d,"deed":"benchmark"}' % (ALL.encode(), number)
    return b"event: order\nid: %d-3.4\ndata: %b\n\n" % (number, data)


def test_a_verdict_names_each_fault_by_itself() -> None:
    sent = [1, 2, 3, 4]
    assert judge([1, 2, 3, 4], sent) == Verdict(received=4)
    assert judge([1, 2, 4], sent) == Verdict(received=3, lost=1)
    assert judge([1, 2, 2, 3, 4], sent) == Verdict(received=5, doubled=1)
    assert judge([1, 3, 2, 4], sent) == Verdict(received=4, disordered=1)
    # A repetition of something old is a double, not also a disorder.
    assert judge([1, 2, 3, 1, 4], sent) == Verdict(received=5, doubled=1)
    assert judge([], sent) == Verdict(lost=4)


def test_a_stream_cut_at_any_byte_yields_the_events_that_came_whole() -> None:
    response = HEAD + chunk(b"event: stream-open\ndata:\n\n") + chunk(told(1)) + chunk(told(2) + told(3))
    whole = len(HEAD + chunk(b"event: stream-open\ndata:\n\n") + chunk(told(1)))
    assert list(numbers_in(body_of(response))) == [(ALL, 1), (ALL, 2), (ALL, 3)]
    assert list(numbers_in(body_of(response[:whole]))) == [(ALL, 1)]
    # The event itself is there without the line end that closes its chunk, not without its own last byte.
    assert list(numbers_in(body_of(response[: whole - 2]))) == [(ALL, 1)]
    assert list(numbers_in(body_of(response[: whole - 3]))) == []


def test_the_place_to_resume_from_is_the_last_id_of_all() -> None:
    assert last_id_in(told(1) + told(2) + b"event: keep-alive\nid: 7\ndata: \n\n") == "7"
    assert last_id_in(b"event: stream-open\ndata:\n\n") == ""


def test_the_costs_of_this_process_can_be_read() -> None:
    before = meter.cpu_seconds(os.getpid())
    while meter.cpu_seconds(os.getpid()) < before + 0.05:
        pass
    assert meter.memory_kb(os.getpid()) > 1_000
    assert meter.threads(os.getpid()) >= 1


def test_an_open_file_counts_as_often_as_it_is_open(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "some.sqlite3"
    with path.open("w"), path.open():
        assert meter.handles(os.getpid(), path) == 2
    assert meter.handles(os.getpid(), path) == 0


@pytest.mark.system
def test_a_crowd_that_loses_an_event_on_purpose_is_found_out() -> None:
    honesty.check()
