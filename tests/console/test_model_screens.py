"""The screens of the models: what can be saved there, what is refused in words, and what has no screen."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

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


def test_the_catalog_has_an_editor_and_no_form_past_it(desk: Desk, catalog: None) -> None:
    assert not [model for model in admin.site._registry if model._meta.app_label == "catalog"]
    assert desk("owner").get("/console/catalog/store/add/").status_code == 404


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
