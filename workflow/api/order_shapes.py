"""How an order looks to its customer: in a list, and whole."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from workflow import wording
from workflow.api.money_shapes import ChargeShape, QuoteShape, current_quotes
from workflow.api.own import parcels_of
from workflow.api.parcel_shapes import ParcelShape
from workflow.engine import door
from workflow.engine.actors import Actor
from workflow.models import Order, OrderAddress, OrderItem
from workflow.selectors.lanes import TurnNow, lanes, whose_turn
from workflow.states import ItemState, OrderState, Turn

# The deeds that have an address of their own here.
_DEEDS = ("answer", "cancel", "change_address")
CUSTOMER_DEEDS = [(name, name) for name in _DEEDS]
STEP_STATUSES = [(name, name) for name in ("done", "current", "waiting")]


_SEQ = "Send it back with a deed: if the order has moved since, the deed is refused."


class TurnShape(serializers.Serializer[Any]):
    whose = serializers.ChoiceField(source="turn", choices=Turn.choices)
    deed = serializers.CharField(help_text="Empty when the order has ended.")
    label = serializers.CharField()  # type: ignore[assignment]  # also a setting of every field
    since = serializers.DateTimeField()
    age_seconds = serializers.SerializerMethodField()
    due_at = serializers.DateTimeField(allow_null=True)
    is_overdue = serializers.BooleanField()

    def get_age_seconds(self, turn: TurnNow) -> int:
        return int(turn.age.total_seconds())


class LaneStepShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also a setting of every field
    status = serializers.ChoiceField(choices=STEP_STATUSES)
    at = serializers.DateTimeField(allow_null=True)


class LanesShape(serializers.Serializer[Any]):
    user = LaneStepShape(many=True)
    staff = LaneStepShape(many=True)


class ItemShape(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    options = serializers.CharField()
    quantity = serializers.IntegerField()
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=ItemState.choices)
    state_label = serializers.CharField(source="get_state_display")
    reason = serializers.SerializerMethodField(help_text="Why it was rejected or cannot be had.")

    def get_reason(self, item: OrderItem) -> str:
        """Reasons of other states (an override, a damage) are notes among staff."""
        return item.decision_reason if item.state in (ItemState.REJECTED, ItemState.OUT_OF_STOCK) else ""


class AddressShape(serializers.Serializer[Any]):
    recipient = serializers.CharField()
    phone = serializers.CharField()
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    postal_code = serializers.CharField()
    country = serializers.CharField()


class OrderRow(serializers.Serializer[Any]):
    """An order in a list."""

    # All of it comes from the order, its items and its charges, which are fetched along.

    ref = serializers.CharField()
    state = serializers.ChoiceField(choices=OrderState.choices)
    state_label = serializers.CharField(source="get_state_display")
    seq = serializers.IntegerField(help_text=_SEQ)
    created_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField()
    turn = serializers.SerializerMethodField()
    items_count = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    to_pay = serializers.SerializerMethodField()

    @extend_schema_field(TurnShape)
    def get_turn(self, order: Order) -> Any:
        return TurnShape(whose_turn(order)).data

    def get_items_count(self, order: Order) -> int:
        return len(order.items.all())

    def get_summary(self, order: Order) -> str:
        titles = [str(item) for item in order.items.all()]
        return wording.items_summary(titles, language=(get_language() or "en")[:2])

    @extend_schema_field(ChargeShape(allow_null=True))
    def get_to_pay(self, order: Order) -> Any:
        """The charge that waits for the customer, or null."""
        payable = [charge for charge in order.charges.all() if charge.is_payable]
        return ChargeShape(payable[-1]).data if payable else None


class OrderShape(serializers.Serializer[Any]):
    """The whole order, as its customer sees it."""

    # The context holds its `log` and the `member` who looks.

    ref = serializers.CharField()
    state = serializers.ChoiceField(choices=OrderState.choices)
    state_label = serializers.CharField(source="get_state_display")
    seq = serializers.IntegerField(help_text=_SEQ)
    created_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField()
    turn = serializers.SerializerMethodField()
    lanes = serializers.SerializerMethodField()
    can = serializers.SerializerMethodField(help_text="Which deeds the customer may do now.")
    question = serializers.CharField(help_text="What we asked; empty when nothing is open.")
    note = serializers.CharField()
    if_out_of_stock = serializers.ChoiceField(choices=Order.StockOut.choices)
    items = ItemShape(many=True)
    address = serializers.SerializerMethodField()
    quotes = serializers.SerializerMethodField(help_text="The current version of each kind.")
    charges = ChargeShape(many=True)
    parcels = serializers.SerializerMethodField()
    track_url = serializers.SerializerMethodField(help_text="Opens without log-in.")

    @extend_schema_field(TurnShape)
    def get_turn(self, order: Order) -> Any:
        return TurnShape(whose_turn(order)).data

    @extend_schema_field(LanesShape)
    def get_lanes(self, order: Order) -> Any:
        return LanesShape(lanes(order, self.context["log"])).data

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=CUSTOMER_DEEDS)))
    def get_can(self, order: Order) -> list[str]:
        actor = Actor.customer(self.context["member"])
        return [name for name in _DEEDS if door.why_not(order, name, actor) is None]

    @extend_schema_field(AddressShape(allow_null=True))
    def get_address(self, order: Order) -> Any:
        address: OrderAddress | None = getattr(order, "address", None)
        return AddressShape(address).data if address else None

    @extend_schema_field(QuoteShape(many=True))
    def get_quotes(self, order: Order) -> Any:
        return QuoteShape(current_quotes(list(order.quotes.all())), many=True).data

    @extend_schema_field(ParcelShape(many=True))
    def get_parcels(self, order: Order) -> Any:
        return ParcelShape(parcels_of(order), many=True).data

    def get_track_url(self, order: Order) -> str:
        return wording.track_link(order.share_token)
