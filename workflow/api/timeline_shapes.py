"""What happened to an order, in words for its customer.

Staff have no names here, and of what the log remembers only what the customer was told anyway.
"""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflow.engine.actors import Kind
from workflow.engine.models import TransitionLog
from workflow.engine.steps import Step
from workflow.models import Order
from workflow.states import OrderState

# Deed -> what the customer may read of it.
_TOLD = {
    "ask_customer": ("question",),
    "answer": ("question", "answer"),
    "reject_quote": ("reason",),
    "confirm_item_prices": ("total_cents", "valid_until"),
    "revise_prices": ("total_cents", "before_cents", "valid_until"),
    "extend_deadline": ("valid_until",),
    "items_paid": ("amount_cents",),
    "confirm_delivery_fee": ("total_cents", "weight_g", "valid_until"),
    "delivery_paid": ("amount_cents",),
    "ship": ("courier", "tracking_number"),
    "correct_tracking": ("courier", "tracking_number"),
    "cancel": ("reason", "refund_cents"),
}

ACTORS = [(kind.value, kind.value) for kind in Kind]


@cache
def _steps() -> dict[str, Step]:
    return {arc.name: arc.step for arc in Order.arcs()}


class Told(serializers.Serializer[Any]):
    """Only what this deed told; the rest is left out."""

    question = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    total_cents = serializers.IntegerField(required=False)
    before_cents = serializers.IntegerField(required=False)
    amount_cents = serializers.IntegerField(required=False)
    refund_cents = serializers.IntegerField(required=False)
    weight_g = serializers.IntegerField(required=False)
    valid_until = serializers.DateTimeField(required=False)
    courier = serializers.CharField(required=False)
    tracking_number = serializers.CharField(required=False)


class TimelineEntry(serializers.Serializer[Any]):
    seq = serializers.IntegerField()
    deed = serializers.CharField(source="name")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # also a setting of every field
    by = serializers.ChoiceField(source="actor_kind", choices=ACTORS)
    by_label = serializers.SerializerMethodField()
    state = serializers.ChoiceField(source="target", choices=OrderState.choices)
    at = serializers.DateTimeField()
    told = serializers.SerializerMethodField()

    def get_label(self, entry: TransitionLog) -> str:
        step = _steps().get(entry.name)
        return str(step.done_label) if step else entry.name

    def get_by_label(self, entry: TransitionLog) -> str:
        match entry.actor_kind:
            case Kind.CUSTOMER:
                return _("You")
            case Kind.STAFF:
                return _("Bidangil staff")
            case Kind.PROVIDER:
                return _("Card payment")
            case Kind.COURIER:
                return entry.actor_label
        return "Bidangil"

    @extend_schema_field(Told)
    def get_told(self, entry: TransitionLog) -> dict[str, Any]:
        names = _TOLD.get(entry.name, ())
        return {name: entry.data[name] for name in names if entry.data.get(name) not in (None, "")}
