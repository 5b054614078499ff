"""A customer's address book: one entry is the default, and stays so until another takes its place."""

from typing import Any

from django.contrib.auth import get_user_model

from workflow.engine.transactions import in_transaction
from workflow.models import Address

MAX_ADDRESSES = 30


class BookFull(Exception):
    """The book takes no more entries."""


def entries(customer: Any) -> list[Address]:
    """The customer's addresses, the default first."""
    return sorted(
        Address.objects.filter(customer=customer), key=lambda entry: (not entry.is_default, entry.pk)
    )


def add(*, customer: Any, parts: dict[str, str]) -> Address:
    """Keep an address; the same address again is the same entry, the first one is the default.

    Raises BookFull at MAX_ADDRESSES.
    """

    def deed() -> Address:
        _lock(customer)
        known = Address.objects.filter(customer=customer, **parts).first()
        if known is not None:
            return known
        if Address.objects.filter(customer=customer).count() >= MAX_ADDRESSES:
            raise BookFull
        has_default = Address.objects.filter(default_of=customer.pk).exists()
        return Address.objects.create(
            customer=customer, default_of=None if has_default else customer.pk, **parts
        )

    return in_transaction(deed)


def change(*, entry: Address, parts: dict[str, str]) -> None:
    """Rewrite an entry. Orders keep the address they were asked with."""
    Address.objects.filter(pk=entry.pk).update(**parts)


def make_default(*, customer: Any, entry: Address) -> None:
    def deed() -> None:
        _lock(customer)
        Address.objects.filter(default_of=customer.pk).update(default_of=None)
        Address.objects.filter(pk=entry.pk).update(default_of=customer.pk)

    in_transaction(deed)


def remove(*, customer: Any, entry: Address) -> None:
    """Take an entry away; where it was the default, the oldest one left becomes it."""

    def deed() -> None:
        _lock(customer)
        Address.objects.filter(pk=entry.pk).delete()
        left = Address.objects.filter(customer=customer).order_by("id")
        if not left.filter(default_of=customer.pk).exists():
            first = left.first()
            if first is not None:
                Address.objects.filter(pk=first.pk).update(default_of=customer.pk)

    in_transaction(deed)


def _lock(customer: Any) -> None:
    """Changes of one book run one after the other: the default is a unique slot."""
    get_user_model()._default_manager.select_for_update().get(pk=customer.pk)
