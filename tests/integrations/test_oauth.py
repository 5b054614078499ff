"""What FedEx, UPS and USPS have in common: how a token is got and kept, and what failures mean."""

import base64
import json
from urllib.parse import parse_qs

import pytest
from django.db import transaction

from integrations import http
from integrations.couriers.demo_numbers import valid_number
from integrations.couriers.fedex import FedEx
from integrations.couriers.ups import Ups
from integrations.couriers.usps import Usps
from integrations.errors import Misconfigured, ProviderRefused, TryLater

COURIERS = {"fedex": FedEx, "ups": Ups, "usps": Usps}
TOKEN_PATHS = {
    "fedex": "/oauth/token",
    "ups": "/security/v1/oauth/token",
    "usps": "/oauth2/v3/token",
}
NUMBERS = {code: valid_number(code, 1) for code in COURIERS}
DELIVERED = {
    "fedex": {
        "output": {
            "completeTrackResults": [
                {
                    "trackingNumber": NUMBERS["fedex"],
                    "trackResults": [{"scanEvents": [{"eventType": "DL"}]}],
                }
            ]
        }
    },
    "ups": {
        "trackResponse": {
            "shipment": [
                {
                    "package": [
                        {
                            "trackingNumber": NUMBERS["ups"],
                            "activity": [{"status": {"type": "D", "code": "FS", "statusCode": "011"}}],
                        }
                    ]
                }
            ]
        }
    },
    "usps": {"trackingNumber": NUMBERS["usps"], "trackingEvents": [{"eventCode": "01"}]},
}


@pytest.fixture(params=list(COURIERS))
def code(request):
    return request.param


@pytest.fixture
def carrier(code, settings, peer):
    base = f"{peer.url}/{code}"
    setattr(settings, code.upper(), {"api_base": base, "client_id": "Bidangil", "client_secret": "비밀:1"})
    return COURIERS[code]()


def token(peer, name="t1", lives=3600):
    return peer.answer(200, {"access_token": name, "token_type": "Bearer", "expires_in": lives})


def found(peer, code):
    return peer.answer(200, DELIVERED[code])


def ask(carrier):
    return carrier.track([NUMBERS[carrier.code]])[NUMBERS[carrier.code]]


def tokens_asked(peer, code):
    return [request.path == f"/{code}{TOKEN_PATHS[code]}" for request in peer.requests]


def test_the_credentials_travel_as_each_courier_wants_them(carrier, code, peer):
    peer.will(token(peer), found(peer, code))
    assert ask(carrier).status == "delivered"
    request = peer.requests[0]
    assert (request.method, request.path) == ("POST", f"/{code}{TOKEN_PATHS[code]}")
    whole = {"grant_type": "client_credentials", "client_id": "Bidangil", "client_secret": "비밀:1"}
    if code == "usps":
        assert json.loads(request.body) == whole
    elif code == "fedex":
        assert parse_qs(request.body.decode()) == {name: [value] for name, value in whole.items()}
    else:
        assert request.body == b"grant_type=client_credentials"
        scheme, _, pair = request.headers["Authorization"].partition(" ")
        assert (scheme, base64.b64decode(pair).decode()) == ("Basic", "Bidangil:비밀:1")
    assert peer.requests[1].headers["Authorization"] == "Bearer t1"


@pytest.mark.parametrize("lives", [14399, "14399"])
def test_one_token_serves_many_calls(carrier, code, peer, lives):
    peer.will(token(peer, lives=lives), found(peer, code))
    for _ in range(3):
        assert ask(carrier).status == "delivered"
    assert tokens_asked(peer, code) == [True, False, False, False]


def test_a_token_is_given_up_before_it_dies(carrier, code, peer):
    peer.will(token(peer, lives=120), found(peer, code), token(peer, "t2", 121), found(peer, code))
    ask(carrier)
    ask(carrier)
    assert tokens_asked(peer, code) == [True, False, True, False]
    assert peer.requests[3].headers["Authorization"] == "Bearer t2"


def test_a_stale_token_is_replaced_once(carrier, code, peer):
    peer.will(token(peer), peer.answer(401, {}), token(peer, "t2"), found(peer, code))
    assert ask(carrier).status == "delivered"
    assert tokens_asked(peer, code) == [True, False, True, False]
    assert peer.requests[3].headers["Authorization"] == "Bearer t2"


def test_two_refused_tokens_are_a_wrong_setting(carrier, code, peer):
    peer.will(token(peer), peer.answer(401, {}), token(peer, "t2"), peer.answer(401, {}))
    with pytest.raises(Misconfigured) as caught:
        ask(carrier)
    assert (caught.value.code, caught.value.provider) == ("bad_key", code)
    assert len(peer.requests) == 4


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (400, Misconfigured, "bad_key"),
        (401, Misconfigured, "bad_key"),
        (404, ProviderRefused, "http_404"),
        (429, TryLater, "rate_limited"),
        (500, TryLater, "server_error"),
        (302, Misconfigured, "redirected"),
    ],
)
def test_no_token(carrier, code, peer, status, kind, word):
    peer.will(peer.answer(status, {"error": "invalid_client"}, Location="/elsewhere", Retry_After="7"))
    with pytest.raises(kind) as caught:
        ask(carrier)
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, word, code)
    assert tokens_asked(peer, code) == [True]
    if kind is TryLater:
        assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("code", "kind", "word"),
    [
        ("fedex", TryLater, "token_penalty"),
        ("ups", Misconfigured, "no_permission"),
        ("usps", Misconfigured, "no_permission"),
    ],
    indirect=["code"],
)
def test_only_fedex_shuts_us_out_for_a_while(carrier, peer, kind, word):
    peer.will(peer.answer(403, {}))
    with pytest.raises(kind) as caught:
        ask(carrier)
    assert caught.value.code == word
    assert getattr(caught.value, "retry_after", None) == (600 if word == "token_penalty" else None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        b"",
        b"<html>",
        b"[" * 100_000,
        {"access_token": "", "expires_in": 3600},
        {"access_token": "t"},
        {"access_token": "t", "expires_in": None},
        {"access_token": "t", "expires_in": "soon"},
        {"access_token": "t", "expires_in": -5},
        {"access_token": "t", "expires_in": "²"},
        {"access_token": "t", "expires_in": "9" * 5000},
        {"access_token": ["t"], "expires_in": 3600},
        {"access_token": "토큰", "expires_in": 3600},
        {"access_token": "a\r\nX-Evil: 1", "expires_in": 3600},
    ],
)
def test_a_token_reply_without_a_token_we_could_use(carrier, code, peer, body):
    peer.will(peer.answer(200, body))
    with pytest.raises(TryLater) as caught:
        ask(carrier)
    assert (caught.value.code, caught.value.provider) == ("bad_reply", code)
    assert tokens_asked(peer, code) == [True]


@pytest.mark.parametrize(
    ("status", "body", "kind", "word"),
    [
        (400, {}, ProviderRefused, "http_400"),
        (400, b"", ProviderRefused, "http_400"),
        (403, {}, Misconfigured, "no_permission"),
        (404, b"<html>", ProviderRefused, "http_404"),
        (404, {}, ProviderRefused, "http_404"),
        (405, {}, ProviderRefused, "http_405"),
        (429, {}, TryLater, "rate_limited"),
        (500, {}, TryLater, "server_error"),
        (503, b"", TryLater, "server_error"),
        (304, b"", Misconfigured, "redirected"),
        (200, b"", TryLater, "bad_reply"),
        (200, b"<html>", TryLater, "bad_reply"),
        (200, b"[]", TryLater, "bad_reply"),
        (200, b"\xff\xfe\x00", TryLater, "bad_reply"),
        (200, b'{"a":' * 100_000, TryLater, "bad_reply"),
    ],
)
def test_answers_without_tracks(carrier, code, peer, status, body, kind, word):
    peer.will(token(peer), peer.answer(status, body))
    with pytest.raises(kind) as caught:
        ask(carrier)
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, word, code)


def test_a_redirect_to_another_host_is_not_followed(carrier, code, peer):
    peer.will(token(peer), peer.answer(302, b"", Location="http://127.0.0.2:1/elsewhere"))
    with pytest.raises(Misconfigured) as caught:
        ask(carrier)
    assert (caught.value.code, len(peer.requests)) == ("redirected", 2)


@pytest.mark.parametrize(
    ("fault", "word"),
    [("lose_reply", "reply_lost"), ("break_off", "reply_lost"), ("hang", "read_timeout")],
)
def test_a_lost_reply_is_only_later(carrier, peer, short_limits, fault, word):
    peer.will(token(peer), getattr(peer, fault))
    with pytest.raises(TryLater) as caught:
        ask(carrier)
    assert caught.value.code == word


def test_a_body_that_trickles_ends_with_the_time(carrier, code, peer, short_limits):
    peer.will(token(peer), peer.trickle)
    with pytest.raises(TryLater) as caught:
        ask(carrier)
    assert (caught.value.code, len(peer.requests)) == ("read_timeout", 2)


def test_nobody_answers(code, settings, nobody):
    setattr(settings, code.upper(), {"api_base": nobody, "client_id": "a", "client_secret": "b"})
    with pytest.raises(TryLater) as caught:
        ask(COURIERS[code]())
    assert caught.value.code == "no_connection"


def test_no_key_no_call(code, settings, peer):
    setattr(settings, code.upper(), {"api_base": peer.url, "client_id": "", "client_secret": ""})
    with pytest.raises(Misconfigured) as caught:
        ask(COURIERS[code]())
    assert (caught.value.code, caught.value.message) == ("no_key", f"{code.upper()}_CLIENT_ID is empty.")
    assert peer.requests == []


def test_two_accounts_have_two_tokens(carrier, code, settings, peer):
    peer.will(token(peer), found(peer, code), token(peer, "t2"), found(peer, code))
    ask(carrier)
    setattr(settings, code.upper(), {**getattr(settings, code.upper()), "client_id": "another"})
    ask(carrier)
    assert tokens_asked(peer, code) == [True, False, True, False]


@pytest.mark.django_db
def test_no_courier_is_called_inside_a_transaction(carrier, peer):
    peer.will(token(peer))
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        ask(carrier)
    assert peer.requests == []
