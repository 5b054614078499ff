"""The hours after a fault, and what a test asks when they are over."""

from datetime import timedelta

from integrations import clock
from tests.running import Sandbox
from workflow.engine.models import Effect
from workflow.engine.runner import run_due
from workflow.models import Order


def keep_running(*, hours: int = 6) -> None:
    """What the engine does in the hours after: it looks again every hour."""
    now = clock.now()
    for hour in range(1, hours + 1):
        with clock.travel(now + timedelta(hours=hour)):
            run_due()


def effect_of(order: Order, name: str, target: str = "") -> Effect:
    found = Effect.objects.filter(flow="order", subject_id=order.pk, name=name)
    return found.filter(target=target).latest("id") if target else found.latest("id")


def used_up(sandbox: Sandbox) -> bool:
    return all(rule["used"] == rule["times"] for rule in sandbox.get("faults"))


def nothing_went_wrong() -> bool:
    return not Effect.objects.filter(status__in=("dead", "unsure", "superseded")).exists()
