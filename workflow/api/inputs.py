"""What the API takes in. The rules are those of the pages' forms; here they are only read."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from workflow.engine.errors import BadInput
from workflow.forms import AddressForm, AnswerForm, CancelForm, RequestForm, RequestItemForm
from workflow.models.address import STATES
from workflow.selectors.lanes import states_of_turn
from workflow.services.requests import MAX_ITEMS
from workflow.states import OrderState, Turn

STATE_CHOICES = [(code, code) for code in STATES]


class FormSerializer(serializers.Serializer[Any]):
    """A serializer whose fields and rules are a form's: pages and API refuse the same things."""

    form: ClassVar[type[forms.Form]]

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        own = super().get_fields()
        return {name: _field_of(field) for name, field in self.form().fields.items()} | own

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        form = self.form(data=attrs)
        if not form.is_valid():
            raise serializers.ValidationError(_errors_of(form))
        return attrs | form.cleaned_data


def _field_of(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    options: dict[str, Any] = {"required": field.required, "help_text": str(field.label or "")}
    if field.required and field.initial is not None:
        options |= {"required": False, "default": field.initial}
    match field:
        case forms.IntegerField():
            return serializers.IntegerField(**options, **_bounds(field))
        case forms.ChoiceField():
            choices: Any = field.choices
            return serializers.ChoiceField(choices=[pair for pair in choices if pair[0]], **options)
        case forms.CharField():
            return serializers.CharField(
                max_length=field.max_length, allow_blank=not field.required, **options
            )
    raise TypeError(f"The API has no field for {type(field).__name__}.")


def _bounds(field: forms.IntegerField) -> dict[str, Any]:
    return {"min_value": field.min_value, "max_value": field.max_value}


def _errors_of(form: forms.Form) -> dict[str, list[ErrorDetail]]:
    return {
        "non_field_errors" if name == NON_FIELD_ERRORS else name: [
            ErrorDetail(error.messages[0], code=error.code or "invalid") for error in errors
        ]
        for name, errors in form.errors.as_data().items()
    }


class Items(serializers.ListSerializer[Any]):
    """Counts before it looks inside: 500 items are refused as too many, not one by one."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) > MAX_ITEMS:
            raise BadInput(
                _("One request takes up to %(max)d items; this one has %(n)d. Please split it.")
                % {"max": MAX_ITEMS, "n": len(data)},
                field="items",
                code="too_many_items",
            )
        return super().to_internal_value(data)


class WantedItemInput(FormSerializer):
    form = RequestItemForm

    class Meta:
        list_serializer_class = Items


class AddressInput(FormSerializer):
    form = AddressForm


class NewOrderInput(FormSerializer):
    """Where it goes: either the parts of an address, or an entry of the address book."""

    form = RequestForm

    items = WantedItemInput(many=True, allow_empty=False)
    address = AddressInput(required=False)
    address_id = serializers.IntegerField(required=False, help_text="An entry of the member's address book.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return one_address(super().validate(attrs))


def one_address(attrs: dict[str, Any]) -> dict[str, Any]:
    """The attributes, if they hold an address or an address_id and not both."""
    if "address" in attrs and "address_id" in attrs:
        raise serializers.ValidationError(
            {"address_id": _("Send the parts of an address or an entry of the book, not both.")}, code="both"
        )
    if "address" not in attrs and "address_id" not in attrs:
        raise serializers.ValidationError({"address": _("Where shall it go?")}, code="required")
    return attrs


class Seen(serializers.Serializer[Any]):
    """`seq` as the caller saw it: if the order has moved since, the deed is refused as stale."""

    seq = serializers.IntegerField(required=False, min_value=0, help_text="The order's `seq` you acted on.")


class AnswerInput(FormSerializer, Seen):
    form = AnswerForm


class CancelInput(FormSerializer, Seen):
    form = CancelForm


class NewAddressInput(Seen):
    """The order's new address, in parts or by an entry of the address book."""

    address = AddressInput(required=False)
    address_id = serializers.IntegerField(required=False, help_text="An entry of the member's address book.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return one_address(attrs)


class OrderFilter(serializers.Serializer[Any]):
    """Closed lists: a word we do not know is refused, not ignored."""

    state = serializers.ChoiceField(choices=OrderState.choices, required=False, help_text="Only this state.")
    turn = serializers.ChoiceField(choices=Turn.choices, required=False, help_text="Whose turn it is.")

    def states(self) -> set[str] | None:
        """The states that pass, or None for all."""
        asked = self.validated_data
        sets = [{asked["state"]}] if "state" in asked else []
        if "turn" in asked:
            sets.append(set(states_of_turn(Turn(asked["turn"]))))
        return set.intersection(*sets) if sets else None
