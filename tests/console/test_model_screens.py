"""The screens of the models: what can be saved there, what is refused in words, and what has no screen."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from catalog.models import ExchangeRate
from tests.console.conftest import Desk
from tests.console.looking import everything
from tests.running import Sandbox
from tests.workflow.story import Story
from workflow.models import Attention
from workflow.services.attention import raise_attention
from workflow.states import Concern

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# Whole apps, and single models of apps that have screens.
PLUMBING = {
    "django_q", "account", "mfa", "sites", "socialaccount", "sessions", "contenttypes", "authtoken",
}  # fmt: skip
INNER = {
    "engine.Tick", "engine.Heartbeat", "engine.TransitionLog", "admin.LogEntry", "console.DayFigure",
}  # fmt: skip


@pytest.fixture
def delivered(story: Story, sandbox: Sandbox) -> Any:
    """An order with everything that can stand in one, and a matter to settle."""
    order = story.delivered(sandbox)
    raise_attention(
        order=order, concern=Concern.REFUND_DUE, about="x", amount_cents=1234, detail="<b>Look</b>"
    )
    return order


def test_nothing_can_be_deleted_or_saved_past_the_door(desk: Desk, delivered: Any) -> None:
    owner, before = desk("owner"), everything(delivered)
    charge = delivered.charges.first()
    base = "/console/workflow"

    for address in (f"{base}/order/{delivered.pk}", f"{base}/charge/{charge.pk}", f"{base}/attention/1"):
        assert owner.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
        answer = owner.post(f"{address}/change/", {"state": "cancelled", "status": "paid"})
        assert answer.status_code in (302, 403)
    owner.post(
        f"{base}/order/", {"action": "delete_selected", "_selected_action": [delivered.pk], "post": "yes"}
    )
    assert owner.post(f"/console/orders/{delivered.ref}/", {"state": "cancelled"}).status_code == 405

    assert everything(delivered) == before


def test_the_machinery_has_no_screens() -> None:
    shown = [model._meta for model in admin.site._registry]

    assert PLUMBING.isdisjoint({meta.app_label for meta in shown})
    assert INNER.isdisjoint({meta.label for meta in shown})


def test_the_form_page_of_an_order_is_the_order_page(desk: Desk, delivered: Any) -> None:
    answer = desk("owner").get(f"/console/workflow/order/{delivered.pk}/change/")

    assert (answer.status_code, answer["Location"]) == (302, f"/console/orders/{delivered.ref}/")


def test_an_exchange_rate_is_added_and_never_changed(desk: Desk, catalog: None) -> None:
    owner = desk("owner")
    row = ExchangeRate.objects.latest("observed_at")
    given = {
        "krw_per_usd": "1391.5",
        "spread_percent": "1",
        "observed_at_0": "2026-11-01",
        "observed_at_1": "10:00:00",
        "source": "Our bank",
        "source_url": "",
        "note": "",
        "standing": "sourced",
    }

    added = owner.post("/console/catalog/exchangerate/add/", given)
    changed = owner.post(f"/console/catalog/exchangerate/{row.pk}/change/", {**given, "krw_per_usd": "1"})

    assert (added.status_code, changed.status_code) == (302, 403)
    assert str(ExchangeRate.objects.get(source="Our bank").krw_per_usd) == "1391.5000"
    row.refresh_from_db()
    assert row.krw_per_usd > 1000


def test_a_rule_in_force_refuses_a_change_in_words(desk: Desk, catalog: None) -> None:
    from catalog.models import Fee

    fee = Fee.objects.filter(kind="service").latest("valid_from")
    given = {
        "kind": "service",
        "percent": "9",
        "amount_cents": "0",
        "valid_from": fee.valid_from.isoformat(),
        "valid_to": "",
        "source": fee.source,
        "source_url": fee.source_url,
        "note": "",
        "standing": fee.standing,
    }

    answer = desk("owner").post(f"/console/catalog/fee/{fee.pk}/change/", given)

    assert answer.status_code == 200
    assert "Publish a new version." in answer.content.decode()
    kept = Fee.objects.get(pk=fee.pk)
    assert kept.percent == fee.percent


def test_a_rate_card_is_published_whole_or_not_at_all(desk: Desk, catalog: None) -> None:
    from catalog.models import RateCard

    owner = desk("owner")
    given = {
        "service": "ems",
        "name": "EMS 2027",
        "courier": "ems",
        "channel": "post",
        "zone": "us",
        "max_weight_g": "1000",
        "step_g": "500",
        "volumetric_divisor": "6000",
        "valid_from": "2027-01-01",
        "source": "koreapost.go.kr",
        "standing": "sourced",
        "prices": "500 30,000\n1000 29,000",
    }

    refused = owner.post("/console/catalog/ratecard/add/", given)
    assert refused.status_code == 200
    assert "Prices must be positive and never fall as the weight rises." in refused.content.decode()
    assert not RateCard.objects.filter(name="EMS 2027").exists()

    assert (
        owner.post(
            "/console/catalog/ratecard/add/", {**given, "prices": "500 30,000\n1000 34,000"}
        ).status_code
        == 302
    )
    card = RateCard.objects.get(name="EMS 2027")
    assert list(card.rows.values_list("up_to_g", "price_krw")) == [(500, 30_000), (1000, 34_000)]


def test_html_from_outside_stays_text(desk: Desk, delivered: Any) -> None:
    page = desk("owner").get("/console/workflow/attention/").content.decode()

    assert "&lt;b&gt;Look&lt;/b&gt;" in page
    assert Attention.objects.count() == 1


def test_a_stranger_sees_the_log_in_page_everywhere(client: Client, delivered: Any) -> None:
    for address in (
        "",
        "workflow/order/",
        f"orders/{delivered.ref}/",
        "queues/to-screen/",
        "effects/1/retry/",
    ):
        answer = client.get(f"/console/{address}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/console/login/?next=")
