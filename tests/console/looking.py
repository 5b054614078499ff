"""What a test looks at to say that nothing changed, and what a dialog is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from workflow.engine.models import Effect, FlowModel, TransitionLog
from workflow.models import Attention, Charge, Order, OrderItem, Parcel, Quote

# A dialog over an open page asks so; without it, it is a page of its own.
HTMX = {"HX-Request": "true"}
# What the scales and the tape say of a box.
BOX: dict[str, Any] = {
    "weight_g": 1200, "length_mm": 300, "width_mm": 200, "height_mm": 150, "service": "ems",
}  # fmt: skip


def everything(order: Order) -> tuple[Any, ...]:
    """All that a deed on this order could leave behind."""
    return (
        Order.objects.filter(pk=order.pk).values().get(),
        list(OrderItem.objects.filter(order=order).values()),
        TransitionLog.objects.count(),
        Effect.objects.count(),
        Quote.objects.count(),
        Charge.objects.count(),
        Parcel.objects.count(),
        Attention.objects.count(),
    )


def room(browser: Client, name: str) -> str:
    """A page of the operations, by its address within them."""
    answer = browser.get(f"/console/operations/{name}")
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def deed_url(subject: FlowModel, name: str) -> str:
    return f"/console/deeds/{subject.flow_name}/{subject.pk}/{name}/"


def log_of(subject: FlowModel) -> list[str]:
    rows = TransitionLog.objects.filter(flow=subject.flow_name, subject_id=subject.pk)
    return list(rows.values_list("name", flat=True))


# What a look may write: who is logged in, and what is to be said to them once.
_OF_THE_SESSION = "django_session"
_OURS = (
    "workflow", "engine", "catalog", "community", "console", "live",
    "auth", "account", "mfa", "admin", "django_q",
)  # fmt: skip


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that write, as they are sent. Sessions are left out."""
    sent: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip()[:7].upper().rstrip()
        if verb in ("INSERT", "UPDATE", "DELETE", "REPLACE") and _OF_THE_SESSION not in sql:
            sent.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield sent


def every_table() -> dict[str, tuple[int, int]]:
    """Of each table that is ours, how many rows it has and what they add up to."""
    sums = {}
    for label in _OURS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            rows = [repr(row) for row in model._base_manager.order_by("pk").values_list()]
            sums[model._meta.label] = (len(rows), hash("\n".join(rows)))
    return sums
