"""EMS: what Korea Post's replies mean, in whatever encoding they come."""

import json
from datetime import datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.ems import Ems
from integrations.couriers.ems_reply import CODES, BadReply, read_track
from integrations.errors import Misconfigured, ProviderRefused, TryLater

NUMBER = valid_number("ems", 1)


def item(code, date="20261120143000", place="SEOUL", event="Words", result="", reason=""):
    return (
        f"<item><sortingdate>{date}</sortingdate><eventregiponm>{place}</eventregiponm>"
        f"<delivrsltnm>{result}</delivrsltnm><nondelivreasnnm>{reason}</nondelivreasnnm>"
        f"<eventnm>{event}</eventnm><upucd>{code}</upucd></item>"
    )


def xml(*items, encoding="UTF-8"):
    body = f'<?xml version="1.0" encoding="{encoding}"?><trace><itemlist>{"".join(items)}</itemlist></trace>'
    return body.encode(encoding)


def error(code):
    return f"<?xml version='1.0' encoding='UTF-8'?><error><error_code>{code}</error_code></error>".encode()


def read(*items):
    return read_track(xml(*items), NUMBER)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("A", "picked_up"),
        ("B", "in_transit"),
        ("C", "in_transit"),
        ("D", "in_transit"),
        ("E", "customs_hold"),
        ("F", "in_transit"),
        ("G", "in_transit"),
        ("H", "attempt_failed"),
        ("I", "delivered"),
        ("J", "in_transit"),
        ("K", "in_transit"),
        ("Z", "unknown"),
        ("", "unknown"),
    ],
)
def test_every_code(code, status):
    track = read(item(code))
    assert (track.found, track.status, track.scans[0].code) == (True, status, code)
    assert (code in CODES) == (status != "unknown")


def test_no_code_is_left_out_of_the_table_above():
    (mark,) = test_every_code.pytestmark
    assert {code for code, _ in mark.args[1]} - {"Z", ""} == set(CODES)


def test_korean_events_are_in_seoul_and_foreign_ones_somewhere():
    track = read(item("C", "20261120143000"), item("D", "20261120110000", "LOS ANGELES ISC"))
    departed, arrived = track.scans
    assert departed.occurred == datetime.fromisoformat("2026-11-20T05:30:00+00:00")
    assert (arrived.occurred, arrived.occurred_text) == (None, "20261120110000")
    assert (departed.place, arrived.place) == ("SEOUL", "LOS ANGELES ISC")
    assert track.status == "in_transit"


def test_a_failed_attempt_keeps_its_reason():
    track = read(item("H", event="Attempted delivery", result="Undelivered", reason="Addressee absent"))
    assert track.status == "attempt_failed"
    assert track.scans[0].description == "Attempted delivery: Undelivered: Addressee absent"


@pytest.mark.parametrize("result", ["Returned to sender", "RETURN", "반송"])
def test_a_return_is_a_failed_attempt_with_this_result(result):
    assert read(item("G"), item("H", result=result)).status == "returned"
    assert read(item("I", result=result)).status == "delivered"


def test_a_list_the_other_way_round_is_turned():
    upside_down = [item("I", "20261126100000"), item("D", "20261122100000"), item("A", "20261120100000")]
    assert [scan.code for scan in read(*upside_down).scans] == ["A", "D", "I"]
    assert [scan.code for scan in read(*upside_down[::-1]).scans] == ["A", "D", "I"]
    assert [scan.code for scan in read(item("B", "20261120110000"), item("A", "20261120100000")).scans] == [
        "A",
        "B",
    ]


def test_zones_beside_each_other_are_not_sorted():
    """Los Angeles is 17 hours behind: the arrival has an earlier local time than the departure."""
    track = read(item("C", "20261120213000"), item("D", "20261120150000"))
    assert [scan.code for scan in track.scans] == ["C", "D"]


@pytest.mark.parametrize("date", ["20261320143000", "2026-11-20", "", "２０２６１１２０１４３０００"])
def test_a_strange_time_is_kept_as_text(date):
    (scan,) = read(item("A", date)).scans
    assert (scan.occurred, scan.occurred_text) == (None, date)


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8", "EUC-KR", "ks_c_5601-1987", "cp949", "UTF-16"])
def test_any_encoding_that_is_declared(encoding):
    track = read_track(xml(item("A", place="서울강남우체국", event="접수"), encoding=encoding), NUMBER)
    assert (track.scans[0].place, track.scans[0].description) == ("서울강남우체국", "접수")
    assert json.loads(json.dumps(track.raw))["items"][0]["eventregiponm"] == "서울강남우체국"


def test_no_declaration_is_utf_8():
    body = f"<trace><itemlist>{item('A', place='서울')}</itemlist></trace>".encode()
    assert read_track(b"\n " + body, NUMBER).scans[0].place == "서울"
    assert read_track(b"\xef\xbb\xbf" + body, NUMBER).scans[0].place == "서울"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<trace>",
        b"<html><body>maintenance</body></html>",
        b'<?xml version="1.0" encoding="klingon"?><trace/>',
        b'<?xml version="1.0" encoding="rot13"?><trace/>',
        b'<?xml version="1.0" encoding="EUC-KR"?><trace>\xff\xff</trace>',
        b'<!DOCTYPE x [<!ENTITY e "boom">]><trace><itemlist><item>&e;</item></itemlist></trace>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><trace><itemlist/></trace>',
    ],
)
def test_what_is_not_their_xml_is_not_read(body):
    with pytest.raises(BadReply):
        read_track(body, NUMBER)


@given(st.binary(max_size=200))
def test_no_body_is_too_strange(body):
    with pytest.raises(BadReply):
        read_track(body, NUMBER)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEFGHIJKZ"), st.from_regex(r"[0-9]{14}", fullmatch=True)), min_size=1
    )
)
def test_no_scan_is_lost(events):
    track = read(*(item(code, date) for code, date in events))
    assert sorted((scan.code, scan.occurred_text) for scan in track.scans) == sorted(events)
    assert track.status == track.scans[-1].status


# --- the connection -----------------------------------------------------------------------


@pytest.fixture
def ems(settings, peer):
    settings.EMS = {"api_base": peer.url + "/ems", "regkey": "key/with&signs"}
    return Ems()


def test_a_parcel_is_asked_for(ems, peer):
    peer.will(peer.answer(200, xml(item("A"), item("I"))))
    assert ems.track([NUMBER])[NUMBER].status == "delivered"
    (request,) = peer.requests
    path, _, query = request.path.partition("?")
    assert (request.method, path) == ("GET", "/ems/KpostPortal/openapi")
    assert parse_qs(query) == {"regkey": ["key/with&signs"], "target": ["emsEngTrace"], "query": [NUMBER]}


@pytest.mark.parametrize("code", ["ERR-001", "ERR-125"])
def test_nothing_known_of_a_number(ems, peer, code):
    peer.will(peer.answer(200, error(code)))
    track = ems.track([NUMBER])[NUMBER]
    assert (track.found, track.error_code, track.status, track.scans) == (False, code, "unknown", ())


def test_an_empty_list_is_nothing_known(ems, peer):
    peer.will(peer.answer(200, xml()))
    assert ems.track([NUMBER])[NUMBER].error_code == "ERR-001"


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (200, error("ERR-123"), Misconfigured, "bad_key"),
        (200, error("ERR-131"), TryLater, "busy"),
        (200, error("ERR-999"), ProviderRefused, "ERR-999"),
        (200, b"<html>", TryLater, "bad_reply"),
        (404, b"", ProviderRefused, "http_404"),
        (429, b"", TryLater, "rate_limited"),
        (503, b"", TryLater, "server_error"),
    ],
)
def test_answers_without_a_track(ems, peer, status, body, kind, code):
    peer.will(peer.answer(status, body))
    with pytest.raises(kind) as caught:
        ems.track([NUMBER])
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "ems")


def test_a_lost_reply_is_only_later_and_keeps_the_key_to_itself(ems, peer):
    import traceback

    peer.will(peer.lose_reply)
    with pytest.raises(TryLater) as caught:
        ems.track([NUMBER])
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args)
    assert caught.value.code == "reply_lost"
    assert "signs" not in shown


def test_one_number_a_call(ems, peer):
    with pytest.raises(ValueError, match="1 to 1"):
        ems.track([NUMBER, valid_number("ems", 2)])
    assert peer.requests == []


def test_no_key_no_call(settings, peer):
    settings.EMS = {"api_base": peer.url, "regkey": ""}
    with pytest.raises(Misconfigured) as caught:
        Ems().track([NUMBER])
    assert caught.value.code == "no_key"
    assert peer.requests == []
