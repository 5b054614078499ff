"""What happened to an order, in words for its customer.

Staff have no names here, and of what the log remembers only what the customer was told anyway.
"""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflow.api.own import Event
from workflow.engine.actors import Kind
from workflow.engine.steps import Step
from workflow.models import Order, OrderItem
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

# Why an item cannot be had stands at the item, too; shop numbers and notes are among staff.
_TOLD_OF_ITEM = {"out_of_stock": ("reason", "refund_cents")}

ACTORS = [(kind.value, kind.value) for kind in Kind]


@cache
def _steps(model: type[Order] | type[OrderItem]) -> dict[str, Step]:
    return {arc.name: arc.step for arc in model.arcs()}


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


class TimelineItem(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    title = serializers.CharField(source="__str__")


class TimelineEntry(serializers.Serializer[Any]):
    """A deed on the order, or on one item of it; then `seq` and `state`, which are the order's, are null."""

    seq = serializers.SerializerMethodField()
    deed = serializers.CharField(source="entry.name")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # also a setting of every field
    by = serializers.ChoiceField(source="entry.actor_kind", choices=ACTORS)
    by_label = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    item = serializers.SerializerMethodField()
    at = serializers.DateTimeField(source="entry.at")
    told = serializers.SerializerMethodField()

    def get_seq(self, event: Event) -> int | None:
        entry, item = event
        return None if item else entry.seq

    def get_label(self, event: Event) -> str:
        entry, item = event
        step = _steps(type(item) if item else Order).get(entry.name)
        return str(step.done_label) if step else entry.name

    def get_by_label(self, event: Event) -> str:
        entry = event.entry
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

    @extend_schema_field(serializers.ChoiceField(choices=OrderState.choices, allow_null=True))
    def get_state(self, event: Event) -> str | None:
        entry, item = event
        return None if item else entry.target

    @extend_schema_field(TimelineItem(allow_null=True))
    def get_item(self, event: Event) -> Any:
        return TimelineItem(event.item).data if event.item else None

    @extend_schema_field(Told)
    def get_told(self, event: Event) -> dict[str, Any]:
        entry, item = event
        names = (_TOLD_OF_ITEM if item else _TOLD).get(entry.name, ())
        return {name: entry.data[name] for name in names if entry.data.get(name) not in (None, "")}
