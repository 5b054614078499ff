"""Which of our errors each failure of Stripe becomes, through the real SDK against a scripted server."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from django.db import transaction

from integrations import http, stripe
from integrations.errors import Misconfigured, OutcomeUnknown, ProviderRefused, TryLater

KEY = UUID("7a1f5c52-19a1-4d2b-9f8e-3f6f0c1d2e3f")
CREATED = 1_770_000_000


def session_json(**changes):
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": 12_345,
        "currency": "usd",
        "url": "https://pay.example/cs_test_1",
        "expires_at": CREATED + 3600,
        "payment_intent": None,
        "client_reference_id": "BD-1",
        "metadata": {"charge": "1"},
        "created": CREATED,
        **changes,
    }


def error_json(kind, code=None, message="Words of Stripe."):
    return {"error": {"type": kind, "code": code, "message": message}}


@pytest.fixture
def at_peer(settings, peer):
    settings.STRIPE = {"api_base": peer.url, "secret_key": "sk_test_x", "webhook_secrets": []}
    return peer


def create():
    return stripe.create_session(key=KEY, params={"mode": "payment"})


def test_a_session_is_read_whole(at_peer):
    at_peer.will(at_peer.answer(200, session_json()))
    assert create() == stripe.CheckoutSession(
        id="cs_test_1",
        status="open",
        payment_status="unpaid",
        amount_total=12_345,
        currency="usd",
        url="https://pay.example/cs_test_1",
        expires_at=datetime.fromtimestamp(CREATED + 3600, UTC),
        payment_intent="",
        client_reference_id="BD-1",
        metadata={"charge": "1"},
        created=datetime.fromtimestamp(CREATED, UTC),
    )
    sent = at_peer.requests[0]
    assert (sent.method, sent.path) == ("POST", "/v1/checkout/sessions")
    assert sent.headers["Idempotency-Key"] == str(KEY)
    assert sent.headers["Stripe-Version"] == "2026-10-28.endive"
    assert sent.headers["Authorization"] == "Bearer sk_test_x"


@pytest.mark.parametrize("intent", ["pi_1", {"id": "pi_1", "object": "payment_intent"}])
def test_a_paid_session_names_its_payment(at_peer, intent):
    paid = session_json(status="complete", payment_status="paid", url=None, payment_intent=intent)
    at_peer.will(at_peer.answer(200, paid))
    session = stripe.retrieve_session("cs_test_1")
    assert (session.is_paid, session.url, session.payment_intent) == (True, "", "pi_1")


def test_complete_is_not_paid(at_peer):
    at_peer.will(at_peer.answer(200, session_json(status="complete", payment_status="unpaid")))
    assert stripe.retrieve_session("cs_test_1").is_paid is False


ANSWERS = [
    (400, error_json("invalid_request_error", "parameter_missing"), {}, ProviderRefused, "parameter_missing"),
    (400, error_json("invalid_request_error"), {}, ProviderRefused, "invalid_request"),
    (400, error_json("idempotency_error"), {}, ProviderRefused, "key_reused"),
    (400, error_json("invalid_request_error", "rate_limit"), {}, TryLater, "rate_limited"),
    (401, error_json("invalid_request_error"), {}, Misconfigured, "bad_key"),
    (402, error_json("card_error", "card_declined"), {}, ProviderRefused, "card_declined"),
    (403, error_json("invalid_request_error"), {}, Misconfigured, "no_permission"),
    (404, error_json("invalid_request_error", "resource_missing"), {}, ProviderRefused, "resource_missing"),
    (404, b"<html>no such page</html>", {}, ProviderRefused, "http_404"),
    (409, error_json("idempotency_error", "idempotency_key_in_use"), {}, TryLater, "key_in_use"),
    (429, error_json("invalid_request_error", "rate_limit"), {}, TryLater, "rate_limited"),
    (429, b"slow down", {}, TryLater, "rate_limited"),
    (500, error_json("api_error"), {}, OutcomeUnknown, "server_error"),
    (500, error_json("api_error"), {"Stripe_Should_Retry": "true"}, OutcomeUnknown, "server_error"),
    (502, b"<html>bad gateway</html>", {}, OutcomeUnknown, "server_error"),
    (503, error_json("api_error"), {}, OutcomeUnknown, "server_error"),
    (503, error_json("api_error"), {"Stripe_Should_Retry": "false"}, OutcomeUnknown, "server_error"),
    (503, error_json("api_error"), {"Stripe_Should_Retry": "true"}, TryLater, "unavailable"),
    (302, b"", {"Location": "/login"}, Misconfigured, "redirected"),
    (304, b"", {}, Misconfigured, "redirected"),
    (200, b"not json", {}, OutcomeUnknown, "bad_reply"),
    (200, b"[]", {}, OutcomeUnknown, "bad_reply"),
    (200, b"{}", {}, OutcomeUnknown, "bad_reply"),
    (200, b'"text"', {}, OutcomeUnknown, "bad_reply"),
    (200, {"id": "cs_1", "object": "checkout.session"}, {}, OutcomeUnknown, "bad_reply"),
]


@pytest.mark.parametrize(("status", "body", "headers", "kind", "code"), ANSWERS)
def test_an_answer_to_a_change(at_peer, status, body, headers, kind, code):
    at_peer.will(at_peer.answer(status, body, **headers))
    with pytest.raises(kind) as caught:
        create()
    assert (type(caught.value), caught.value.code, caught.value.provider) == (kind, code, "stripe")
    assert len(at_peer.requests) == 1, "an answer is final here: the engine decides about repeating"


@pytest.mark.parametrize(("status", "body", "headers", "kind", "code"), ANSWERS)
def test_an_answer_to_a_read_never_leaves_doubt(at_peer, status, body, headers, kind, code):
    if status == 302:
        headers = {"Location": "https://elsewhere.invalid/login"}
    at_peer.will(at_peer.answer(status, body, **headers))
    expected = TryLater if kind is OutcomeUnknown else kind
    with pytest.raises(expected) as caught:
        stripe.retrieve_session("cs_test_1")
    assert (type(caught.value), caught.value.code) == (expected, code)


def test_retry_after_is_passed_on(at_peer):
    at_peer.will(at_peer.answer(429, error_json("invalid_request_error"), Retry_After="12"))
    with pytest.raises(TryLater) as caught:
        create()
    assert caught.value.retry_after == 12.0
    assert caught.value.message == "Words of Stripe."


def test_nobody_listens(settings, nobody):
    settings.STRIPE = {"api_base": nobody, "secret_key": "sk_test_x", "webhook_secrets": []}
    with pytest.raises(TryLater) as caught:
        create()
    assert caught.value.code == "no_connection"


def test_a_lost_reply_is_asked_for_again_with_the_same_key(at_peer):
    at_peer.will(at_peer.lose_reply, at_peer.answer(200, session_json()))
    assert create().id == "cs_test_1"
    first, second = at_peer.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == str(KEY)
    assert first.body == second.body == b"mode=payment"


@pytest.mark.parametrize(
    "second",
    [
        (409, error_json("idempotency_error", "idempotency_key_in_use")),
        (429, error_json("invalid_request_error", "rate_limit")),
    ],
)
def test_turned_away_after_a_lost_reply_stays_in_doubt(at_peer, second):
    """The second attempt did nothing, but the first may have."""
    at_peer.will(at_peer.lose_reply, at_peer.answer(*second))
    with pytest.raises(OutcomeUnknown) as caught:
        create()
    assert caught.value.code == "reply_lost"
    assert len(at_peer.requests) == 2


def test_two_lost_replies_are_enough(at_peer):
    at_peer.will(at_peer.lose_reply)
    with pytest.raises(OutcomeUnknown):
        create()
    assert len(at_peer.requests) == 2


def test_a_refusal_after_a_lost_reply_is_definite(at_peer):
    at_peer.will(at_peer.lose_reply, at_peer.answer(402, error_json("card_error", "card_declined")))
    with pytest.raises(ProviderRefused):
        create()


def test_silence_is_waited_for_once(at_peer, short_limits):
    at_peer.will(at_peer.hang)
    with pytest.raises(OutcomeUnknown) as caught:
        create()
    assert caught.value.code == "read_timeout"
    assert len(at_peer.requests) == 1


def test_a_lost_read_is_only_later(at_peer):
    at_peer.will(at_peer.lose_reply)
    with pytest.raises(TryLater) as caught:
        stripe.retrieve_session("cs_test_1")
    assert caught.value.code == "reply_lost"


def test_no_key_no_call(settings, peer):
    settings.STRIPE = {"api_base": peer.url, "secret_key": "", "webhook_secrets": []}
    with pytest.raises(Misconfigured) as caught:
        create()
    assert caught.value.code == "no_key"
    assert peer.requests == []


@pytest.mark.django_db
def test_stripe_is_not_called_inside_a_transaction(at_peer):
    at_peer.will(at_peer.answer(200, session_json()))
    with transaction.atomic(), pytest.raises(http.HttpInTransaction):
        create()
    assert at_peer.requests == []


def test_expiring_a_session_that_was_paid_meanwhile(at_peer):
    at_peer.will(
        at_peer.answer(400, error_json("invalid_request_error", None, "Only open sessions can be expired.")),
        at_peer.answer(200, session_json(status="complete", payment_status="paid", payment_intent="pi_9")),
    )
    session = stripe.expire_session("cs_test_1")
    assert (session.is_paid, session.payment_intent) == (True, "pi_9")
    assert [(r.method, r.path) for r in at_peer.requests] == [
        ("POST", "/v1/checkout/sessions/cs_test_1/expire"),
        ("GET", "/v1/checkout/sessions/cs_test_1"),
    ]


def test_expiring_refused_for_a_session_still_open(at_peer):
    at_peer.will(
        at_peer.answer(400, error_json("invalid_request_error", "odd")), at_peer.answer(200, session_json())
    )
    with pytest.raises(ProviderRefused) as caught:
        stripe.expire_session("cs_test_1")
    assert caught.value.code == "odd"


def test_expiring_a_session_that_does_not_exist(at_peer):
    at_peer.will(at_peer.answer(404, error_json("invalid_request_error", "resource_missing")))
    with pytest.raises(ProviderRefused) as caught:
        stripe.expire_session("cs_test_0")
    assert caught.value.code == "resource_missing"


def page(*rows, more=False):
    return {"object": "list", "data": list(rows), "has_more": more, "url": "/v1/checkout/sessions"}


FROM, TO = datetime.fromtimestamp(CREATED - 60, UTC), datetime.fromtimestamp(CREATED + 60, UTC)


def test_finding_the_session_of_a_lost_reply_on_the_second_page(at_peer):
    mine = session_json(id="cs_mine", metadata={"charge": "7", "effect": "e-7", "order": "1"})
    at_peer.will(
        at_peer.answer(200, page(session_json(id="cs_a"), session_json(id="cs_b"), more=True)),
        at_peer.answer(200, page(mine)),
    )
    found = stripe.find_session(metadata={"charge": "7", "effect": "e-7"}, created_from=FROM, created_to=TO)
    assert found is not None
    assert found.id == "cs_mine"
    first, second = (parse_qs(r.path.partition("?")[2]) for r in at_peer.requests)
    assert first == {
        "limit": ["100"],
        "created[gte]": [str(CREATED - 60)],
        "created[lte]": [str(CREATED + 60)],
    }
    assert second == first | {"starting_after": ["cs_b"]}


def test_no_session_fits(at_peer):
    at_peer.will(at_peer.answer(200, page(session_json(metadata={"charge": "7"}))))
    assert (
        stripe.find_session(metadata={"charge": "7", "effect": "e-7"}, created_from=FROM, created_to=TO)
        is None
    )


def test_of_several_sessions_the_paid_one_counts(at_peer):
    rows = [
        session_json(id="cs_new", created=CREATED + 9, status="expired"),
        session_json(id="cs_open", created=CREATED + 5),
        session_json(id="cs_paid", status="complete", payment_status="paid"),
    ]
    for wanted in ("cs_paid", "cs_open", "cs_new"):
        at_peer.will(at_peer.answer(200, page(*rows)))
        found = stripe.find_session(metadata={"charge": "1"}, created_from=FROM, created_to=TO)
        assert found is not None
        assert found.id == wanted
        rows = [row for row in rows if row["id"] != wanted]


def test_nothing_is_found_by_no_metadata(at_peer):
    with pytest.raises(ValueError, match="metadata"):
        stripe.find_session(metadata={}, created_from=FROM, created_to=TO)
    assert at_peer.requests == []


def event_json(number, **about):
    return {
        "id": f"evt_{number}",
        "object": "event",
        "type": "checkout.session.completed",
        "created": CREATED + number,
        "livemode": False,
        "data": {"object": {"id": f"cs_{number}", "object": "checkout.session", **about}},
    }


def test_missed_events_come_oldest_first_over_pages(at_peer):
    at_peer.will(
        at_peer.answer(200, page(event_json(3), event_json(2), more=True)),
        at_peer.answer(200, page(event_json(1))),
    )
    events = stripe.list_events(since=FROM, types=["checkout.session.completed", "refund.failed"])
    assert [event.id for event in events] == ["evt_1", "evt_2", "evt_3"]
    assert (events[0].object_id, events[0].object_type) == ("cs_1", "checkout.session")
    assert events[0].payload == event_json(1)
    query = parse_qs(at_peer.requests[1].path.partition("?")[2])
    assert query["starting_after"] == ["evt_2"]
    assert query["types[0]"] == ["checkout.session.completed"]
    assert query["types[1]"] == ["refund.failed"]


def test_events_are_all_or_nothing(at_peer):
    at_peer.will(
        at_peer.answer(200, page(event_json(3), more=True)), at_peer.answer(500, error_json("api_error"))
    )
    with pytest.raises(TryLater):
        stripe.list_events(since=FROM, types=["checkout.session.completed"])


@pytest.mark.parametrize("types", [[], ["x"] * 21])
def test_events_of_too_few_or_many_types(at_peer, types):
    with pytest.raises(ValueError, match="20 types"):
        stripe.list_events(since=FROM, types=types)
    assert at_peer.requests == []


def test_a_refund_goes_out_under_its_key(at_peer):
    at_peer.will(
        at_peer.answer(
            200,
            {
                "id": "re_1",
                "object": "refund",
                "status": "pending",
                "amount": 500,
                "currency": "usd",
                "payment_intent": "pi_1",
                "charge": "ch_1",
                "metadata": {"refund": "3"},
                "created": CREATED,
            },
        )
    )
    refund = stripe.create_refund(key=KEY, payment_intent="pi_1", amount_cents=500, metadata={"refund": "3"})
    assert (refund.id, refund.status, refund.amount_cents, refund.currency) == ("re_1", "pending", 500, "usd")
    assert (refund.payment_intent, refund.charge, refund.failure_reason) == ("pi_1", "ch_1", "")
    sent = at_peer.requests[0]
    assert sent.headers["Idempotency-Key"] == str(KEY)
    assert parse_qs(sent.body.decode()) == {
        "payment_intent": ["pi_1"],
        "amount": ["500"],
        "metadata[refund]": ["3"],
    }


def test_no_refund_of_nothing(at_peer):
    with pytest.raises(ValueError, match="one cent"):
        stripe.create_refund(key=KEY, payment_intent="pi_1", amount_cents=0, metadata={})
    assert at_peer.requests == []


def test_objects_are_plain_values(at_peer):
    at_peer.will(at_peer.answer(200, page(event_json(1, nested={"a": [1, {"b": None}]}))))
    (event,) = stripe.list_events(since=FROM, types=["x"])
    assert json.loads(json.dumps(event.payload)) == event.payload
