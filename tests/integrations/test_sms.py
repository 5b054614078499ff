"""Text messages against Amazon's stand-in (moto) and against a server that fails."""

from uuid import UUID

import pytest
import requests
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from integrations import http
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderRefused, TryLater
from integrations.sms import BadPhone, normalise_phone, send_sms

KEY = UUID("7a1f5c52-19a1-4d2b-9f8e-3f6f0c1d2e3f")
SEOUL_MOBILE, BOSTON = "+821012345678", "+16175550123"


def sns_at(settings, url):
    settings.SNS = {
        "endpoint": url,
        "region": "us-east-1",
        "access_key_id": "AKIDEXAMPLE",
        "secret_access_key": "secret",
    }


def send(to=SEOUL_MOBILE, text="Your parcel is on its way."):
    return send_sms(to=to, text=text, key=KEY)


@pytest.fixture(scope="module")
def moto_url():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto(settings, moto_url):
    requests.post(moto_url + "/moto-api/reset", timeout=10)
    sns_at(settings, moto_url)
    return moto_url


def test_a_text_arrives_at_amazon(moto):
    message_id = send(text="소포가 배달되었습니다.")
    sent = requests.get(moto + "/moto-api/data.json", timeout=10).json()["sns"]["SMS"]
    assert sent == [
        {"message_id": message_id, "phone_number": SEOUL_MOBILE, "message": "소포가 배달되었습니다."}
    ]


def error_xml(code, message="Words."):
    return (
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    ).encode()


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, error_xml("InvalidParameter"), ProviderRefused, "InvalidParameter"),
        (400, error_xml("OptedOut"), ProviderRefused, "OptedOut"),
        (400, error_xml("Throttling"), TryLater, "rate_limited"),
        (429, error_xml("TooManyRequests"), TryLater, "rate_limited"),
        (403, error_xml("AuthorizationError"), Misconfigured, "bad_key"),
        (403, error_xml("SignatureDoesNotMatch"), Misconfigured, "bad_key"),
        (403, error_xml("InvalidClientTokenId"), Misconfigured, "bad_key"),
        (500, error_xml("InternalError"), OutcomeUnknown, "server_error"),
        (503, b"", OutcomeUnknown, "server_error"),
        (200, b"<html>", OutcomeUnknown, "bad_reply"),
        (200, b"<html/>", OutcomeUnknown, "bad_reply"),
        (200, b"", OutcomeUnknown, "bad_reply"),
        (302, b"", OutcomeUnknown, "bad_reply"),
        (404, b"<html>no such page", OutcomeUnknown, "bad_reply"),
    ],
)
def test_refusals(settings, peer, status, body, kind, code):
    sns_at(settings, peer.url)
    peer.will(peer.answer(status, body, Content_Type="text/xml"))
    with pytest.raises(kind) as caught:
        send()
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "sns")
    assert len(peer.requests) == 1, "a second publish would be a second message"


@pytest.mark.parametrize(("fault", "code"), [("lose_reply", "reply_lost"), ("hang", "read_timeout")])
def test_a_lost_reply_leaves_doubt_and_is_not_repeated(settings, peer, short_limits, fault, code):
    sns_at(settings, peer.url)
    peer.will(getattr(peer, fault))
    with pytest.raises(OutcomeUnknown) as caught:
        send()
    assert caught.value.code == code
    assert len(peer.requests) == 1


def test_nobody_listens(settings, nobody):
    sns_at(settings, nobody)
    with pytest.raises(TryLater) as caught:
        send()
    assert caught.value.code == "no_connection"


def test_connection_takes_for_ever(settings, deaf, short_limits):
    sns_at(settings, deaf)
    with pytest.raises(TryLater):
        send()


@pytest.mark.parametrize(
    ("to", "text", "code"),
    [
        ("010-1234-5678", "Hello", "bad_phone"),
        ("", "Hello", "bad_phone"),
        ("+0123456789", "Hello", "bad_phone"),
        (SEOUL_MOBILE + "\n", "Hello", "bad_phone"),
        (SEOUL_MOBILE, "  ", "no_text"),
        (SEOUL_MOBILE, "x" * 1601, "too_long"),
    ],
)
def test_what_is_never_sent(settings, peer, to, text, code):
    sns_at(settings, peer.url)
    with pytest.raises(ProviderRefused) as caught:
        send(to, text)
    assert caught.value.code == code
    assert peer.requests == []


@pytest.mark.django_db
def test_no_text_leaves_inside_a_transaction(settings, peer):
    sns_at(settings, peer.url)
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        send()
    assert peer.requests == []


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("617-555-0123", "US", BOSTON),
        ("(617) 555-0123", "US", BOSTON),
        ("+1 617 555 0123", "KR", BOSTON),
        ("010-1234-5678", "KR", SEOUL_MOBILE),
        ("+82 10-1234-5678", "US", SEOUL_MOBILE),
        ("＋８２ 10 1234 5678", "US", SEOUL_MOBILE),
    ],
)
def test_numbers_become_international(written, region, e164):
    assert normalise_phone(written, region) == e164


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("call me", "unreadable"),
        ("+999 1", "unreadable"),
        ("123", "not_in_use"),
        ("555-0123", "not_in_use"),
        ("617-555-0123 ext. 4", "has_extension"),
    ],
)
def test_what_is_no_number(written, code):
    with pytest.raises(BadPhone) as caught:
        normalise_phone(written)
    assert caught.value.code == code


@given(st.text(max_size=30), st.sampled_from(["US", "KR"]))
def test_whatever_is_typed_is_answered_calmly(text, region):
    try:
        number = normalise_phone(text, region)
    except BadPhone:
        return
    assert normalise_phone(number) == number
    assert number.startswith("+")
