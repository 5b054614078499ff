"""What a test looks at to say that nothing changed."""

from typing import Any

from workflow.engine.models import Effect, FlowModel, TransitionLog
from workflow.models import Attention, Charge, Order, OrderItem, Parcel, Quote


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


def deed_url(subject: FlowModel, name: str) -> str:
    return f"/console/deeds/{subject.flow_name}/{subject.pk}/{name}/"


def log_of(subject: FlowModel) -> list[str]:
    rows = TransitionLog.objects.filter(flow=subject.flow_name, subject_id=subject.pk)
    return list(rows.values_list("name", flat=True))
