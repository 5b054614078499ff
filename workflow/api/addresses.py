"""A customer's address book."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.idempotency import IdempotentPosts
from workflow.api.inputs import AddressInput
from workflow.api.order_shapes import AddressShape
from workflow.models import Address
from workflow.services.address_book import add_address, change_address_entry, remove_address


class BookEntryInput(AddressInput):
    is_default = serializers.BooleanField(required=False, help_text="True makes it the default.")


class BookEntryShape(AddressShape):
    id = serializers.IntegerField(help_text="For `address_id` of a new order.")
    is_default = serializers.BooleanField()


def _book(request: Request) -> QuerySet[Address]:
    return Address.objects.filter(customer=request.user.pk).select_related("customer")


def _read(data: Any) -> tuple[dict[str, str], bool | None]:
    asked = BookEntryInput(data=data)
    asked.is_valid(raise_exception=True)
    parts = dict(asked.validated_data)
    return parts, parts.pop("is_default", None)


def _change(entry: Address, data: Any) -> Response:
    parts, is_default = _read(data)
    changed = change_address_entry(entry=entry, parts=parts, is_default=is_default)
    return Response(BookEntryShape(changed).data)


class AddressBook(IdempotentPosts):
    pagination_class = None

    @extend_schema(
        tags=["me"],
        summary="My address book",
        operation_id="me_addresses_list",
        responses=BookEntryShape(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(BookEntryShape(_book(request), many=True).data)

    @extend_schema(
        tags=["me"],
        summary="Add an address",
        request=BookEntryInput,
        responses={201: BookEntryShape},
        examples=[examples.BOOK_ENTRY],
    )
    def post(self, request: Request) -> Response:
        parts, is_default = _read(request.data)
        entry = add_address(member=request.user, parts=parts, is_default=is_default)
        return Response(BookEntryShape(entry).data, 201)


class AddressEntry(IdempotentPosts):
    def _own(self, entry_id: int) -> Address:
        return get_object_or_404(_book(self.request), pk=entry_id)

    @extend_schema(tags=["me"], summary="One address", responses=BookEntryShape)
    def get(self, request: Request, entry_id: int) -> Response:
        return Response(BookEntryShape(self._own(entry_id)).data)

    @extend_schema(
        tags=["me"], summary="Replace an address", request=BookEntryInput, responses=BookEntryShape
    )
    def put(self, request: Request, entry_id: int) -> Response:
        entry = self._own(entry_id)
        return _change(entry, request.data)

    @extend_schema(
        tags=["me"],
        summary="Change parts of an address",
        request=BookEntryInput(partial=True),
        responses=BookEntryShape,
    )
    def patch(self, request: Request, entry_id: int) -> Response:
        entry = self._own(entry_id)
        data: Any = request.data
        # The rules are about a whole address, so the rest of it goes along.
        whole = {**entry.parts(), **data} if isinstance(data, dict) else data
        return _change(entry, whole)

    @extend_schema(tags=["me"], summary="Remove an address", responses={204: None})
    def delete(self, request: Request, entry_id: int) -> Response:
        remove_address(entry=self._own(entry_id))
        return Response(status=204)
