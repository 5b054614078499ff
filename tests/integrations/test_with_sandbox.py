"""The clients against our sandbox: the same code path as against the real providers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from integrations import stripe
from integrations.errors import OutcomeUnknown, ProviderRefused, TryLater
from integrations.mail import message_id_for, send_mail
from integrations.sms import send_sms
from tests.running import running_sandbox, wait_for


def params(cents=4_250, **changes):
    return stripe.checkout_params(
        **{
            "lines": [("조립 PC 부품", cents, 1), ("Service fee", 170, 1)],
            "currency": "usd",
            "expires_at": datetime.now(UTC) + timedelta(hours=1),
            "metadata": {"order": "BD-1", "charge": "7", "effect": str(uuid4())},
            "client_reference_id": "BD-1",
            "success_url": "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:9/back",
            "customer_email": "mina@example.com",
            "language": "ko",
            **changes,
        }
    )


def around_now():
    now = datetime.now(UTC)
    return {"created_from": now - timedelta(minutes=10), "created_to": now + timedelta(minutes=10)}


def test_a_session_is_opened_paid_and_settled(sandbox):
    asked = params()
    session = stripe.create_session(key=uuid4(), params=asked)
    assert (session.status, session.payment_status, session.is_paid) == ("open", "unpaid", False)
    assert (session.amount_total, session.currency) == (4_420, "usd")
    assert session.metadata == asked["metadata"]
    assert session.client_reference_id == "BD-1"
    assert session.url.startswith(sandbox.url)
    assert session.expires_at == datetime.fromtimestamp(asked["expires_at"], UTC)

    sandbox.pay(session.id)
    paid = stripe.retrieve_session(session.id)
    assert (paid.status, paid.payment_status, paid.is_paid, paid.url) == ("complete", "paid", True, "")
    assert paid.payment_intent.startswith("pi_")
    assert sandbox.counts()["charges_succeeded"] == 1
    assert sandbox.counts()["amount_captured_by_currency"] == {"usd": 4_420}


def test_the_same_key_is_the_same_session(sandbox):
    key, asked = uuid4(), params()
    first = stripe.create_session(key=key, params=asked)
    assert stripe.create_session(key=key, params=asked) == first
    assert sandbox.counts()["sessions_created"] == 1


def test_the_same_key_for_something_else_is_refused(sandbox):
    key = uuid4()
    stripe.create_session(key=key, params=params())
    with pytest.raises(ProviderRefused) as caught:
        stripe.create_session(key=key, params=params(9_999))
    assert caught.value.code == "key_reused"
    assert sandbox.counts()["sessions_created"] == 1


def test_a_lost_reply_opens_one_session(sandbox):
    sandbox.fault("POST /v1/checkout/sessions", "lost_reply", times=1)
    session = stripe.create_session(key=uuid4(), params=params())
    assert session.status == "open"
    assert sandbox.counts()["sessions_created"] == 1


def test_two_lost_replies_leave_a_session_that_can_be_found(sandbox):
    sandbox.fault("POST /v1/checkout/sessions", "lost_reply", times=2)
    asked = params()
    with pytest.raises(OutcomeUnknown):
        stripe.create_session(key=uuid4(), params=asked)
    found = stripe.find_session(metadata=asked["metadata"], **around_now())
    assert found is not None
    assert (found.status, found.metadata) == ("open", asked["metadata"])
    assert sandbox.counts()["sessions_created"] == 1


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("error429", TryLater, "rate_limited"),
        ("conflict409", TryLater, "key_in_use"),
        ("error500", OutcomeUnknown, "server_error"),
    ],
)
def test_faults_before_the_work(sandbox, kind, error, code):
    sandbox.fault("POST /v1/checkout/sessions", kind, times=1)
    with pytest.raises(error) as caught:
        stripe.create_session(key=uuid4(), params=params())
    assert (type(caught.value), caught.value.code) == (error, code)
    assert sandbox.counts()["sessions_created"] == 0
    assert stripe.find_session(metadata={"charge": "7"}, **around_now()) is None


def test_a_500_after_the_work_is_found_again(sandbox):
    sandbox.fault("POST /v1/checkout/sessions", "lost_reply500", times=1)
    asked = params()
    with pytest.raises(OutcomeUnknown):
        stripe.create_session(key=uuid4(), params=asked)
    found = stripe.find_session(metadata=asked["metadata"], **around_now())
    assert found is not None
    assert found.status == "open"


def test_an_open_session_is_closed_for_good(sandbox):
    session = stripe.create_session(key=uuid4(), params=params())
    assert stripe.expire_session(session.id).status == "expired"
    assert stripe.expire_session(session.id).status == "expired"
    assert sandbox.counts()["sessions_expired"] == 1


def test_closing_comes_after_the_customer(sandbox):
    session = stripe.create_session(key=uuid4(), params=params())
    sandbox.pay(session.id)
    assert stripe.expire_session(session.id).is_paid


def test_a_session_that_does_not_exist(sandbox):
    for ask in (stripe.retrieve_session, stripe.expire_session):
        with pytest.raises(ProviderRefused) as caught:
            ask("cs_test_nowhere")
        assert caught.value.code == "resource_missing"


def test_many_sessions_are_paged_through(sandbox, monkeypatch):
    from integrations.stripe import sessions

    monkeypatch.setattr(sessions, "PAGE", 2)
    asked = [params() for _ in range(5)]
    for one in asked:
        stripe.create_session(key=uuid4(), params=one)
    for one in asked:
        found = stripe.find_session(metadata=one["metadata"], **around_now())
        assert found is not None
        assert found.metadata == one["metadata"]


def test_money_goes_back_once(sandbox):
    session = stripe.create_session(key=uuid4(), params=params())
    sandbox.pay(session.id)
    intent, key = stripe.retrieve_session(session.id).payment_intent, uuid4()
    asked = {"key": key, "payment_intent": intent, "amount_cents": 500, "metadata": {"refund": "1"}}
    refund = stripe.create_refund(**asked)
    assert stripe.create_refund(**asked).id == refund.id
    assert (refund.amount_cents, refund.currency, refund.payment_intent) == (500, "usd", intent)
    assert refund.metadata == {"refund": "1"}
    assert stripe.retrieve_refund(refund.id).id == refund.id
    assert sandbox.counts()["amount_refunded"] == 500
    with pytest.raises(ProviderRefused):
        stripe.create_refund(**asked | {"key": uuid4(), "amount_cents": 4_421})
    assert sandbox.counts()["amount_refunded"] == 500


def test_what_was_missed_can_be_listed(sandbox, monkeypatch):
    from integrations.stripe import sessions

    monkeypatch.setattr(sessions, "PAGE", 2)
    since = datetime.now(UTC) - timedelta(seconds=5)
    ids = []
    for _ in range(3):
        session = stripe.create_session(key=uuid4(), params=params())
        sandbox.pay(session.id)
        ids.append(session.id)
    events = stripe.list_events(since=since, types=["checkout.session.completed"])
    assert sorted(event.object_id for event in events) == sorted(ids)
    assert {event.type for event in events} == {"checkout.session.completed"}
    assert [event.created for event in events] == sorted(event.created for event in events)
    assert stripe.list_events(since=datetime.now(UTC) + timedelta(hours=1), types=["refund.failed"]) == []


def test_its_webhooks_are_believed(peer, settings):
    peer.will(peer.answer(200))
    with running_sandbox(webhook_url=peer.url + "/webhooks/stripe/") as sandbox:
        settings.STRIPE = {**settings.STRIPE, "api_base": sandbox.url}
        session = stripe.create_session(key=uuid4(), params=params())
        sandbox.pay(session.id)

        def arrived():
            events = [
                stripe.verify_event(
                    body=request.body,
                    signature=request.headers["Stripe-Signature"],
                    secrets=["whsec_other", "whsec_sandbox"],
                )
                for request in list(peer.requests)
            ]
            return [event for event in events if event.type == "checkout.session.completed"]

        (event,) = wait_for("checkout.session.completed", arrived)
    assert (event.object_id, event.object_type, event.livemode) == (session.id, "checkout.session", False)
    body, signature = peer.requests[0].body, peer.requests[0].headers["Stripe-Signature"]
    with pytest.raises(stripe.BadSignature):
        stripe.verify_event(body=body + b" ", signature=signature, secrets=["whsec_sandbox"])


# --- messages -----------------------------------------------------------------------------


def test_a_text_arrives(sandbox):
    message_id = send_sms(to="+821012345678", text="소포가 배달되었습니다.", key=uuid4())
    assert sandbox.counts()["sms"] == 1
    assert message_id in str(sandbox.get("sms"))


def test_a_text_whose_reply_is_lost_is_in_doubt_and_sent_once(sandbox):
    sandbox.fault("POST /sns", "lost_reply", times=1)
    with pytest.raises(OutcomeUnknown):
        send_sms(to="+821012345678", text="Hello", key=uuid4())
    assert sandbox.counts()["sms"] == 1


def mail(key):
    send_mail(
        to="mina@example.com",
        subject="소포가 도착했습니다",
        text="안녕하세요",
        html="<p>안녕하세요</p>",
        message_id=message_id_for(key),
        language="ko",
    )


def test_a_mail_arrives(sandbox):
    key = uuid4()
    mail(key)
    mail(key)
    counts = sandbox.counts()
    assert (counts["mails"], counts["mails_repeated"]) == (2, 1)
    assert str(key) in str(sandbox.get("mails"))
