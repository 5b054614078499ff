"""Paying through the API: a page at the provider, one at a time."""

from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from integrations.http import HttpInTransaction
from tests.api.conftest import problem
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.api import charges
from workflow.engine.models import Effect
from workflow.models import PaymentAttempt
from workflow.services import quotes, requests
from workflow.services.checkout import BeingChanged

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]


def checkout(client: APIClient, ref: str) -> Any:
    return client.post(f"/api/v1/charges/{ref}/checkout/")


def test_the_page_is_the_open_one_however_often_it_is_asked_for(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    replies = [checkout(api, charge.ref) for _ in range(3)]
    assert {reply.status_code for reply in replies} == {200}
    (url,) = {reply.json()["url"] for reply in replies}
    attempt = PaymentAttempt.objects.get()
    assert url == attempt.url
    assert url.startswith(sandbox.url)

    assert attempt.session_id is not None
    sandbox.pay(attempt.session_id)
    story.look_again(attempt)
    assert api.get(f"/api/v1/orders/{order.ref}/").json()["state"] == "items_paid"
    problem(checkout(api, charge.ref), 409, "not_payable")
    assert sandbox.counts()["charges_succeeded"] == 1


def test_there_is_a_page_before_the_engine_has_made_one(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    charge = story.open_charge(order)
    assert Effect.objects.get(name="checkout.open").status == "pending"
    assert checkout(api, charge.ref).status_code == 200
    assert PaymentAttempt.objects.count() == 1


def test_a_cancelled_order_has_nothing_to_pay(api: APIClient, story: Story, sandbox: Sandbox) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    requests.cancel(order_id=order.pk, actor=story.desk, reason="By phone.")
    problem(checkout(api, charge.ref), 409, "not_payable")
    assert PaymentAttempt.objects.count() == 1


def test_a_provider_that_is_down_is_a_503_that_says_when_to_come_back(
    api: APIClient, story: Story, sandbox: Sandbox
) -> None:
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    sandbox.fault("POST /v1/checkout/sessions", "error500", times=1)
    reply = checkout(api, story.open_charge(order).ref)
    body = problem(reply, 503, "provider_unavailable")
    assert int(reply.headers["Retry-After"]) >= 1
    assert "stripe" not in repr(body).lower()
    # What was begun goes on under the same key.
    assert checkout(api, story.open_charge(order).ref).status_code == 200
    assert PaymentAttempt.objects.count() == 1


def test_a_charge_that_is_being_changed_is_a_503(
    api: APIClient, story: Story, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(*, charge_id: int) -> None:
        raise BeingChanged

    order = story.items_due()
    monkeypatch.setattr(charges, "ensure_session", changing)
    reply = checkout(api, story.open_charge(order).ref)
    problem(reply, 503, "being_changed")
    assert reply.headers["Retry-After"] == "5"


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_provider_is_asked(
    api: APIClient, story: Story, sandbox: Sandbox, settings: Any
) -> None:
    """The client of HTTP refuses inside a transaction; through the API it is never inside one."""
    order = story.approved()
    quotes.confirm_item_prices(order_id=order.pk, actor=story.desk, prices=story.prices(order))
    ref = story.open_charge(order).ref
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
    assert checkout(api, ref).status_code == 200
    PaymentAttempt.objects.all().delete()
    with pytest.raises(HttpInTransaction), transaction.atomic():
        checkout(api, ref)
