"""Only what Stripe signed, and signed just now, is believed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import stripe as sdk
from hypothesis import given
from hypothesis import strategies as st

from integrations import stripe
from integrations.errors import Misconfigured

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECRET = "whsec_now"
BODY = json.dumps(
    {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": 1_770_000_000,
        "livemode": True,
        "data": {"object": {"id": "cs_1", "object": "checkout.session", "note": "한국어"}},
    }
).encode()


def signed(body=BODY, secret=SECRET, at=NOW):
    return sdk.WebhookSignature.generate_signature_header(body.decode(), secret, int(at.timestamp()))


def verify(body=BODY, signature=None, secrets=(SECRET,), now=NOW):
    return stripe.verify_event(
        body=body, signature=signed() if signature is None else signature, secrets=list(secrets), now=now
    )


def refused(**kwargs):
    with pytest.raises(stripe.BadSignature) as caught:
        verify(**kwargs)
    return caught.value.code


def test_a_signed_event_is_read():
    event = verify()
    assert (event.id, event.type, event.object_id, event.object_type, event.livemode) == (
        "evt_1",
        "checkout.session.completed",
        "cs_1",
        "checkout.session",
        True,
    )
    assert event.created == datetime.fromtimestamp(1_770_000_000, UTC)
    assert event.payload["data"]["object"]["note"] == "한국어"


def test_real_time_is_the_default():
    event = stripe.verify_event(body=BODY, signature=signed(at=datetime.now(UTC)), secrets=[SECRET])
    assert event.id == "evt_1"
    with pytest.raises(stripe.BadSignature) as caught:
        stripe.verify_event(body=BODY, signature=signed(at=NOW - timedelta(days=3650)), secrets=[SECRET])
    assert caught.value.code == "too_old"


@pytest.mark.parametrize(
    ("seconds", "outcome"),
    [(-300, "ok"), (-301, "too_old"), (300, "ok"), (301, "in_future"), (86_400, "in_future")],
)
def test_the_signature_is_at_most_300_seconds_away_on_either_side(seconds, outcome):
    signature = signed(at=NOW + timedelta(seconds=seconds))
    if outcome == "ok":
        assert verify(signature=signature).id == "evt_1"
    else:
        assert refused(signature=signature) == outcome


def test_while_a_secret_is_rotated_both_are_good():
    for secret in ("whsec_old", SECRET):
        assert verify(signature=signed(secret=secret), secrets=["whsec_old", SECRET]).id == "evt_1"
    assert refused(signature=signed(secret="whsec_old")) == "no_match"


def test_stripe_signs_with_both_secrets_in_one_header():
    both = signed(secret="whsec_other") + "," + signed().partition(",")[2]
    assert verify(signature=both).id == "evt_1"


def test_one_changed_byte_is_enough():
    assert refused(body=BODY.replace(b"cs_1", b"cs_2")) == "no_match"


def test_another_time_under_the_same_signature():
    moved = f"t={int(NOW.timestamp()) + 1}," + signed().partition(",")[2]
    assert refused(signature=moved) == "no_match"


def test_the_old_scheme_does_not_count():
    assert refused(signature=signed().replace("v1=", "v0=")) == "no_match"


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("", "missing"),
        ("nonsense", "malformed"),
        ("v1=abc", "malformed"),
        ("t=,v1=abc", "malformed"),
        ("t=-5,v1=abc", "malformed"),
        ("t=soon,v1=abc", "malformed"),
        ("t=" + "9" * 5000 + ",v1=abc", "malformed"),
        ("t=1770000000", "no_match"),
        ("t=1770000000,v1=", "no_match"),
        ("t=1770000000,v1=é", "no_match"),
        ("t=1770000000,v1", "no_match"),
    ],
)
def test_broken_headers(signature, code):
    assert refused(signature=signature) == code


@given(st.text(max_size=80))
def test_no_header_at_all_gets_through(signature):
    assert refused(signature=signature) in {"missing", "malformed", "no_match"}


def test_a_forged_event_is_not_told_that_it_is_also_old():
    assert refused(signature=signed(secret="whsec_forged", at=NOW - timedelta(days=1))) == "no_match"


def test_a_body_that_is_no_text():
    assert refused(body=b"\xff\xfe" + BODY) == "no_match"


def test_an_oversized_body_is_refused_before_any_work():
    body = b" " * (256 * 1024) + BODY
    assert refused(body=body, signature=signed(body)) == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"not json",
        b'{"object": "v2.core.event", "id": "evt_1"}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 1}',
        b'{"object": "event", "type": "x", "created": 1, "data": {"object": {}}}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": "1", "data": {"object": {}}}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 1, "data": {"object": []}}',
        b"[" * 100_000,
        BODY.replace(b"evt_1", rb"evt_\ud800"),
        BODY.replace(b"session.completed", rb"session.\udfff"),
        BODY.replace(b"cs_1", rb"cs_\ud800"),
    ],
)
def test_signed_but_no_event(body):
    assert refused(body=body, signature=signed(body)) == "not_an_event"


@pytest.mark.parametrize("secrets", [[], [""], ["  "]])
def test_without_a_secret_nothing_is_believed(secrets):
    with pytest.raises(Misconfigured) as caught:
        verify(secrets=secrets, signature=signed(secret=secrets[0] if secrets else ""))
    assert caught.value.code == "no_webhook_secret"


def test_an_empty_secret_beside_a_good_one_opens_nothing():
    assert refused(signature=signed(secret=""), secrets=["", SECRET]) == "no_match"
